package jobs

import (
	"context"
	"encoding/json"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// extend gives leases again: $1 is until when, $2 whose, $3 the ids, a JSON array. PostgreSQL passes over a row that somebody has locked, so that the
// other jobs need not wait for whoever it is.
func extend(d sqldb.Dialect) string {
	const ours = ` where state = 'running' and runner = $2 and id in `
	return `update ep_job set lease_at = $1` + d.Pick(
		ours+`(select value from json_each($3))`,
		` where id in (select id from ep_job`+ours+`(select jsonb_array_elements_text(cast($3 as jsonb))) for update skip locked)`)
}

// leases are those of a runner's jobs.
const leases = `select id, fence, lease_at from ep_job where state = 'running' and lease_at >= 0 and runner = $1`

// beats extends leases until ctx ends: each third of it, and sooner after one that failed.
func (r *runner) beats(ctx context.Context) {
	for wait := r.c.Lease / 3; sleep(ctx, wait); {
		whole, err := r.beat(ctx)
		r.told(ctx, "beat", err)
		if wait = r.c.Lease / 3; err != nil || !whole {
			wait = r.c.Lease / 12
		}
	}
}

// beat extends the leases of the jobs that are here. Those that are lost it tells so. whole says that it did that for all the others.
func (r *runner) beat(ctx context.Context) (whole bool, err error) {
	held := r.here.held()
	if len(held) == 0 {
		return true, nil
	}
	ids := make([]string, len(held))
	for i, a := range held {
		ids[i] = a.row.ID
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return false, err
	}
	ctx, cancel := context.WithTimeout(ctx, r.c.Lease/3)
	defer cancel()
	at := time.Now()
	until := sqldb.At(r.clock.at().Add(r.c.Lease))
	if _, err := r.db.Exec(ctx, extend(r.db.Dialect()), until, r.name, string(list)); err != nil {
		return false, err
	}
	var rows []row
	if err := r.db.Select(ctx, &rows, leases, r.name); err != nil {
		return false, err
	}
	type claim struct {
		id    string
		fence int64
	}
	ours := map[claim]time.Time{}
	for _, row := range rows {
		ours[claim{row.ID, row.Fence}] = row.Lease.Time
	}
	whole = true
	for _, a := range held {
		lease, is := ours[claim{a.row.ID, a.row.Fence}]
		switch {
		case !is && a.task.ended():
			// How it ended has just been written down, or finish finds that it was lost.
		case !is:
			a.lose(ErrLeaseLost)
		case lease.Before(until.Time):
			whole = false // somebody had locked it
		default:
			a.extended(at)
		}
	}
	return whole, nil
}
