package audit

import (
	"context"
	"errors"
	"time"
)

// ErrInvalid is an event that says no action or an outcome that is none, or a
// page that was asked for with a cursor that List did not return.
var ErrInvalid = errors.New("invalid")

// Outcome is how it ended.
type Outcome string

// The outcomes.
const (
	OK      Outcome = "ok"      // done
	Refused Outcome = "refused" // not allowed, or not asked rightly: a wrong password
	Failed  Outcome = "failed"  // allowed, but something broke
)

// Actors that are no user.
const (
	System   = "system"   // the program by itself: a purge
	Operator = "operator" // a person at the command line of the server
)

// Event says who did what. Fields are cut to their bounds when the event is
// recorded, and cleaned of what does not belong into a trail: see Record.
type Event struct {
	ID int64 // set by the database, from 1

	At        time.Time         // in milliseconds; zero is now
	Actor     string            // id of a user, System, Operator, or "" where nobody is known; 100 bytes
	OnBehalf  string            // id of the user that the actor stands in for; 100 bytes
	Action    string            // "auth.login": a service, a dot, a verb; 64 bytes
	Object    string            // "user:ID", "project:ID"; 200 bytes
	Outcome   Outcome           // "" is OK
	Address   string            // IP address that the request came from
	RequestID string            // 100 bytes
	Detail    map[string]string // 16 keys of 64 bytes with values of 200 bytes
}

// Recorder records events for which there is no transaction. Log implements it.
// It is safe for concurrent use.
type Recorder interface {
	// Record returns nil when the event is on disk. Errors are ErrInvalid and
	// sqldb's. ctx ends waiting; for an event that must be recorded although
	// the client has gone, the caller passes context.WithoutCancel(ctx).
	Record(ctx context.Context, e Event) error
}

var _ Recorder = (*Log)(nil)
