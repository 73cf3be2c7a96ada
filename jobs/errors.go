package jobs

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Code is what went wrong with a request, for programs. docs/jobs.md lists them; they do not change.
type Code string

// The codes of *Error.
const (
	CodeNotFound        Code = "no-such-job" // or not for who asked: never said which
	CodeNoFile          Code = "no-such-file"
	CodeUnauthenticated Code = "unauthenticated" // nobody is logged in, or the account was deleted
	CodeForbidden       Code = "forbidden"       // admins only
	CodeInvalid         Code = "invalid-job"     // Field says where
	CodeKeyReused       Code = "key-reused"      // Spec.Key was used for another request
	CodeFinished        Code = "job-finished"    // there is nothing to cancel any more
	CodeNotFinished     Code = "job-not-finished"
	CodeTooMany         Code = "too-many-jobs" // the owner has as many pending as are allowed; RetryAfter says when
	CodeQueueFull       Code = "queue-full"    // all owners together; RetryAfter says when
	CodeQuota           Code = "quota"         // of no Error: Observer.OnRefuse is told so of a limit of Config.Quota's
	CodeFilter          Code = "invalid-filter"
	CodeCursor          Code = "invalid-cursor" // of a listing
)

// Error is an error for the one who asked: a code for programs and a sentence for people. It holds nothing that
// a stranger may not know.
type Error struct {
	Code       Code
	Message    string
	Field      string        // of the request, if one is to blame: "kind", "limit", …
	RetryAfter time.Duration // of CodeTooMany and CodeQueueFull
	Err        error         // what was behind it, for errors.Is; not part of Message
}

func (e *Error) Error() string { return fmt.Sprintf("jobs: %s", e.Message) }

// Unwrap returns what was behind it.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of an Error in err's chain, or "".
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

func refuse(code Code, field, message string) *Error {
	return &Error{Code: code, Field: field, Message: message}
}

// Failure says why an attempt failed, to the job's owner. A Handler returns one; of any other error of its the owner is told
// FailInternal, and Config.Logger the rest.
type Failure struct {
	Code    string          `json:"code"`             // for programs
	Message string          `json:"message"`          // a sentence for people that says what to do
	Detail  json.RawMessage `json:"detail,omitempty"` // up to 64 KiB
	// Final says that another attempt would come to the same. Otherwise there is one, while Job.Attempts allows it.
	Final bool `json:"final"`
	// RetryAfter is the least time before it; 0 = as Config.Backoff says.
	RetryAfter time.Duration `json:"-"`
	Err        error         `json:"-"` // what was behind it: logged, and not shown
}

func (f *Failure) Error() string {
	if f.Err != nil {
		return fmt.Sprintf("%s: %s: %s", f.Code, f.Message, f.Err)
	}
	return fmt.Sprintf("%s: %s", f.Code, f.Message)
}

// Unwrap returns what was behind it.
func (f *Failure) Unwrap() error { return f.Err }

// The codes of failures that are not a Handler's own.
const (
	FailInternal = "internal"     // the Handler returned an error that is no *Failure, or panicked
	FailTimeout  = "job-timeout"  // Config.Timeout
	FailLost     = "runner-lost"  // the process that worked on it died, or lost its database, each time
	FailResult   = "result-limit" // Result is larger than MaxResult
)

// Why the context of a Handler ended: context.Cause says it.
var (
	ErrCancelled = errors.New("jobs: the job was cancelled")
	ErrLeaseLost = errors.New("jobs: the lease is lost") // somebody else may have the job: nothing that is done from here on counts
	ErrShutdown  = errors.New("jobs: the runner stops")  // the job is given back
	ErrTimeout   = errors.New("jobs: Config.Timeout is over")
)
