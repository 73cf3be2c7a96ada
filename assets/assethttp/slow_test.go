package assethttp

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
)

// hasty is a pace that nobody keeps who stops.
var hasty = pace{allowance: 50 * time.Millisecond, rate: 1 << 30}

// http2 starts a server that speaks HTTP/2.
func http2(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// post2 sends a request over HTTP/2 whose body has a text, and then nothing comes, and no end; or the client goes away. It returns the status of
// the answer, or 0 if there is none.
func post2(t testing.TB, s *httptest.Server, contentType, text string, goAway bool) int {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	body, more := io.Pipe()
	defer func() { _ = more.Close() }()
	r, err := http.NewRequestWithContext(ctx, "POST", s.URL, body)
	require.NoError(t, err)
	r.Header.Set("Content-Type", contentType)
	go func() {
		_, _ = io.WriteString(more, text)
		if goAway {
			cancel()
		}
	}()
	answer, err := s.Client().Do(r)
	if err != nil {
		return 0
	}
	require.NoError(t, answer.Body.Close())
	return answer.StatusCode
}

// TestReceiveHTTP2 has clients that stop in the middle, go away, and send too much, over HTTP/2, where a request is a
// stream of a connection.
func TestReceiveHTTP2(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		contentType, text string
		goAway            bool
		pace              pace
		code              assets.Code
		message           string
	}{
		"slow":                {"", "half", false, hasty, assets.CodeIncomplete, "too slowly"},
		"nothing":             {"", "", false, hasty, assets.CodeIncomplete, "too slowly"},
		"a slow form":         {"multipart/form-data; boundary=b", open + "half", false, hasty, assets.CodeIncomplete, "too slowly"},
		"a slow header":       {"multipart/form-data; boundary=b", "--b\r\nConte", false, hasty, assets.CodeIncomplete, "too slowly"},
		"gone":                {"", "half", true, usual(), assets.CodeIncomplete, "Not all"},
		"gone in a form":      {"multipart/form-data; boundary=b", open + "half", true, usual(), assets.CodeIncomplete, "Not all"},
		"too much":            {"", strings.Repeat("x", 1001), false, usual(), assets.CodeTooLarge, "1000 bytes"},
		"too much, in a form": {"multipart/form-data; boundary=b", open + "half" + strings.Repeat("x", 1001), false, usual(), assets.CodeTooLarge, "1000 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			done := make(chan got, 1)
			s := http2(t, func(w http.ResponseWriter, r *http.Request) {
				if r.ProtoMajor != 2 {
					t.Error("not HTTP/2")
				}
				done <- receiveAll(w, r, 1000, c.pace)
			})
			post2(t, s, c.contentType, c.text, c.goAway)
			g := <-done
			require.Equal(t, c.code, g.Code, "%s", g.Message)
			require.Contains(t, g.Message, c.message)
		})
	}
}

// TestServeSlow has clients that ask for a file and do not read it: the handler comes to its end, with the connection
// or the stream.
func TestServeSlow(t *testing.T) {
	t.Parallel()
	const size = 64 << 20 // more than systems keep of a connection
	for name, start := range map[string]func(http.HandlerFunc) *httptest.Server{
		"HTTP/1": func(h http.HandlerFunc) *httptest.Server { return httptest.NewServer(h) },
		"HTTP/2": func(h http.HandlerFunc) *httptest.Server { return http2(t, h) },
	} {
		done := make(chan struct{})
		s := start(func(w http.ResponseWriter, r *http.Request) {
			defer close(done)
			c := content("")
			c.ReadSeekCloser = nopCloser{io.NewSectionReader(nothing{}, 0, size)}
			servePaced(w, r, c, hasty)
		})
		t.Cleanup(s.Close)
		r, err := http.NewRequestWithContext(t.Context(), "GET", s.URL, nil)
		require.NoError(t, err)
		answer, err := s.Client().Do(r)
		require.NoError(t, err)
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			require.Fail(t, "the handler waits", name)
		}
		_, err = io.Copy(io.Discard, answer.Body)
		require.Error(t, err, "%s: it is cut off, and that can be told", name)
		_ = answer.Body.Close() // which failed
	}
}

// nothing has zeros everywhere.
type nothing struct{}

func (nothing) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("negative")
	}
	clear(p)
	return len(p), nil
}
