package quota

import (
	"context"
	"errors"
	"fmt"

	"github.com/einkpdf/platform/sqldb"
)

// States of an entry.
const (
	reserved = "reserved"
	used     = "used"
)

// entry is what is counted for a key.
type entry struct {
	Owner    string     `db:"owner"`
	Resource Resource   `db:"resource"`
	Key      string     `db:"key"`
	Amount   int64      `db:"amount"`
	State    string     `db:"state"`
	Day      int64      `db:"day"`        // the one on which it was reserved, or used at once; 0 where there are no days
	Created  sqldb.Time `db:"created_at"` // when it was reserved, the last time
}

// sums is what an entry adds to its counter.
func (e entry) sums() (inUse, kept int64) {
	if e.State == used {
		return e.Amount, 0
	}
	return 0, e.Amount
}

// What is new is inserted, and not looked for first: where a SERIALIZABLE transaction finds nothing, PostgreSQL keeps the whole page of the
// index in mind, and makes most of those who add to the same page begin again. Only who takes back what is not there looks so.
const (
	insertEntry = `insert into ep_quota_entry (owner, resource, key, amount, state, day, created_at)
		values ($1, $2, $3, $4, $5, $6, $7) on conflict (resource, owner, key) do nothing`
	// It changes nothing, so it waits for whoever changes the row, and then it is ours until the transaction ends.
	lockEntry   = `update ep_quota_entry set amount = amount where resource = $1 and owner = $2 and key = $3 returning amount, state, day, created_at`
	changeEntry = `update ep_quota_entry set amount = $4, state = $5, created_at = $6 where resource = $1 and owner = $2 and key = $3`
	deleteEntry = `delete from ep_quota_entry where resource = $1 and owner = $2 and key = $3 returning amount, state, day, created_at`

	// Used and reserved become more by $4 and $5, if they are $7 at most with the growth $6. It looks at the row as it is once nobody
	// else has it, so of all who ask at once no more pass than may. A counter that is less than what is taken from it is wrong, which
	// is Sweep's to find: nobody is kept from removing something.
	countGrowth = `insert into ep_quota_counter (owner, resource, day, used, reserved)
		select cast($1 as text), cast($2 as text), cast($3 as bigint),
			case when cast($4 as bigint) > 0 then cast($4 as bigint) else 0 end, case when cast($5 as bigint) > 0 then cast($5 as bigint) else 0 end
		where cast($6 as bigint) <= cast($7 as bigint)
		on conflict (owner, resource, day) do update set
			used = case when ep_quota_counter.used + cast($4 as bigint) > 0 then ep_quota_counter.used + cast($4 as bigint) else 0 end,
			reserved = case when ep_quota_counter.reserved + cast($5 as bigint) > 0 then ep_quota_counter.reserved + cast($5 as bigint) else 0 end
		where ep_quota_counter.used + ep_quota_counter.reserved + cast($6 as bigint) <= cast($7 as bigint)`
)

// mostCounted is the most of a resource that is counted of an owner, whatever the limit is: sums fit into the database's integers.
const mostCounted int64 = 1 << 62

// take makes e what is counted for its key, if there is nothing. Otherwise that is old, which nobody else changes until the transaction ends.
func take(ctx context.Context, tx *sqldb.Tx, e entry) (old entry, existed bool, err error) {
	for range 5 { // whoever removes it in the moment between has committed: then there is none
		n, err := tx.Exec(ctx, insertEntry, e.Owner, e.Resource, e.Key, e.Amount, e.State, e.Day, e.Created)
		if err != nil || n > 0 {
			return entry{}, false, err
		}
		old, existed, err = taken(ctx, tx, lockEntry, e)
		if err != nil || existed {
			return old, existed, err
		}
	}
	return entry{}, false, fmt.Errorf("%w: the same key comes and goes", sqldb.ErrBusy)
}

// taken runs a statement that returns the entry of a key, if there is one.
func taken(ctx context.Context, tx *sqldb.Tx, statement string, e entry) (entry, bool, error) {
	old := entry{Owner: e.Owner, Resource: e.Resource, Key: e.Key}
	err := tx.Get(ctx, &old, statement, e.Resource, e.Owner, e.Key)
	if errors.Is(err, sqldb.ErrNotFound) && ctx.Err() == nil {
		return entry{}, false, nil
	}
	return old, err == nil, err
}

// change makes to of an entry that was taken.
func change(ctx context.Context, tx *sqldb.Tx, to entry) error {
	_, err := tx.Exec(ctx, changeEntry, to.Resource, to.Owner, to.Key, to.Amount, to.State, to.Created)
	return err
}

// recount counts to in place of from, both of the same counter, of which one may be the zero entry. ok is false, and nothing has changed, if that
// is more than before, and more than limit then.
func recount(ctx context.Context, tx *sqldb.Tx, from, to entry, limit int64) (ok bool, err error) {
	of := to
	if of.Owner == "" {
		of = from
	}
	wasUsed, wasKept := from.sums()
	inUse, kept := to.sums()
	growth := to.Amount - from.Amount
	if limit == Unlimited || growth <= 0 {
		limit = mostCounted
	}
	n, err := tx.Exec(ctx, countGrowth, of.Owner, of.Resource, of.Day, inUse-wasUsed, kept-wasKept, growth, limit)
	return n > 0, err
}
