package jobs

import (
	"context"

	"github.com/einkpdf/platform/sqldb"
)

// LiveJob is whose a job is.
type LiveJob struct {
	Owner string `db:"owner"`
	ID    string `db:"id"`
}

// ep_job_live alone answers. What is pending or running has not finished, and what is final has.
const liveJobs = `select owner, id from ep_job where kind = $1 and finished_at is null and owner <> '' and (owner, id) > ($2, $3) order by owner, id limit $4`

// Live lists users' jobs of a kind that are pending or running, as r sees it, for a Quota that compares what it was told with what there is: by owner and then by
// id, as bytes compare. It returns those that come after one, the zero LiveJob before all; at most limit, and less than that are the last.
func Live(ctx context.Context, r sqldb.Reader, kind string, after LiveJob, limit int) ([]LiveJob, error) {
	if limit < 1 {
		return nil, nil
	}
	var all []LiveJob
	err := r.Select(ctx, &all, liveJobs, kind, after.Owner, after.ID, limit)
	return all, broken("live jobs", err)
}
