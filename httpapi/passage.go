package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/problem"
)

// passage is a request on its way through the API, and what becomes of it: the http.ResponseWriter of all that is inside. What is inside notes on it what the
// log says at the end.
type passage struct {
	http.ResponseWriter
	began     time.Time
	operation string
	requestID string
	user      string // who asks, or whom an admin stands in for
	admin     string // who stands in
	failed    error  // why a host's Authenticator knows nobody
	status    int    // 0 = nothing was written yet
	bytes     int64
}

type passageKey struct{}

// passageOf is the passage of a request, which has one: watch is around everything.
func passageOf(ctx context.Context) *passage {
	p, _ := ctx.Value(passageKey{}).(*passage)
	if p == nil {
		p = &passage{}
	}
	return p
}

// Unwrap is for http.ResponseController, which flushes events and sets deadlines.
func (p *passage) Unwrap() http.ResponseWriter { return p.ResponseWriter }

func (p *passage) WriteHeader(status int) {
	if p.status == 0 && status >= 200 { // others announce an answer
		p.status = status
	}
	p.ResponseWriter.WriteHeader(status)
}

func (p *passage) Write(b []byte) (int, error) {
	p.begin()
	n, err := p.ResponseWriter.Write(b)
	p.bytes += int64(n)
	return n, err
}

// begin notes that an answer without a status has begun.
func (p *passage) begin() {
	if p.status == 0 {
		p.status = http.StatusOK
	}
}

// watch is around everything: a line of the log and a call of the Observer for each request, and an answer where something panics.
func (a *API) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := &passage{ResponseWriter: w, began: a.c.Now()}
		r = r.WithContext(context.WithValue(r.Context(), passageKey{}, p))
		defer func() {
			broken := recover()
			whole := broken == nil || a.mend(p, r, broken)
			a.tell(p, r)
			if !whole {
				panic(http.ErrAbortHandler) //nolint:forbidigo // net/http's way to break an answer off, so that nobody takes the half of it for all
			}
		}()
		next.ServeHTTP(p, r)
	})
}

// mend answers in place of what has panicked, if nothing was answered yet.
func (a *API) mend(p *passage, r *http.Request, broken any) (whole bool) {
	if broken == http.ErrAbortHandler { //nolint:errorlint // it is panicked with as it is
		return false
	}
	a.c.Logger.ErrorContext(r.Context(), "httpapi: panic", slog.String("operation", p.operation), slog.String("request_id", p.requestID),
		slog.String("panic", fmt.Sprint(broken)), slog.String("stack", string(debug.Stack())))
	if p.status != 0 {
		return false
	}
	d := problem.Of(fmt.Errorf("httpapi: panic: %v", broken))
	d.RequestID = p.requestID
	problem.Write(p, r, d)
	return true
}

// statusLeft is of who went before the answer, which broke by that: nobody is to be woken because clients hang up.
const statusLeft = 499

// tell tells the log and the Observer. The path and the query are in neither: a path may say what a log should not keep.
func (a *API) tell(p *passage, r *http.Request) {
	p.begin() // net/http answers so for a handler that wrote nothing
	done := Request{Operation: p.operation, Method: known(r.Method), Status: p.status, Took: a.c.Now().Sub(p.began), Bytes: p.bytes}
	if p.status >= 500 && errors.Is(r.Context().Err(), context.Canceled) {
		done.Status = statusLeft
	}
	if r.Method == http.MethodHead {
		done.Bytes = 0 // net/http sends none
	}
	attrs := []slog.Attr{
		slog.String("operation", done.Operation), slog.String("method", done.Method), slog.Int("status", done.Status),
		slog.Duration("took", done.Took), slog.Int64("bytes", done.Bytes), slog.String("request_id", p.requestID), slog.String("user", p.user),
	}
	if p.admin != "" {
		attrs = append(attrs, slog.String("admin", p.admin))
	}
	a.c.Logger.LogAttrs(r.Context(), slog.LevelInfo, "request", attrs...)
	a.c.Observer.OnRequest(done)
}

// known is a method as logs and metrics have it: a client may make up any word, and as many as it likes.
func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

// note notes on the passage who asks, once that is known.
func note(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, o := passageOf(r.Context()), audit.OriginOf(r.Context())
		p.requestID, p.user = o.RequestID, o.Actor
		next.ServeHTTP(w, r)
	})
}
