package httpapi_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetfile"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/preview"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/quota/metered"
	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// house is all services on one database, and the API above them.
type house struct {
	t       testing.TB
	api     *httpapi.API
	config  httpapi.Config // of api
	prefix  string
	clients map[string]*client

	accounts *authtest.Setup // mails with accounts.Mail(t), which lets the outbox work
	clock    *sqldbtest.Clock
	logs     *sqldbtest.Logs
	db       *sqldb.DB
	outbox   *sqldb.Outbox
	blobs    *blob.Memory // of assets and jobs

	quotas   *quota.SQL
	projects *projects.Service
	assets   *assets.Service
	queue    *jobs.SQL
	renders  *renderjob.Service
	previews *preview.Service
	guard    *ratelimit.Guard
	hits     *ratelimit.SQLHits
	admins   *admin.Service
}

// newHouse builds one: with a clock that stands still, cheap hashes, and rate limits that nobody reaches (see limited). Jobs are done after work. change alters what
// the API is made of.
func newHouse(t testing.TB, change ...func(*httpapi.Config)) *house {
	t.Helper()
	db := sqldbtest.SQLite(t, quota.Schema(), projects.Schema(), assets.Schema(), jobs.Schema(), ratelimit.Schema())
	h := &house{t: t, db: db, blobs: &blob.Memory{}, clients: map[string]*client{}, prefix: "/api/v1"}
	h.accounts = authtest.New(t, db, func(c *auth.Config) { c.TermsVersion = "2026-01" })
	h.clock, h.logs, h.outbox = h.accounts.Clock, h.accounts.Logs, h.accounts.Outbox
	h.services()
	h.hits = ratelimit.NewHits(db)
	c := httpapi.Config{
		Projects: h.projects, Assets: h.assets, Jobs: h.queue, Render: h.renders, Previews: h.previews, Quotas: h.quotas,
		Admin: h.operators(), Now: h.clock.Now, Logger: h.logs.Logger(), Heartbeat: 20 * time.Millisecond,
	}
	h.limits(&c)
	m, err := authhttp.New(authhttp.Config{Tokens: h.accounts.Service, Cookies: h.accounts.Service, Now: h.clock.Now, Logger: h.logs.Logger()})
	require.NoError(t, err)
	c.Accounts = &httpapi.Accounts{Service: h.accounts.Service, HTTP: m}
	for _, fn := range change {
		fn(&c)
	}
	h.config = c
	h.api, err = httpapi.New(c)
	require.NoError(t, err)
	if c.Prefix != "" {
		h.prefix = c.Prefix
	}
	return h
}

// services makes what is behind the API.
func (h *house) services() {
	t, now, logger := h.t, h.clock.Now, h.logs.Logger()
	var err error
	h.quotas, err = quota.NewSQL(h.db, quota.Config{Users: h.accounts.Service, Truths: metered.Truths(), Now: now, Logger: logger})
	require.NoError(t, err)
	h.assets, err = assets.New(assets.Config{
		Store: assets.NewSQL(h.db), Blobs: h.blobs, Fonts: assetfile.Fonts{}, Projects: projects.NewAssetUses(h.db), Quota: metered.Assets(h.quotas),
		TempDir: t.TempDir(), Now: now, Logger: logger,
	})
	require.NoError(t, err)
	h.projects, err = projects.New(projects.Config{
		Store: projects.NewSQL(h.db), Files: projectfile.New(projectfile.Config{Timeout: time.Minute}), Assets: h.assets, Quota: metered.Projects(h.quotas),
		Users: h.accounts.Service, Now: now, Logger: logger,
	})
	require.NoError(t, err)
	h.queue, err = jobs.NewSQL(h.db, jobs.Config{
		Blobs: h.blobs, Quota: metered.Jobs(h.quotas), Poll: 10 * time.Millisecond, Watch: 10 * time.Millisecond, Backoff: time.Millisecond, Grace: -1,
		Now: now, Logger: logger,
	})
	require.NoError(t, err)
	sandbox, err := isolate.New(isolate.Config{InProcess: true})
	require.NoError(t, err)
	h.renders, err = renderjob.New(renderjob.Config{
		Queue: h.queue, Projects: renderjob.FromProjects(h.projects), Assets: renderjob.FromAssets(h.assets), Sandbox: sandbox, Quota: metered.Pages(h.quotas),
		Version: "test", TempDir: t.TempDir(), Now: now, Logger: logger,
	})
	require.NoError(t, err)
	h.previews, err = preview.New(preview.Config{
		Projects: renderjob.FromProjects(h.projects), Assets: renderjob.FromAssets(h.assets), Timeout: time.Minute, Logger: logger,
	})
	require.NoError(t, err)
	h.quotas.Subscribe(h.outbox, auth.TopicUserDeleted)
	h.projects.Subscribe(h.outbox, auth.TopicUserDeleted)
	h.assets.Subscribe(h.outbox, auth.TopicUserDeleted, projects.TopicPurged)
	h.queue.Subscribe(h.outbox, auth.TopicUserDeleted)
}

