package ratehttp_test

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
)

func get(t testing.TB, server *httptest.Server, path string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
	require.NoError(t, err)
	answer, err := server.Client().Do(r)
	require.NoError(t, err)
	t.Cleanup(func() { _ = answer.Body.Close() })
	return answer
}

// A file that is sent for long has the fields at its beginning, and each part goes out when it is written.
func TestStream(t *testing.T) {
	t.Parallel()
	m, _ := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{})
	more := make(chan struct{})
	server := httptest.NewServer(m.Limit("pdf")(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "one\n")
		_ = http.NewResponseController(w).Flush()
		<-more
		_, _ = io.WriteString(w, "two\n")
	})))
	t.Cleanup(server.Close)
	answer := get(t, server, "/")
	require.Equal(t, `"pdf";r=1;t=6`, answer.Header.Get("RateLimit"))
	require.Equal(t, `"pdf";q=2;w=12`, answer.Header.Get("RateLimit-Policy"))
	lines := bufio.NewReader(answer.Body)
	line, err := lines.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "one\n", line)
	close(more)
	line, err = lines.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "two\n", line)
}

// However many ask at once, so many pass as one after the other, and each refusal says when.
func TestServer(t *testing.T) {
	t.Parallel()
	m, clock := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{})
	mux := http.NewServeMux()
	mux.Handle("GET /pdf", m.Limit("pdf")(ok))
	mux.Handle("GET /page", ok)
	server := httptest.NewServer(m.Limit("all")(mux))
	t.Cleanup(server.Close)
	var passed, refused atomic.Int32
	var group sync.WaitGroup
	for range 40 {
		group.Go(func() {
			answer, err := server.Client().Get(server.URL + "/pdf")
			if err != nil {
				return
			}
			defer func() { _ = answer.Body.Close() }()
			switch {
			case answer.StatusCode == http.StatusOK && answer.Header.Get("Retry-After") == "":
				passed.Add(1)
			case answer.StatusCode == http.StatusTooManyRequests && answer.Header.Get("Retry-After") == "6":
				refused.Add(1)
			}
		})
	}
	group.Wait()
	require.EqualValues(t, 2, passed.Load())
	require.EqualValues(t, 38, refused.Load())
	require.Equal(t, http.StatusOK, get(t, server, "/page").StatusCode, "other routes are as before")
	clock.Advance(6 * time.Second)
	require.Equal(t, http.StatusOK, get(t, server, "/pdf").StatusCode)
	require.Equal(t, http.StatusTooManyRequests, get(t, server, "/pdf").StatusCode)
}

// A handler between, which keeps headers of its own, ends up with all entries.
func TestTimeoutHandler(t *testing.T) {
	t.Parallel()
	m, _ := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{})
	h := m.Limit("all")(http.TimeoutHandler(m.Limit("pdf")(ok), time.Hour, "too slow"))
	w := send(h, from("ada", ""))
	require.Equal(t, 200, w.Code)
	require.Equal(t, []string{`"all";r=299;t=1, "pdf";r=1;t=6`}, w.Header()["Ratelimit"])
	require.Equal(t, []string{`"all";q=300;w=60, "pdf";q=2;w=12`}, w.Header()["Ratelimit-Policy"])
}

// A handler that serves the parts of a request at once, each as a request of its own, has each counted.
func TestParts(t *testing.T) {
	t.Parallel()
	m, _ := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{})
	part := m.Limit("pdf")(ok)
	var passed atomic.Int32
	send(m.Limit("all")(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if send(part, r).Code == http.StatusOK {
					passed.Add(1)
				}
			})
		}
		group.Wait()
	})), from("ada", ""))
	require.EqualValues(t, 2, passed.Load())
}
