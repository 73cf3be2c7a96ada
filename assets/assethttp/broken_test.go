package assethttp

import (
	"bufio"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
)

const (
	ofForm = "Content-Type: multipart/form-data; boundary=b\r\n"
	length = "Content-Length: 500\r\n\r\n"
	chunks = "Transfer-Encoding: chunked\r\n\r\n"
)

// TestServiceBroken has connections that break, stop, or crawl in the middle of an upload to a real Service. net/http ends the
// context of a request whose body breaks; yet whoever sent it is told what was wrong, and no operator is.
func TestServiceBroken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		request string
		then    func(c net.Conn)
		pace    pace
		message string
	}{
		"shorter than it said":       {length + "half", halfClose, usual(), "Not all"},
		"nothing":                    {length, halfClose, usual(), "Not all"},
		"a chunk cut off":            {chunks + "10\r\nhalf", halfClose, usual(), "Not all"},
		"no last chunk":              {chunks + "4\r\nhalf\r\n", halfClose, usual(), "Not all"},
		"a chunk that is none":       {chunks + "4\r\nhalf\r\nzz\r\n", halfClose, usual(), "Not all"},
		"a form cut off in the file": {ofForm + length + open + "half", halfClose, usual(), "Not all"},
		"a form cut off in a header": {ofForm + length + "--b\r\nContent-Dis", halfClose, usual(), "Not all"},
		"a form cut off behind it":   {ofForm + length + open + picture(t) + "\r\n--b\r\nContent-Dis", halfClose, usual(), "Not all"},
		"a form shorter than said":   {ofForm + length + open + picture(t) + shut, halfClose, usual(), "Not all"},
		"idle":                       {length + "half", nil, hasty, "too slowly"},
		"idle at once":               {length, nil, hasty, "too slowly"},
		"idle in a chunk":            {chunks + "10\r\nhalf", nil, hasty, "too slowly"},
		"idle in a form":             {ofForm + length + open + "half", nil, hasty, "too slowly"},
		"idle behind a file":         {ofForm + length + open + picture(t) + "\r\n--b\r\n", nil, hasty, "too slowly"},
		"crawling":                   {length, crawl, hasty, "too slowly"},
		"crawling in a form":         {ofForm + length + open, crawl, hasty, "too slowly"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newLibrary(t, 1000, c.pace, httptest.NewServer)
			conn := send(t, s.Server, c.request)
			if c.then != nil {
				c.then(conn)
			}
			answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
			require.NoError(t, err)
			defer func() { _ = answer.Body.Close() }()
			err = <-s.failed
			require.Equal(t, assets.CodeIncomplete, assets.CodeOf(err), "%v", err)
			require.ErrorContains(t, err, c.message)
			require.Equal(t, http.StatusBadRequest, answer.StatusCode)
			s.requireEmpty(t)
		})
	}
}

func halfClose(c net.Conn) { _ = c.(*net.TCPConn).CloseWrite() }

// crawl sends a byte now and then, as long as the other end takes them.
func crawl(c net.Conn) {
	for range 400 {
		if _, err := c.Write([]byte("x")); err != nil {
			return
		}
		time.Sleep(hasty.allowance / 100)
	}
}

// TestServiceBrokenHTTP2 is the same for streams, of which more may have come than was read when they end.
func TestServiceBrokenHTTP2(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		contentType, text string
		goAway            bool
		pace              pace
	}{
		"idle":           {"", "half", false, hasty},
		"idle in a form": {"multipart/form-data; boundary=b", open + "half", false, hasty},
		"gone":           {"", strings.Repeat("x", 500_000), true, usual()},
		"gone in a form": {"multipart/form-data; boundary=b", open + strings.Repeat("x", 500_000), true, usual()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newLibrary(t, 1<<20, c.pace, func(h http.Handler) *httptest.Server { return http2(t, h.ServeHTTP) })
			require.Contains(t, []int{0, http.StatusBadRequest}, post2(t, s.Server, c.contentType, c.text, c.goAway))
			err := <-s.failed
			require.Equal(t, assets.CodeIncomplete, assets.CodeOf(err), "%v", err)
			s.requireEmpty(t)
		})
	}
}

// TestServiceTwoFiles: of several files in one form none is kept, for the others would be lost and nobody be told.
func TestServiceTwoFiles(t *testing.T) {
	t.Parallel()
	s := newLibrary(t, 1000, usual(), httptest.NewServer)
	for name, form := range map[string]string{
		"the same twice":       open + picture(t) + "\r\n" + open + picture(t) + shut,
		"with another between": open + picture(t) + "\r\n" + other + open + "x" + shut,
		"one is empty":         open + picture(t) + "\r\n" + open + shut,
	} {
		r, err := http.NewRequestWithContext(t.Context(), "POST", s.URL, strings.NewReader(form))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		answer, err := s.Client().Do(r)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, http.StatusBadRequest, answer.StatusCode, name)
		err = <-s.failed
		require.Equal(t, CodeForm, assets.CodeOf(err), name)
		require.ErrorContains(t, err, "one at a time")
		s.requireEmpty(t)
	}
}
