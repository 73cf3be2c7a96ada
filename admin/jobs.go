package admin

import (
	"context"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

// queue is the queue, to who may look after it.
func (s *Service) queue(ctx context.Context, by auth.Identity) (jobs.Queue, error) {
	if err := s.may(ctx, by); err != nil {
		return nil, err
	}
	if s.c.Jobs == nil {
		return nil, unsupported("jobs")
	}
	return s.c.Jobs, nil
}

// Jobs lists jobs of anybody, newest first: those of f.Owner, "" = everybody's. See jobs.Queue.List. Errors: jobs.CodeFilter, jobs.CodeCursor.
func (s *Service) Jobs(ctx context.Context, by auth.Identity, f jobs.Filter, after string, limit int) (page []jobs.Job, next string, err error) {
	queue, err := s.queue(ctx, by)
	if err != nil {
		return nil, "", err
	}
	if f.Owner == "" {
		f.Owner = jobs.Everybody
	}
	return queue.List(ctx, inJobs(by), f, after, limit)
}

// Job returns any job. Errors: jobs.CodeNotFound.
func (s *Service) Job(ctx context.Context, by auth.Identity, id string) (jobs.Job, error) {
	queue, err := s.queue(ctx, by)
	if err != nil {
		return jobs.Job{}, err
	}
	return queue.Get(ctx, inJobs(by), id)
}

// CancelJob ends a job of anybody. Beside the queue's own event there is one that says why, unless the job was cancelled before. Errors: CodeReason,
// jobs.CodeNotFound, jobs.CodeFinished.
func (s *Service) CancelJob(ctx context.Context, by auth.Identity, id, reason string) (jobs.Job, error) {
	reason, err := s.maySay(ctx, by, reason)
	if err != nil {
		return jobs.Job{}, err
	}
	if s.c.Jobs == nil {
		return jobs.Job{}, unsupported("jobs")
	}
	said := func(j jobs.Job) audit.Event {
		return event(s.now(), by, ActionCancelJob, "job:"+j.ID, map[string]string{"owner": j.Owner, "kind": j.Kind, "reason": reason})
	}
	if queue, ok := s.c.Jobs.(*jobs.SQL); ok {
		return queue.CancelWith(ctx, inJobs(by), id, func(tx *sqldb.Tx, j jobs.Job) error { return audit.Record(ctx, tx, said(j)) })
	}
	j, err := s.c.Jobs.Cancel(ctx, inJobs(by), id)
	if err != nil {
		return jobs.Job{}, err
	}
	return j, broken("cancel", s.c.Trail.Record(context.WithoutCancel(ctx), said(j))) // it has happened
}

// Queue counts what there is to do.
func (s *Service) Queue(ctx context.Context, by auth.Identity) (jobs.Stats, error) {
	queue, err := s.queue(ctx, by)
	if err != nil {
		return jobs.Stats{}, err
	}
	return queue.Stats(ctx)
}
