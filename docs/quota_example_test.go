package docs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"expvar"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetfile"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/problem"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/quota/metered"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// measured is the program of quota.md.
type measured struct {
	quotas   *quota.SQL
	planners *projects.Service
	library  *assets.Service
	queue    *jobs.SQL
}

func openMeasured(ctx context.Context, db *sqldb.DB, blobs blob.Store, outbox *sqldb.Outbox, refused *expvar.Map) (*measured, error) {
	if err := db.Migrate(ctx, quota.Schema()); err != nil {
		return nil, err
	}
	quotas, err := quota.NewSQL(db, quota.Config{
		Truths: metered.Truths(),
		More:   "Choose a larger plan at https://planner.example.com/plans.",
		Observer: quota.Observer{
			OnRefuse: func(e quota.Error) { refused.Add(string(e.Resource), 1) },
		},
	})
	if err != nil {
		return nil, err
	}
	quotas.Subscribe(outbox, auth.TopicUserDeleted)

	library, err := assets.New(assets.Config{
		Store:    assets.NewSQL(db),
		Blobs:    blobs,
		Fonts:    assetfile.Fonts{},
		Projects: projects.NewAssetUses(db),
		Quota:    metered.Assets(quotas),
	})
	if err != nil {
		return nil, err
	}
	planners, err := projects.New(projects.Config{
		Store:  projects.NewSQL(db),
		Files:  projectfile.New(projectfile.Config{}),
		Assets: library,
		Quota:  metered.Projects(quotas),
	})
	if err != nil {
		return nil, err
	}
	queue, err := jobs.NewSQL(db, jobs.Config{
		Blobs:    blobs,
		Quota:    metered.Jobs(quotas),
		Periodic: []jobs.Periodic{{Kind: "sweep-quotas", Every: time.Hour}},
	})
	if err != nil {
		return nil, err
	}
	return &measured{quotas, planners, library, queue}, nil
}

// renders is what else is to be said of the service of jobs.md.
func renders(quotas *quota.SQL) renderjob.Config {
	return renderjob.Config{
		Quota: metered.Pages(quotas),
	}
}

// handlers are those for queue.Run.
func handlers(quotas *quota.SQL) jobs.Handlers {
	return jobs.Handlers{
		"sweep-quotas": func(ctx context.Context, _ *jobs.Task) (any, error) { return quotas.Sweep(ctx) },
	}
}

// tell answers a request that a limit refused.
func tell(w http.ResponseWriter, r *http.Request, err error) {
	var refused *quota.Error
	if errors.As(err, &refused) {
		problem.Write(w, r, refused.Problem())
		return
	}
	problem.Write(w, r, problem.Of(err)) // and err is for the log
}

// scans are what the program keeps of its own, in a table.
type scans struct{ amount string } // what of the table is counted

func (s scans) Things(ctx context.Context, r sqldb.Reader, after quota.Thing, limit int) (things []quota.Thing, err error) {
	return things, r.Select(ctx, &things, `select owner, id as key, `+s.amount+` as amount from scan
		where (owner, id) > ($1, $2) order by owner, id limit $3`, after.Owner, after.Key, limit)
}

// withScans are the quotas of a program that has scans.
func withScans(db *sqldb.DB) (*quota.SQL, error) {
	truths := metered.Truths()
	truths[quota.Assets] = quota.Both(truths[quota.Assets], scans{"1"})
	truths[quota.Storage] = quota.Both(truths[quota.Storage], scans{"bytes"})
	return quota.NewSQL(db, quota.Config{Truths: truths})
}

// upload takes something of the program's own that is not done in one transaction.
func upload(ctx context.Context, quotas quota.Ledger, ann, id string, bytes int64, store func() (kept int64, err error)) error {
	items := func(n int64) []quota.Item {
		return []quota.Item{{Resource: quota.Assets, Amount: 1}, {Resource: quota.Storage, Amount: n}}
	}
	if err := quotas.Reserve(ctx, nil, ann, id, items(bytes)...); err != nil {
		return err
	}
	kept, err := store()
	if err != nil {
		return errors.Join(err, quotas.Release(ctx, nil, ann, id, quota.Assets, quota.Storage))
	}
	return quotas.Commit(ctx, nil, ann, id, items(kept)...)
}

// favour lets ann have more for a while.
func favour(ctx context.Context, quotas quota.Admin, root, ann string) (quota.Usage, error) {
	return quotas.Override(ctx, quota.Actor{User: root, Admin: true}, ann, quota.NewOverride{
		Resource: quota.Projects,
		Limit:    150,
		Reason:   "teaches a class",
		Expires:  time.Now().AddDate(0, 6, 0),
	})
}

