package jobs

import "context"

// asked are the running jobs that somebody has cancelled, in all processes: there are few.
const asked = `select id from ep_job where state = 'running' and lease_at >= 0 and cancel`

// watch ends the contexts of jobs that were cancelled.
func (r *runner) watch(ctx context.Context) {
	if len(r.here.held()) == 0 {
		return
	}
	within, cancel := context.WithTimeout(ctx, r.c.Lease)
	defer cancel()
	var ids []string
	err := r.db.Select(within, &ids, asked)
	r.told(ctx, "watch", err)
	for _, id := range ids {
		r.here.cancel(id)
	}
}

const putProgress = `update ep_job set done = $3, total = $4, note = $5 where id = $1 and fence = $2 and state = 'running'`

// report writes down how far the jobs are.
func (r *runner) report(ctx context.Context) {
	within, cancel := context.WithTimeout(ctx, r.c.Lease)
	defer cancel()
	var err error
	for _, a := range r.here.held() {
		p, changed := a.task.changed()
		if !changed {
			continue
		}
		if _, err = r.db.Exec(within, putProgress, a.row.ID, a.row.Fence, p.Done, p.Total, p.Note); err != nil {
			break
		}
		a.task.wrote(p)
	}
	r.told(ctx, "progress", err)
}
