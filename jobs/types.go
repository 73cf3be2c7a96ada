package jobs

import (
	"encoding/json"
	"time"
)

// State is where a job is in its life.
type State string

// The states. The last three are final.
const (
	Pending   State = "pending"   // waits, for its time or its turn
	Running   State = "running"   // a runner works on it
	Succeeded State = "succeeded" // Result and Files are there
	Failed    State = "failed"    // Failure says why
	Cancelled State = "cancelled" // somebody asked for that
)

// Final says that nothing more will become of a job in this state.
func (s State) Final() bool { return s == Succeeded || s == Failed || s == Cancelled }

// Spec is a job to be done.
type Spec struct {
	Kind string // names its Handler: 1 to 64 of a-z 0-9 . -, first a letter
	// Owner is the id of the user for whom it is done, up to 100 bytes, or System for what the program does by itself, which has fewer bounds. "" is
	// nobody, and refused: a request of somebody who is not logged in does not become a job of the system.
	Owner string
	// Input is what the Handler needs, up to MaxInput bytes. It is kept until the job is final.
	Input []byte

	// Key makes Enqueue idempotent: while a job of the same Owner and Kind with this Key is kept, Enqueue returns it instead
	// of another. It is what a client says with a request that it may repeat, or the hour of something periodic. Up to 200
	// bytes; "" = none.
	Key string
	// Request is what the caller was asked for, or a hash of it: with one, two specs of one Key are the same request when Kind and
	// Request are, although what is made of it, such as Input, may differ by the time that the request is repeated. Up to 200 bytes; "" = see Queue.Enqueue.
	Request string
	// Unique is what the job comes to: while one of the same Owner and Kind with this Unique is pending or running, and not
	// cancelled, Enqueue returns it instead of another. Up to 200 bytes; "" = nothing.
	Unique string
	// Reuse: one that succeeded, and is kept, is returned as well, and kept as long again.
	Reuse bool

	// Subject is what the job is about, as the id of a project: Filter.Subject finds it. Up to 200 bytes; "" = nothing.
	Subject string
	// About is what the Kind tells of the job in each state, before there is a Result: JSON of up to MaxAbout bytes; nil = nothing. Neither this nor
	// Subject has a say in which job is the same: one that is there keeps its own.
	About json.RawMessage

	Priority int           // -10 to 10; higher first, before the order between owners
	Delay    time.Duration // before the first attempt; 0 to 30 days
	Attempts int           // at most, 1 to 20; 0 = Config.Attempts
	Keep     time.Duration // how long it is kept once it is final, up to 400 days; 0 = Config.Retention
}

// Job is a job as it stands in the queue.
type Job struct {
	ID       string          `json:"id"` // UUIDv7: unique, not to be guessed
	Kind     string          `json:"kind"`
	Owner    string          `json:"owner,omitempty"` // "" = the system
	State    State           `json:"state"`
	Subject  string          `json:"subject,omitempty"` // of the Spec, as is About; jobs of before there was one have none
	About    json.RawMessage `json:"about,omitempty"`
	Priority int             `json:"priority,omitempty"`
	Created  time.Time       `json:"created_at"`
	RunAt    time.Time       `json:"run_at"`               // the next attempt is not before then
	Started  time.Time       `json:"started_at,omitzero"`  // the last attempt
	Finished time.Time       `json:"finished_at,omitzero"` // of final ones
	Expires  time.Time       `json:"expires_at,omitzero"`  // a final one goes then, with its files
	Attempt  int             `json:"attempt"`              // how many there have been; the one that runs counts, one that was given back does not
	Attempts int             `json:"attempts"`             // at most
	Progress Progress        `json:"progress"`             // of the last attempt
	Cancel   bool            `json:"cancel_requested,omitempty"`
	Failure  *Failure        `json:"failure,omitempty"` // of the last attempt that failed
	Result   json.RawMessage `json:"result,omitempty"`  // of the Handler
	Files    []File          `json:"files,omitempty"`   // that it made
}

// Progress is how far a job is.
type Progress struct {
	Done  int    `json:"done"`
	Total int    `json:"total,omitempty"` // 0 = not known
	Note  string `json:"note,omitempty"`  // up to 200 bytes
}

// File is a file that a job made.
type File struct {
	Name   string `json:"name"` // 1 to 64 of a-z 0-9 . - _, first and last a letter or digit; unlike the job's others
	Type   string `json:"type"` // media type
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // hex
	// Key is that of the blob. It holds the fence of the claim, so that nobody who has lost the job can overwrite it.
	Key string `json:"-"`
}

// Bounds of what a queue keeps.
const (
	MaxInput  = 4 << 20   // bytes of Spec.Input
	MaxAbout  = 2 << 10   // of Spec.About, which listings have
	MaxResult = 256 << 10 // bytes of a Job's Result, as JSON
	MaxFiles  = 16        // of a job
	MaxPage   = 200       // rows of a page
)
