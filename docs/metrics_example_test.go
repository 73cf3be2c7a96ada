package docs_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/health"
	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/metrics"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// counted is the program of metrics.md.
type counted struct {
	db     *sqldb.DB
	quotas quota.Admin
	blobs  blob.Store
	folder string
	api    *httpapi.Config
}

func (p counted) serve(ctx context.Context, mux *http.ServeMux) (jobs.Queue, error) {
	db, quotas, blobs, folder, api := p.db, p.quotas, p.blobs, p.folder, p.api
	m, err := metrics.New(metrics.Config{Version: health.ReadVersion("1.4.0")})
	if err != nil {
		return nil, err
	}
	queue, err := jobs.NewSQL(db, jobs.Config{Observer: m.Jobs()})
	if err != nil {
		return nil, err
	}
	api.Observer = m.API() // of httpapi.Config; and so on: Auth, Projects, Assets, Quota, RateLimit, Preview, Outbox, Alerts
	if err := m.Watch(ctx, metrics.Sources{DB: db, Jobs: queue, Quotas: quotas, Blobs: blobs, Folder: folder}); err != nil {
		return nil, err
	}
	mux.Handle("GET /metrics", m.Handler())
	return queue, nil
}

func TestMetricsProgram(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, jobs.Schema())
	var config httpapi.Config
	mux := http.NewServeMux()
	_, err := counted{db: db, blobs: &blob.Memory{}, folder: t.TempDir(), api: &config}.serve(t.Context(), mux)
	require.NoError(t, err)
	config.Observer.OnRequest(httpapi.Request{Operation: "getProject", Method: "GET", Status: 200})
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	require.Equal(t, 200, w.Code)
	require.Contains(t, w.Body.String(), `operation="getProject"`)
	require.Contains(t, w.Body.String(), "einkpdf_build_info")
}
