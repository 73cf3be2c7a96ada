package admin

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// KindCollect is the kind of jobs that collect. Whoever works has a handler for it: Service.Collector.
const KindCollect = "admin.collect"

const (
	keepCollections = 30 * 24 * time.Hour
	maxCollections  = 20 // of a list
)

// CollectOptions are for Collect. The zero value is what is done each hour anyway.
type CollectOptions struct {
	DryRun bool `json:"dry_run"` // find, and change nothing; of projects nothing is found then
	Verify bool `json:"verify"`  // read all bytes of assets, which takes as long as that takes
}

// Collection is one that was asked for: what nobody needs any more, of assets and of projects.
type Collection struct {
	ID string `json:"id"` // of the job
	CollectOptions
	By       string     `json:"by"` // id of an admin, or audit.Operator
	Reason   string     `json:"reason"`
	State    jobs.State `json:"state"`
	Asked    time.Time  `json:"asked_at"`
	Begun    time.Time  `json:"begun_at,omitzero"`
	Finished time.Time  `json:"finished_at,omitzero"`
	// Failure is why the last attempt failed: a sentence. What was collected before is gone all the same.
	Failure string `json:"failure,omitempty"`
	// What was removed and found, of what there is here, once it has Succeeded.
	Collected
}

// Collected is what a collection removed and found.
type Collected struct {
	Assets   *assets.Collected `json:"assets,omitempty"`
	Projects *projects.Swept   `json:"projects,omitempty"` // nil of a dry run, too
}

// Collect asks for a collection, which is done in the background by one of the processes that work (Collector), and has the bounds of a job. There is one at a
// time. Errors: CodeReason, CodeRunning, jobs.CodeQueueFull.
func (s *Service) Collect(ctx context.Context, by auth.Identity, o CollectOptions, reason string) (c Collection, err error) {
	reason, err = s.maySay(ctx, by, reason)
	if err != nil {
		return Collection{}, err
	}
	if s.c.Jobs == nil || s.c.Assets == nil && s.c.Projects == nil {
		return Collection{}, unsupported("jobs, assets or projects")
	}
	input, err := json.Marshal(o)
	if err != nil {
		return Collection{}, err
	}
	spec := jobs.Spec{Kind: KindCollect, Owner: jobs.System, Unique: "one", Input: input, Keep: keepCollections} // Unique: one at a time
	j, err := s.enqueue(ctx, spec, func(j jobs.Job) audit.Event {
		return event(s.now(), by, ActionCollect, "job:"+j.ID, map[string]string{
			"reason": reason, "dry_run": strconv.FormatBool(o.DryRun), "verify": strconv.FormatBool(o.Verify),
		})
	})
	if err != nil {
		return Collection{}, err
	}
	return Collection{ID: j.ID, CollectOptions: o, By: actor(by), Reason: reason, State: j.State, Asked: j.Created}, nil
}

// enqueue adds a job that there is not yet, with its event in the same transaction where the queue is in the database.
func (s *Service) enqueue(ctx context.Context, spec jobs.Spec, said func(j jobs.Job) audit.Event) (j jobs.Job, err error) {
	running := func(existed bool) error {
		if existed {
			return deny(CodeRunning, "", "One is at work already. Please look for its result in the list.")
		}
		return nil
	}
	var existed bool
	if queue, ok := s.c.Jobs.(*jobs.SQL); ok {
		err = s.c.DB.Write(ctx, func(tx *sqldb.Tx) error {
			if j, existed, err = queue.EnqueueTx(ctx, tx, spec); err != nil {
				return err
			}
			if err := running(existed); err != nil {
				return err
			}
			return audit.Record(ctx, tx, said(j))
		})
		return j, err
	}
	if j, existed, err = s.c.Jobs.Enqueue(ctx, spec); err == nil {
		err = running(existed)
	}
	if err == nil {
		err = broken("event", s.c.Trail.Record(context.WithoutCancel(ctx), said(j))) // it is there
	}
	return j, err
}
