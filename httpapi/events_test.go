package httpapi_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/jobs"
)

func TestEvents(t *testing.T) {
	t.Parallel()
	h, q, ada := stageJob(t)
	s := h.serve()
	l := ada.listen(s, "j1")
	require.Equal(t, "text/event-stream", l.answer.Header.Get("Content-Type"))
	require.Equal(t, "private, no-store", l.answer.Header.Get("Cache-Control"))
	require.Equal(t, "no", l.answer.Header.Get("X-Accel-Buffering"))
	name, j := l.job()
	require.Equal(t, "progress", name)
	require.Equal(t, 0, j.Progress.Done)
	for i := 1; i < 3; i++ {
		q.set(jobs.Running, i, nil)
		name, j = l.job()
		require.Equal(t, "progress", name)
		require.Equal(t, i, j.Progress.Done)
	}
	q.set(jobs.Running, 3, errors.New("the database is away"))
	l.beats(40)
	q.set(jobs.Running, 4, nil)
	_, j = l.job()
	require.Equal(t, 4, j.Progress.Done, "it went on when the database was back")
	q.set(jobs.Succeeded, 10, nil)
	name, j = l.job()
	require.Equal(t, "done", name)
	require.Equal(t, jobs.Succeeded, j.State)
	l.ends()
	h.empty()

	a := ada.do("GET", "/jobs/j1/events", nil).want(200)
	all := a.events()
	require.Len(t, all, 1, "of a job that is final the end alone")
	require.Equal(t, "done", all[0].name)
	require.Contains(t, string(a.Body), "retry: 2000\n")
	require.Len(t, ada.do("GET", "/jobs/j1/events", nil, header("Last-Event-ID", "17\x00\r")).want(200).events(), 1, "what it last saw does not matter")
	ada.do("GET", "/jobs/j1/events", nil, header("Last-Event-ID", all[0].id)).want(204)
	require.Empty(t, ada.do("HEAD", "/jobs/j1/events", nil).want(200).Body)
	h.user("bob").do("GET", "/jobs/j1/events", nil).problem(404, "no-such-job")
	h.empty()
}

// However many follow a job, one looks at it.
func TestEventsShared(t *testing.T) {
	t.Parallel()
	h, q, ada := stageJob(t)
	s := h.serve()
	q.first, q.wait = 5, make(chan struct{})
	var all []*listener
	for range 5 {
		l := ada.listen(s, "j1")
		l.job()
		all = append(all, l)
	}
	streams, watched := h.api.Following()
	require.Equal(t, 5, streams)
	require.Equal(t, 1, watched)
	for _, l := range all { // long enough for each to ask, if each asked
		l.beats(40)
	}
	q.mu.Lock()
	require.Equal(t, 6, q.asked, "each once, and one for all")
	require.Equal(t, 1, q.inside)
	q.mu.Unlock()
	all[0].close() // the first of them goes, and the others notice nothing
	q.set(jobs.Succeeded, 10, nil)
	close(q.wait)
	for _, l := range all[1:] {
		name, _ := l.job()
		require.Equal(t, "done", name)
		l.ends()
	}
	h.empty()
}

// Timeouts of a server are for requests that end: net/http would end the events by either.
func TestEventsTimeouts(t *testing.T) {
	t.Parallel()
	for _, major := range []int{1, 2} {
		h, q, ada := stageJob(t)
		s := h.serve(func(s *httptest.Server) {
			s.EnableHTTP2 = major == 2
			s.Config.ReadTimeout, s.Config.WriteTimeout = 100*time.Millisecond, 100*time.Millisecond
		})
		l := ada.listen(s, "j1")
		require.Equal(t, major, l.answer.ProtoMajor)
		l.job()
		l.beats(30)
		q.set(jobs.Failed, 1, nil)
		name, j := l.job()
		require.Equal(t, "done", name)
		require.Equal(t, jobs.Failed, j.State)
		l.ends()
	}
}

// slow is a connection to a client that takes so many writes, and then nothing.
type slow struct {
	*httptest.ResponseRecorder
	takes       int
	read, write time.Time
	bounded     bool // each write had a deadline
}

func (w *slow) SetReadDeadline(t time.Time) error { w.read = t; return nil }

func (w *slow) SetWriteDeadline(t time.Time) error { w.write = t; return nil }

func (w *slow) Write(p []byte) (int, error) {
	w.bounded = w.bounded && time.Until(w.write) > 0
	if w.takes--; w.takes < 0 {
		return 0, os.ErrDeadlineExceeded
	}
	return w.ResponseRecorder.Write(p)
}

// Who takes nothing is not waited for.
func TestEventsSlow(t *testing.T) {
	t.Parallel()
	h, _, ada := stageJob(t)
	w := &slow{ResponseRecorder: httptest.NewRecorder(), takes: 3, read: time.Now(), bounded: true}
	h.api.ServeHTTP(w, ada.request("GET", "/jobs/j1/events", nil))
	require.True(t, w.bounded)
	require.True(t, w.read.IsZero())
	require.Positive(t, time.Until(w.write), "also of what net/http writes at the end")
	require.Equal(t, 2, strings.Count(w.Body.String(), ": still there"))
	h.empty()
}

