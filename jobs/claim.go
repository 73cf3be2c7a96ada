package jobs

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// turnClaim is that of claims: see sqldb.DB.WriteInTurn. So no owner gets more than Config.PerOwner, however many ask.
const turnClaim = "jobs.claim"

// next is the next job: $1 is now, $2 the kinds, a JSON array, $3 how many of one owner may run. Owners are counted once, not for each job, by the index of
// leases: no other has their jobs together if it is an expression that they are grouped by. What may run is said in a CASE, of which PostgreSQL expects that it
// holds for half of what waits: so it takes the first of the index that may. Of the conditions themselves, while its statistics are missing or old, it would expect
// so little that it sorted all that wait.
//
// A job whose lease is over is not counted: its runner has died, or has stopped it a sixth of the lease before and can publish nothing of it. One that cannot be
// ended would take its owner's place for good.
func next(d sqldb.Dialect) string {
	return `select id from ep_job
		where state = 'pending' and case
			when run_at <= $1 and kind in ` + d.Pick(`(select value from json_each($2))`, `(select jsonb_array_elements_text(cast($2 as jsonb)))`) + `
			then owner = '' or owner not in (
				select owner || '' from ep_job where state = 'running' and lease_at >= $1 group by owner || '' having count(*) >= $3)
			end
		order by priority desc, turn, id limit 1`
}

// claimNext makes it the runner's: $4 is until when, $5 the runner. What somebody is about to cancel is left alone.
func claimNext(d sqldb.Dialect) string {
	return `update ep_job set state = 'running', attempt = attempt + 1, fence = fence + 1, started_at = $1, lease_at = $4, runner = $5,
			done = 0, total = 0, note = ''
		where id = (` + next(d) + d.Pick(``, ` for update skip locked`) + `)
		returning ` + columns
}

const inputOf = `select input from ep_job_input where job_id = $1`

// claimed is a job that is the runner's.
type claimed struct {
	row   row
	input []byte
	at    time.Time // before the lease began, by the monotonic clock
}

// claim takes up to so many jobs. To look whether there are any costs other writers nothing.
func (r *runner) claim(ctx context.Context, free int) (all []claimed, err error) {
	var id string
	found, err := one(ctx, r.db, &id, next(r.db.Dialect()), sqldb.At(r.now(ctx)), r.kinds, r.c.PerOwner)
	if err != nil || !found {
		return nil, err
	}
	// To the end: what is claimed and not known would wait for its lease.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.c.Lease)
	defer cancel()
	err = r.db.WriteInTurn(ctx, turnClaim, func(tx *sqldb.Tx) error {
		all = nil
		for range free {
			c, ok, err := r.claimOne(ctx, tx)
			if err != nil || !ok {
				return err
			}
			all = append(all, c)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func (r *runner) claimOne(ctx context.Context, tx *sqldb.Tx) (c claimed, ok bool, err error) {
	c.at = time.Now()
	now := r.clock.at()
	c.row, ok, err = seen(ctx, tx, claimNext(tx.Dialect()), sqldb.At(now), r.kinds, r.c.PerOwner, sqldb.At(now.Add(r.c.Lease)), r.name)
	if err != nil || !ok {
		return claimed{}, false, err
	}
	_, err = one(ctx, tx, &c.input, inputOf, c.row.ID)
	return c, err == nil, err
}

// around is d, give or take a fifth, so that processes that began together do not ask together.
func around(d time.Duration) time.Duration {
	return d - d/5 + rand.N(2*(d/5)+1) // #nosec G404 -- spreads processes, decides nothing
}
