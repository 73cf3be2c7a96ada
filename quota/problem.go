package quota

import (
	"net/http"

	"github.com/einkpdf/platform/problem"
)

// Problem is the answer over HTTP. What one has and the pages of a planner are 403, since waiting does not help; what is over by itself is 429, with Retry-After.
// Of a limit it has the fields of e for programs as well.
func (e *Error) Problem() problem.Details {
	d := problem.Details{Status: Status(e.Code), Detail: e.Message, Code: string(e.Code), Field: e.Field, RetryAfter: e.RetryAfter}
	if e.Refused() {
		d.Quota = &problem.Quota{
			Resource: string(e.Resource), Tier: e.Tier, Limit: e.Limit, Used: e.Used, Reserved: e.Reserved, Asked: e.Asked, ResetsAt: e.ResetsAt,
		}
	}
	return d
}

// Status is the status of an answer over HTTP.
func Status(code Code) int {
	switch code {
	case CodeExceeded, CodePages, CodeForbidden:
		return http.StatusForbidden
	case CodeDaily, CodeAtOnce:
		return http.StatusTooManyRequests
	case CodeUnauthenticated:
		return http.StatusUnauthorized
	case CodeNoUser, CodeNoOverride:
		return http.StatusNotFound
	case CodeTier, CodeResource, CodeLimit, CodeExpiry, CodeReason:
		return http.StatusUnprocessableEntity
	case CodeFilter, CodeCursor:
		return http.StatusBadRequest
	}
	return http.StatusInternalServerError
}
