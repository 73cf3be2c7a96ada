package metrics_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/metrics"
	"github.com/einkpdf/platform/sqldb"
)

// series counts those of a metric.
func series(t require.TestingT, m *metrics.Metrics, name string) int {
	families, err := m.Registry().Gather()
	require.NoError(t, err)
	for _, f := range families {
		if f.GetName() == name {
			return len(f.GetMetric())
		}
	}
	return 0
}

// Should a service pass on what a stranger says after all, the server does not fill up with it.
func TestLabelsAreBounded(t *testing.T) {
	t.Parallel()
	m := newMetrics(t)
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 2 * metrics.MaxValues {
				what := fmt.Sprintf("%d-%d", g, i)
				m.API().OnRequest(httpapi.Request{Operation: what, Status: 200})
				m.Jobs().OnEnqueue(what, i%2 == 0)
				m.Outbox().OnDone(sqldb.Event{Topic: what}, time.Second)
			}
		})
	}
	all.Wait()
	require.Equal(t, metrics.MaxValues+1, series(t, m, "einkpdf_http_requests_total"))
	require.Equal(t, metrics.MaxValues+1, series(t, m, "einkpdf_http_request_duration_seconds"))
	require.LessOrEqual(t, series(t, m, "einkpdf_jobs_enqueued_total"), 2*(metrics.MaxValues+1))
	text := scrape(t, m)
	require.Contains(t, text, `einkpdf_http_requests_total{operation="other",status="200"} 3000`, "8 × 400, less the 200 that have names")
}

// Whatever comes as a label, it is counted once and the scrape can be read.
func TestAnyLabel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, err := metrics.New(metrics.Config{})
		require.NoError(t, err)
		all := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })), 1, 40).Draw(t, "labels")
		for _, s := range all {
			m.Jobs().OnRefuse(s, jobs.Code(s))
		}
		families, err := m.Registry().Gather()
		require.NoError(t, err)
		sum := 0.0
		for _, f := range families {
			if f.GetName() != "einkpdf_jobs_refused_total" {
				continue
			}
			for _, one := range f.GetMetric() {
				sum += one.GetCounter().GetValue()
				for _, l := range one.GetLabel() {
					require.NotEmpty(t, l.GetValue())
					require.LessOrEqual(t, len(l.GetValue()), 100)
				}
			}
		}
		require.InDelta(t, len(all), sum, 0)
	})
}

func TestLongAndBrokenLabels(t *testing.T) {
	t.Parallel()
	m := newMetrics(t)
	for _, s := range []string{strings.Repeat("x", 101), "\xff\xfe", "", strings.Repeat("y", 100)} {
		m.Jobs().OnError(s)
	}
	lines(t, scrape(t, m), `einkpdf_jobs_errors_total{what="other"} 2`, `einkpdf_jobs_errors_total{what="none"} 1`,
		`einkpdf_jobs_errors_total{what="`+strings.Repeat("y", 100)+`"} 1`)
}

// A host's own metrics stand beside ours.
func TestRegistry(t *testing.T) {
	t.Parallel()
	m := newMetrics(t)
	own := prometheus.NewCounter(prometheus.CounterOpts{Name: "host_things_total", Help: "Things."})
	require.NoError(t, m.Registry().Register(own))
	own.Inc()
	lines(t, scrape(t, m), "host_things_total 1")
}
