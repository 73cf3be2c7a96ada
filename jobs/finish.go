package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

const (
	heldBy     = `select ` + columns + ` from ep_job where id = $1 and fence = $2 and state = 'running'`
	claimedBy  = `select ` + columns + ` from ep_job where id = $1 and fence = $2`
	endRunning = `update ep_job set state = $3, turn = $4, run_at = $5, finished_at = $6, expires_at = $7, attempt = $8, done = $9, total = $10, note = $11,
			failure = $12, result = $13, files = $14, lease_at = null, runner = null
		where id = $1 and fence = $2 and state = 'running'`
)

// Waits between attempts to write down how a job ended.
const (
	firstPause = 20 * time.Millisecond
	lastPause  = time.Second
)

// over says how the attempt ended: to the database, to the log, and to Observer.
func (a *attempt) over(got returned) {
	w := a.task.end()
	e := a.ending(got, w)
	r, ok := a.settle(e)
	o := Outcome{Job: a.row.job(), Code: outLost, Wait: a.wait(), Run: time.Since(a.begun), Usage: w.usage}
	if ok {
		o.Job, o.Code = r.job(), e.code(r)
		a.logFailure(r, e)
	} else {
		a.lose(ErrLeaseLost)
		a.c.Logger.WarnContext(a.lease, "jobs: the lease of a job was lost", slog.String("kind", a.row.Kind), slog.String("job", a.row.ID), slog.Int64("fence", a.row.Fence))
		a.c.Observer.OnLeaseLost(o.Job)
	}
	if w.tried && (!ok || r.State != Succeeded) {
		a.tidy(context.WithoutCancel(a.lease), a.row.ID)
	}
	a.c.Observer.OnFinish(o)
}

// ending is what the Handler's answer comes to.
func (a *attempt) ending(got returned, w work) ending {
	e := ending{progress: &w.progress}
	cause := context.Cause(a.ctx)
	switch {
	case got.err == nil:
		if e.result, e.failure = resultOf(got.result); e.failure == nil {
			e.files, e.failure = filesOf(w.files)
		}
	case errors.Is(cause, ErrShutdown):
		e.back = true
	case errors.Is(cause, ErrTimeout):
		e.failure = timedOut(a.c.Timeout, got.err)
	default:
		e.failure = failureOf(got.err)
	}
	return e
}

// filesOf are files as the column has them.
func filesOf(files []File) (column *string, f *Failure) {
	if len(files) == 0 {
		return nil, nil
	}
	kept := make([]keptFile, len(files))
	for i, f := range files {
		kept[i] = keptFile{f, f.Key}
	}
	data, err := json.Marshal(kept)
	if err != nil {
		return nil, internal(err)
	}
	text := string(data)
	return &text, nil
}

// settle writes down how the attempt ended, if the job is still its own. It tries again while the database has trouble, until the lease is over.
func (a *attempt) settle(e ending) (r row, ok bool) {
	ctx, cancel := context.WithTimeout(a.lease, a.c.Lease)
	defer cancel()
	for pause, again := firstPause, false; ctx.Err() == nil; again = true {
		r, err := a.finish(ctx, e, again)
		if errors.Is(err, ErrLeaseLost) {
			return row{}, false
		}
		a.told(ctx, "finish", err)
		if err == nil {
			return r, true
		}
		sleep(ctx, around(pause))
		pause = min(2*pause, lastPause)
	}
	return row{}, false
}

// finish is one attempt of settle's. It waits for whoever has the job's row, and then for those who write down what the job's owner has; in a SERIALIZABLE
// transaction it would begin again for each job that the owner asks for meanwhile. Nothing but that row decides, and whether the owner is gone: see isGone.
//
// A commit of which the database could not tell any more is found again: what somebody else made of the job meanwhile has another fence, or is no
// ending that has come while the lease was ours.
func (a *attempt) finish(ctx context.Context, e ending, again bool) (r row, err error) {
	now := a.now(ctx)
	err = a.db.WriteInTurn(ctx, turnEnd+a.row.ID, func(tx *sqldb.Tx) error {
		held, ok, err := seen(ctx, tx, heldBy+tx.Dialect().Pick("", " for update"), a.row.ID, a.row.Fence)
		if err != nil {
			return err
		}
		if ok {
			r, err = a.endIn(ctx, tx, held, e, now)
			return err
		}
		if again {
			if r, ok, err = seen(ctx, tx, claimedBy, a.row.ID, a.row.Fence); err != nil || ok {
				return err
			}
		}
		return ErrLeaseLost
	})
	return r, err
}

// endIn ends the attempt of a running job whose row is locked, and tells Config.Quota if that was the last. One whose owner was deleted goes.
func (q *SQL) endIn(ctx context.Context, tx *sqldb.Tx, held row, e ending, now time.Time) (row, error) {
	gone, err := isGone(ctx, tx, held.Owner)
	if err != nil {
		return row{}, err
	}
	if gone {
		return q.goIn(ctx, tx, held, e, now)
	}
	r := q.c.end(held, e, now)
	_, err = tx.Exec(ctx, endRunning, r.ID, r.Fence, r.State, r.Turn, r.RunAt, r.Finished, r.Expires, r.Attempt, r.Done, r.Total, r.Note, r.Failure, r.Result, r.Files)
	if err != nil || !r.State.Final() {
		return r, err
	}
	if _, err := tx.Exec(ctx, deleteInput, r.ID); err != nil {
		return row{}, err
	}
	if err := q.endJob(ctx, tx, r); err != nil {
		return row{}, err
	}
	return r, recordFinish(ctx, tx, r, now)
}

// goIn ends a running job whose owner was deleted: it is cancelled, and goes.
func (q *SQL) goIn(ctx context.Context, tx *sqldb.Tx, held row, e ending, now time.Time) (row, error) {
	if err := q.endJob(ctx, tx, held); err != nil {
		return row{}, err
	}
	held.Cancel = true
	r := q.c.end(held, e, now)
	if err := recordFinish(ctx, tx, r, now); err != nil {
		return row{}, err
	}
	return r, deleteIn(ctx, tx, r, audit.System, now)
}

// recordFinish writes the audit event of a job that is final.
func recordFinish(ctx context.Context, tx *sqldb.Tx, r row, now time.Time) error {
	if r.Owner == "" {
		return nil
	}
	detail := map[string]string{"kind": r.Kind, "state": string(r.State), "attempt": strconv.Itoa(r.Attempt)}
	if j := r.job(); r.State == Failed && j.Failure != nil {
		detail["code"] = j.Failure.Code
	}
	return record(ctx, tx, now, ActionFinish, audit.System, r, detail)
}

// logFailure tells the log what the owner is not told.
func (a *attempt) logFailure(r row, e ending) {
	f := e.failure
	if f == nil || r.State == Cancelled || f.Err == nil {
		return
	}
	attrs := []slog.Attr{
		slog.String("kind", r.Kind), slog.String("job", r.ID), slog.Int("attempt", a.row.Attempt), slog.String("state", string(r.State)), slog.String("code", f.Code),
		slog.Any("error", f.Err),
	}
	if p, ok := errors.AsType[*panicked](f.Err); ok {
		attrs = append(attrs, slog.String("stack", string(p.stack)))
	}
	a.c.Logger.LogAttrs(a.lease, slog.LevelError, "jobs: an attempt failed", attrs...)
}
