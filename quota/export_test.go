package quota

import "context"

// StatsBy is Stats that reads so many rows together.
func (q *SQL) StatsBy(ctx context.Context, rows int) (Stats, error) { return q.stats(ctx, rows) }

// SweepBy is Sweep that compares so many counters together.
func (q *SQL) SweepBy(ctx context.Context, rows int) (Swept, error) { return q.sweep(ctx, rows) }
