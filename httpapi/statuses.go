package httpapi

import (
	"net/http"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/preview"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/ratelimit"
)

func projectStatus(code projects.Code) int {
	switch code {
	case projects.CodeFilter, projects.CodeCursor:
		return http.StatusBadRequest
	case projects.CodeUnauthenticated:
		return http.StatusUnauthorized
	case projects.CodeForbidden, projects.CodeOwnerFull:
		return http.StatusForbidden
	case projects.CodeNotFound, projects.CodeNoVersion, projects.CodeNotPublished:
		return http.StatusNotFound
	case projects.CodeConflict, projects.CodeTrashed, projects.CodeNotTrashed, projects.CodeSlugTaken, projects.CodeTooManyGrants, projects.CodeWithheld,
		projects.CodeDraft:
		return http.StatusConflict
	case projects.CodeTooLarge:
		return http.StatusRequestEntityTooLarge
	case projects.CodeName, projects.CodeSlug, projects.CodeDescription, projects.CodeAuthor, projects.CodeGrantRole, projects.CodeNoUser, projects.CodeDevice,
		projects.CodeReason:
		return http.StatusUnprocessableEntity
	case projects.CodeBusy:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

func renderStatus(code renderjob.Code) int {
	switch code {
	case renderjob.CodeUnauthenticated:
		return http.StatusUnauthorized
	case renderjob.CodeInvalid, renderjob.CodeDevice, renderjob.CodeLocale, renderjob.CodeDraft, renderjob.CodeTooLarge:
		return http.StatusUnprocessableEntity
	}
	return http.StatusInternalServerError
}

func previewStatus(code preview.Code) int {
	switch code {
	case preview.CodeNoPage:
		return http.StatusNotFound
	case preview.CodeInvalid, preview.CodeDraft, preview.CodeLimit, preview.CodeSlow:
		return http.StatusUnprocessableEntity
	case preview.CodeBusy:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

func jobStatus(code jobs.Code) int {
	switch code {
	case jobs.CodeFilter, jobs.CodeCursor:
		return http.StatusBadRequest
	case jobs.CodeUnauthenticated:
		return http.StatusUnauthorized
	case jobs.CodeForbidden:
		return http.StatusForbidden
	case jobs.CodeNotFound, jobs.CodeNoFile:
		return http.StatusNotFound
	case jobs.CodeFinished, jobs.CodeNotFinished:
		return http.StatusConflict
	case jobs.CodeInvalid, jobs.CodeKeyReused:
		return http.StatusUnprocessableEntity
	case jobs.CodeTooMany:
		return http.StatusTooManyRequests
	case jobs.CodeQueueFull:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

func hitStatus(code ratelimit.Code) int {
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
