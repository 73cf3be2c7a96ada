package authhttp

import (
	"context"
	"errors"
	"net/http"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/problem"
)

// Status returns the HTTP status of an error: the one table from codes to statuses.
// Errors without a code that is in it are 400 if they are of a listing's cursor or
// filter, 503 if they pass by themselves, else 500.
func Status(err error) int {
	if status := ofCode(auth.CodeOf(err)); status != 0 {
		return status
	}
	return anonymous(err).Status
}

// ofCode is 0 for a code that is not in the table.
func ofCode(c auth.Code) int {
	switch c {
	case CodeAmbiguous:
		return http.StatusBadRequest
	case auth.CodeLogin, auth.CodeUnauthenticated:
		return http.StatusUnauthorized
	case auth.CodeForbidden, auth.CodeWrongPassword, auth.CodeTerms, auth.CodeClosed, CodeCrossOrigin:
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
// to say the same to people. Code is an auth.Code, or one of the codes below.
type Details = problem.Details

// Codes of errors that no service gave one, beside those of package problem.
const (
	codeCursor auth.Code = "invalid-cursor"
	codeFilter auth.Code = "invalid-filter"
)

// Details says what to answer for an error, and sets the fields of the header that
// go with it: WWW-Authenticate, Retry-After, Cache-Control. An error without a code of the
// table is logged, and Details holds nothing of it.
func (m *Middleware) Details(w http.ResponseWriter, r *http.Request, err error) Details {
	var d Details
	if e, ok := errors.AsType[*auth.Error](err); ok && ofCode(e.Code) != 0 {
		d = Details{Status: Status(err), Code: string(e.Code), Detail: e.Message, Field: e.Field, RetryAfter: e.RetryAfter}
	} else {
		d = anonymous(err)
		if v := visitOf(r.Context()); v.err == nil || !errors.Is(err, v.err) { // that one was logged
			m.log(r, "authhttp: request failed", err)
		}
	}
	d = d.Filled(r)
	d.SetFields(w.Header())
	m.challenge(w.Header(), r, d)
	return d
}

// anonymous words an error that no service gave a code. Of what broke nobody may
// know more.
func anonymous(err error) Details {
	switch {
	case errors.Is(err, auth.ErrCursor), errors.Is(err, audit.ErrCursor):
		return Details{Status: http.StatusBadRequest, Code: string(codeCursor), Detail: "This is not a cursor that a page before returned."}
	case errors.Is(err, audit.ErrFilter):
		detail := "This is not a filter of this listing: an address or an outcome is none."
		return Details{Status: http.StatusBadRequest, Code: string(codeFilter), Detail: detail}
	}
	return problem.Of(err)
}

// challenge says how to log in.
func (m *Middleware) challenge(h http.Header, r *http.Request, d Details) {
	if v := visitOf(r.Context()); m.config.Tokens != nil {
		scheme := `Bearer realm="` + m.config.Realm + `"`
		switch { // RFC 6750, 3 and 3.1: no error where no token was offered
		case d.Code == string(auth.CodeUnauthenticated) && v.bearer:
			h.Set("WWW-Authenticate", scheme+`, error="invalid_token"`)
		case d.Code == string(CodeAmbiguous) && v.bearer:
			h.Set("WWW-Authenticate", scheme+`, error="invalid_request"`)
		case d.Status == http.StatusUnauthorized:
			h.Set("WWW-Authenticate", scheme)
		}
	} else if d.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Cookie realm="`+m.config.Realm+`"`) // RFC 9110, 15.5.2, wants one; no browser asks for a password
	}
}

// Problem answers with application/problem+json. Handlers call it with what a
// service returned, before they have written anything.
func (m *Middleware) Problem(w http.ResponseWriter, r *http.Request, err error) {
	problem.Write(w, r, m.Details(w, r, err))
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
