package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assethttp"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/preview"
	"github.com/einkpdf/platform/problem"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/ratelimit"
)

// Problem is the body of an answer that went wrong: RFC 9457, with what a program needs to go on.
type Problem struct {
	problem.Details
	Hint     string              `json:"hint,omitempty"`         // what was probably meant
	Current  *Current            `json:"current,omitempty"`      // of a conflict: the version that there is, who wrote it, and when
	Projects []assets.ProjectRef `json:"projects,omitempty"`     // that use an asset
	More     bool                `json:"more,omitempty"`         // and there are more
	Findings []renderjob.Finding `json:"findings,omitempty"`     // of a draft: why nothing can be made of it
	Terms    string              `json:"accept_terms,omitempty"` // version of the terms of use that is to be accepted
}

// Current is the version of a project that a write should have seen.
type Current struct {
	projects.Current
	Name string `json:"by_name,omitempty"` // of who wrote it, where anybody knows
}

// refusal is an error of the API's own.
type refusal struct{ Problem }

func (e *refusal) Error() string { return "httpapi: " + e.Detail }

// refuse is an error that is answered as it says.
func refuse(status int, code, field, message string) *refusal {
	return &refusal{Problem{Details: problem.Details{Status: status, Code: code, Field: field, Detail: message}}}
}

// problem answers with what went wrong, before anything else was written. Of what no service has worded the answer says nothing, and the log all.
func (a *API) problem(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	if p.Code == string(auth.CodeTerms) && a.c.Accounts != nil {
		p.Terms = a.c.Accounts.Service.TermsVersion()
	}
	if p.Status == http.StatusUnauthorized && w.Header().Get("WWW-Authenticate") == "" {
		w.Header().Set("WWW-Authenticate", `Bearer realm="einkpdf"`)
	}
	if ctx := r.Context(); unworded(p, err) && (ctx.Err() == nil || !errors.Is(err, context.Canceled)) {
		a.c.Logger.ErrorContext(ctx, "httpapi: request failed", slog.Any("error", err), slog.String("method", r.Method), slog.String("route", r.Pattern),
			slog.String("request_id", audit.OriginOf(ctx).RequestID))
	}
	problem.WriteAs(w, r, p.Details, func(d problem.Details) any {
		p.Details = d
		return p
	})
}

// unworded tells whether an answer says nothing of what is behind it: something broke, or is away.
func unworded(p Problem, err error) bool {
	_, ours := errors.AsType[*refusal](err)
	return !ours && (p.Code == problem.CodeInternal || p.Code == problem.CodeUnavailable)
}

// problemOf is the one table of errors.
func problemOf(err error) Problem {
	if e, ok := errors.AsType[*refusal](err); ok {
		return e.Problem
	}
	if e, ok := errors.AsType[*quota.Error](err); ok {
		return Problem{Details: e.Problem()}
	}
	if e, ok := errors.AsType[*projects.Error](err); ok {
		p := Problem{Details: problem.Details{Status: projectStatus(e.Code), Code: string(e.Code), Detail: e.Message, Field: e.Field, RetryAfter: e.RetryAfter}}
		if e.Current != nil {
			p.Current = &Current{Current: *e.Current}
		}
		return p
	}
	if e, ok := errors.AsType[*assets.Error](err); ok {
		return Problem{
			Details:  problem.Details{Status: assethttp.Status(e.Code), Code: string(e.Code), Detail: e.Message, Field: e.Field, RetryAfter: e.RetryAfter},
			Projects: e.Projects, More: e.More,
		}
	}
	if e, ok := errors.AsType[*renderjob.Error](err); ok {
		return Problem{
			Details: problem.Details{Status: renderStatus(e.Code), Code: string(e.Code), Detail: e.Message, Field: e.Field},
			Hint:    e.Hint, Findings: e.Findings,
		}
	}
	if e, ok := errors.AsType[*preview.Error](err); ok {
		return Problem{
			Details: problem.Details{Status: previewStatus(e.Code), Code: string(e.Code), Detail: e.Message, Field: e.Field, RetryAfter: e.RetryAfter},
			Hint:    e.Hint, Findings: e.Findings,
		}
	}
	if e, ok := errors.AsType[*jobs.Error](err); ok {
		return Problem{Details: problem.Details{Status: jobStatus(e.Code), Code: string(e.Code), Detail: e.Message, Field: e.Field, RetryAfter: e.RetryAfter}}
	}
	if e, ok := errors.AsType[*ratelimit.Error](err); ok { // of lists of hits: middleware has its own answers
		return Problem{Details: problem.Details{Status: hitStatus(e.Code), Code: string(e.Code), Detail: e.Message, Field: e.Field, RetryAfter: e.RetryAfter}}
	}
	if e, ok := errors.AsType[*auth.Error](err); ok {
		return Problem{Details: problem.Details{Status: authhttp.Status(err), Code: string(e.Code), Detail: e.Message, Field: e.Field, RetryAfter: e.RetryAfter}}
	}
	if e, ok := errors.AsType[*admin.Error](err); ok {
		return Problem{Details: problem.Details{Status: admin.Status(e.Code), Code: string(e.Code), Detail: e.Message, Field: e.Field}}
	}
	switch {
	case errors.Is(err, auth.ErrCursor), errors.Is(err, audit.ErrCursor):
		return Problem{Details: problem.Details{Status: http.StatusBadRequest, Code: "invalid-cursor", Field: "after", Detail: "This is not a cursor that a page before returned. Begin without one."}}
	case errors.Is(err, audit.ErrFilter):
		return Problem{Details: problem.Details{Status: http.StatusBadRequest, Code: "invalid-filter", Detail: "An address or an outcome is none. Send one as the entries have it, or none."}}
	}
	return Problem{Details: problem.Of(err)}
}
