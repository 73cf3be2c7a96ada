package jobs

import (
	"context"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

const (
	cancelPending = `update ep_job set state = 'cancelled', cancel = true, finished_at = $2, expires_at = $3 where id = $1`
	// What comes to the same as one that is to end is another one, and not this one.
	cancelRunning = `update ep_job set cancel = true, unique_key = null where id = $1`
	deleteInput   = `delete from ep_job_input where job_id = $1`
	deleteJob     = `delete from ep_job where id = $1`
)

// Cancel implements Queue.
func (q *SQL) Cancel(ctx context.Context, by Actor, id string) (Job, error) {
	return q.CancelWith(ctx, by, id, func(*sqldb.Tx, Job) error { return nil })
}

// CancelWith is Cancel with what must be written together with it, as why it was done: also gets the job as it is then, and may run twice, as in
// sqldb.DB.Write. Of a job that was cancelled before it is not asked. An error of it is returned, and nothing is cancelled.
func (q *SQL) CancelWith(ctx context.Context, by Actor, id string, also func(tx *sqldb.Tx, j Job) error) (Job, error) {
	now := q.now(ctx)
	var r row
	err := q.db.WriteInTurn(ctx, turnChange, func(tx *sqldb.Tx) (err error) {
		if r, err = locked(ctx, tx, by, id); err != nil {
			return err
		}
		before := r.Cancel || r.State == Cancelled
		if r, err = q.cancelIn(ctx, tx, r, by.name(), now); err != nil || before {
			return err
		}
		return also(tx, r.job())
	})
	if err != nil {
		return Job{}, broken("cancel", err)
	}
	if r.State == Running {
		q.here.cancel(r.ID)
	}
	return r.job(), nil
}

// locked is visible for who changes the row: nobody else does until the transaction ends. In SQLite nobody does anyway.
func locked(ctx context.Context, tx *sqldb.Tx, by Actor, id string) (row, error) {
	return visible(ctx, tx, by, id, tx.Dialect().Pick("", " for update"))
}

// cancelIn cancels the job of a row that is locked, and returns the row as it is then.
func (q *SQL) cancelIn(ctx context.Context, tx *sqldb.Tx, r row, actor string, now time.Time) (row, error) {
	switch {
	case r.State == Cancelled || r.State == Running && r.Cancel:
		return r, nil // it was asked for before
	case r.State == Pending:
		r.State, r.Cancel, r.Finished, r.Expires = Cancelled, true, sqldb.At(now), sqldb.At(now.Add(r.keep()))
		if _, err := tx.Exec(ctx, cancelPending, r.ID, r.Finished, r.Expires); err != nil {
			return row{}, err
		}
		if _, err := tx.Exec(ctx, deleteInput, r.ID); err != nil {
			return row{}, err
		}
		if err := q.endJob(ctx, tx, r); err != nil {
			return row{}, err
		}
	case r.State == Running:
		if _, err := tx.Exec(ctx, cancelRunning, r.ID); err != nil {
			return row{}, err
		}
	default:
		return row{}, refuse(CodeFinished, "", "This job is done already: there is nothing to cancel any more. Please look at what came of it.")
	}
	r.Cancel = true
	return r, record(ctx, tx, now, ActionCancel, actor, r, map[string]string{"owner": r.Owner})
}
