package httpapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// watched is a house whose requests are counted, with a log of its own in JSON.
func watched(t *testing.T, change ...func(*httpapi.Config)) (h *house, seen *requests, logs *sqldbtest.Logs) {
	t.Helper()
	seen, logs = &requests{}, &sqldbtest.Logs{}
	h = newHouse(t, append([]func(*httpapi.Config){func(c *httpapi.Config) {
		c.Observer.OnRequest = seen.add
		c.Logger = slog.New(slog.NewJSONHandler(logs, nil))
	}}, change...)...)
	return h, seen, logs
}

type requests struct {
	mu  sync.Mutex
	all []httpapi.Request
}

func (s *requests) add(r httpapi.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, r)
}

// take returns what was told since it was asked last.
func (s *requests) take() []httpapi.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.all
	s.all = nil
	return all
}

// lines are those of the log about requests.
func lines(t *testing.T, logs *sqldbtest.Logs) (all []map[string]any) {
	t.Helper()
	for line := range strings.Lines(logs.String()) {
		var m map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &m))
		if m["msg"] == "request" {
			all = append(all, m)
		}
	}
	return all
}

// Each request is one line of the log, with ids and without what it was about, and one call of the Observer.
func TestRequestLog(t *testing.T) {
	t.Parallel()
	h, seen, logs := watched(t)
	ada := h.user("ada")
	id := ada.project("Marker")
	seen.take()
	a := ada.do("GET", "/projects?query=marker", nil, header("User-Agent", "marker")).want(200)
	require.Equal(t, []httpapi.Request{{Operation: "listProjects", Method: "GET", Status: 200, Bytes: int64(len(a.Body))}}, seen.take())
	log := lines(t, logs)
	last := log[len(log)-1]
	require.Equal(t, "INFO", last["level"])
	require.Equal(t, "listProjects", last["operation"])
	require.Equal(t, "GET", last["method"])
	require.EqualValues(t, 200, last["status"])
	require.EqualValues(t, 0, last["took"])
	require.EqualValues(t, len(a.Body), last["bytes"])
	require.Equal(t, ada.id, last["user"])
	require.Equal(t, a.Header.Get("X-Request-Id"), last["request_id"])
	require.Len(t, last, 10, "and nothing else: %v", last)
	require.NotContains(t, logs.String(), id)

	for _, c := range []struct {
		method, path string
		status       int
		operation    string
	}{
		{"HEAD", "/projects/" + id, 200, "getProject"},
		{"GET", "/marker", 404, ""},
		{"POST", "/me", 405, ""},
		{"MARKER", "/me", 405, ""},
		{"POST", "/login", 415, "login"},
		{"DELETE", "/projects/" + id, 428, "trashProject"},
		{"GET", "/projects/marker", 404, "getProject"},
	} {
		ada.do(c.method, c.path, nil).want(c.status)
		all := seen.take()
		require.Len(t, all, 1)
		require.Equal(t, c.operation, all[0].Operation, c)
		require.Equal(t, c.status, all[0].Status, c)
		if c.method == "MARKER" {
			require.Equal(t, "other", all[0].Method)
		} else {
			require.Equal(t, c.method, all[0].Method)
		}
		if c.method == "HEAD" {
			require.Zero(t, all[0].Bytes)
		} else {
			require.Positive(t, all[0].Bytes)
		}
	}
	require.NotContains(t, logs.String(), "marker")
	require.NotContains(t, logs.String(), "MARKER")
	h.nobody().do("GET", "/projects", nil).problem(401, "unauthenticated")
	log = lines(t, logs)
	require.Empty(t, log[len(log)-1]["user"])
}

// What was refused before an operation is reached is one of the requests as well, with the operation if there is one.
func TestRequestLogRefused(t *testing.T) {
	t.Parallel()
	h, seen, _ := watched(t)
	ada := h.user("ada")
	h.limited(ratelimit.All, "2/min")
	ada.do("GET", "/me", nil).want(200)
	seen.take()
	ada.do("POST", "/me/email", object{}, header("Sec-Fetch-Site", "cross-site")).problem(403, "cross-origin")
	ada.do("GET", "/me", nil).problem(429, "rate-limited")
	all := seen.take()
	require.Len(t, all, 2)
	require.Empty(t, all[0].Operation)
	require.Equal(t, 403, all[0].Status)
	require.Equal(t, "getMe", all[1].Operation)
	require.Equal(t, 429, all[1].Status)
}

