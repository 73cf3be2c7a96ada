package jobs

import (
	"context"
	"io"
	"time"
)

// Queue is what a program needs that gives out jobs and shows them. Its methods return *Error for whatever the one who asked
// is to be told, and other errors for what broke; an error means that nothing was changed. A Queue is safe for concurrent use.
//
// Where requests come from is taken from the context: see audit.WithOrigin.
type Queue interface {
	// Enqueue adds a job, or returns the one that s.Key, or else s.Unique, stands for: then existed is true. It is there
	// after a crash once Enqueue has returned. A returned job may be in any state. Two specs of one Key are the same request when Kind, Input, Unique, Priority
	// and Delay are; otherwise CodeKeyReused; s.Request stands for all of them, but Kind. What existed is returned, too, when the backlog is full. Errors: CodeInvalid, CodeKeyReused, CodeTooMany,
	// CodeQueueFull, CodeUnauthenticated when s.Owner is nobody, or was deleted, and those of Config.Quota, as they are.
	Enqueue(ctx context.Context, s Spec) (j Job, existed bool, err error)

	// Get returns a job to its owner, and to admins. Errors: CodeNotFound.
	Get(ctx context.Context, by Actor, id string) (Job, error)
	// List lists by's jobs, newest first, without Result and Failure.Detail: at most limit (1 to MaxPage; 0 = 50) after the cursor that the page before returned. next is "" at the
	// end. Errors: CodeUnauthenticated, CodeFilter, CodeCursor, and CodeForbidden for another's.
	List(ctx context.Context, by Actor, f Filter, after string, limit int) (page []Job, next string, err error)
	// Ahead is how many jobs are before a pending one that could run now: 0 = it is the next. Of any other it is 0. Errors: CodeNotFound.
	Ahead(ctx context.Context, by Actor, id string) (int, error)

	// Cancel ends a job: a pending one now, a running one within a second, its processes included; to cancel it again is no error. It
	// returns the job as it stands. Errors: CodeNotFound, CodeFinished.
	Cancel(ctx context.Context, by Actor, id string) (Job, error)
	// Delete removes a final job and its files before they expire. Errors: CodeNotFound, CodeNotFinished.
	Delete(ctx context.Context, by Actor, id string) error
	// Open opens a file of a job that has succeeded. The caller closes it. Errors: CodeNotFound, CodeNoFile.
	Open(ctx context.Context, by Actor, id, name string) (*Content, error)

	// Stats counts the queue, for operators and metrics.
	Stats(ctx context.Context) (Stats, error)
}

// Actor is who asks. The zero Actor is somebody who is not logged in.
type Actor struct {
	User  string // id; "" = nobody
	Admin bool   // sees, cancels and deletes the jobs of anybody, and the system's; opens no files
}

// Filter chooses jobs of a listing. The zero value is all of who asks.
type Filter struct {
	State State  // "" = all
	Kind  string // "" = all
	// Subject is that of the jobs: see Spec. "" = all; not with Everybody.
	Subject string
	// Owner is for admins: another user's id, Everybody, or System; "" = who asks.
	Owner string
}

// What is no id of a user.
const (
	Everybody = "*"      // of Filter.Owner
	System    = "system" // of Filter.Owner and Spec.Owner: what the program does by itself. Job.Owner of its jobs is ""
)

// Content is a file of a job, open.
type Content struct {
	io.ReadSeekCloser
	File    File
	ETag    string    // strong, with its quotes (RFC 9110, 8.8.3)
	At      time.Time // when the job finished
	Expires time.Time // when it goes
}

// Stats is how much there is to do.
type Stats struct {
	Kinds   map[string]Depth `json:"kinds"`
	Owners  []OwnerDepth     `json:"owners"`        // those with the most running, then the most pending; at most 20, without the system
	Oldest  time.Duration    `json:"oldest_wait"`   // of pending jobs whose time has come: how long the oldest has waited; nanoseconds
	Expired int              `json:"lease_expired"` // running ones that no runner holds any more: the next rescue takes them
}

// Depth counts jobs of a kind.
type Depth struct {
	Ready   int `json:"ready"`   // pending, and could run
	Delayed int `json:"delayed"` // pending, and their time has not come
	Running int `json:"running"`
}

// OwnerDepth counts jobs of an owner.
type OwnerDepth struct {
	Owner   string `json:"owner"`
	Pending int    `json:"pending"`
	Running int    `json:"running"`
}
