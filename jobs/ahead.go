package jobs

import (
	"context"

	"github.com/einkpdf/platform/sqldb"
)

// jobsAhead counts those that could run, in the order in which they are claimed.
const jobsAhead = `select
	(select count(*) from (select 1 from ep_job where state = 'pending' and priority > $1 and run_at <= $4 limit $5) a) +
	(select count(*) from (select 1 from ep_job where state = 'pending' and priority = $1 and (turn, id) < ($2, $3) and run_at <= $4 limit $5) b)`

// Ahead implements Queue.
func (q *SQL) Ahead(ctx context.Context, by Actor, id string) (n int, err error) {
	now := sqldb.At(q.now(ctx))
	err = q.db.Read(ctx, func(r sqldb.Reader) error {
		n = 0
		j, err := visible(ctx, r, by, id, "")
		if err != nil || j.State != Pending || j.RunAt.After(now.Time) {
			return err
		}
		return r.Get(ctx, &n, jobsAhead, j.Priority, j.Turn, j.ID, now, q.mostPending())
	})
	return n, broken("ahead", err)
}

// mostPending is how many jobs can wait, those of the system included.
func (q *SQL) mostPending() int { return 2 * q.c.MaxPending }
