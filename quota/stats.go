package quota

import (
	"context"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

const (
	highPercent = 80   // of a limit: what counts as near it
	statsRows   = 2000 // that are read together
)

// What Stats reads after an owner: all rows of those whom Users lists.
const (
	statsCounters  = `select owner, resource, day, used, reserved from ep_quota_counter where owner > $1 order by owner, resource, day limit $2`
	statsTiers     = `select owner, tier from ep_quota_tier where owner > $1 order by owner limit $2`
	statsOverrides = `select owner, resource, most, expires_at from ep_quota_override where owner > $1 order by owner, resource limit $2`
)

// Stats implements Admin. It reads all counters once, in one transaction, a few thousand at a time: with 100,000 users who have something of all five resources that is
// three seconds of one core. So ask each few minutes, and not for each request. It keeps nobody from writing.
func (q *SQL) Stats(ctx context.Context) (Stats, error) { return q.stats(ctx, statsRows) }

// stats is Stats that reads so many rows together.
func (q *SQL) stats(ctx context.Context, rows int) (s Stats, err error) {
	now := q.now()
	err = q.db.Read(ctx, func(r sqldb.Reader) error {
		s = q.noStats()
		for after, more := "", true; more; {
			p := statsPage{q: q, now: now, after: after}
			if err := p.read(ctx, r, rows); err != nil {
				return err
			}
			p.addTo(ctx, s)
			if more = p.more; more && p.next == after { // one owner has more of them than that
				rows *= 2
			}
			after = p.next
		}
		return nil
	})
	if err != nil {
		return Stats{}, broken("stats", err)
	}
	return s, nil
}

// noStats has all tiers, and all that is counted.
func (q *SQL) noStats() Stats {
	s := Stats{Tiers: map[string]TierStats{}}
	for _, t := range q.c.Tiers {
		all := map[Resource]ResourceStats{}
		for _, r := range Resources() {
			if r.counted() {
				all[r] = ResourceStats{}
			}
		}
		s.Tiers[t.Name] = TierStats{Resources: all}
	}
	return s
}

// statsPage is what there is of owners after one: up to next if there is more.
type statsPage struct {
	q           *SQL
	now         time.Time
	after, next string
	more        bool

	counters  []counterRow
	tiers     []tierRow
	overrides []overrideRow
}

func (p *statsPage) read(ctx context.Context, r sqldb.Reader, rows int) error {
	if err := r.Select(ctx, &p.counters, statsCounters, p.after, rows); err != nil {
		return err
	}
	if err := r.Select(ctx, &p.tiers, statsTiers, p.after, rows); err != nil {
		return err
	}
	if err := r.Select(ctx, &p.overrides, statsOverrides, p.after, rows); err != nil {
		return err
	}
	p.next, p.more = complete(p.counters, p.after, rows, "", false)
	p.next, p.more = complete(p.tiers, p.after, rows, p.next, p.more)
	p.next, p.more = complete(p.overrides, p.after, rows, p.next, p.more)
	return nil
}

// addTo adds the owners of whom all is there.
func (p *statsPage) addTo(ctx context.Context, s Stats) {
	complete := func(owner string) bool { return !p.more || owner <= p.next }
	given, own, seen := map[string]string{}, map[counterName]int64{}, map[string]bool{}
	user := func(owner string) Tier {
		tier := p.q.tier(ctx, given[owner])
		if !seen[owner] {
			seen[owner] = true
			t := s.Tiers[tier.Name]
			t.Users++
			s.Tiers[tier.Name] = t
		}
		return tier
	}
	for _, row := range p.tiers {
		if given[row.Owner] = row.Tier; complete(row.Owner) {
			user(row.Owner)
		}
	}
	for _, row := range p.overrides {
		if !row.over(p.now) {
			own[counterName{owner: row.Owner, resource: row.Resource}] = row.Most
		}
		if complete(row.Owner) {
			user(row.Owner)
		}
	}
	for _, row := range p.counters {
		if !complete(row.Owner) {
			continue
		}
		tier := user(row.Owner)
		if !row.Resource.counted() || row.Day != row.Resource.day(p.now) {
			continue
		}
		limit, ok := own[counterName{owner: row.Owner, resource: row.Resource}]
		if !ok {
			limit = tier.Limits[row.Resource]
		}
		sums := s.Tiers[tier.Name].Resources
		sums[row.Resource] = sums[row.Resource].with(row.sum, limit)
	}
}

// with is s and what one more user has.
func (s ResourceStats) with(has sum, limit int64) ResourceStats {
	s.Used += has.Used
	s.Reserved += has.Reserved
	if atPercent(limit, has.Used+has.Reserved, highPercent) {
		s.High++
	}
	if atPercent(limit, has.Used+has.Reserved, 100) {
		s.Full++
	}
	return s
}