// The program of quota.md does what it says there.
func TestQuotaProgram(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db := sqldbtest.SQLite(t, auth.Schema(), projects.Schema(), assets.Schema(), jobs.Schema())
	refused := new(expvar.Map).Init()
	m, err := openMeasured(ctx, db, &blob.Memory{}, sqldb.NewOutbox(db, sqldb.OutboxConfig{}), refused)
	require.NoError(t, err)
	require.NotNil(t, renders(m.quotas).Quota)

	_, err = m.planners.Create(ctx, projects.Actor{User: "ann"}, projects.NewProject{Name: "Planner"})
	require.NoError(t, err)
	require.NoError(t, m.quotas.Put(ctx, nil, "ann", "others", quota.Item{Resource: quota.Projects, Amount: 99}))
	_, err = m.planners.Create(ctx, projects.Actor{User: "ann"}, projects.NewProject{Name: "Planner"})
	require.Equal(t, quota.CodeExceeded, quota.CodeOf(err))
	require.Equal(t, "1", refused.Get("projects").String())
	w := httptest.NewRecorder()
	post := httptest.NewRequest("POST", "/projects", nil)
	tell(w, post.WithContext(audit.WithOrigin(ctx, audit.Origin{RequestID: "XJ243XPRA64E5AWT7RZZNJZCNI"})), err)
	guide, err := os.ReadFile("quota.md")
	require.NoError(t, err)
	require.Contains(t, string(guide), fmt.Sprintf("```http\nHTTP/1.1 %d %s\nContent-Type: %s\n\n%s```\n",
		w.Code, http.StatusText(w.Code), w.Header().Get("Content-Type"), w.Body))
	require.Empty(t, w.Header().Get("Retry-After"))
	var answer problem.Details
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer))
	require.Equal(t, &problem.Quota{Resource: "projects", Tier: "free", Limit: 100, Used: 100, Asked: 1}, answer.Quota)
	var members map[string]any
	day := quota.Error{Code: quota.CodeDaily, ResetsAt: time.Date(2026, time.March, 3, 0, 0, 0, 0, time.UTC)}
	text, err := json.Marshal(day.Problem().Quota)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &members))
	for name := range members {
		require.Regexp(t, "\n\\|[^|]*`"+name+"`[^|]*\\|", string(guide))
	}
	w = httptest.NewRecorder()
	tell(w, httptest.NewRequest("POST", "/projects", nil), errors.New("disk on fire"))
	require.Equal(t, http.StatusInternalServerError, w.Code)

	usage, err := favour(ctx, m.quotas, "root", "ann")
	require.NoError(t, err)
	require.EqualValues(t, 150, usage.Resources[0].Limit)
	_, err = m.planners.Create(ctx, projects.Actor{User: "ann"}, projects.NewProject{Name: "Planner"})
	require.NoError(t, err)
	require.NoError(t, m.quotas.Release(ctx, nil, "ann", "others", quota.Projects))

	_, err = db.Exec(ctx, `create table scan (owner text not null, id text not null, bytes integer not null, primary key (owner, id)) strict`)
	require.NoError(t, err)
	require.NoError(t, upload(ctx, m.quotas, "ann", "one", 5000, func() (int64, error) {
		_, err := db.Exec(ctx, `insert into scan (owner, id, bytes) values ('ann', 'one', 4000)`)
		return 4000, err
	}))
	broken := errors.New("broken")
	require.ErrorIs(t, upload(ctx, m.quotas, "ann", "two", 5000, func() (int64, error) { return 0, broken }), broken)
	usage, err = m.quotas.Usage(ctx, quota.Actor{User: "ann"}, "ann")
	require.NoError(t, err)
	require.Equal(t, quota.ResourceUsage{Resource: quota.Storage, Limit: 100 << 20, Used: 4000}, usage.Resources[2])

	scanning, err := withScans(db)
	require.NoError(t, err)
	scanned, err := scanning.Sweep(ctx)
	require.NoError(t, err)
	require.Equal(t, quota.Swept{}, scanned)
	swept, err := handlers(m.quotas)["sweep-quotas"](ctx, nil)
	require.NoError(t, err)
	require.Equal(t, quota.Swept{Stale: 2}, swept, "of what metered does not know")
	text, err = json.Marshal(usage)
	require.NoError(t, err)
	require.True(t, bytes.Contains(text, []byte(`"tier_title":"Free"`)))
	require.NotNil(t, m.library)
	require.NotNil(t, m.queue)
}
