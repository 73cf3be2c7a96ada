package ratehttp

import (
	"context"
	"errors"
	"net/http"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/problem"
	"github.com/einkpdf/platform/ratelimit"
)

// Status returns the HTTP status of an error's code: the one table from codes to statuses. It is 500 for any other, so for "", which is that of
// an error that is not for the one who asked.
func Status(code ratelimit.Code) int {
	switch code {
	case ratelimit.CodeFilter, ratelimit.CodeCursor:
		return http.StatusBadRequest
	case ratelimit.CodeForbidden:
		return http.StatusForbidden
	case ratelimit.CodeLimited:
		return http.StatusTooManyRequests
	case ratelimit.CodeUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// Details says what to answer for an error. It holds nothing of one that is not of Status's table.
func Details(err error) problem.Details {
	e, ok := errors.AsType[*ratelimit.Error](err)
	if !ok || e == nil || Status(e.Code) == http.StatusInternalServerError {
		return problem.Of(err)
	}
	d := problem.Details{Status: Status(e.Code), Detail: e.Message, Code: string(e.Code), Field: e.Field, RetryAfter: e.RetryAfter}
	if e.Code == ratelimit.CodeLimited {
		d.Type, d.Violated = problem.QuotaExceeded, []string{e.Policy}
	}
	return d
}

// Problem answers with application/problem+json, before anything was written.
func (m *Middleware) Problem(w http.ResponseWriter, r *http.Request, err error) {
	problem.Write(w, r, Details(err))
}

// refuse answers, and logs what is nobody's fault who asked.
func (m *Middleware) refuse(w http.ResponseWriter, r *http.Request, err error) {
	ctx := r.Context()
	left := ctx.Err() != nil && errors.Is(err, context.Canceled)
	if ratelimit.CodeOf(err) == "" && !left {
		m.c.Logger.ErrorContext(ctx, "ratehttp: request not counted, and refused", "error", err, "method", r.Method, "route", r.Pattern,
			"request_id", audit.OriginOf(ctx).RequestID)
	}
	m.c.Errors(w, r, err)
}
