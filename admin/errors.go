package admin

import (
	"errors"
	"fmt"
	"net/http"
)

// Code is what went wrong, for programs. docs/admin.md lists them; they do not change.
type Code string

// The codes of *Error.
const (
	CodeUnauthenticated Code = "unauthenticated"      // nobody is logged in
	CodeForbidden       Code = "forbidden"            // for admins only; or only for admins who are users
	CodeReason          Code = "reason-missing"       // of what changes something
	CodeNoUser          Code = "no-such-user"         // or inactive, to be impersonated
	CodeAdmin           Code = "user-is-admin"        // nobody acts as an admin
	CodeDuration        Code = "invalid-duration"     // of an impersonation
	CodeNoImpersonation Code = "no-impersonation"     // it has ended, or is another's
	CodeRunning         Code = "collection-running"   // one at a time
	CodeNoCollection    Code = "no-such-collection"   // or it is too old
	CodeFilter          Code = "invalid-filter"       // of a listing
	CodeCursor          Code = "invalid-cursor"       // of a listing
	CodeUnsupported     Code = "operation-not-set-up" // this server has no such service
)

// Error is an error for the one who asked: a code for programs and a sentence for people.
type Error struct {
	Code    Code
	Message string
	Field   string // of the request, if one is to blame
}

func (e *Error) Error() string { return "admin: " + e.Message }

// CodeOf returns the code of an Error in err's chain, or "".
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

// Status is the status of an answer over HTTP.
func Status(code Code) int {
	switch code {
	case CodeFilter, CodeCursor:
		return http.StatusBadRequest
	case CodeUnauthenticated:
		return http.StatusUnauthorized
	case CodeForbidden:
		return http.StatusForbidden
	case CodeNoUser, CodeNoImpersonation, CodeNoCollection, CodeUnsupported:
		return http.StatusNotFound
	case CodeAdmin, CodeRunning:
		return http.StatusConflict
	case CodeReason, CodeDuration:
		return http.StatusUnprocessableEntity
	}
	return http.StatusInternalServerError
}

// deny is an error for whoever asked; field is "" when none is to blame.
func deny(code Code, field, message string) *Error {
	return &Error{Code: code, Field: field, Message: message}
}

func unsupported(what string) error {
	return deny(CodeUnsupported, "", "This server has no "+what+" to look after. Please ask whoever runs it.")
}

// broken says of an error that is for nobody what was being done.
func broken(what string, err error) error {
	if err == nil || CodeOf(err) != "" {
		return err
	}
	return fmt.Errorf("admin: %s: %w", what, err)
}
