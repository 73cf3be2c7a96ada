package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/einkpdf/platform/sqldb"
)

const (
	someRows   = 100 // jobs that are looked at together
	someFailed = 10  // jobs of a round that could not be ended and are logged
)

const (
	// expired are running jobs that no runner holds any more.
	expired = `select id, kind, fence from ep_job where state = 'running' and lease_at < $1 order by lease_at limit $2`
	// stillExpired is one of them, if that is so when it is locked: a sign of life may have come.
	stillExpired = `select ` + columns + ` from ep_job where id = $1 and fence = $2 and state = 'running' and lease_at < $3`
)

// round is one look at the jobs of runners that died.
type round struct {
	*SQL
	by     sqldb.Time      // whose lease was over by then
	passed map[string]bool // ids of those that were left to the next round
	failed int             // of those, jobs that could not be ended
	first  error           // of the first
}

// rescue takes the jobs of runners that died, which are tried again or have failed. Each has a transaction of its own: one that cannot be ended keeps no other from it,
// and is tried again in the next round.
func (q *SQL) rescue(ctx context.Context) error {
	r := &round{SQL: q, by: sqldb.At(q.now(ctx)), passed: map[string]bool{}}
	for {
		var rows []row
		most := someRows + len(r.passed) // they come first, again
		if err := q.db.Select(ctx, &rows, expired, r.by, most); err != nil {
			return err
		}
		left, err := r.some(ctx, rows)
		r.tell(ctx, left)
		switch {
		case err != nil:
			return err
		case len(rows) == most:
		case r.failed > 0:
			return fmt.Errorf("jobs that could not be ended: %d; the first: %w", r.failed, r.first)
		default:
			return nil
		}
	}
}

// some rescues some jobs, and returns them as they are then. The error is that none can be any more.
func (r *round) some(ctx context.Context, rows []row) (left []row, err error) {
	for _, j := range rows {
		if r.passed[j.ID] {
			continue
		}
		ended, ok, err := r.rescueOne(ctx, j)
		switch {
		case ok:
			left = append(left, ended)
			continue
		case err != nil && (ctx.Err() != nil || errors.Is(err, sqldb.ErrUnavailable)):
			return left, err
		case err != nil:
			r.fail(ctx, j, err)
		}
		r.passed[j.ID] = true
	}
	return left, nil
}

// died is how the attempt of a runner that died ends.
func died() ending { return ending{failure: lost()} }

// rescueOne ends the attempt of a job. ok is false if that failed, if it goes on, or if somebody else is about to change it.
func (r *round) rescueOne(ctx context.Context, j row) (ended row, ok bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, r.c.Lease) // others wait for it
	defer cancel()
	now := r.now(ctx)
	err = r.db.WriteInTurn(ctx, turnEnd+j.ID, func(tx *sqldb.Tx) error {
		held, is, err := seen(ctx, tx, stillExpired+tx.Dialect().Pick("", " for update skip locked"), j.ID, j.Fence, r.by)
		if ok = is; err != nil || !ok {
			return err
		}
		ended, err = r.endIn(ctx, tx, held, died(), now)
		return err
	})
	return ended, ok && err == nil, err
}

// fail says that a job could not be ended.
func (r *round) fail(ctx context.Context, j row, err error) {
	if r.failed++; r.failed == 1 {
		r.first = err
	}
	if r.failed <= someFailed {
		r.c.Logger.ErrorContext(ctx, "jobs: a job could not be ended whose runner died", slog.String("job", j.ID), slog.String("kind", j.Kind), slog.Any("error", err))
	}
}

// tell tells of jobs that were rescued, and removes what their runners left.
func (r *round) tell(ctx context.Context, left []row) {
	if len(left) == 0 {
		return
	}
	r.c.Observer.OnRescue(len(left))
	r.c.Logger.WarnContext(ctx, "jobs: rescued from runners that died", slog.Int("jobs", len(left)))
	for _, j := range left {
		r.tidy(ctx, j.ID)
		r.c.Observer.OnFinish(Outcome{Job: j.job(), Code: died().code(j)})
	}
}
