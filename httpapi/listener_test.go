package httpapi_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/jobs"
)

// event is one of a stream.
type event struct{ name, id, data string }

// events reads the body as server-sent events.
func (a *answer) events() []event {
	a.t.Helper()
	require.Equal(a.t, "text/event-stream", a.Header.Get("Content-Type"))
	var all []event
	lines := bufio.NewScanner(strings.NewReader(string(a.Body)))
	lines.Buffer(nil, 1<<20)
	for {
		e, ok := nextEvent(lines)
		if !ok {
			return all
		}
		all = append(all, e)
	}
}

// nextEvent is the next event.
func nextEvent(lines *bufio.Scanner) (e event, ok bool) {
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch field {
		case "event":
			e.name = value
		case "id":
			e.id = value
		case "data":
			e.data = value
		case "":
			if e.data != "" {
				return e, true
			}
		}
	}
	return event{}, false
}

// listener is somebody who follows a job over a connection.
type listener struct {
	t      testing.TB
	answer *http.Response
	lines  *bufio.Scanner
	close  func()
}

// serve serves the API over the network. change may alter the server.
func (h *house) serve(change ...func(*httptest.Server)) *httptest.Server {
	s := httptest.NewUnstartedServer(h.api)
	for _, fn := range change {
		fn(s)
	}
	if s.EnableHTTP2 {
		s.StartTLS()
	} else {
		s.Start()
	}
	h.t.Cleanup(s.Close)
	return s
}

// listen follows a job.
func (c *client) listen(s *httptest.Server, id string, options ...option) *listener {
	c.t.Helper()
	r := c.request("GET", "/jobs/"+id+"/events", nil, options...)
	at, err := url.Parse(s.URL + r.URL.Path)
	require.NoError(c.t, err)
	ctx, cancel := context.WithCancel(c.t.Context())
	r = r.WithContext(ctx)
	r.URL, r.RequestURI, r.Host = at, "", ""
	answer, err := s.Client().Do(r) //nolint:bodyclose // close does
	require.NoError(c.t, err)
	l := &listener{t: c.t, answer: answer, lines: bufio.NewScanner(answer.Body)}
	l.lines.Buffer(nil, 1<<20)
	l.close = func() {
		cancel()
		_ = answer.Body.Close()
	}
	c.t.Cleanup(l.close)
	return l
}

// job is the next event.
func (l *listener) job() (name string, j job) {
	l.t.Helper()
	require.Equal(l.t, http.StatusOK, l.answer.StatusCode)
	e, ok := nextEvent(l.lines)
	require.True(l.t, ok, "the stream has ended")
	require.NoError(l.t, json.Unmarshal([]byte(e.data), &j))
	return e.name, j
}

// beats waits for so many signs of life.
func (l *listener) beats(n int) {
	l.t.Helper()
	for n > 0 {
		require.True(l.t, l.lines.Scan(), "the stream has ended")
		if strings.HasPrefix(l.lines.Text(), ":") {
			n--
		}
	}
}

// ends waits for the end, before which nothing more may happen.
func (l *listener) ends() {
	l.t.Helper()
	e, ok := nextEvent(l.lines)
	require.False(l.t, ok, "%v", e)
}

// logout ends the client's session, of which the client knows nothing.
func (c *client) logout() {
	c.t.Helper()
	id, err := c.h.accounts.Identify(c.grant)
	require.NoError(c.t, err)
	require.NoError(c.t, c.h.accounts.Service.Logout(c.t.Context(), id))
}

// staged is a queue with one job, of which the test says how it stands.
type staged struct {
	jobs.Queue
	mu     sync.Mutex
	job    jobs.Job
	err    error
	others []string      // beside the owner who see it
	asked  int           // how often
	inside int           // at this moment
	wait   chan struct{} // before each answer but those at first; nil = not
	first  int
	leave  func() // called when it is asked; nil = nothing
}

func (q *staged) Get(ctx context.Context, by jobs.Actor, _ string) (jobs.Job, error) {
	q.mu.Lock()
	q.asked++
	wait := q.wait
	if q.asked <= q.first {
		wait = nil
	}
	q.inside++
	q.mu.Unlock()
	if q.leave != nil {
		q.leave()
	}
	if wait != nil {
		select {
		case <-wait:
		case <-ctx.Done():
		}
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.inside--
	if q.err == nil && q.job.Owner != by.User && !slices.Contains(q.others, by.User) {
		return jobs.Job{}, &jobs.Error{Code: jobs.CodeNotFound, Message: "There is no such job. Look at the list of yours."}
	}
	return q.job, q.err
}

// set changes how the job stands.
func (q *staged) set(state jobs.State, done int, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.job.State, q.job.Progress, q.err = state, jobs.Progress{Done: done, Total: 10}, err
}

// stageJob is a house with a job of ada's that runs.
func stageJob(t *testing.T, change ...func(*httpapi.Config)) (*house, *staged, *client) {
	q := &staged{job: jobs.Job{ID: "j1", Kind: "render", State: jobs.Running, Attempts: 3, Attempt: 1}}
	h := newHouse(t, append(change, func(c *httpapi.Config) { c.Jobs = q })...)
	ada := h.user("ada")
	q.job.Owner, q.job.Created, q.job.RunAt = ada.id, h.clock.Now(), h.clock.Now()
	return h, q, ada
}

// empty waits until nobody follows anything.
func (h *house) empty() {
	h.t.Helper()
	require.Eventually(h.t, func() bool {
		streams, watched := h.api.Following()
		return streams == 0 && watched == 0
	}, time.Minute, time.Millisecond)
}
