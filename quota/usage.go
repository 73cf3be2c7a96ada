package quota

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// Usage implements Admin.
func (q *SQL) Usage(ctx context.Context, by Actor, user string) (Usage, error) {
	if err := by.known(); err != nil {
		return Usage{}, err
	}
	if user != by.User && !by.Admin {
		return Usage{}, deny(CodeForbidden, "user", "Only admins see what others have.")
	}
	if err := q.exists(ctx, user); err != nil {
		return Usage{}, err
	}
	var u Usage
	err := q.db.Read(ctx, func(r sqldb.Reader) (err error) {
		u, err = q.usageOf(ctx, r, user, q.now())
		return err
	})
	return u, broken("usage", err)
}

// usageOf is the usage of one user.
func (q *SQL) usageOf(ctx context.Context, r sqldb.Reader, user string, now time.Time) (Usage, error) {
	us, err := q.usages(ctx, r, []string{user}, now)
	if err != nil {
		return Usage{}, err
	}
	return us[0], nil
}

// What is read of owners, by their ids.
const (
	tiersOf     = `select owner, tier, by_user, given_at, reason from ep_quota_tier where owner in `
	countersOf  = `select owner, resource, used, reserved from ep_quota_counter where day in (0, $1) and owner in `
	overridesOf = `select owner, resource, most, by_user, created_at, expires_at, reason from ep_quota_override where (expires_at is null or expires_at > $1)
		and owner in `
)

// tierRow is a tier that was given.
type tierRow struct {
	Owner  string     `db:"owner"`
	Tier   string     `db:"tier"`
	By     string     `db:"by_user"`
	At     sqldb.Time `db:"given_at"`
	Reason string     `db:"reason"`
}

// overrideRow is an override.
type overrideRow struct {
	Owner    string     `db:"owner"`
	Resource Resource   `db:"resource"`
	Most     int64      `db:"most"`
	By       string     `db:"by_user"`
	At       sqldb.Time `db:"created_at"`
	Expires  sqldb.Time `db:"expires_at"`
	Reason   string     `db:"reason"`
}

func (o overrideRow) override() *Override {
	return &Override{Limit: o.Most, Reason: o.Reason, By: o.By, At: o.At.Time, Expires: o.Expires.Time}
}

// counterRow is a sum.
type counterRow struct {
	Owner    string   `db:"owner"`
	Resource Resource `db:"resource"`
	Day      int64    `db:"day"`
	sum
}

// usages are those of owners, in their order: each has a row in the answer. It takes three statements, however many there are.
func (q *SQL) usages(ctx context.Context, r sqldb.Reader, owners []string, now time.Time) ([]Usage, error) {
	var (
		tiers     []tierRow
		counters  []counterRow
		overrides []overrideRow
	)
	if err := selectOf(ctx, r, &tiers, tiersOf, owners); err != nil {
		return nil, err
	}
	if err := selectOf(ctx, r, &counters, countersOf, owners, dayOf(now)); err != nil {
		return nil, err
	}
	if err := selectOf(ctx, r, &overrides, overridesOf, owners, sqldb.At(now)); err != nil {
		return nil, err
	}
	type named struct {
		owner string
		of    Resource
	}
	given, sums, own := map[string]tierRow{}, map[named]sum{}, map[named]overrideRow{}
	for _, row := range tiers {
		given[row.Owner] = row
	}
	for _, row := range counters {
		sums[named{row.Owner, row.Resource}] = row.sum
	}
	for _, row := range overrides {
		own[named{row.Owner, row.Resource}] = row
	}
	us := make([]Usage, 0, len(owners))
	for _, owner := range owners {
		u := q.ofTier(ctx, owner, given[owner])
		tier, _ := q.c.tier(u.Tier)
		for _, res := range Resources() {
			s := sums[named{owner, res}]
			one := ResourceUsage{Resource: res, Limit: tier.Limits[res], Used: s.Used, Reserved: s.Reserved}
			if o, ok := own[named{owner, res}]; ok {
				one.Limit, one.Override = o.Most, o.override()
			}
			if res == JobsPerDay {
				one.ResetsAt = midnight(now)
			}
			u.Resources = append(u.Resources, one)
		}
		us = append(us, u)
	}
	return us, nil
}

// ofTier is what a usage says of the tier. Where the one that was given is no longer in the Config, nobody gave the one that counts instead.
func (q *SQL) ofTier(ctx context.Context, owner string, given tierRow) Usage {
	tier := q.tier(ctx, given.Tier)
	u := Usage{User: owner, Tier: tier.Name, TierTitle: tier.Title, Resources: make([]ResourceUsage, 0, len(Resources()))}
	switch given.Tier {
	case "":
	case tier.Name:
		u.Given = &Given{By: given.By, At: given.At.Time, Reason: given.Reason}
	default:
		u.RemovedTier = given.Tier
	}
	return u
}

// selectOf runs a statement that ends in a list of owners; its other arguments come first.
func selectOf[Row any](ctx context.Context, r sqldb.Reader, rows *[]Row, statement string, owners []string, args ...any) error {
	for _, owner := range owners {
		args = append(args, owner)
	}
	return r.Select(ctx, rows, statement+listOf(len(args)-len(owners), len(owners)), args...)
}

// listOf is a list of n parameters behind others: "($2, $3)".
func listOf(others, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(map[bool]string{true: "($", false: ", $"}[i == 0])
		b.WriteString(strconv.Itoa(others + i + 1))
	}
	return b.String() + ")"
}
