package renderjob

import (
	"errors"
	"fmt"
)

// Code is what is wrong with a request, for programs. docs/jobs.md lists them; they do not change.
type Code string

// The codes of *Error.
const (
	CodeUnauthenticated Code = "unauthenticated"   // nobody is logged in
	CodeInvalid         Code = "invalid-options"   // Field says which
	CodeDevice          Code = "unknown-device"    // Hint may say which was meant
	CodeLocale          Code = "unknown-locale"    //
	CodeDraft           Code = "draft"             // the project has errors: Findings
	CodeTooLarge        Code = "project-too-large" // more bytes than a job takes
)

// Error is an error for the one who asked: a code for programs, a sentence for people, and what to do.
type Error struct {
	Code     Code
	Message  string
	Hint     string    // may be empty
	Field    string    // of the request, if one is to blame: "device", "picture.width", …
	Findings []Finding // of CodeDraft: at most MaxFindings
	Err      error     // what was behind it, for errors.Is; not part of Message
}

func (e *Error) Error() string { return fmt.Sprintf("renderjob: %s", e.Message) }

// Unwrap returns what was behind it.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of an Error in err's chain, or "".
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

func refuse(code Code, field, message, hint string) *Error {
	return &Error{Code: code, Field: field, Message: message, Hint: hint}
}
