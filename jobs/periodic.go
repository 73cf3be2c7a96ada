package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// periodic enqueues what is to be done in the present period, unless some process has: the key of the job is the period.
func (r *runner) periodic(ctx context.Context) error {
	now := r.now(ctx)
	var errs []error
	for _, p := range append([]Periodic{{Kind: sweepKind, Every: r.c.SweepEvery}}, r.c.Periodic...) {
		period := periodOf(now, p.Every)
		if r.periods[p.Kind].Equal(period) {
			continue
		}
		// Kept for longer than clocks may differ by, or else it would be done a second time.
		_, _, err := r.enqueue(ctx, Spec{
			Kind: p.Kind, Input: p.Input, Key: p.Kind + " " + period.Format(time.RFC3339), Keep: min(max(2*p.Every, time.Hour), maxKeep),
		})
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
