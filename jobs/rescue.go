package jobs

import (
	"context"
	"log/slog"

	"github.com/einkpdf/platform/sqldb"
)

// someRows is how many jobs are changed in one transaction.
const someRows = 100

// expired are running jobs that no runner holds any more.
const expired = `select ` + columns + ` from ep_job where state = 'running' and lease_at < $1 order by lease_at limit $2`

// rescue takes the jobs of runners that died, which are tried again or have failed.
func (q *SQL) rescue(ctx context.Context) error {
	for {
		n, err := q.rescueSome(ctx)
		if err != nil || n < someRows {
			return err
		}
	}
}

func (q *SQL) rescueSome(ctx context.Context) (int, error) {
	now := q.now(ctx)
	var rows, left []row
	rescued := ending{failure: lost()}
	// To look costs other writers nothing.
	if err := q.db.Select(ctx, &rows, expired, sqldb.At(now), 1); err != nil || len(rows) == 0 {
		return 0, err
	}
	err := q.db.Write(ctx, func(tx *sqldb.Tx) error {
		rows, left = nil, nil
		if err := tx.Select(ctx, &rows, expired, sqldb.At(now), someRows); err != nil {
			return err
		}
		for _, r := range rows {
			r, err := q.endIn(ctx, tx, r, rescued, now)
			if err != nil {
				return err
			}
			left = append(left, r)
		}
		return nil
	})
	if err != nil || len(left) == 0 {
		return 0, err
	}
	q.c.Observer.OnRescue(len(left))
	q.c.Logger.WarnContext(ctx, "jobs: rescued from runners that died", slog.Int("jobs", len(left)))
	for _, r := range left {
		q.tidy(ctx, r.ID)
		q.c.Observer.OnFinish(Outcome{Job: r.job(), Code: rescued.code(r)})
	}
	return len(left), nil
}
