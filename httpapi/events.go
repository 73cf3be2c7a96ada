package httpapi

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
)

const (
	reconnect  = 2 * time.Second  // that a client waits before it connects again
	writeIn    = 10 * time.Second // that a client has to take an event
	idDone     = "done"           // of the last event
	eventDone  = "done"
	eventLater = "progress"
)

// followJob sends a job as it stands each time that this changes, as events (WHATWG HTML, 9.2), and ends after the one that it is final. Who connects again
// after that is told by 204 not to.
func followJob(c *call) error {
	a, id := c.api, c.path("job")
	leave, err := a.followers.enter(c.user())
	if err != nil {
		return err
	}
	defer leave()
	now, err := a.look(c.ctx(), c.inJobs(), id)
	if err != nil {
		return err
	}
	if now.State.Final() && c.r.Header.Get("Last-Event-ID") == idDone {
		return c.answer(http.StatusNoContent, nil)
	}
	h := c.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "private, no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy that collects bytes would keep events back
	h.Set("X-Content-Type-Options", "nosniff")
	if c.r.Method == http.MethodHead {
		return nil
	}
	s := beginStream(c.w)
	defer s.end()
	if now.State.Final() {
		_ = s.send(0, sightOf(now)) // a client that has gone needs no answer
		return nil
	}
	w := a.followers.watch(c.ctx(), a, c.inJobs(), id, now)
	defer a.followers.part(w)
	_ = c.follow(s, w)
	return nil
}

// follow sends what becomes of a job, until it is final or gone, or whoever listens is, or may not any more, or the program ends.
func (c *call) follow(s *stream, w *watched) error {
	beat := time.NewTicker(c.api.c.Heartbeat)
	defer beat.Stop()
	for seen, n := -1, 0; ; {
		now, changed := w.now()
		if now.gone {
			return nil
		}
		if now.n != seen {
			n, seen = n+1, now.n
			if err := s.send(n, now); err != nil || now.final {
				return err
			}
		}
		select {
		case <-changed:
		case <-beat.C:
			if !c.stillKnown() {
				return nil
			}
			if err := s.write(": still there\n\n"); err != nil {
				return err
			}
		case <-c.ctx().Done():
			return nil
		case <-c.api.followers.over.Done():
			return nil
		}
	}
}

// stillKnown asks once more who sends the request: a session that was revoked, or an impersonation that is over, must not listen for ever. While nobody can
// tell, it is known.
func (c *call) stillKnown() bool {
	again := call{api: c.api, w: nowhere{http.Header{}}}
	var err error
	admit := func(_ http.ResponseWriter, r *http.Request) {
		again.r = r
		err = again.admit(operation{who: user})
	}
	if c.api.c.Accounts != nil {
		c.api.c.Accounts.HTTP.Identify(http.HandlerFunc(admit)).ServeHTTP(again.w, c.r.WithContext(unmarked{c.ctx()}))
	} else {
		var id auth.Identity
		if id, err = c.api.c.Authenticator.Authenticate(c.r); err == nil {
			admit(nil, c.r.WithContext(authhttp.WithIdentity(c.ctx(), id)))
		}
	}
	if err != nil {
		return problemOf(err).Status >= 500
	}
	return again.user() == c.user()
}

// unmarked is a request's context without who sends it.
type unmarked struct{ context.Context }

func (unmarked) Value(any) any { return nil }

// nowhere takes an answer that nobody gets.
type nowhere struct{ header http.Header }

func (n nowhere) Header() http.Header         { return n.header }
func (n nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (n nowhere) WriteHeader(int)             {}

// stream is an answer that goes on.
type stream struct {
	w http.ResponseWriter
	c *http.ResponseController
}

// beginStream begins a stream: http.Server's ReadTimeout and WriteTimeout, which are for requests that end, are not for it.
func beginStream(w http.ResponseWriter) *stream {
	s := &stream{w, http.NewResponseController(w)}
	_ = s.c.SetReadDeadline(time.Time{}) // not supported: then there is none
	w.WriteHeader(http.StatusOK)
	return s
}

// write sends text now, or fails if the client does not take it.
func (s *stream) write(text string) error {
	_ = s.c.SetWriteDeadline(time.Now().Add(writeIn))
	if _, err := io.WriteString(s.w, text); err != nil {
		return err
	}
	if err := s.c.Flush(); err != nil {
		return err
	}
	_ = s.c.SetWriteDeadline(time.Time{}) // over HTTP/2 it would end a stream on which nothing is written
	return nil
}

// send sends the n-th event.
func (s *stream) send(n int, now sight) error {
	if now.final {
		return s.write(fmt.Sprintf("retry: %d\nid: %s\nevent: %s\ndata: %s\n\n", reconnect.Milliseconds(), idDone, eventDone, now.json))
	}
	return s.write(fmt.Sprintf("retry: %d\nid: %d\nevent: %s\ndata: %s\n\n", reconnect.Milliseconds(), n, eventLater, now.json))
}

// end bounds what net/http itself writes at the end.
func (s *stream) end() { _ = s.c.SetWriteDeadline(time.Now().Add(writeIn)) }
