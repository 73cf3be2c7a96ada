package preview

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/einkpdf/platform/jobs/renderjob"
)

// ErrSame says that Of.Has has the answer already: nothing was made but the ETag.
var ErrSame = errors.New("preview: the answer is there already")

// Code is what went wrong, for programs.
type Code string

// The codes of *Error.
const (
	CodeInvalid  Code = "invalid-options" // Field says which
	CodeNoPage   Code = "no-such-page"
	CodeDraft    Code = "draft"             // Findings say why it cannot be shown
	CodeLimit    Code = "project-too-large" // for a preview; with Findings where it is a line's fault
	CodeBusy     Code = "busy"              // RetryAfter says when
	CodeSlow     Code = "too-slow"          // it took longer than Config.Timeout
	CodeRenderer Code = "renderer-error"    // a mistake of the renderer, or of a widget
)

// Error is an error for the one who asked.
type Error struct {
	Code       Code
	Message    string
	Hint       string              // may be empty
	Field      string              // of the request, if one is to blame: "device", "page", "width", …
	Findings   []renderjob.Finding // of CodeDraft and CodeLimit: at most renderjob.MaxFindings
	RetryAfter time.Duration       // of CodeBusy
	Err        error               // what was behind it, for errors.Is; not part of Message
}

func (e *Error) Error() string { return "preview: " + e.Message }

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

// aMoment is when to come again after CodeBusy: a picture takes a small part of it.
const aMoment = 2 * time.Second

func busy(message string) *Error {
	return &Error{Code: CodeBusy, Message: message, RetryAfter: aMoment}
}

func (s *Service) tooSlow() *Error {
	return refuse(CodeSlow, "", fmt.Sprintf("This takes longer than %s, which is the limit of a preview.", s.c.Timeout), "use fewer or simpler widgets on the page; a planner may take longer than its preview")
}

// sentence is a message with a capital and a full stop.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}
