package admin

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/jobs"
)

// Collector is the handler of KindCollect, for a program that works: it collects assets, and then what projects need no more. Asked twice, it finds less.
func (s *Service) Collector() jobs.Handler {
	return func(ctx context.Context, t *jobs.Task) (any, error) {
		var o CollectOptions
		if err := json.Unmarshal(t.Input, &o); err != nil {
			return nil, fmt.Errorf("admin: input of a collection: %w", err)
		}
		var c Collected
		if s.c.Assets != nil {
			t.Report(0, 2, "assets")
			found, err := s.c.Assets.Collect(ctx, assets.CollectOptions{DryRun: o.DryRun, Verify: o.Verify})
			if err != nil {
				return nil, err
			}
			c.Assets = &found
		}
		if s.c.Projects != nil && !o.DryRun {
			t.Report(1, 2, "projects")
			swept, err := s.c.Projects.Sweep(ctx)
			if err != nil {
				return nil, err
			}
			c.Projects = &swept
		}
		t.Report(2, 2, "")
		return c, nil
	}
}

// Collections lists the last 20 that were asked for in 30 days, newest first.
func (s *Service) Collections(ctx context.Context, by auth.Identity) ([]Collection, error) {
	queue, err := s.queue(ctx, by)
	if err != nil {
		return nil, err
	}
	page, _, err := queue.List(ctx, inJobs(by), jobs.Filter{Kind: KindCollect, Owner: jobs.System}, "", maxCollections)
	if err != nil {
		return nil, err
	}
	all := make([]Collection, 0, len(page)) // never nil: [] in JSON, and not null
	for _, j := range page {
		c, err := s.Collection(ctx, by, j.ID)
		if CodeOf(err) == CodeNoCollection { // it expired meanwhile
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// Collection returns one. Errors: CodeNoCollection.
func (s *Service) Collection(ctx context.Context, by auth.Identity, id string) (c Collection, err error) {
	queue, err := s.queue(ctx, by)
	if err != nil {
		return Collection{}, err
	}
	j, err := queue.Get(ctx, inJobs(by), id)
	if jobs.CodeOf(err) == jobs.CodeNotFound || err == nil && j.Kind != KindCollect {
		return Collection{}, deny(CodeNoCollection, "", "There is no such collection, or no longer. Please look at the list of them.")
	}
	if err != nil {
		return Collection{}, err
	}
	c = Collection{ID: j.ID, State: j.State, Asked: j.Created, Begun: j.Started, Finished: j.Finished}
	if j.Failure != nil {
		c.Failure = j.Failure.Message
	}
	if len(j.Result) > 0 {
		if err := json.Unmarshal(j.Result, &c.Collected); err != nil {
			return Collection{}, broken("collection", err)
		}
	}
	// Who asked, and for what, is in the trail.
	events, _, err := s.c.Trail.List(ctx, audit.Filter{Object: "job:" + j.ID, Action: ActionCollect}, audit.Page{Limit: 1})
	if err != nil {
		return Collection{}, broken("collection", err)
	}
	for _, e := range events {
		c.By, c.Reason, c.DryRun, c.Verify = e.Actor, e.Detail["reason"], e.Detail["dry_run"] == "true", e.Detail["verify"] == "true"
	}
	return c, nil
}