// Whatever is answered is counted, also where no operation is reached: for the user, or for the address of who is nobody.
func TestEverythingIsCounted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	bad := header("Authorization", "Bearer nonsense")
	for name, ask := range map[string]func() *answer{
		"no such path":    func() *answer { return ada.do("GET", "/marker", nil) },
		"no such method":  func() *answer { return ada.do("POST", "/me", nil) },
		"cross-origin":    func() *answer { return ada.do("POST", "/logout", nil, header("Sec-Fetch-Site", "cross-site")) },
		"nobody":          func() *answer { return h.nobody().do("GET", "/me", nil) },
		"nobody's path":   func() *answer { return h.nobody().do("GET", "/marker", nil) },
		"bad credentials": func() *answer { return h.nobody().do("GET", "/me", nil, bad) },
		"both": func() *answer {
			return h.nobody().do("DELETE", "/marker", nil, bad, header("Origin", "https://evil.example"))
		},
	} {
		h.limited(ratelimit.All, "2/min")
		first := ask()
		require.Contains(t, []int{401, 403, 404, 405}, first.Status, name)
		require.Equal(t, `"all";r=1;t=30`, first.Header.Get("RateLimit"), name)
		require.Equal(t, first.Status, ask().Status, name)
		a := ask()
		a.problem(429, "rate-limited")
		require.Equal(t, "30", a.Header.Get("Retry-After"), name)
	}
	require.NoError(t, h.guard.Flush(t.Context()))

	h.config.Limits = nil
	var err error
	h.api, err = httpapi.New(h.config)
	require.NoError(t, err)
	ada.do("GET", "/marker", nil).problem(404, "no-such-path")
	ada.do("POST", "/logout", nil, header("Sec-Fetch-Site", "cross-site")).problem(403, "cross-origin")
}

// What is away is answered with 503, and the log says what it is; but nobody is told of clients who have gone.
func TestUnavailable(t *testing.T) {
	t.Parallel()
	h, seen, logs := watched(t)
	ada := h.user("ada")
	h.config.Limits = nil
	h.config.Jobs = &staged{err: fmt.Errorf("marker: %w", sqldb.ErrUnavailable)}
	var err error
	h.api, err = httpapi.New(h.config)
	require.NoError(t, err)
	a := ada.do("GET", "/jobs/j1", nil)
	require.NotContains(t, a.problem(503, "unavailable").Detail, "marker")
	require.Contains(t, logs.String(), "marker")
	require.Equal(t, 1, strings.Count(logs.String(), "httpapi: request failed"))
	require.Contains(t, logs.String(), a.Header.Get("X-Request-Id"))

	seen.take()
	ctx, leave := context.WithCancel(t.Context())
	h.config.Jobs = &staged{err: fmt.Errorf("marker: %w", context.Canceled), leave: leave}
	h.api, err = httpapi.New(h.config)
	require.NoError(t, err)
	h.api.ServeHTTP(httptest.NewRecorder(), ada.request("GET", "/jobs/j1", nil).WithContext(ctx))
	require.Equal(t, 499, seen.take()[0].Status)
	require.Equal(t, 1, strings.Count(logs.String(), "httpapi: request failed"))
	h.api.Close()
	ada.do("GET", "/jobs/j1/events", nil).problem(503, "unavailable")
	require.Equal(t, 1, strings.Count(logs.String(), "httpapi: request failed"), "that was our own word")
}

// Requests of the same site, of sites that are trusted and of programs pass; those of other sites' pages do not, whatever they send along.
func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *httpapi.Config) { c.TrustedOrigins = []string{"https://pages.example.com"} })
	ada := h.user("ada")
	for _, c := range []struct {
		field, value string
		ok           bool
	}{
		{"Sec-Fetch-Site", "same-origin", true},
		{"Sec-Fetch-Site", "none", true},
		{"Sec-Fetch-Site", "cross-site", false},
		{"Sec-Fetch-Site", "same-site", false},
		{"Origin", "http://example.com", true}, // the host of httptest's requests
		{"Origin", "https://pages.example.com", true},
		{"Origin", "https://evil.example", false},
		{"Origin", "null", false},
	} {
		a := ada.do("POST", "/projects", object{"source": planner("X", 1)}, header(c.field, c.value))
		if c.ok {
			a.want(201)
		} else {
			a.problem(403, "cross-origin")
		}
		ada.do("GET", "/projects", nil, header(c.field, c.value)).want(200)
	}
	_, err := httpapi.New(func() httpapi.Config { c := h.config; c.TrustedOrigins = []string{"pages"}; return c }())
	require.ErrorContains(t, err, "TrustedOrigins")
}

