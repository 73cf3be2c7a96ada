package jobs

import (
	"context"
	"log/slog"
)

// told says of something that the queue does by itself that it failed, or that it works: Observer each time, the log when
// that changes.
func (r *runner) told(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() != nil {
		return // it was given up
	}
	r.mu.Lock()
	was := r.trouble[what]
	r.trouble[what] = err != nil
	r.mu.Unlock()
	if err != nil {
		r.c.Observer.OnError(what)
	}
	switch {
	case err != nil && !was:
		r.c.Logger.ErrorContext(ctx, "jobs: the queue has trouble, and tries again", slog.String("what", what), slog.Any("error", err))
	case err == nil && was:
		r.c.Logger.InfoContext(ctx, "jobs: the trouble is over", slog.String("what", what))
	}
}

// stats tells Observer how much there is to do.
func (r *runner) stats(ctx context.Context) {
	s, err := r.Stats(ctx)
	r.told(ctx, "stats", err)
	if err == nil {
		r.c.Observer.OnStats(s)
	}
}
