package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

const (
	someRows   = 100                    // jobs that are looked at together
	someFailed = 10                     // jobs of a round that could not be ended and are logged
	leastSoon  = 250 * time.Millisecond // of soon, for a database that is busy
)

const (
	// expired are running jobs that no runner holds any more.
	expired = `select id, kind, fence from ep_job where state = 'running' and lease_at < $1 order by lease_at limit $2`
	// stillExpired is one of them, if that is so when it is locked: a sign of life may have come.
	stillExpired = `select ` + columns + ` from ep_job where id = $1 and fence = $2 and state = 'running' and lease_at < $3`
)

// round is one look at the jobs of runners that died.
type round struct {
	*runner
	by     sqldb.Time      // whose lease was over by then
	passed map[string]bool // ids of those that were passed over
	late   []row           // of those, jobs that take long: they come last
	failed int             // jobs that could not be ended, and are left to the next round
	first  error           // of the first
}

// rescue takes the jobs of runners that died, which are tried again or have failed. Each has a transaction of its own: one that cannot be ended, or not soon,
// keeps no other from it, and is tried again in the next round.
func (r *runner) rescue(ctx context.Context) error {
	look := &round{runner: r, by: sqldb.At(r.now(ctx)), passed: map[string]bool{}}
	if err := look.all(ctx); err != nil {
		return err
	}
	left, err := look.last(ctx)
	look.tell(ctx, left)
	if err == nil && look.failed > 0 {
		err = fmt.Errorf("jobs that could not be ended: %d; the first: %w", look.failed, look.first)
	}
	return err
}

// all rescues those that can be ended soon.
func (r *round) all(ctx context.Context) error {
	for {
		var rows []row
		most := someRows + len(r.passed) // they come first, again
		if err := r.db.Select(ctx, &rows, expired, r.by, most); err != nil {
			return err
		}
		left, err := r.some(ctx, rows)
		r.tell(ctx, left)
		if err != nil || len(rows) < most {
			return err
		}
	}
}

// soon is how long a job may take that others wait for.
func (r *round) soon() time.Duration { return max(r.c.Lease/12, leastSoon) }

// some rescues some jobs, and returns them as they are then. The error is that none can be any more.
func (r *round) some(ctx context.Context, rows []row) (left []row, err error) {
	for _, j := range rows {
		if r.passed[j.ID] {
			continue
		}
		if r.slow[j.ID] {
			r.passed[j.ID], r.late = true, append(r.late, j)
			continue
		}
		soon, cancel := context.WithTimeout(ctx, r.soon())
		ended, ok, err := r.rescueOne(soon, j)
		slow := soon.Err() != nil
		cancel()
		switch {
		case ok:
			left = append(left, ended)
			continue
		case err != nil && (ctx.Err() != nil || !slow && errors.Is(err, sqldb.ErrUnavailable)):
			return left, err
		case err != nil && slow:
			r.late = append(r.late, j)
		case err != nil:
			r.fail(ctx, j, err)
		}
		r.passed[j.ID] = true
	}
	return left, nil
}

// last rescues those that take long, as some does. They have a lease for all of them together, since the next round waits for them; in SQLite a third of it, since
// there the signs of life of other jobs wait, too. Chance says which is the first, so that each is in some round.
func (r *round) last(ctx context.Context) (left []row, err error) {
	wait := r.c.Lease
	if r.db.Dialect() == sqldb.SQLite {
		wait /= 3
	}
	long, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	// #nosec G404 -- nobody gains by being the first
	rand.Shuffle(len(r.late), func(i, j int) { r.late[i], r.late[j] = r.late[j], r.late[i] })
	clear(r.slow)
	for _, j := range r.late {
		ended, ok, err := r.rescueOne(long, j)
		slow := long.Err() != nil
		switch {
		case ok:
			left = append(left, ended)
		case err != nil && (ctx.Err() != nil || !slow && errors.Is(err, sqldb.ErrUnavailable)):
			return left, err
		case err != nil:
			r.slow[j.ID] = slow
			r.fail(ctx, j, err)
		}
	}
	return left, nil
}

// died is how the attempt of a runner that died ends.
func died() ending { return ending{failure: lost()} }

// rescueOne ends the attempt of a job. ok is false if that failed, if it goes on, or if somebody else is about to change it: in PostgreSQL whoever has locked its
// row, which nobody waits for, since the turn is this runner's own.
func (r *round) rescueOne(ctx context.Context, j row) (ended row, ok bool, err error) {
	now := r.now(ctx)
	err = r.db.WriteInTurn(ctx, turnRescue+r.name, func(tx *sqldb.Tx) error {
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
