package jobs

import (
	"context"
	"errors"

	"github.com/einkpdf/platform/sqldb"
)

// Quota bounds how many jobs users have. Both methods take part in the transaction, and may be called more than once for it; neither is called for
// the system's jobs. It is safe for concurrent use. In PostgreSQL most of these transactions are READ COMMITTED: what decides by a row locks it.
//
// Both are to be quick, a few statements in tx and nothing outside of it, and to return when ctx ends: in PostgreSQL the Enqueue and Cancel of everybody take turns, and
// wait for the one that is in AddJob or EndJob; in SQLite whoever writes does. So what they lock is to be held by short transactions alone: see EnqueueTx.
//
// A job has one AddJob and one EndJob, in the transactions that are committed. A retry is no end, nor is a job that a runner gives back.
// Jobs that were enqueued while there was no Quota have EndJob alone.
type Quota interface {
	// AddJob is told of each job that is new, in the transaction that adds it. Its error comes back from Enqueue as it is, unless a statement has failed, and there is
	// no job then, also if the transaction is the caller's and commits. One that is a limit says so by Refused() bool, or is an *Error of this package's: Observer.OnRefuse is
	// told of that one, and of no other. j has no input.
	AddJob(ctx context.Context, tx *sqldb.Tx, j Job) error
	// EndJob is told of each job that becomes final, as it stands then, and of those that go with their owner before they are, as they stood: Pending, or Running. It is to
	// refuse nothing: after an error the job has not ended, as if the database had failed, and whoever ended it tries again. One whose runner died is Running meanwhile, but
	// is not counted towards Config.PerOwner; if EndJob takes longer than a twelfth of Config.Lease of it, the others come first.
	EndJob(ctx context.Context, tx *sqldb.Tx, j Job) error
}

// quotaError is an error of AddJob's that left the transaction whole.
type quotaError struct{ err error }

func (e *quotaError) Error() string { return e.err.Error() }

// Unwrap returns what AddJob returned.
func (e *quotaError) Unwrap() error { return e.err }

// code is what Observer is told, "" = nothing, for it is no refusal.
func (e *quotaError) code() Code {
	if code := CodeOf(e.err); code != "" {
		return code
	}
	limit, ok := errors.AsType[interface {
		error
		Refused() bool
	}](e.err)
	if ok && limit.Refused() {
		return CodeQuota
	}
	return ""
}

// addJob tells Config.Quota of a job whose row is there. It comes after the row, for only then is it sure that no other transaction has added the same job.
func (q *SQL) addJob(ctx context.Context, tx *sqldb.Tx, r row) error {
	if q.c.Quota == nil || r.Owner == "" {
		return nil
	}
	err := q.c.Quota.AddJob(ctx, tx, r.job())
	if err == nil {
		return nil
	}
	// Whoever called EnqueueTx may commit in spite of it. Where a statement failed, this one does not run, and nothing commits.
	if _, broken := tx.Exec(ctx, deleteJob, r.ID); broken != nil {
		return err
	}
	return &quotaError{err}
}

// endJob tells it of one that is final, or is about to go.
func (q *SQL) endJob(ctx context.Context, tx *sqldb.Tx, r row) error {
	if q.c.Quota == nil || r.Owner == "" {
		return nil
	}
	return q.c.Quota.EndJob(ctx, tx, r.job())
}
