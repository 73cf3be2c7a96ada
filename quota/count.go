package quota

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// Reserve implements Ledger.
func (q *SQL) Reserve(ctx context.Context, tx *sqldb.Tx, owner, key string, items ...Item) error {
	return q.count(ctx, tx, "reserve", owner, key, counting{state: reserved, limited: true}, items)
}

// Add implements Ledger.
func (q *SQL) Add(ctx context.Context, tx *sqldb.Tx, owner, key string, items ...Item) error {
	return q.count(ctx, tx, "add", owner, key, counting{state: used, limited: true}, items)
}

// Put implements Ledger.
func (q *SQL) Put(ctx context.Context, tx *sqldb.Tx, owner, key string, items ...Item) error {
	return q.count(ctx, tx, "put", owner, key, counting{state: used}, items)
}

// Commit implements Ledger.
func (q *SQL) Commit(ctx context.Context, tx *sqldb.Tx, owner, key string, items ...Item) error {
	return q.count(ctx, tx, "commit", owner, key, counting{state: used}, items)
}

// Release implements Ledger.
func (q *SQL) Release(ctx context.Context, tx *sqldb.Tx, owner, key string, resources ...Resource) error {
	items := make([]Item, len(resources))
	for i, r := range resources {
		items[i].Resource = r
	}
	items, err := counted(owner, key, items)
	if err != nil {
		return err
	}
	return broken("release", q.write(ctx, tx, owner, func(tx *sqldb.Tx) error {
		for _, i := range items {
			if err := remove(ctx, tx, entry{Owner: owner, Resource: i.Resource, Key: key}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// remove takes back what is counted for a key, if something is.
func remove(ctx context.Context, tx *sqldb.Tx, e entry) error {
	old, existed, err := taken(ctx, tx, deleteEntry, e)
	if err != nil || !existed {
		return err
	}
	_, err = recount(ctx, tx, old, entry{}, Unlimited)
	return err
}

// counting is how items are to be counted.
type counting struct {
	state   string // of what is new. What is reserved becomes used by this, and never the other way
	limited bool
}

// count counts items for a key, all or none.
func (q *SQL) count(ctx context.Context, tx *sqldb.Tx, what, owner, key string, how counting, items []Item) error {
	items, err := counted(owner, key, items)
	if err != nil {
		return err
	}
	return broken(what, q.write(ctx, tx, owner, func(tx *sqldb.Tx) error {
		now := q.now() // when its turn has come, which may be another day
		may := allowance{}
		if how.limited {
			if may, err = q.allowance(ctx, tx, owner, now); err != nil {
				return err
			}
		}
		return q.countAll(ctx, tx, owner, key, how, may, items, now)
	}))
}

// step is what a call made of an entry.
type step struct {
	from    entry
	existed bool // from is not zero
	to      entry
}

func (q *SQL) countAll(ctx context.Context, tx *sqldb.Tx, owner, key string, how counting, may allowance, items []Item, now time.Time) error {
	var steps []step
	for _, item := range items {
		e := entry{
			Owner: owner, Resource: item.Resource, Key: key, Amount: item.Amount, State: how.state, Day: item.Resource.day(now), Created: sqldb.At(now),
		}
		limit := Unlimited
		if how.limited {
			limit, _ = may.limit(item.Resource)
		}
		d, ok, err := countOne(ctx, tx, e, limit)
		if err != nil {
			return err
		}
		if ok {
			steps = append(steps, d)
			continue
		}
		// The transaction may go on without it. What it waited for is its own by now, so this is what it decided by.
		sum, err := counterOf(ctx, tx, d.to)
		if err != nil {
			return err
		}
		for i := len(steps) - 1; i >= 0; i-- {
			if err := steps[i].undo(ctx, tx); err != nil {
				return err
			}
		}
		if limit == Unlimited {
			return fmt.Errorf("%w: more %s than can be counted", ErrInvalid, item.Resource)
		}
		return q.refuse(may, asked{
			resource: item.Resource, amount: d.to.Amount - d.from.Amount, all: d.to.Amount, old: d.existed, sum: sum, now: now,
		})
	}
	return nil
}

// countOne makes e what is counted for its key. ok is false, and nothing has changed, if that is more than limit.
func countOne(ctx context.Context, tx *sqldb.Tx, e entry, limit int64) (d step, ok bool, err error) {
	old, existed, err := take(ctx, tx, e)
	if err != nil {
		return step{}, false, err
	}
	if existed {
		e.Day = old.Day
		if old.State == used {
			e.State, e.Created = used, old.Created
		}
	}
	d = step{from: old, existed: existed, to: e}
	if existed && e.Amount == old.Amount && e.State == old.State && e.Created.Equal(old.Created.Time) {
		return d, true, nil
	}
	ok, err = recount(ctx, tx, old, e, limit)
	switch {
	case err != nil:
	case existed && ok:
		err = change(ctx, tx, e)
	case !existed && !ok:
		_, _, err = taken(ctx, tx, deleteEntry, e)
	}
	return d, ok, err
}

// undo makes it as it was before, but that a counter that there was not stays, with nothing in it, as after Release.
func (d step) undo(ctx context.Context, tx *sqldb.Tx) error {
	if !d.existed {
		return remove(ctx, tx, d.to)
	}
	if err := change(ctx, tx, d.from); err != nil {
		return err
	}
	_, err := recount(ctx, tx, d.to, d.from, Unlimited)
	return err
}

// sum is a counter.
type sum struct {
	Used     int64 `db:"used"`
	Reserved int64 `db:"reserved"`
}

const oneCounter = `select used, reserved from ep_quota_counter where owner = $1 and resource = $2 and day = $3`

// counterOf is the counter that an entry is of.
func counterOf(ctx context.Context, r sqldb.Reader, e entry) (s sum, err error) {
	err = r.Get(ctx, &s, oneCounter, e.Owner, e.Resource, e.Day)
	if errors.Is(err, sqldb.ErrNotFound) && ctx.Err() == nil {
		return sum{}, nil
	}
	return s, err
}
