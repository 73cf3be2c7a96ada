package jobs

import (
	"log/slog"
	"time"

	"github.com/einkpdf/platform/blob"
)

// Config says how a queue works. The zero value is right for a server, but for Blobs.
//
// Processes that share a database share the queue. They should have the same Config, but for Concurrent, Name and what observes.
type Config struct {
	// Blobs keeps the files of jobs, under "jobs/". nil: jobs have none.
	Blobs blob.Store

	Name       string        // of this process, for operators: up to 100 bytes; "" = host name and process id
	Concurrent int           // jobs at a time in this process, up to 1,000; 0 = one for each processor that Go uses
	PerOwner   int           // of one owner at a time in all processes, while their leases last, up to 1,000; 0 = 2. The system is not bounded
	Spacing    time.Duration // between jobs of one owner, or of the system, in the order between owners: see the package; 0 = 30 s

	// MaxPending is how many jobs may wait, of all owners together; 0 = 10,000, at most 1,000,000. The system may add to
	// twice as many, so that a backlog of users' does not keep it from its own work.
	MaxPending      int
	MaxPendingOwner int // of one owner; 0 = 100, at most 1,000,000. The system is not bounded

	// Quota bounds the jobs of users as well. nil: only the bounds above hold. Each process that works with the same jobs has the same one.
	Quota Quota

	Attempts int           // of a job whose Spec does not say, up to 20; 0 = 3
	Backoff  time.Duration // before the second attempt, doubled before each one after: a random part of it ("full jitter", M. Brooker, AWS 2015); 0 = 5 s
	MaxBack  time.Duration // at most; 0 = 10 minutes
	Timeout  time.Duration // of an attempt, after which its context ends; 0 = 15 minutes. What needs longer is two jobs

	Lease  time.Duration // how long a job is a runner's without a sign of life, 1 s at least; 0 = 30 s. Signs come every third of it
	Poll   time.Duration // how often to look for jobs that other processes enqueued, and for those whose time has come; 0 = 1 s
	Watch  time.Duration // how often to look for jobs that were cancelled; 0 = 250 ms
	Grace  time.Duration // how long Run lets jobs finish once its context has ended; 0 = 30 s, less than 0 = not at all
	Linger time.Duration // how long a handler whose context has ended may take to return, when Run stops, too: see Run; 0 = 10 s

	Retention  time.Duration // how long final jobs and their files are kept; 0 = 24 hours, a minute to 400 days
	SweepEvery time.Duration // 0 = 10 minutes; a minute at least
	StatsEvery time.Duration // 0 = 15 s
	Periodic   []Periodic

	Now      func() time.Time // nil = the database's clock: time.Now, corrected by how far it is off PostgreSQL's
	Logger   *slog.Logger     // nil = silent
	Observer Observer
}
