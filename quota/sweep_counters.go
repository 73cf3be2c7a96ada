package quota

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"github.com/einkpdf/platform/sqldb"
)

const (
	// counterRows is how many counters are compared together. An owner has one for each resource, and for each of two or three days.
	counterRows = 500
	// ownersTogether is how many owners' counters are put right in one transaction, which reads all that is counted of them.
	ownersTogether = 20
	// mostTold is how many owners of wrong counters the log tells one by one.
	mostTold = 100
)

// Counters, and what they should be, after an owner.
const (
	countersAfter = `select owner, resource, day, used, reserved from ep_quota_counter
		where owner > $1 order by owner, resource, day limit $2`
	sumsAfter = `select owner, resource, day, ` + sumColumns + ` from ep_quota_entry
		where owner > $1 group by owner, resource, day order by owner, resource, day limit $2`
	// In two halves, and up to about 1<<61: the sum of what somebody has may be more than the database's integers.
	sumColumns = `cast(case when ` + usedHigh + ` >= 2147483648 then 2147483648 else ` + usedHigh + ` end * 1073741824 + ` + usedLow + ` as bigint) as used,
		cast(case when ` + keptHigh + ` >= 2147483648 then 2147483648 else ` + keptHigh + ` end * 1073741824 + ` + keptLow + ` as bigint) as reserved`
	usedHigh = `sum(case when state = 'used' then amount >> 30 else 0 end)`
	usedLow  = `sum(case when state = 'used' then amount & 1073741823 else 0 end)`
	keptHigh = `sum(case when state = 'reserved' then amount >> 30 else 0 end)`
	keptLow  = `sum(case when state = 'reserved' then amount & 1073741823 else 0 end)`

	ownCounters = `select owner, resource, day, used, reserved from ep_quota_counter where owner = $1`
	ownSums     = `select owner, resource, day, ` + sumColumns + ` from ep_quota_entry where owner = $1 group by owner, resource, day`

	setCounter = `insert into ep_quota_counter (owner, resource, day, used, reserved) values ($1, $2, $3, $4, $5)
		on conflict (owner, resource, day) do update set used = excluded.used, reserved = excluded.reserved`
	// Of who has nothing.
	deleteEmpty = `delete from ep_quota_counter where owner = $1 and used = 0 and reserved = 0`
)

// sweepCounters compares the counters with the sums of what is counted. Where they differ is a mistake, or somebody else wrote into the tables.
func (q *SQL) sweepCounters(ctx context.Context, rows int, s *Swept) error {
	told := 0
	for after, more := "", true; more; {
		var (
			wrong, empty []string
			next         string
		)
		err := q.db.Read(ctx, func(r sqldb.Reader) (err error) {
			wrong, empty, next, more, err = compareCounters(ctx, r, after, rows)
			return err
		})
		if err == nil && len(empty) > 0 {
			err = q.removeEmpty(ctx, empty)
		}
		for some := range slices.Chunk(wrong, ownersTogether) {
			if err == nil {
				err = q.setCounters(ctx, some, &told, s)
			}
		}
		if err != nil {
			return fmt.Errorf("counters: %w", err)
		}
		if more && next == after { // one owner has more of them than that
			rows *= 2
		}
		after = next
	}
	if told > mostTold {
		q.c.Logger.WarnContext(ctx, "quota: counters of others were not the sums, either", slog.Int("owners", told-mostTold))
	}
	return nil
}

// counterName is what a counter is of.
type counterName struct {
	owner    string
	resource Resource
	day      int64
}

func (c counterRow) name() counterName { return counterName{c.Owner, c.Resource, c.Day} }

