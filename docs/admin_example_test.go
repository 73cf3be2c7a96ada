package docs_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/quota/metered/meteredtest"
	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// looked is the program of admin.md.
type looked struct {
	db       *sqldb.DB
	outbox   *sqldb.Outbox
	accounts *auth.Service
	planners *projects.Service
	library  *assets.Service
	queue    *jobs.SQL
	render   *renderjob.Service
	quotas   *quota.SQL
	hits     *ratelimit.SQLHits
}

func (l looked) operators() (*admin.Service, error) {
	db, outbox, accounts, planners, library, queue, quotas, hits := l.db, l.outbox, l.accounts, l.planners, l.library, l.queue, l.quotas, l.hits
	operators, err := admin.New(admin.Config{
		DB: db, Users: accounts, Projects: planners, Assets: library, Jobs: queue, Quotas: quotas, Hits: hits,
	})
	if err != nil {
		return nil, err
	}
	operators.Subscribe(outbox, auth.TopicUserDeleted)
	return operators, nil
}

func (l looked) handlers(operators *admin.Service) jobs.Handlers {
	render := l.render
	handlers := jobs.Handlers{
		renderjob.Kind:    render.Handler(),
		admin.KindCollect: operators.Collector(),
	}
	return handlers
}

func (l looked) monitor(logger *slog.Logger, percentUsed func(ctx context.Context) (int64, error)) (*admin.Monitor, error) {
	db := l.db
	monitor, err := admin.NewMonitor(admin.MonitorConfig{
		DB: db, Logger: logger,
		Measures: map[string]func(ctx context.Context) (int64, error){admin.RuleDiskLow: percentUsed},
	})
	if err != nil {
		return nil, err
	}
	return monitor, nil
}

func TestAdminGuide(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), sqldbtest.SQLite(t, admin.Schema(), ratelimit.Schema())
	accounts, s := authtest.New(t, db), meteredtest.New(t, db)
	l := looked{
		db: db, outbox: accounts.Outbox, accounts: accounts.Service, planners: s.Projects, library: s.Assets, queue: s.Queue, render: s.Renders, quotas: s.Quotas,
		hits: ratelimit.NewHits(db),
	}
	operators, err := l.operators()
	require.NoError(t, err)
	require.Len(t, l.handlers(operators), 2)
	logs := &sqldbtest.Logs{}
	monitor, err := l.monitor(logs.Logger(), func(context.Context) (int64, error) { return 91, nil })
	require.NoError(t, err)
	require.NoError(t, monitor.Check(ctx))
	require.Contains(t, logs.String(), "disk-low")
	accounts.User(t, "root", auth.RoleAdmin)
	alerts, _, err := operators.Alerts(ctx, accounts.As(t, "root"), true, "", 0)
	require.NoError(t, err)
	require.Len(t, alerts, 1)
}
