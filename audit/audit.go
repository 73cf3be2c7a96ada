package audit

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrInvalid is an event that says no action or an outcome that is none, or what
// ErrCursor and ErrFilter are.
var ErrInvalid = errors.New("invalid")

// What whoever asks for a list may have got wrong. Both are ErrInvalid, too.
var (
	ErrCursor = fmt.Errorf("%w cursor", ErrInvalid) // that no List returned
	ErrFilter = fmt.Errorf("%w filter", ErrInvalid) // an address or an outcome that is none
)

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
	ID int64 `json:"id"` // set by the database, from 1

	At        time.Time         `json:"at"`                   // in milliseconds; zero is now
	Actor     string            `json:"actor,omitempty"`      // id of a user, System, Operator, or "" where nobody is known; 100 bytes
	OnBehalf  string            `json:"on_behalf,omitempty"`  // id of the user that the actor stands in for; 100 bytes
	Action    string            `json:"action"`               // "auth.login": a service, a dot, a verb; 64 bytes
	Object    string            `json:"object,omitempty"`     // "user:ID", "project:ID"; 200 bytes
	Outcome   Outcome           `json:"outcome"`              // "" is OK
	Address   string            `json:"address,omitempty"`    // IP address that the request came from
	RequestID string            `json:"request_id,omitempty"` // 100 bytes
	Detail    map[string]string `json:"detail,omitempty"`     // 16 keys of 64 bytes with values of 200 bytes
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
