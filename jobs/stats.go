package jobs

import (
	"context"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// maxOwners is how many owners Stats tells.
const maxOwners = 20

// Both go through what waits and runs, of which there is so much at most, in the order of one index: so PostgreSQL does not read the whole table.
const (
	statsOfKinds = `select kind, count(*) filter (where state = 'pending' and run_at <= $1) as ready,
			count(*) filter (where state = 'pending' and run_at > $1) as delayed, count(*) filter (where state = 'running') as running,
			min(case when state = 'pending' and run_at <= $1 then run_at end) as oldest
		from (select kind, state, run_at from ep_job where state in ('pending', 'running')
			order by owner, state, turn, run_at, kind limit $2) p group by kind order by kind`
	statsOfOwners = `select owner, count(*) filter (where state = 'pending') as pending, count(*) filter (where state = 'running') as running
		from (select owner, state from ep_job where state in ('pending', 'running') order by owner, state, turn, run_at, kind limit $1) p
		where owner <> '' group by owner order by running desc, pending desc, owner limit $2`
	statsOfLeases = `select count(*) from (select 1 from ep_job where state = 'running' and lease_at < $1 limit $2) p`
)

// Stats implements Queue. Owners do not include the system.
func (q *SQL) Stats(ctx context.Context) (s Stats, err error) {
	now := sqldb.At(q.now(ctx))
	most := q.mostPending() + 100_000 // that run
	err = q.db.Read(ctx, func(r sqldb.Reader) error {
		s = Stats{Kinds: map[string]Depth{}, Owners: []OwnerDepth{}}
		var kinds []struct {
			Kind    string     `db:"kind"`
			Ready   int        `db:"ready"`
			Delayed int        `db:"delayed"`
			Running int        `db:"running"`
			Oldest  sqldb.Time `db:"oldest"`
		}
		if err := r.Select(ctx, &kinds, statsOfKinds, now, most); err != nil {
			return err
		}
		for _, k := range kinds {
			s.Kinds[k.Kind] = Depth{Ready: k.Ready, Delayed: k.Delayed, Running: k.Running}
			if !k.Oldest.IsZero() {
				s.Oldest = max(s.Oldest, now.Sub(k.Oldest.Time))
			}
		}
		var owners []struct {
			Owner   string `db:"owner"`
			Pending int    `db:"pending"`
			Running int    `db:"running"`
		}
		if err := r.Select(ctx, &owners, statsOfOwners, most, maxOwners); err != nil {
			return err
		}
		for _, o := range owners {
			s.Owners = append(s.Owners, OwnerDepth(o))
		}
		return r.Get(ctx, &s.Expired, statsOfLeases, now, most)
	})
	if err != nil {
		return Stats{}, broken("stats", err)
	}
	s.Oldest = s.Oldest.Round(time.Millisecond)
	return s, nil
}
