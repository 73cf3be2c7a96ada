package auth

import (
	"errors"
	"fmt"
	"time"
)

// ErrCursor is a cursor that no listing returned.
var ErrCursor = errors.New("auth: not a cursor of this listing")

// Code is what went wrong, for programs. docs/accounts.md lists them; they do not
// change.
type Code string

// The codes.
const (
	CodeLogin           Code = "login-failed"       // unknown, wrong, inactive: never said which
	CodeUnauthenticated Code = "unauthenticated"    // no valid session or token
	CodeForbidden       Code = "forbidden"          // not for this role
	CodeThrottled       Code = "too-many-attempts"  // RetryAfter says when
	CodeBusy            Code = "busy"               // RetryAfter says when
	CodeName            Code = "invalid-name"       //
	CodeNameTaken       Code = "name-taken"         //
	CodeEmail           Code = "invalid-email"      //
	CodeEmailTaken      Code = "email-taken"        // only to operators: CreateUser, SetEmail
	CodePassword        Code = "invalid-password"   // too short, too long, like the name, breached
	CodeWrongPassword   Code = "wrong-password"     // of somebody who is logged in, or signed up
	CodeLink            Code = "invalid-link"       // a mail's token: unknown, used or expired
	CodeTerms           Code = "terms-not-accepted" //
	CodeLastAdmin       Code = "last-admin"         // nobody would be left to operate
	CodeNoUser          Code = "no-such-user"       // to admins
	CodeReason          Code = "reason-missing"     // of what admins do
	CodeRole            Code = "invalid-role"       // to admins
	CodeNoSession       Code = "no-such-session"    // of one's own
	CodeNoMail          Code = "mail-unavailable"   // this service was set up to send none
	CodeClosed          Code = "sign-up-closed"     // this service was set up to take no registrations
)

// Error is an error for the one who asked: a code for programs and a sentence
// for people. It holds nothing that a stranger may not know.
type Error struct {
	Code       Code
	Message    string
	Field      string        // of the request, if one is to blame: "name", "password", …
	RetryAfter time.Duration // of CodeThrottled and CodeBusy
	Err        error         // what was behind it, for errors.Is; not part of Message
}

func (e *Error) Error() string { return fmt.Sprintf("auth: %s", e.Message) }

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
