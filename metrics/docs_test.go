package metrics_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/health"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/metrics"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// rows are all metrics that there are, those of sources as well.
func rows(t testing.TB) []metrics.Row {
	t.Helper()
	db := sqldbtest.SQLite(t, jobs.Schema(), quota.Schema())
	queue, err := jobs.NewSQL(db, jobs.Config{})
	require.NoError(t, err)
	quotas, err := quota.NewSQL(db, quota.Config{})
	require.NoError(t, err)
	h, err := health.New(health.Config{})
	require.NoError(t, err)
	m := newMetrics(t)
	require.NoError(t, m.Watch(t.Context(), metrics.Sources{DB: db, Jobs: queue, Quotas: quotas, Blobs: &blob.Memory{}, Folder: t.TempDir(), Health: h}))
	return m.Rows()
}

// The table of docs/metrics.md has each metric, as it is.
func TestDocs(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/metrics.md")
	require.NoError(t, err)
	have := map[string]bool{}
	for line := range strings.Lines(string(page)) {
		if strings.HasPrefix(line, "| `einkpdf_") {
			have[strings.TrimSpace(line)] = true
		}
	}
	for _, r := range rows(t) {
		labels := "–"
		if len(r.Labels) > 0 {
			labels = "`" + strings.Join(r.Labels, "`, `") + "`"
		}
		line := fmt.Sprintf("| `%s` | %s | %s | %s |", r.Name, r.Kind, labels, r.Help)
		require.True(t, have[line], "docs/metrics.md has no line\n%s", line)
		delete(have, line)
	}
	require.Empty(t, have, "docs/metrics.md has lines of what there is not")
}
