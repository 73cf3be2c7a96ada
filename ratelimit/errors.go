package ratelimit

import (
	"errors"
	"time"
)

// ErrInvalid is a policy or a cost that is none: a mistake of the program.
var ErrInvalid = errors.New("ratelimit: invalid")

// ErrBusy is of a Limiter that works, but had no room for all who asked at once: nobody knows whether this one would have passed.
var ErrBusy = errors.New("ratelimit: too many ask at once")

// Code is what went wrong with a request, for programs. docs/ratelimit.md lists them; they do not change.
type Code string

// The codes of *Error.
const (
	CodeLimited     Code = "rate-limited"   // RetryAfter says when
	CodeUnavailable Code = "rate-unknown"   // the Limiter fails, and the policy is Closed; RetryAfter says when to try again
	CodeForbidden   Code = "forbidden"      // admins only
	CodeFilter      Code = "invalid-filter" // of a listing
	CodeCursor      Code = "invalid-cursor" // of a listing
)

// Error is an error for the one who asked: a code for programs and a sentence for people. It holds nothing that a stranger may not know.
type Error struct {
	Code       Code
	Message    string
	Policy     string        // of CodeLimited and CodeUnavailable
	Field      string        // of the request, if one is to blame
	RetryAfter time.Duration // of CodeLimited and CodeUnavailable
	Err        error         // what was behind it, for errors.Is; not part of Message
}

func (e *Error) Error() string { return e.Message }

// Unwrap returns what was behind it.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of an Error in err's chain, or "".
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok && e != nil {
		return e.Code
	}
	return ""
}
