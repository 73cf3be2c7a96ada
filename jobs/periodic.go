package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// periodic enqueues what is to be done in the present period, unless some process has: the key of the job is the period. What has no Handler here
// is left to processes that have one.
func (r *runner) periodic(ctx context.Context) error {
	now := r.now(ctx)
	var errs []error
	for _, p := range append([]Periodic{{Kind: sweepKind, Every: r.c.SweepEvery}}, r.c.Periodic...) {
		period := periodOf(now, p.Every)
		if r.handlers[p.Kind] == nil || r.periods[p.Kind].Equal(period) {
			continue
		}
		key := p.Kind + " " + period.Format(time.RFC3339)
		// The request is the period, too: a process of another version may have other input for it. Kept for longer than clocks may differ by, or else it
		// would be done a second time.
		s := Spec{Kind: p.Kind, Owner: System, Input: p.Input, Key: key, Request: key, Keep: min(max(2*p.Every, time.Hour), maxKeep)}
		if p.Kind == sweepKind {
			s.Priority = maxPriority // however much waits: it is short
		}
		_, _, err := r.enqueue(ctx, s)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", p.Kind, err))
			continue
		}
		r.periods[p.Kind] = period
	}
	return errors.Join(errs...)
}

// periodOf is when the period began that now is in. Periods are counted from 1970.
func periodOf(now time.Time, every time.Duration) time.Time {
	began := now.UnixNano() / int64(every) * int64(every)
	return time.Unix(0, began).UTC()
}
