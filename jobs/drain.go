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
// may take to return.
func (r *runner) drain(ctx context.Context) error {
	if r.idle(r.c.Grace) {
		return nil
	}
	for _, a := range r.here.list() {
		a.end(ErrShutdown)
	}
	if r.idle(r.c.Linger) {
		return nil
	}
	kinds := map[string]int{} // whose leases nobody extends any more
	for _, a := range r.here.list() {
		kinds[a.row.Kind]++
	}
	if len(kinds) == 0 {
		return nil
	}
	names := strings.Join(slices.Sorted(maps.Keys(kinds)), ", ")
	r.c.Logger.ErrorContext(ctx, "jobs: handlers do not return", slog.String("kinds", names))
	return fmt.Errorf("jobs: handlers did not return within %v although their contexts had ended: %s", r.c.Linger, names)
}

// idle waits until nothing runs, for so long at most, and tells whether that is so.
func (r *runner) idle(wait time.Duration) bool {
	over := time.NewTimer(max(wait, 0))
	defer over.Stop()
	for r.here.count() > 0 {
		select {
		case <-r.freed:
		case <-over.C:
			return r.here.count() == 0
		}
	}
	return true
}
