package metrics_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/health"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/metrics"
	"github.com/einkpdf/platform/sqldb"
)

// A program gives each service an observer, and Watch what has statistics. Prometheus asks the Handler.
func Example() {
	m, err := metrics.New(metrics.Config{Version: health.ReadVersion("1.4.0")})
	if err != nil {
		fmt.Println(err)
		return
	}
	folder, err := os.MkdirTemp("", "metrics")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(folder) }()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(folder, "server.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = db.Close() }()
	if err := db.Migrate(ctx, jobs.Schema()); err != nil {
		fmt.Println(err)
		return
	}
	queue, err := jobs.NewSQL(db, jobs.Config{Observer: m.Jobs()})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := m.Watch(ctx, metrics.Sources{DB: db, Jobs: queue, Folder: folder}); err != nil {
		fmt.Println(err)
		return
	}
	if _, _, err := queue.Enqueue(ctx, jobs.Spec{Kind: "render", Owner: "ann"}); err != nil {
		fmt.Println(err)
		return
	}
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/metrics", nil))
	for line := range strings.Lines(w.Body.String()) {
		if strings.HasPrefix(line, "einkpdf_jobs{") || strings.HasPrefix(line, "einkpdf_jobs_enqueued_total{") {
			fmt.Print(line)
		}
	}
	// Output:
	// einkpdf_jobs{kind="render",state="delayed"} 0
	// einkpdf_jobs{kind="render",state="ready"} 1
	// einkpdf_jobs{kind="render",state="running"} 0
	// einkpdf_jobs_enqueued_total{existed="false",kind="render"} 1
}

// All is for a service that others want to hear of as well: here whoever sends a message when logins fail.
func ExampleAll() {
	m, err := metrics.New(metrics.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	observer := metrics.All(m.Auth(), auth.Observer{OnLogin: func(o auth.LoginOutcome) { fmt.Println("a login was", o) }})
	observer.OnLogin(auth.LoginRefused)
	// Output: a login was refused
}
