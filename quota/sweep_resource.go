package quota

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// What is counted of a resource after an owner's key, all or what is reserved. The second text says to PostgreSQL that it is the primary key
// that is meant: with the index of owners it would read all that an owner has for each page.
const (
	entriesAfter   = entryOfResource + ` and (owner, key) > ($2, $3) order by owner, key limit $4`
	entriesAfterPG = entryColumns + ` where resource <= $1 and (resource, owner, key) > ($1, $2, $3) order by resource, owner, key limit $4`
	reservedAfter  = entryOfResource + ` and state = 'reserved' and (owner, key) > ($2, $3) order by owner, key limit $4`

	entryColumns    = `select owner, resource, key, amount, state, day, created_at from ep_quota_entry`
	entryOfResource = entryColumns + ` where resource = $1`
)

// place is an owner's key, in the order in which bytes compare.
type place struct{ owner, key string }

func (p place) compare(o place) int {
	return cmp.Or(cmp.Compare(p.owner, o.owner), cmp.Compare(p.key, o.key))
}

func (t Thing) place() place { return place{t.Owner, t.Key} }
func (e entry) place() place { return place{e.Owner, e.Key} }

// comparison is one of what there is of a resource with what is counted.
type comparison struct {
	resource Resource
	truth    Truth     // nil: nothing is known
	kept     bool      // only what is reserved is compared
	now, old time.Time // what was reserved before old, and is not there, goes
	skipped  int       // things that cannot be counted
}

// mend is a change of what is counted: from is zero for what is missing, to for what goes.
type mend struct{ from, to entry }

// sweepResource compares page by page. Each is one consistent picture, and so is each that is changed.
func (q *SQL) sweepResource(ctx context.Context, r Resource, now time.Time, s *Swept) error {
	truth := q.c.Truths[r]
	c := comparison{resource: r, truth: truth, kept: truth == nil || r == JobsPerDay, now: now, old: now.Add(-q.c.ReserveFor)}
	for at, more := (place{}), true; more; {
		var (
			mends []mend
			next  place
			had   = c.skipped
			done  = true
		)
		err := q.db.Read(ctx, func(rd sqldb.Reader) (err error) {
			mends, next, more, err = c.page(ctx, rd, at)
			return err
		})
		if err == nil && len(mends) > 0 {
			done, err = q.giveWay(ctx, string(r), func(tx *sqldb.Tx) error {
				c.skipped = had
				found, end, follows, err := c.page(ctx, tx, at)
				if err != nil {
					return err
				}
				mends, next, more = found, end, follows
				return putRight(ctx, tx, found)
			})
		}
		if err != nil {
			return fmt.Errorf("%s: %w", r, err)
		}
		if !done {
			mends = nil
		}
		for _, m := range mends {
			switch {
			case m.from.Owner == "":
				s.Missing++
			case m.to.Owner == "":
				s.Stale++
			default:
				s.Amounts++
			}
		}
		at = next
	}
	if c.skipped > 0 {
		q.c.Logger.WarnContext(ctx, "quota: there are things that cannot be counted, for their owner, key or amount is out of bounds",
			slog.String("resource", string(r)), slog.Int("things", c.skipped))
	}
	return nil
}

// page compares what comes after a place, and says where it ended and whether more follows.
func (c *comparison) page(ctx context.Context, r sqldb.Reader, at place) (mends []mend, next place, more bool, err error) {
	statement := r.Dialect().Pick(entriesAfter, entriesAfterPG)
	if c.kept {
		statement = reservedAfter
	}
	var entries []entry
	if err := r.Select(ctx, &entries, statement, c.resource, at.owner, at.key, sweepRows); err != nil {
		return nil, place{}, false, err
	}
	var things []Thing
	if c.truth != nil {
		if things, err = c.truth.Things(ctx, r, Thing{Owner: at.owner, Key: at.key}, sweepRows); err != nil {
			return nil, place{}, false, fmt.Errorf("its Truth: %w", err)
		}
		if err := inOrder(things, at); err != nil {
			return nil, place{}, false, err
		}
	}
	// Where one of the two goes on, nothing is known behind its end.
	if len(entries) >= sweepRows {
		next, more = entries[len(entries)-1].place(), true
	}
	if len(things) >= sweepRows {
		if end := things[len(things)-1].place(); !more || end.compare(next) < 0 {
			next, more = end, true
		}
	}
	behind := func(p place) bool { return more && p.compare(next) > 0 }
	for len(entries) > 0 || len(things) > 0 {
		var order int
		switch {
		case len(things) == 0:
			order = -1
		case len(entries) == 0:
			order = 1
		default:
			order = entries[0].place().compare(things[0].place())
		}
		var e entry
		var t Thing
		if order <= 0 {
			e, entries = entries[0], entries[1:]
		}
		if order >= 0 {
			t, things = things[0], things[1:]
		}
		if behind(either(e.place(), t.place())) {
			break
		}
		if m, wrong := c.compare(e, t); wrong {
			mends = append(mends, m)
		}
	}
	return mends, next, more, nil
}

// either is the place that is not the zero one; where both are not, they are the same.
func either(a, b place) place {
	if a == (place{}) {
		return b
	}
	return a
}

// inOrder is a mistake of a Truth's, before it leads in circles, or away from what is counted.
func inOrder(things []Thing, after place) error {
	for _, t := range things {
		if t.place().compare(after) <= 0 {
			return fmt.Errorf("%w: its Truth lists things in another order than that of owners and keys as bytes compare", ErrInvalid)
		}
		after = t.place()
	}
	return nil
}

// compare says what is wrong with an entry and a thing of the same place, of which one may be zero.
func (c *comparison) compare(e entry, t Thing) (m mend, wrong bool) {
	switch {
	case t.Owner == "" && t.Key == "": // there is no such thing
		return mend{from: e}, e.State == used || e.Created.Before(c.old)
	case c.kept:
		return mend{}, false
	case !isName(t.Owner) || !isName(t.Key) || t.Amount < 0 || t.Amount > maxAmount:
		c.skipped++
		return mend{}, false
	}
	to := entry{Owner: t.Owner, Resource: c.resource, Key: t.Key, Amount: t.Amount, State: used, Created: sqldb.At(c.now)}
	if e.Owner == "" {
		return mend{to: to}, true
	}
	to.Created = e.Created
	return mend{from: e, to: to}, e.Amount != to.Amount || e.State != used
}

// putRight makes the changes: the entries, and then their counters, each once.
func putRight(ctx context.Context, tx *sqldb.Tx, mends []mend) error {
	var sums growths
	for _, m := range mends {
		var err error
		switch e := m.to; {
		case m.from.Owner == "":
			_, err = tx.Exec(ctx, insertEntry, e.Owner, e.Resource, e.Key, e.Amount, e.State, e.Day, e.Created)
		case e.Owner == "":
			_, _, err = taken(ctx, tx, deleteEntry, m.from)
		default:
			err = change(ctx, tx, e)
		}
		if err != nil {
			return err
		}
		sums.add(m.from, m.to)
	}
	return sums.count(ctx, tx)
}
