package metered

import (
	"context"
	"math"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// Jobs counts render jobs: while they wait or run, and for the day on which they were asked for. A job counts for its day once an attempt has
// begun, however it ends, but for one that failed for a reason of ours (renderjob.Ours): that one is given back, and so is a job that was
// cancelled before it began. Jobs of other kinds are not counted.
func Jobs(l quota.Ledger) jobs.Quota { return jobQuota{l} }

type jobQuota struct{ l quota.Ledger }

// AddJob implements jobs.Quota. If both limits are reached it says so of the day's, which takes longer to wait for.
func (q jobQuota) AddJob(ctx context.Context, tx *sqldb.Tx, j jobs.Job) error {
	if j.Kind != renderjob.Kind {
		return nil
	}
	if err := q.l.Reserve(ctx, tx, j.Owner, j.ID, one(quota.JobsPerDay)); err != nil {
		return err
	}
	err := q.l.Add(ctx, tx, j.Owner, j.ID, one(quota.JobsAtOnce))
	if quota.CodeOf(err) == "" {
		return err
	}
	// Whoever called Enqueue in a transaction of their own may commit it in spite of this.
	if broken := q.l.Release(ctx, tx, j.Owner, j.ID, quota.JobsPerDay); broken != nil {
		return broken
	}
	return err
}

// EndJob implements jobs.Quota.
func (q jobQuota) EndJob(ctx context.Context, tx *sqldb.Tx, j jobs.Job) error {
	if j.Kind != renderjob.Kind {
		return nil
	}
	if !counts(j) {
		return q.l.Release(ctx, tx, j.Owner, j.ID, quota.JobsAtOnce, quota.JobsPerDay)
	}
	// In the order of quota.Resources, as AddJob: the other way round each would wait for what the other one has locked.
	if err := q.l.Commit(ctx, tx, j.Owner, j.ID, one(quota.JobsPerDay)); err != nil {
		return err
	}
	return q.l.Release(ctx, tx, j.Owner, j.ID, quota.JobsAtOnce)
}

// counts tells whether a job that has ended counts for its day.
func counts(j jobs.Job) bool {
	switch {
	case j.Attempt < 1: // it never began, or was given back and not begun again
		return false
	case !j.State.Final(): // it went with its owner, of whom nothing is to be kept
		return false
	case j.State == jobs.Succeeded:
		return true
	}
	return j.Failure == nil || !renderjob.Ours(j.Failure.Code) // who cancels what failed because of us gets it back as well
}

// Pages bounds how many pages a render job may have.
func Pages(l quota.Ledger) renderjob.Quota { return pageQuota{l} }

type pageQuota struct{ l quota.Ledger }

// JobPages implements renderjob.Quota. Of how many pages a project has is not known, one at least must be allowed.
func (q pageQuota) JobPages(ctx context.Context, user string, pages int) (most int, err error) {
	if err := q.l.Room(ctx, user, quota.Item{Resource: quota.PagesPerJob, Amount: int64(max(pages, 1))}); err != nil {
		return 0, err
	}
	limit, err := q.l.Limit(ctx, user, quota.PagesPerJob)
	switch {
	case err != nil:
		return 0, err
	case limit == quota.Unlimited:
		return -1, nil
	}
	return int(min(limit, math.MaxInt32)), nil
}