// A session that was ended listens no longer, by token or by cookie; and neither does one of a host's user.
func TestEventsRevoked(t *testing.T) {
	t.Parallel()
	h, _, ada := stageJob(t)
	s := h.serve()
	pages := ada.pages()
	token, cookie := ada.listen(s, "j1"), pages.listen(s, "j1")
	token.job()
	cookie.job()
	ada.stay().logout()
	token.ends()
	cookie.beats(3)
	pages.logout()
	cookie.ends()
	last := ada.pages().listen(s, "j1")
	last.job()
	require.NoError(t, h.accounts.Service.SetActive(t.Context(), auth.Operator("test"), ada.id, false, "test"))
	last.ends()
	h.empty()
}

// Neither does an admin when the impersonation is over.
func TestEventsImpersonation(t *testing.T) {
	t.Parallel()
	h, _, ada := stageJob(t)
	root := h.admin()
	by := h.accounts.Identity(t, root.grant)
	i, secret, err := h.admins.Impersonate(t.Context(), by, ada.id, "ticket 7", false, 0)
	require.NoError(t, err)
	l := root.listen(h.serve(), "j1", as(secret))
	l.job()
	l.beats(3)
	_, err = h.admins.EndImpersonation(t.Context(), by, i.ID)
	require.NoError(t, err)
	l.ends()
	h.empty()
}

// TestEventsHost is the same with users of the host's, whose database may be away for a while.
func TestEventsHost(t *testing.T) {
	t.Parallel()
	who := &hostUsers{id: auth.Identity{User: auth.User{ID: "u7", Name: "Una"}}}
	h, q, ada := stageJob(t, func(c *httpapi.Config) { c.Accounts, c.Authenticator = nil, who })
	q.job.Owner = "u7"
	s := h.serve()
	l := ada.listen(s, "j1")
	l.job()
	who.set(auth.Identity{}, errors.New("the host's database is away"))
	l.beats(3)
	who.set(auth.Identity{}, nil)
	l.ends()
	who.set(auth.Identity{User: auth.User{ID: "u7"}}, nil)
	l = ada.listen(s, "j1")
	l.job()
	who.set(auth.Identity{User: auth.User{ID: "u8"}}, nil)
	l.ends()
	h.empty()
}

// hostUsers knows one user.
type hostUsers struct {
	mu  sync.Mutex
	id  auth.Identity
	err error
}

func (u *hostUsers) Authenticate(*http.Request) (auth.Identity, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.id, u.err
}

func (u *hostUsers) set(id auth.Identity, err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.id, u.err = id, err
}

func TestEventsBounds(t *testing.T) {
	t.Parallel()
	h, q, ada := stageJob(t, func(c *httpapi.Config) { c.Streams, c.StreamsEach = 3, 2 })
	s := h.serve()
	first := ada.listen(s, "j1")
	first.job()
	ada.listen(s, "j1").job()
	a := ada.do("GET", "/jobs/j1/events", nil)
	a.problem(429, "too-many-streams")
	require.Equal(t, "5", a.Header.Get("Retry-After"))

	bob := h.user("bob")
	bob.do("GET", "/jobs/j1/events", nil).problem(404, "no-such-job")
	q.mu.Lock()
	q.others = []string{bob.id}
	q.mu.Unlock()
	bob.listen(s, "j1").job()
	a = h.user("eve").do("GET", "/jobs/j1/events", nil)
	a.problem(503, "busy")
	require.Equal(t, "5", a.Header.Get("Retry-After"))
	first.close()
	require.Eventually(t, func() bool { return h.user("eve").do("GET", "/jobs/j1/events", nil).Status == 404 }, time.Minute, time.Millisecond, "there is room again")
}

// A job that is removed while somebody follows it ends the events; who connects again is told that there is none.
func TestEventsGone(t *testing.T) {
	t.Parallel()
	h, q, ada := stageJob(t)
	l := ada.listen(h.serve(), "j1")
	l.job()
	q.set(jobs.Running, 0, &jobs.Error{Code: jobs.CodeNotFound, Message: "There is no such job. Look at the list of yours."})
	l.ends()
	h.empty()
	ada.do("GET", "/jobs/j1/events", nil).problem(404, "no-such-job")
}

// A server that stops waits for nobody who listens.
func TestEventsClose(t *testing.T) {
	t.Parallel()
	h, _, ada := stageJob(t)
	s := h.serve(func(s *httptest.Server) { s.Config.RegisterOnShutdown(h.api.Close) })
	l := ada.listen(s, "j1")
	l.job()
	require.NoError(t, s.Config.Shutdown(t.Context()))
	l.ends()
	h.empty()
	h.api.Close()
	ada.do("GET", "/jobs/j1/events", nil).problem(503, "unavailable")
	ada.do("GET", "/jobs/j1", nil).want(200)
}

// Nothing is left of a client that goes away.
func TestEventsLeft(t *testing.T) {
	t.Parallel()
	h, _, ada := stageJob(t)
	s := h.serve()
	for range 3 {
		l := ada.listen(s, "j1")
		l.job()
		l.close()
	}
	h.empty()
}
