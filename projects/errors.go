package projects

import (
	"errors"
	"fmt"
	"time"
)

// What errors of a Service are, for errors.Is, where a Code is not enough.
var (
	// ErrConflict is a write that did not see the current version: an *Error
	// with CodeConflict, whose Current says which that is.
	ErrConflict = errors.New("projects: the project has changed")
	// ErrCursor is a cursor that no page of the same listing returned: an *Error
	// with CodeCursor.
	ErrCursor = errors.New("projects: not a cursor of this listing")
)

// Code is what went wrong, for programs. docs/projects.md lists them; they do not
// change.
type Code string

// The codes.
const (
	CodeNotFound        Code = "no-such-project" // or not for who asked: never said which
	CodeUnauthenticated Code = "unauthenticated" // nobody is logged in
	CodeForbidden       Code = "forbidden"       // a member, but not with that role
	CodeConflict        Code = "version-conflict"
	CodeTrashed         Code = "in-trash" // restore it first
	CodeNotTrashed      Code = "not-in-trash"
	CodeNoVersion       Code = "no-such-version" // never was, or no longer kept
	CodeTooLarge        Code = "project-too-large"
	CodeName            Code = "invalid-project-name"
	CodeSlug            Code = "invalid-slug"
	CodeSlugTaken       Code = "slug-taken"
	CodeDescription     Code = "invalid-description"
	CodeAuthor          Code = "invalid-author"
	CodeWithheld        Code = "withheld"      // an admin keeps it out of the gallery
	CodeNotPublished    Code = "not-published" // no such entry of the gallery
	CodeGrantRole       Code = "invalid-grant-role"
	CodeNoUser          Code = "no-such-user"    // to share with
	CodeTooManyGrants   Code = "too-many-grants" //
	CodeDevice          Code = "unknown-device"  //
	CodeDraft           Code = "draft"           // has errors, so it cannot be published or refitted
	CodeReason          Code = "reason-missing"  // of what admins do
	CodeFilter          Code = "invalid-filter"  //
	CodeCursor          Code = "invalid-cursor"  // of a listing
	CodeBusy            Code = "busy"            // RetryAfter says when
	CodeOwnerFull       Code = "owner-full"      // to an editor: its owner has no room for an asset
)

// Error is an error for the one who asked: a code for programs and a sentence
// for people. It holds nothing that a stranger may not know.
type Error struct {
	Code       Code
	Message    string
	Field      string        // of the request, if one is to blame: "name", "slug", …
	Current    *Current      // of CodeConflict
	RetryAfter time.Duration // of CodeBusy
	Err        error         // what was behind it, for errors.Is; not part of Message
}

// Current is what a refused write should have seen.
type Current struct {
	Version int       `json:"version"`
	At      time.Time `json:"at"`
	By      string    `json:"by"` // id of the user who wrote it
}

func (e *Error) Error() string { return fmt.Sprintf("projects: %s", e.Message) }

// Unwrap returns what was behind it.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of an Error in err's chain, or "".
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

// refuse makes an Error; field is "" when none is to blame.
func refuse(code Code, field, message string) *Error {
	return &Error{Code: code, Field: field, Message: message}
}
