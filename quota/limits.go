package quota

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// check says what is wrong with limits that are to be those of a tier.
func (l Limits) check() error {
	for _, r := range Resources() {
		n, ok := l[r]
		if !ok {
			return fmt.Errorf("no limit for %q: Unlimited is one", r)
		}
		if !isLimit(n) {
			return fmt.Errorf("the limit %d for %q is not 0 to 1<<50, or Unlimited", n, r)
		}
	}
	if len(l) > len(Resources()) {
		return errors.New("a limit for a resource that there is not")
	}
	return nil
}

// isLimit tells whether n can be a limit.
func isLimit(n int64) bool { return n >= Unlimited && n <= maxLimit }

// allowance is how much an owner may have, at some time.
type allowance struct {
	tier Tier
	own  map[Resource]int64 // overrides that have not expired
}

// limit is that of a resource; own says that it is an override's.
func (a allowance) limit(r Resource) (n int64, own bool) {
	if n, own = a.own[r]; own {
		return n, true
	}
	return a.tier.Limits[r], false
}

// ownersLimits are the owner's tier, in a row without a resource, and the overrides that there are at $2. A row is there until its time, not at it.
const ownersLimits = `select '' as resource, tier, 0 as most from ep_quota_tier where owner = $1
	union all select resource, '', most from ep_quota_override where owner = $1 and (expires_at is null or expires_at > $2)`

// allowance reads what an owner may have now.
func (q *SQL) allowance(ctx context.Context, r sqldb.Reader, owner string, now time.Time) (allowance, error) {
	var rows []struct {
		Resource Resource `db:"resource"`
		Tier     string   `db:"tier"`
		Most     int64    `db:"most"`
	}
	if err := r.Select(ctx, &rows, ownersLimits, owner, sqldb.At(now)); err != nil {
		return allowance{}, err
	}
	a, given := allowance{own: map[Resource]int64{}}, ""
	for _, row := range rows {
		if row.Resource == "" {
			given = row.Tier
			continue
		}
		a.own[row.Resource] = row.Most
	}
	a.tier = q.tier(ctx, given)
	return a, nil
}
