package metrics

import (
	"context"
	"time"
)

// Row is a line of docs/metrics.md.
type Row struct {
	Name, Kind, Help string
	Labels           []string
}

// Rows are all metrics of this package.
func (m *Metrics) Rows() []Row {
	var rows []Row
	for _, d := range m.all {
		rows = append(rows, Row{d.name, d.kind, d.help, d.labels})
	}
	return rows
}

// MaxValues is how many values a label has, beside "none" and "other".
const MaxValues = maxValues

// Sample reads a number.
type Sample struct{ s sample[int] }

// NewSample makes one.
func NewSample(ctx context.Context, keep, limit time.Duration, read func(ctx context.Context) (int, error), told func(err error)) *Sample {
	return &Sample{sample[int]{ended: ctx, read: read, keep: keep, limit: limit, told: told}}
}

// Get is sample.get.
func (s *Sample) Get(wait time.Duration) (int, bool) { return s.s.get(wait) }
