package quota

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// sweepRows is how much Sweep looks at together, and how much it changes in one transaction.
const sweepRows = 200

// Sweep puts right what is counted, by Config.Truths, and removes what is over, in short transactions. Call it each hour or so, from any
// number of processes. After an error Swept says what was done.
//
// It looks without keeping anybody from anything, and looks once more at what is wrong in the transaction that puts it right: what is made or
// removed meanwhile by transactions of sqldb.DB.Write is neither counted twice nor missed. One of sqldb.DB.WriteInTurn in PostgreSQL that removes at
// this moment what was never counted may leave it counted until the next Sweep. Nobody waits for it for long: what others are changing it
// leaves to the next Sweep, and the log says so.
func (q *SQL) Sweep(ctx context.Context) (Swept, error) { return q.sweep(ctx, counterRows) }

// sweep is Sweep that compares so many counters together.
func (q *SQL) sweep(ctx context.Context, rows int) (Swept, error) {
	var s Swept
	now := q.now()
	errs := []error{q.sweepOverrides(ctx, now, &s)}
	for _, r := range Resources() {
		if r.counted() && ctx.Err() == nil {
			errs = append(errs, q.sweepResource(ctx, r, now, &s))
		}
	}
	errs = append(errs, q.sweepDays(ctx, now, &s), q.sweepCounters(ctx, rows, &s))
	if q.c.Observer.OnSweep != nil {
		q.c.Observer.OnSweep(s)
	}
	if s != (Swept{}) {
		q.c.Logger.InfoContext(ctx, "quota: swept", slog.Int("missing", s.Missing), slog.Int("stale", s.Stale), slog.Int("amounts", s.Amounts),
			slog.Int("counters", s.Counters), slog.Int("old", s.Old), slog.Int("expired", s.Expired))
	}
	if err := ctx.Err(); err != nil {
		return s, fmt.Errorf("quota: sweep: %w", err)
	}
	return s, broken("sweep", errors.Join(errs...))
}

const expiredOverrides = `select owner, resource, most, by_user, created_at, expires_at, reason from ep_quota_override
	where expires_at is not null and expires_at <= $1 order by expires_at limit $2`

// sweepOverrides removes overrides that are over.
func (q *SQL) sweepOverrides(ctx context.Context, now time.Time, s *Swept) error {
	for {
		var rows []overrideRow
		done, err := q.giveWay(ctx, "overrides", func(tx *sqldb.Tx) error {
			rows = nil
			if err := tx.Select(ctx, &rows, expiredOverrides, sqldb.At(now), sweepRows); err != nil {
				return err
			}
			for _, o := range rows {
				if _, err := tx.Exec(ctx, deleteOverride, o.Owner, o.Resource); err != nil {
					return err
				}
				if err := o.expire(ctx, tx, now); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || !done {
			return err
		}
		if s.Expired += len(rows); len(rows) < sweepRows {
			return nil
		}
	}
}

// firstDay is the first day that is kept: what was reserved yesterday may be committed today.
func firstDay(now time.Time) int64 { return dayOf(now) - 1 }

// What was used on days before $1, and the sums of these days; what is reserved keeps its day until it is committed or released.
const (
	deleteOldEntries = `delete from ep_quota_entry where (resource, owner, key) in
		(select resource, owner, key from ep_quota_entry where day > 0 and day < $1 and state = 'used' order by day limit $2)
		returning owner, resource, day, amount, state`
	deleteOldCounters = `delete from ep_quota_counter where (owner, resource, day) in
		(select owner, resource, day from ep_quota_counter c where day > 0 and day < $1 and not exists
			(select 1 from ep_quota_entry e where e.owner = c.owner and e.resource = c.resource and e.day = c.day) order by day limit $2)`
)

// sweepDays removes days that are over.
func (q *SQL) sweepDays(ctx context.Context, now time.Time, s *Swept) error {
	first := firstDay(now)
	for more := true; more; {
		var gone []entry
		done, err := q.giveWay(ctx, "days", func(tx *sqldb.Tx) error {
			gone = nil
			if err := tx.Select(ctx, &gone, deleteOldEntries, first, sweepRows); err != nil {
				return err
			}
			var less growths
			for _, e := range gone {
				less.add(e, entry{})
			}
			return less.count(ctx, tx)
		})
		if err != nil || !done {
			return err
		}
		s.Old += len(gone)
		more = len(gone) == sweepRows
	}
	for more := true; more; {
		done, err := q.giveWay(ctx, "days", func(tx *sqldb.Tx) error {
			n, err := tx.Exec(ctx, deleteOldCounters, first, sweepRows)
			more = n == sweepRows
			return err
		})
		if err != nil || !done {
			return err
		}
	}
	return nil
}