// limited sets rate limits, pairs of a policy and its rate: h.limited(ratelimit.Create, "2/min"). What was counted before is forgotten. Hits are in
// h.hits after h.guard.Flush.
func (h *house) limited(rates ...string) {
	h.t.Helper()
	h.limits(&h.config, rates...)
	var err error
	h.api, err = httpapi.New(h.config)
	require.NoError(h.t, err)
}

// limits gives an API rate limits; those that are not named are never reached.
func (h *house) limits(c *httpapi.Config, rates ...string) {
	h.t.Helper()
	policies := ratelimit.Defaults()
	var err error
	for _, p := range policies {
		policies, err = policies.With(p.Name, "100000/min burst 100000")
		require.NoError(h.t, err)
	}
	for i := 0; i < len(rates); i += 2 {
		policies, err = policies.With(rates[i], rates[i+1])
		require.NoError(h.t, err)
	}
	h.guard, err = ratelimit.New(ratelimit.Config{
		Limiter: ratelimit.NewMemory(ratelimit.MemoryConfig{Now: h.clock.Now}), Policies: policies, Hits: h.hits, Now: h.clock.Now, Logger: h.logs.Logger(),
	})
	require.NoError(h.t, err)
	c.Limits, err = ratehttp.New(ratehttp.Config{Guard: h.guard, Logger: h.logs.Logger()})
	require.NoError(h.t, err)
}

// work does render jobs, in this process, until stop or the end of the test.
func (h *house) work() (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(h.t.Context()))
	done := make(chan error, 1)
	handlers := jobs.Handlers{renderjob.Kind: h.renders.Handler(), admin.KindCollect: h.admins.Collector()}
	go func() { done <- h.queue.Run(ctx, handlers) }()
	stopped := false
	stop = func() {
		cancel()
		if !stopped {
			stopped = true
			require.NoError(h.t, <-done)
		}
	}
	h.t.Cleanup(stop)
	return stop
}

// drain lets happen what follows from events: mails, what a deleted user had.
func (h *house) drain() {
	h.t.Helper()
	_, err := h.outbox.Drain(h.t.Context())
	require.NoError(h.t, err)
}

// planner is a small project file: so many pages with lines.
func planner(title string, pages int) string {
	return fmt.Sprintf("einkpdf: 1\ntitle: %s\ndevice: remarkable-2\ndesigns: {page: {key: \"page/{n}\", body: {type: lines, pitch: 8mm}}}\nplan: [{design: page, each: 1..%d, as: n}]\n",
		title, pages)
}

// project makes a project of the client's with a page, and returns its id.
func (c *client) project(title string) string {
	c.t.Helper()
	p, err := c.h.projects.Create(c.t.Context(), projects.Actor{User: c.id}, projects.NewProject{Source: []byte(planner(title, 1))})
	require.NoError(c.t, err)
	return p.ID
}
