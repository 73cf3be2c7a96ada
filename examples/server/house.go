package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
	"github.com/einkpdf/platform/auth/keys"
	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/auth/password"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/health"
	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/metrics"
	"github.com/einkpdf/platform/preview"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota/metered"
	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
	"github.com/einkpdf/platform/sqldb"
)

// diskLow is how many bytes must be free for the server to be ready.
const diskLow = 256 << 20

// house is the server put together: the services, what works in the background, and what answers.
type house struct {
	*services
	c       houseConfig
	db      *sqldb.DB
	blobs   *blob.Dir
	trail   *audit.Log
	mailer  mail.Mailer // nil: no mails
	outbox  *sqldb.Outbox
	queue   *jobs.SQL
	render  *renderjob.Service
	hits    *ratelimit.SQLHits
	guard   *ratelimit.Guard
	people  *authhttp.Middleware
	metrics *metrics.Metrics
	monitor *admin.Monitor // raises alerts
	admin   *admin.Service
	health  *health.Service
	api     *httpapi.API
	handler http.Handler // of the API, health and pages
}

// houseConfig is what a house is made of.
type houseConfig struct {
	folder   dataFolder
	at       address
	settings settings
	logger   *slog.Logger
	hasher   *password.Hasher // nil: password's defaults; tests have a cheap one
	renderer string           // renderjob.Config.Version; "" = a hash of the program, which is a large file
	look     bool             // nothing is to be made: keys that are not there are none
}

// open opens the folder, and puts all together. It runs nothing yet. Whoever has it calls close.
func open(ctx context.Context, c houseConfig) (h *house, err error) {
	h = &house{c: c}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
		}
	}()
	if h.db, err = c.folder.create(ctx); err != nil {
		return h, err
	}
	if h.blobs, err = blob.OpenDir(c.folder.blobs(), blob.DirOptions{}); err != nil {
		return h, err
	}
	for _, build := range []func(ctx context.Context) error{
		h.buildWatching, h.buildServices, h.buildLimits, h.buildJobs, h.buildAdmin, h.buildHealth, h.buildHandler,
	} {
		if err := build(ctx); err != nil {
			return h, err
		}
	}
	return h, nil
}

// close closes what is open.
func (h *house) close() (err error) {
	if h.blobs != nil {
		err = h.blobs.Close()
	}
	if h.db != nil {
		err = errors.Join(err, h.db.Close())
	}
	return err
}

// buildServices makes accounts, quotas, assets and projects, and tells each of the deeds of the others that it must follow.
func (h *house) buildServices(ctx context.Context) error {
	var ring *keys.Ring
	if there, err := isThere(h.c.folder.keys()); err != nil {
		return err
	} else if there || !h.c.look {
		if ring, err = h.c.folder.signing(ctx, h.c.logger, there); err != nil {
			return err
		}
	}
	var err error
	s := h.c.settings
	if h.mailer, err = s.mailer(); err != nil {
		return err
	}
	hasher := h.c.hasher
	if hasher == nil {
		if hasher, err = password.New(password.Config{Concurrent: processors()}); err != nil {
			return err
		}
	}
	accounts := auth.Config{
		Keys: ring, Mailer: h.mailer, Hasher: hasher, Product: s.Product, Contact: s.Contact, TermsVersion: s.Terms, Closed: s.Registration != registrationOpen,
		Observer: h.onAccounts(),
		Links:    auth.Links{Confirm: h.c.at.url + "/confirm", Email: h.c.at.url + "/email", Reset: h.c.at.url + "/reset", Forgot: h.c.at.url + "/forgot"},
	}
	quotas := s.plans.config()
	quotas.Observer = h.onQuotas()
	h.services, err = newServices(h.db, h.blobs, serviceConfigs{auth: accounts, quota: quotas, assets: h.metrics.Assets(), projects: h.metrics.Projects(), logger: h.c.logger})
	if err != nil {
		return err
	}
	h.trail = audit.NewSQL(h.db, audit.Config{Keep: s.KeepAudit.duration()})
	h.outbox = sqldb.NewOutbox(h.db, sqldb.OutboxConfig{Logger: h.c.logger, Observer: h.metrics.Outbox()})
	h.accounts.Subscribe(h.outbox)
	h.projects.Subscribe(h.outbox, auth.TopicUserDeleted)
	h.assets.Subscribe(h.outbox, auth.TopicUserDeleted, projects.TopicPurged)
	h.quotas.Subscribe(h.outbox, auth.TopicUserDeleted)
	return nil
}

// buildLimits makes what says how often users may do something.
func (h *house) buildLimits(context.Context) error {
	policies, err := h.c.settings.policies()
	if err != nil {
		return err
	}
	var limiter ratelimit.Limiter = ratelimit.NewMemory(ratelimit.MemoryConfig{})
	if h.c.settings.LimitsCounted == "database" {
		limiter = ratelimit.NewSQL(h.db, ratelimit.SQLConfig{})
	}
	h.hits = ratelimit.NewHits(h.db)
	h.hits.Subscribe(h.outbox, auth.TopicUserDeleted)
	h.guard, err = ratelimit.New(ratelimit.Config{Limiter: limiter, Policies: policies, Hits: h.hits, Logger: h.c.logger, Observer: h.onLimits()})
	return err
}

