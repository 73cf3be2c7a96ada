package main

import (
	"net/http"
	"time"
)

// policy lets nothing in but our own styles and scripts, and no other site frame a form. What a handler says of its own answers, as of images that people
// uploaded, stands in its place.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// writeTime is how long one piece of an answer may take to go out: whoever reads more slowly is gone. The answer as a whole may take long, as a large planner over a thin
// line, or the events of a job.
const writeTime = time.Minute

// secure sets what every answer has. Referrer-Policy is not no-referrer: then browsers would not say either that a form was ours.
func (h *house) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("Referrer-Policy", "same-origin")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if !h.c.at.insecure {
			header.Set("Strict-Transport-Security", "max-age=31536000")
		}
		p := &patient{w, r.ProtoMajor > 1}
		if !p.streams {
			p.extend() // what the request before left on this connection may be over
		}
		next.ServeHTTP(p, r)
	})
}

// patient gives each piece of an answer its time.
type patient struct {
	http.ResponseWriter
	// streams: it is HTTP/2, where the end of the time ends the answer at once, also while nothing is written. In HTTP/1 it is for the next piece alone, of which the
	// last is written when the handler has returned.
	streams bool
}

// WriteHeader begins an answer.
func (p *patient) WriteHeader(status int) {
	defer p.extend()()
	p.ResponseWriter.WriteHeader(status)
}

// Write writes a piece.
func (p *patient) Write(data []byte) (int, error) {
	defer p.extend()()
	return p.ResponseWriter.Write(data)
}

// FlushError sends what was written, for http.ResponseController.
func (p *patient) FlushError() error {
	defer p.extend()()
	return http.NewResponseController(p.ResponseWriter).Flush()
}

// Unwrap is for http.ResponseController.
func (p *patient) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// extend gives what is written now its time; what it returns ends that.
func (p *patient) extend() (done func()) {
	c := http.NewResponseController(p.ResponseWriter)
	_ = c.SetWriteDeadline(time.Now().Add(writeTime)) // where it cannot be said, as in tests, nobody waits
	if !p.streams {
		return func() {}
	}
	return func() { _ = c.SetWriteDeadline(time.Time{}) }
}
