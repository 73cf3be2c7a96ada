package isolate_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs/isolate"
)

// What a child costs: the whole of Run around work that does nothing, and of that the time until the child is ready.
func BenchmarkRun(b *testing.B) {
	for name, c := range map[string]isolate.Config{"child": {}, "child not niced": {Nice: -1}, "in process": {InProcess: true}} {
		b.Run(name, func(b *testing.B) {
			s, err := isolate.New(c)
			require.NoError(b, err)
			var all, start []time.Duration
			for b.Loop() {
				_, u, err := s.Run(b.Context(), isolate.Job{Work: "echo", Request: []byte("x")})
				require.NoError(b, err)
				all, start = append(all, u.Time), append(start, u.Start)
			}
			slices.Sort(all)
			slices.Sort(start)
			b.ReportMetric(float64(all[len(all)/2].Microseconds()), "median-µs")
			b.ReportMetric(float64(start[len(start)/2].Microseconds()), "median-start-µs")
		})
	}
}
