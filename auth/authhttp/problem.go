package authhttp

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

// Status returns the HTTP status of an error: the one table from codes to statuses.
// Errors without a code that is in it are 400 if they are of a listing's cursor or
// filter, 503 if they pass by themselves, else 500.
func Status(err error) int {
	if status := ofCode(auth.CodeOf(err)); status != 0 {
		return status
	}
	status, _, _ := anonymous(err)
	return status
}

// ofCode is 0 for a code that is not in the table.
func ofCode(c auth.Code) int {
	switch c {
	case CodeAmbiguous:
		return http.StatusBadRequest
	case auth.CodeLogin, auth.CodeUnauthenticated:
		return http.StatusUnauthorized
	case auth.CodeForbidden, auth.CodeWrongPassword, auth.CodeTerms, CodeCrossOrigin:
		return http.StatusForbidden
	case auth.CodeNoUser, auth.CodeNoSession:
		return http.StatusNotFound
	case auth.CodeNameTaken, auth.CodeEmailTaken, auth.CodeLastAdmin:
		return http.StatusConflict
	case auth.CodeName, auth.CodeEmail, auth.CodePassword, auth.CodeLink, auth.CodeReason, auth.CodeRole:
		return http.StatusUnprocessableEntity
	case auth.CodeThrottled:
		return http.StatusTooManyRequests
	case auth.CodeBusy:
		return http.StatusServiceUnavailable
	case auth.CodeNoMail:
		return http.StatusNotImplemented
	}
	return 0
}

// Details are the problem details of RFC 9457, for programs, and what a page needs
// to say the same to people.
type Details struct {
	Type      string    `json:"type"`                 // "about:blank": Title is the status's
	Title     string    `json:"title"`                // of the status: "Forbidden"
	Status    int       `json:"status"`               //
	Detail    string    `json:"detail"`               // a sentence for people
	Code      auth.Code `json:"code"`                 // for programs: see auth.Code
	Field     string    `json:"field,omitempty"`      // of the request, if one is to blame
	RequestID string    `json:"request_id,omitempty"` // to find it in the logs
}

// Codes of errors that no service gave one.
const (
	codeInternal    auth.Code = "internal"
	codeUnavailable auth.Code = "unavailable"
	codeCursor      auth.Code = "invalid-cursor"
	codeFilter      auth.Code = "invalid-filter"
)

// Details says what to answer for an error, and sets the fields of the header that
// go with it: WWW-Authenticate, Retry-After, Cache-Control. An error without a code of the
// table is logged, and Details holds nothing of it.
func (m *Middleware) Details(w http.ResponseWriter, r *http.Request, err error) Details {
	status := Status(err)
	d := Details{
		Type:      "about:blank",
		Title:     http.StatusText(status),
		Status:    status,
		RequestID: audit.OriginOf(r.Context()).RequestID,
	}
	retry := time.Duration(0)
	if e, ok := errors.AsType[*auth.Error](err); ok && ofCode(e.Code) != 0 {
		d.Code, d.Detail, d.Field, retry = e.Code, e.Message, e.Field, e.RetryAfter
	} else {
		_, d.Code, d.Detail = anonymous(err)
		if v := visitOf(r.Context()); v.err == nil || !errors.Is(err, v.err) { // that one was logged
			m.log(r, "authhttp: request failed", err)
		}
	}
	m.fields(w.Header(), r, d, retry)
	return d
}

// anonymous words an error that no service gave a code. Of what broke nobody may
// know more.
func anonymous(err error) (status int, code auth.Code, detail string) {
	switch {
	case errors.Is(err, auth.ErrCursor), errors.Is(err, audit.ErrCursor):
		return http.StatusBadRequest, codeCursor, "This is not a cursor that a page before returned."
	case errors.Is(err, audit.ErrFilter):
		return http.StatusBadRequest, codeFilter, "This is not a filter of this listing: an address or an outcome is none."
	case errors.Is(err, sqldb.ErrBusy), errors.Is(err, sqldb.ErrUnavailable), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return http.StatusServiceUnavailable, codeUnavailable, "This does not work at the moment. Please try again in a while."
	}
	return http.StatusInternalServerError, codeInternal, "Something went wrong on our side. If it goes on, tell us the request's number."
}

func (m *Middleware) fields(h http.Header, r *http.Request, d Details, retry time.Duration) {
	private(h)
	if v := visitOf(r.Context()); m.config.Tokens != nil {
		scheme := `Bearer realm="` + m.config.Realm + `"`
		switch { // RFC 6750, 3 and 3.1: no error where no token was offered
		case d.Code == auth.CodeUnauthenticated && v.bearer:
			h.Set("WWW-Authenticate", scheme+`, error="invalid_token"`)
		case d.Code == CodeAmbiguous && v.bearer:
			h.Set("WWW-Authenticate", scheme+`, error="invalid_request"`)
		case d.Status == http.StatusUnauthorized:
			h.Set("WWW-Authenticate", scheme)
		}
	} else if d.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Cookie realm="`+m.config.Realm+`"`) // RFC 9110, 15.5.2, wants one; no browser asks for a password
	}
	switch {
	case retry > 0: // rounded up, since a client that comes too early is refused again
		h.Set("Retry-After", strconv.FormatInt(int64((retry+time.Second-1)/time.Second), 10))
	case d.Status == http.StatusServiceUnavailable:
		h.Set("Retry-After", "1")
	}
}

// Problem answers with application/problem+json. Handlers call it with what a
// service returned, before they have written anything.
func (m *Middleware) Problem(w http.ResponseWriter, r *http.Request, err error) {
	d := m.Details(w, r, err)
	body, err := json.Marshal(d)
	if err != nil { // strings and a number: it cannot be
		body = []byte(`{}`)
	}
	h := w.Header()
	for _, name := range []string{"Content-Length", "Content-Encoding", "Etag", "Last-Modified"} {
		h.Del(name) // of the answer that was meant to be
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(d.Status)
	_, _ = w.Write(append(body, '\n')) // a client that has gone needs no answer
}

// log records an error that is nobody's fault who asked. Paths are not logged,
// only the pattern of the route: a path may say what a log should not keep.
func (m *Middleware) log(r *http.Request, message string, err error) {
	ctx := r.Context()
	switch {
	case ofCode(auth.CodeOf(err)) != 0 || Status(err) < 500:
		return
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		return // the client went away
	}
	m.config.Logger.ErrorContext(ctx, message, "error", err, "method", r.Method, "route", r.Pattern, "request_id", audit.OriginOf(ctx).RequestID)
}
