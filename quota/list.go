package quota

import (
	"context"
	"fmt"
	"slices"

	"github.com/einkpdf/platform/internal/keyset"
	"github.com/einkpdf/platform/sqldb"
)

// How much a page of Users reads.
const (
	pageRows   = 50   // users that it has if nobody says
	windowRows = 1000 // users that are looked at where a filter chooses among them
	chunkRows  = 200  // users that are read together
)

// Owners after $1, each of them read in the order of an index that has all that is asked for. Of one owner there are few rows.
const (
	ownersCounted    = `select distinct owner from ep_quota_counter where owner > $1 order by owner limit $2`
	ownersTiered     = `select owner from ep_quota_tier where owner > $1 order by owner limit $2`
	ownersOfTier     = `select owner from ep_quota_tier where tier = $3 and owner > $1 order by owner limit $2`
	ownersOverridden = `select distinct owner from ep_quota_override where owner > $1 order by owner limit $2`
)

// Users implements Admin. With a filter a page may be short, or empty, although more follow: it looks at so many users at most, and next goes on from there.
func (q *SQL) Users(ctx context.Context, by Actor, f Filter, after string, limit int) (page []Usage, next string, err error) {
	if err := by.admin(); err != nil {
		return nil, "", err
	}
	l, err := q.listing(f, after, limit)
	if err != nil {
		return nil, "", err
	}
	err = q.db.Read(ctx, func(r sqldb.Reader) (err error) {
		if err := q.knownTier(ctx, r, l); err != nil {
			return err
		}
		page, next, err = q.page(ctx, r, l)
		return err
	})
	if err != nil {
		return nil, "", broken("users", err)
	}
	return page, next, nil
}

// listing is a request for a page.
type listing struct {
	f       Filter
	name    string   // what its cursors belong to
	sources []string // statements that have all owners who may fit
	after   string   // an owner
	limit   int
}

func (q *SQL) listing(f Filter, after string, limit int) (listing, error) {
	l := listing{f: f, limit: limit}
	if f.Tier != "" && !tierName.MatchString(f.Tier) {
		return l, q.noTier(CodeFilter)
	}
	if f.Resource != "" && !f.Resource.counted() || f.Resource == "" && f.Percent != 0 {
		return l, noResource(CodeFilter, slices.DeleteFunc(Resources(), func(r Resource) bool { return !r.counted() }))
	}
	if f.Percent < 0 || f.Percent > 100 {
		return l, deny(CodeFilter, "percent", "The part of a limit is 1 to 100 percent.")
	}
	switch {
	case limit == 0:
		l.limit = pageRows
	case limit < 1 || limit > MaxPage:
		return l, deny(CodeFilter, "limit", fmt.Sprintf("A page has 1 to %d users.", MaxPage))
	}
	// Whoever was given no tier has the default; and who has one that is gone. So only of others the rows say all.
	switch {
	case f.Overrides:
		l.sources = []string{ownersOverridden}
	case f.Tier != "" && f.Tier != q.c.Default:
		l.sources = []string{ownersOfTier}
	case f.Percent > 0:
		l.sources = []string{ownersCounted}
	default:
		l.sources = []string{ownersCounted, ownersTiered, ownersOverridden}
	}
	l.name = fmt.Sprintf("quota users %q %t %q %d", f.Tier, f.Overrides, f.Resource, f.Percent)
	if after != "" && keyset.Parse(l.name, after, &l.after) != nil {
		return l, deny(CodeCursor, "after", "This is no place in this list. Begin at its start.")
	}
	return l, nil
}

// knownTier says, of a first page, that there is no such tier: neither in the Config nor, from a Config before, with anybody.
func (q *SQL) knownTier(ctx context.Context, r sqldb.Reader, l listing) error {
	if _, ok := q.c.tier(l.f.Tier); ok || l.f.Tier == "" || l.after != "" {
		return nil
	}
	some, err := owners(ctx, r, listing{f: l.f, sources: []string{ownersOfTier}}, "", 1)
	if err == nil && len(some) == 0 {
		err = q.noTier(CodeFilter)
	}
	return err
}

func (q *SQL) page(ctx context.Context, r sqldb.Reader, l listing) (page []Usage, next string, err error) {
	page = []Usage{} // never nil: [] in JSON, and not null
	now, at, looked := q.now(), l.after, 0
	for looked < windowRows {
		n := min(l.limit, chunkRows)
		if l.f != (Filter{}) {
			n = chunkRows
		}
		owners, err := owners(ctx, r, l, at, n+1)
		if err != nil {
			return nil, "", err
		}
		more := len(owners) > n
		owners = owners[:min(len(owners), n)]
		if len(owners) == 0 {
			return page, "", nil
		}
		us, err := q.usages(ctx, r, owners, now)
		if err != nil {
			return nil, "", err
		}
		for i, u := range us {
			if !l.f.fits(u) {
				continue
			}
			if page = append(page, u); len(page) == l.limit && (more || i+1 < len(us)) {
				return page, keyset.Text(l.name, u.User), nil
			}
		}
		if !more {
			return page, "", nil
		}
		at = owners[len(owners)-1]
		looked += len(owners)
	}
	return page, keyset.Text(l.name, at), nil
}

// owners are the first after one, of all sources together.
func owners(ctx context.Context, r sqldb.Reader, l listing, after string, limit int) ([]string, error) {
	var all []string
	for _, statement := range l.sources {
		args := []any{after, limit}
		if statement == ownersOfTier {
			args = append(args, l.f.Tier)
		}
		var some []string
		if err := r.Select(ctx, &some, statement, args...); err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), limit)], nil
}

// fits tells whether a user is one that the filter chooses.
func (f Filter) fits(u Usage) bool {
	if f.Tier != "" && f.Tier != u.Tier && f.Tier != u.RemovedTier {
		return false
	}
	if f.Overrides && !slices.ContainsFunc(u.Resources, func(r ResourceUsage) bool { return r.Override != nil }) {
		return false
	}
	return f.Percent == 0 || slices.ContainsFunc(u.Resources, func(r ResourceUsage) bool {
		return r.Resource == f.Resource && atPercent(r.Limit, r.Used+r.Reserved, f.Percent)
	})
}

// atPercent tells whether somebody has that part of a limit, rounded up. Who has nothing is not at a limit of 0.
func atPercent(limit, have int64, percent int) bool {
	return limit != Unlimited && have > 0 && have >= (limit*int64(percent)+99)/100
}
