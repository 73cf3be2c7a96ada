package quota

import (
	"errors"
	"time"
)

// ErrInvalid is an item that cannot be counted: a mistake of the program. Keys and owners have 1 to 128 bytes of UTF-8 without NUL, amounts
// are 0 to 1<<50 and 1<<62 in all, and a call names at least one resource, and none twice.
var ErrInvalid = errors.New("quota: invalid")

// Code is what went wrong, for programs. docs/quota.md lists them; they do not change.
type Code string

// The codes of *Error.
const (
	CodeExceeded        Code = "quota-exceeded"       // of what one has: projects, assets, storage; of jobs where waiting does not help
	CodePages           Code = "page-quota-exceeded"  // of one job
	CodeDaily           Code = "daily-quota-exceeded" // RetryAfter and ResetsAt say when
	CodeAtOnce          Code = "too-many-at-once"     // jobs; RetryAfter is a guess
	CodeUnauthenticated Code = "unauthenticated"      // nobody is logged in
	CodeForbidden       Code = "forbidden"            // admins only
	CodeNoUser          Code = "no-such-user"
	CodeNoOverride      Code = "no-such-override"
	CodeTier            Code = "unknown-tier"
	CodeResource        Code = "unknown-resource"
	CodeLimit           Code = "invalid-limit"
	CodeExpiry          Code = "invalid-expiry"
	CodeReason          Code = "reason-missing"
	CodeFilter          Code = "invalid-filter"
	CodeCursor          Code = "invalid-cursor"
)

// Error is an error for the one who asked: a code for programs and a sentence for people. What it says of a limit is for the user whose
// limit it is: see Refused.
type Error struct {
	Code    Code
	Message string // what, how much, and how to get more
	Field   string // of the request, if one is to blame

	// Of the four codes of a limit.
	Resource   Resource
	Tier       string // name of the user's
	Limit      int64
	Used       int64
	Reserved   int64
	Asked      int64         // beyond what the key has
	ResetsAt   time.Time     // of CodeDaily: midnight, UTC
	RetryAfter time.Duration // of CodeDaily: until ResetsAt; of CodeAtOnce: always 30 s, for nobody knows when a job is done; of others 0

	Err error // what was behind it, for errors.Is; not part of Message
}

func (e *Error) Error() string { return e.Message }

// Unwrap returns what was behind it.
func (e *Error) Unwrap() error { return e.Err }

// Refused tells whether it is a limit that was reached: then it says how much somebody has and may have, which is for them alone.
func (e *Error) Refused() bool {
	switch e.Code {
	case CodeExceeded, CodePages, CodeDaily, CodeAtOnce:
		return true
	}
	return false
}

// CodeOf returns the code of an Error in err's chain, or "".
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok && e != nil {
		return e.Code
	}
	return ""
}
