package jobs

import (
	"context"
	"time"
)

// Runner is a Queue that also works.
type Runner interface {
	Queue
	// Run works on jobs of the kinds of h until ctx ends. Then it takes no more, lets those that run finish for Config.Grace, ends their
	// contexts with ErrShutdown, gives them back without having used an attempt, and returns nil. Failures of handlers and of the
	// database do not end it: it tries again. An error means that it runs already, that h is not valid, or that a Handler has not returned within
	// Config.Linger although its context has ended.
	//
	// Such a Handler keeps its place among Config.Concurrent for as long as it goes on. When it was the last place, Run stops at once, as if ctx had ended, and
	// returns an error that names the kinds: this process can do no more, and whoever supervises it is to start it again.
	//
	// It also does what the queue needs once in a while, in one of the processes that run: rescue after a crash, Sweep, and Config.Periodic.
	Run(ctx context.Context, h Handlers) error
	// Sweep removes jobs that have expired, their files, and files that crashes left. Run does it every Config.SweepEvery, in one of the processes. It
	// says what it has done when it fails, too.
	Sweep(ctx context.Context) (Swept, error)
}

// Handlers are what a Runner can do, by kind. A kind beginning with "jobs." is the queue's own.
type Handlers map[string]Handler

// Handler works on one job. Its result becomes Job.Result, as JSON, and its files Job.Files; an error fails the attempt: a *Failure says what
// the owner is told, and whether it makes sense to try again. It must return soon when ctx ends, with any error: context.Cause tells why it ended. A panic is an
// error. Any number run at the same time.
type Handler func(ctx context.Context, t *Task) (result any, err error)

// Swept is what Sweep did.
type Swept struct {
	Jobs  int   `json:"jobs"`  // removed
	Files int   `json:"files"` // of those
	Bytes int64 `json:"bytes"`
	Left  int   `json:"left"` // files removed that belong to no job: of attempts that failed or were killed
}

// Periodic is work for once in each period, in whichever process: one job, whose Key is the period. Periods are counted from
// 1970 in UTC, so those of a day begin at midnight; what was missed while nothing ran is done once, for the current period. It
// is enqueued by each Run that has a Handler for it.
type Periodic struct {
	Kind  string
	Every time.Duration // a minute to 400 days
	Input []byte
}

// Outcome is an attempt that has ended, for Observer. Whoever rescues a job tells of the attempt of the runner that died; if that one lives, it
// tells of it, too, as "lease-lost".
type Outcome struct {
	Job   Job           // as it stands now: Pending when it is tried again or was given back
	Code  string        // of Job.Failure if this attempt failed, "cancelled", "given-back", "lease-lost", or ""
	Wait  time.Duration // from when it could run until it was claimed; 0 when it was rescued
	Run   time.Duration // from then on; 0 when it was rescued
	Usage Usage         // as the Handler reported it
}

// Usage is what a Handler's work took. Zero = not known.
type Usage struct {
	CPU  time.Duration
	Peak int64 // memory, in bytes
}

// Observer is told what happens, to be counted. Each may be nil; they are called from any goroutine and must be
// quick.
type Observer struct {
	OnEnqueue   func(kind string, existed bool)
	OnRefuse    func(kind string, code Code) // Enqueue; CodeQuota: a limit of Config.Quota's
	OnStart     func(j Job, wait time.Duration)
	OnFinish    func(o Outcome)
	OnLeaseLost func(j Job)       // a runner here lost it
	OnRescue    func(jobs int)    // whose runner died
	OnSweep     func(s Swept)     //
	OnStats     func(s Stats)     // every Config.StatsEvery, by each Run
	OnError     func(what string) // the queue itself: "claim", "beat", "watch", "progress", "finish", "rescue", "sweep", "stats", "periodic"; and "stuck": a Handler has not returned within Config.Linger, once for each
}
