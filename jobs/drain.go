package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"
)

// drain waits for the handlers that run: first for as long as they may take to finish, then for as long as they
// may take to return. What is stuck had its time before.
func (r *runner) drain(ctx context.Context, grace time.Duration) error {
	r.idle(grace)
	for _, a := range r.here.list() {
		a.end(ErrShutdown)
	}
	r.idle(r.c.Linger)
	names := r.kindsHere() // whose leases nobody extends any more
	if names == "" {
		return nil
	}
	r.c.Logger.ErrorContext(ctx, "jobs: handlers do not return", slog.String("kinds", names))
	return fmt.Errorf("jobs: handlers did not return within %v although their contexts had ended: %s", r.c.Linger, names)
}

// noPlace is the error of a Run that can do nothing any more.
func (r *runner) noPlace(ctx context.Context) error {
	names := r.kindsHere()
	r.c.Logger.ErrorContext(ctx, "jobs: no place is left, so Run stops", slog.Int("places", r.c.Concurrent), slog.String("kinds", names))
	return fmt.Errorf("jobs: all places (%d) are held by handlers that do not return: %s", r.c.Concurrent, names)
}

// kindsHere are those of the jobs whose handlers have not returned.
func (r *runner) kindsHere() string {
	kinds := map[string]bool{}
	for _, a := range r.here.list() {
		kinds[a.row.Kind] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(kinds)), ", ")
}

// idle waits until nothing runs but what is stuck, for so long at most.
func (r *runner) idle(wait time.Duration) {
	over := time.NewTimer(max(wait, 0))
	defer over.Stop()
	for r.here.count() > r.here.stuck() {
		select {
		case <-r.freed:
		case <-over.C:
			return
		}
	}
}
