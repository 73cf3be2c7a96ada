package quota

import (
	"context"
	"fmt"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// Room implements Ledger.
func (q *SQL) Room(ctx context.Context, owner string, items ...Item) error {
	items, err := valid(owner, items)
	if err != nil {
		return err
	}
	now := q.now()
	may, sums, err := q.standing(ctx, q.db, owner, now)
	if err != nil {
		return broken("room", err)
	}
	for _, i := range items {
		limit, _ := may.limit(i.Resource)
		s := sums[i.Resource]
		if limit == Unlimited || i.Amount == 0 || s.Used+s.Reserved+i.Amount <= limit {
			continue
		}
		return q.refuse(may, asked{resource: i.Resource, amount: i.Amount, all: i.Amount, sum: s, now: now})
	}
	return nil
}

// Limit implements Ledger.
func (q *SQL) Limit(ctx context.Context, owner string, r Resource) (int64, error) {
	if _, err := valid(owner, []Item{{Resource: r}}); err != nil {
		return 0, err
	}
	may, err := q.allowance(ctx, q.db, owner, q.now())
	if err != nil {
		return 0, broken("limit", err)
	}
	n, _ := may.limit(r)
	return n, nil
}

// ownersCounters are an owner's sums, of JobsPerDay those of one day.
const ownersCounters = `select resource, used, reserved from ep_quota_counter where owner = $1 and day in (0, $2)`

// standing reads what an owner may have and has, today. In a Reader that is no transaction one may be a moment older than the other.
func (q *SQL) standing(ctx context.Context, r sqldb.Reader, owner string, now time.Time) (allowance, map[Resource]sum, error) {
	may, err := q.allowance(ctx, r, owner, now)
	if err != nil {
		return allowance{}, nil, err
	}
	var rows []struct {
		Resource Resource `db:"resource"`
		sum
	}
	if err := r.Select(ctx, &rows, ownersCounters, owner, dayOf(now)); err != nil {
		return allowance{}, nil, fmt.Errorf("counters: %w", err)
	}
	sums := map[Resource]sum{}
	for _, row := range rows {
		sums[row.Resource] = row.sum
	}
	return may, sums, nil
}