// Where there is no body there shall be none, however it is sent; and nobody reads what is larger than may be.
func TestBodies(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	id := ada.project("X")
	chunked := func(r *http.Request) { r.ContentLength = -1 }
	ada.do("GET", "/projects/"+id, "x").problem(400, "unexpected-body")
	ada.do("GET", "/projects/"+id, "x", chunked).problem(400, "unexpected-body")
	ada.do("GET", "/projects/"+id, nil, chunked).want(200)
	ada.do("DELETE", "/projects/"+id, "{}", header("If-Match", `"1"`)).problem(400, "unexpected-body")
	ada.do("GET", "/projects/"+id, nil).want(200)

	r := ada.request("PUT", "/me/terms", nil)
	r.Body = io.NopCloser(untouched{t})
	r.ContentLength = 1 << 40
	w := httptest.NewRecorder()
	h.api.ServeHTTP(w, r)
	require.Equal(t, 413, w.Code)
	r = h.nobody().request("PUT", "/me/terms", nil)
	r.Body = io.NopCloser(untouched{t})
	r.ContentLength = 100
	w = httptest.NewRecorder()
	h.api.ServeHTTP(w, r)
	require.Equal(t, 401, w.Code)

	r = ada.request("GET", "/me", nil)
	r.Body = io.NopCloser(broken{})
	r.ContentLength = -1
	w = httptest.NewRecorder()
	h.api.ServeHTTP(w, r)
	require.Equal(t, 400, w.Code)
	require.Contains(t, w.Body.String(), "body-incomplete")
}

// untouched is a body that nobody reads.
type untouched struct{ t *testing.T }

func (u untouched) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("connection reset by peer") }

// What panics is answered with 500 and logged; of an answer that has begun the rest does not come, and nobody takes it for whole.
func TestPanic(t *testing.T) {
	t.Parallel()
	var answered bool
	h, seen, logs := watched(t)
	ada := h.user("ada")
	config := h.config
	limits, err := ratehttp.New(ratehttp.Config{Guard: h.guard, User: func(*http.Request) string { panic("marker") }})
	require.NoError(t, err)
	config.Limits = limits
	h.api, err = httpapi.New(config)
	require.NoError(t, err)
	seen.take()
	p := ada.do("GET", "/me", nil).problem(500, "internal")
	require.NotContains(t, p.Detail, "marker")
	require.Contains(t, logs.String(), `"panic":"marker"`)
	require.Contains(t, logs.String(), "around_test.go")
	all := seen.take()
	require.Len(t, all, 1)
	require.Equal(t, "getMe", all[0].Operation)
	require.Equal(t, 500, all[0].Status)

	for _, value := range []any{"marker", http.ErrAbortHandler} {
		h.limits(&h.config, ratelimit.All, "1/min")
		config.Limits, err = ratehttp.New(ratehttp.Config{Guard: h.guard, Errors: func(w http.ResponseWriter, _ *http.Request, _ error) {
			answered = true
			_, _ = w.Write([]byte("half"))
			panic(value)
		}})
		require.NoError(t, err)
		api, err := httpapi.New(config)
		require.NoError(t, err)
		api.ServeHTTP(httptest.NewRecorder(), ada.request("GET", "/me", nil))
		answered = false
		seen.take()
		require.PanicsWithValue(t, http.ErrAbortHandler, func() { api.ServeHTTP(httptest.NewRecorder(), ada.request("GET", "/me", nil)) })
		require.True(t, answered)
		require.Equal(t, []httpapi.Request{{Operation: "getMe", Method: "GET", Status: 200, Bytes: 4}}, seen.take())
	}
}

// The time that a request takes is all of it.
func TestTook(t *testing.T) {
	t.Parallel()
	h, seen, _ := watched(t)
	ada := h.user("ada")
	h.config.Limits = nil
	begun := h.clock.Now()
	calls := 0
	h.config.Now = func() time.Time { calls++; return begun.Add(time.Duration(calls) * time.Second) }
	var err error
	h.api, err = httpapi.New(h.config)
	require.NoError(t, err)
	seen.take()
	ada.do("GET", "/me", nil).want(200)
	require.Equal(t, time.Duration(calls-1)*time.Second, seen.take()[0].Took)
}