// compareCounters says which owners after one have counters that are wrong, and which have nothing; up to which owner it looked, and whether more follow.
func compareCounters(ctx context.Context, r sqldb.Reader, after string, rows int) (wrong, empty []string, next string, more bool, err error) {
	var counters, sums []counterRow
	if err := r.Select(ctx, &counters, countersAfter, after, rows); err != nil {
		return nil, nil, "", false, err
	}
	if err := r.Select(ctx, &sums, sumsAfter, after, rows); err != nil {
		return nil, nil, "", false, err
	}
	next, more = complete(counters, after, rows, "", false)
	next, more = complete(sums, after, rows, next, more)
	should, has := map[counterName]sum{}, map[string]bool{}
	for _, row := range sums {
		should[row.name()] = row.sum
		has[row.Owner] = true
	}
	told := map[string]bool{}
	differs := func(owner string) {
		if !told[owner] && (!more || owner <= next) {
			told[owner] = true
			wrong = append(wrong, owner)
		}
	}
	for _, row := range counters {
		if should[row.name()] != row.sum {
			differs(row.Owner)
		}
		delete(should, row.name())
		// Each owner once: they come in their order.
		if !has[row.Owner] && (!more || row.Owner <= next) && (len(empty) == 0 || empty[len(empty)-1] != row.Owner) {
			empty = append(empty, row.Owner)
		}
	}
	for _, row := range sums {
		if left, ok := should[row.name()]; ok && left != (sum{}) {
			differs(row.Owner)
		}
	}
	return wrong, empty, next, more, nil
}

// owned is a row that is an owner's.
type owned interface{ of() string }

func (c counterRow) of() string  { return c.Owner }
func (t tierRow) of() string     { return t.Owner }
func (o overrideRow) of() string { return o.Owner }

// complete is the last owner after one of whom all rows are there, of at most limit that were read by owner: next, unless these rows end before.
// more says that there are others behind it.
func complete[Row owned](rows []Row, after string, limit int, next string, more bool) (string, bool) {
	if len(rows) < limit {
		return next, more
	}
	last, end := rows[len(rows)-1].of(), after
	for i := len(rows) - 1; i >= 0; i-- {
		if owner := rows[i].of(); owner != last {
			end = owner
			break
		}
	}
	if more && next < end {
		end = next
	}
	return end, true
}

// removeEmpty removes counters of owners who have nothing.
func (q *SQL) removeEmpty(ctx context.Context, owners []string) error {
	_, err := q.giveWay(ctx, "counters", func(tx *sqldb.Tx) error {
		for _, owner := range owners {
			var sums []counterRow
			if err := tx.Select(ctx, &sums, ownSums, owner); err != nil {
				return err
			}
			if len(sums) > 0 {
				continue
			}
			if _, err := tx.Exec(ctx, deleteEmpty, owner); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// setCounters makes the counters of owners what they should be. told is of how many owners it found some that were not.
func (q *SQL) setCounters(ctx context.Context, owners []string, told *int, s *Swept) error {
	changed := map[string]int{}
	done, err := q.giveWay(ctx, "counters", func(tx *sqldb.Tx) (err error) {
		clear(changed)
		for _, owner := range owners {
			if changed[owner], err = setCounters(ctx, tx, owner); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || !done {
		return err
	}
	for _, owner := range owners {
		n := changed[owner]
		if n == 0 { // somebody else put them right
			continue
		}
		s.Counters += n
		if *told++; *told <= mostTold {
			q.c.Logger.WarnContext(ctx, "quota: counters were not the sums of what is counted; they are now", slog.String("owner", owner), slog.Int("counters", n))
		}
	}
	return nil
}

func setCounters(ctx context.Context, tx *sqldb.Tx, owner string) (changed int, err error) {
	var counters, sums []counterRow
	if err := tx.Select(ctx, &counters, ownCounters, owner); err != nil {
		return 0, err
	}
	if err := tx.Select(ctx, &sums, ownSums, owner); err != nil {
		return 0, err
	}
	is, should := map[counterName]sum{}, map[counterName]sum{}
	for _, row := range counters {
		is[row.name()] = row.sum
	}
	for _, row := range sums {
		should[row.name()] = row.sum
	}
	for _, row := range append(counters, sums...) {
		name := row.name()
		right := should[name]
		if is[name] == right {
			continue
		}
		is[name] = right
		if _, err := tx.Exec(ctx, setCounter, owner, name.resource, name.day, right.Used, right.Reserved); err != nil {
			return 0, err
		}
		changed++
	}
	return changed, nil
}
