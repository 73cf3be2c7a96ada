package main

import (
	"context"
	"time"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
)

// chore is what the server does by itself once in each period, as a job of its queue: operators see how it ended, and it is tried again.
type chore struct {
	kind  string
	every time.Duration
	do    func(ctx context.Context) (any, error)
}

// chores are all of them.
func (h *house) chores() []chore {
	const day = 24 * time.Hour
	return []chore{
		{"sweep-accounts", time.Hour, func(ctx context.Context) (any, error) { return h.accounts.Sweep(ctx) }},
		{"sweep-projects", 6 * time.Hour, func(ctx context.Context) (any, error) { return h.projects.Sweep(ctx) }},
		{"collect-assets", 6 * time.Hour, func(ctx context.Context) (any, error) { return h.assets.Collect(ctx, assets.CollectOptions{}) }},
		{"sweep-quotas", time.Hour, func(ctx context.Context) (any, error) { return h.quotas.Sweep(ctx) }},
		{"sweep-hits", day, func(ctx context.Context) (any, error) {
			return h.hits.Sweep(ctx, time.Now().Add(-h.c.settings.KeepHits.duration()))
		}},
		{"prune-audit", day, func(ctx context.Context) (any, error) { return h.trail.Prune(ctx, time.Time{}) }},
	}
}

// periodic says to the queue when they are due.
func (h *house) periodic() (list []jobs.Periodic) {
	for _, c := range h.chores() {
		list = append(list, jobs.Periodic{Kind: c.kind, Every: c.every})
	}
	return list
}

// handlers do the work of the queue.
func (h *house) handlers() jobs.Handlers {
	all := jobs.Handlers{renderjob.Kind: h.render.Handler(), admin.KindCollect: h.admin.Collector()}
	for _, c := range h.chores() {
		all[c.kind] = func(ctx context.Context, _ *jobs.Task) (any, error) { return c.do(ctx) }
	}
	return all
}