// buildJobs makes the queue, and what makes planners in it.
func (h *house) buildJobs(context.Context) (err error) {
	s := h.c.settings
	h.queue, err = jobs.NewSQL(h.db, jobs.Config{
		Blobs: h.blobs, Concurrent: cmp.Or(int(s.Renders), processors()), Retention: s.KeepPlanners.duration(), Quota: metered.Jobs(h.quotas), Periodic: h.periodic(),
		Logger: h.c.logger, Observer: h.onJobs(),
	})
	if err != nil {
		return err
	}
	h.queue.Subscribe(h.outbox, auth.TopicUserDeleted)
	sandbox, err := isolate.New(isolate.Config{Strict: s.SandboxStrict})
	if err != nil {
		return err
	}
	for _, missing := range isolate.Support().Missing {
		h.c.logger.Warn("server: planners are made without a bound", slog.String("missing", missing))
	}
	h.render, err = renderjob.New(renderjob.Config{
		Queue: h.queue, Sandbox: sandbox, Version: h.c.renderer, Quota: metered.Pages(h.quotas), Validate: true, Logger: h.c.logger,
		Projects: renderjob.FromProjects(h.projects), Assets: renderjob.FromAssets(h.assets),
	})
	return err
}

// buildAdmin makes what operators do over HTTP.
func (h *house) buildAdmin(context.Context) (err error) {
	h.admin, err = admin.New(admin.Config{
		DB: h.db, Users: h.accounts, Projects: h.projects, Assets: h.assets, Jobs: h.queue, Quotas: h.quotas, Hits: h.hits, Trail: h.trail,
	})
	if err != nil {
		return err
	}
	h.admin.Subscribe(h.outbox, auth.TopicUserDeleted)
	return nil
}

// buildHealth makes what tells whether the server can do its work.
func (h *house) buildHealth(context.Context) (err error) {
	h.health, err = health.New(health.Config{Checks: h.checks(), Version: health.ReadVersion(""), Logger: h.c.logger})
	return err
}

// checks are what must be well.
func (h *house) checks() []health.Check {
	return []health.Check{
		health.Database(h.db), health.Migrations(h.db, schemas()...), health.Blobs(h.blobs), health.Disk(string(h.c.folder), diskLow), health.Worker(h.render.SelfTest),
	}
}

// buildHandler makes what answers: the API, health, and a few pages.
func (h *house) buildHandler(context.Context) error {
	s := h.c.settings
	proxies, err := s.proxies()
	if err != nil {
		return err
	}
	people := authhttp.Config{
		Tokens: h.accounts, Cookies: h.accounts, Insecure: h.c.at.insecure, TrustedProxies: proxies, TrustedOrigins: []string{h.c.at.url}, Logger: h.c.logger,
	}
	h.people, err = authhttp.New(people)
	if err != nil {
		return err
	}
	limiting, err := ratehttp.New(ratehttp.Config{Guard: h.guard, Logger: h.c.logger})
	if err != nil {
		return err
	}
	previews, err := preview.New(preview.Config{
		Projects: renderjob.FromProjects(h.projects), Assets: renderjob.FromAssets(h.assets), Renderer: h.render.Version(),
		Concurrent: processors(), Logger: h.c.logger, Observer: h.metrics.Preview(),
	})
	if err != nil {
		return err
	}
	h.api, err = httpapi.New(httpapi.Config{
		Accounts: &httpapi.Accounts{Service: h.accounts, HTTP: h.people}, Projects: h.projects, Assets: h.assets, Jobs: h.queue, Render: h.render,
		Previews: previews, Quotas: h.quotas, Limits: limiting, Admin: h.admin, TrustedOrigins: []string{h.c.at.url}, Logger: h.c.logger,
		Observer: h.metrics.API(),
	})
	if err != nil {
		return err
	}
	pages, err := newPages(h, people)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/api/v1/", h.api)
	mux.Handle("GET /healthz", h.health.Live())
	mux.Handle("GET /readyz", h.health.Ready())
	mux.Handle("GET /version", h.health.Versions())
	mux.Handle("/", pages)
	h.handler = h.secure(mux)
	return nil
}

// signing are the keys that sign access tokens, made if they are not there: they lie beside the database, so a folder that was forgotten to be mounted
// lacks that as well, and with new ones programs get new tokens by themselves.
func (d dataFolder) signing(ctx context.Context, logger *slog.Logger, there bool) (*keys.Ring, error) {
	ring, err := keys.Open(keys.Config{Path: d.keys(), Production: there, Lifetime: keyLifetime})
	if err != nil || there {
		return ring, err
	}
	logger.InfoContext(ctx, "server: made keys that sign access tokens", slog.String("file", filepath.Base(d.keys())))
	return ring, d.record(ctx, "keys.init", ring.Keys()[0].ID)
}
