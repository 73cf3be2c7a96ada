package renderjob_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetfile"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/jobs/renderjob/pdfvalidate"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestMain(m *testing.M) {
	isolate.Main(lying(renderjob.Worker(misbehaving()...)), pdfvalidate.Worker())
	os.Exit(m.Run())
}

// misbehaving is a widget that does what no built-in one does.
func misbehaving() []widget.Kind {
	return []widget.Kind{{Name: "misbehave", Doc: "Does what it must not.", Zero: &misbehave{}}}
}

// behaving is the same as the service knows it, which looks into files in this process.
func behaving() []widget.Kind {
	return []widget.Kind{{Name: "misbehave", Doc: "Does nothing.", Zero: &behave{}}}
}

type behave struct {
	widget.Frame
	How string `key:"how" required:"true" doc:"What the other one does."`
}

// Draw does nothing.
func (*behave) Draw(*widget.Context, geom.Rect) {}

type misbehave struct {
	widget.Frame
	How string `key:"how" required:"true" enum:"spin,sleep,hog,panic" doc:"What it does."`
}

// Draw does it.
func (m *misbehave) Draw(*widget.Context, geom.Rect) {
	switch m.How {
	case "spin":
		for n := 0; n >= 0; n++ {
			_ = n
		}
	case "sleep":
		time.Sleep(time.Hour)
	case "hog":
		var all [][]byte
		for range 1 << 16 {
			all = append(all, bytes.Repeat([]byte{1}, 1<<20))
		}
		panic(len(all))
	case "panic":
		panic("a secret of the project")
	}
}

// house is all services on one database.
type house struct {
	t        testing.TB
	db       *sqldb.DB
	queue    *jobs.SQL
	projects *projects.Service
	assets   *assets.Service
	render   *renderjob.Service
	sandbox  *isolate.Sandbox
	blobs    *blob.Memory // of jobs
	images   *blob.Memory // of assets
}

// setup changes what a house is built with.
type setup struct {
	jobs    jobs.Config
	render  renderjob.Config
	sandbox isolate.Config
}

// newHouse builds one. Nothing runs before work.
func newHouse(t testing.TB, change ...func(*setup)) *house {
	t.Helper()
	db := sqldbtest.SQLite(t, projects.Schema(), assets.Schema(), jobs.Schema())
	h := &house{t: t, db: db, blobs: &blob.Memory{}, images: &blob.Memory{}}
	s := setup{jobs: jobs.Config{Blobs: h.blobs, Poll: 20 * time.Millisecond, Watch: 20 * time.Millisecond, Backoff: time.Millisecond}}
	s.render.Version = "test"
	for _, c := range change {
		c(&s)
	}
	var err error
	h.assets, err = assets.New(assets.Config{Store: assets.NewSQL(db), Blobs: h.images, Fonts: assetfile.Fonts{}, Projects: projects.NewAssetUses(db)})
	require.NoError(t, err)
	h.projects, err = projects.New(projects.Config{Store: projects.NewSQL(db), Assets: h.assets,
		Files: projectfile.New(projectfile.Config{Widgets: behaving(), Timeout: time.Minute})})
	require.NoError(t, err)
	h.queue, err = jobs.NewSQL(db, s.jobs)
	require.NoError(t, err)
	h.sandbox, err = isolate.New(s.sandbox)
	require.NoError(t, err)
	s.render.Queue, s.render.Sandbox = h.queue, h.sandbox
	s.render.Projects, s.render.Assets = renderjob.FromProjects(h.projects), renderjob.FromAssets(h.assets)
	h.render, err = renderjob.New(s.render)
	require.NoError(t, err)
	return h
}

// in is the same house in another test.
func (h house) in(t testing.TB) *house {
	h.t = t
	return &h
}

// working is a house that works until the test ends.
func working(t testing.TB, change ...func(*setup)) *house {
	t.Helper()
	h := newHouse(t, change...)
	h.work()
	return h
}

// work begins to work; stop ends it and waits until it has.
func (h *house) work() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.queue.Run(ctx, jobs.Handlers{renderjob.Kind: h.render.Handler()}) }()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			require.NoError(h.t, <-done)
		}
	}
	h.t.Cleanup(stop)
	return stop
}

// project makes a project of a user.
func (h *house) project(user string, source []byte) projects.Project {
	h.t.Helper()
	p, err := h.projects.Create(context.Background(), projects.Actor{User: user}, projects.NewProject{Source: source})
	require.NoError(h.t, err)
	return p
}

// submit submits a request that is in order.
func (h *house) submit(user string, r renderjob.Request) (jobs.Job, bool) {
	h.t.Helper()
	job, existed, err := h.render.Submit(context.Background(), user, r)
	require.NoError(h.t, err)
	return job, existed
}

// get returns a job.
func (h *house) get(user, id string) jobs.Job {
	h.t.Helper()
	job, err := h.queue.Get(context.Background(), jobs.Actor{User: user}, id)
	require.NoError(h.t, err)
	return job
}

// final waits until a job is.
func (h *house) final(job jobs.Job) jobs.Job {
	h.t.Helper()
	require.Eventually(h.t, func() bool {
		job = h.get(job.Owner, job.ID)
		return job.State.Final()
	}, time.Minute, 5*time.Millisecond)
	return job
}

// done waits for a job that succeeds.
func (h *house) done(job jobs.Job) renderjob.Result {
	h.t.Helper()
	job = h.final(job)
	require.Equal(h.t, jobs.Succeeded, job.State, "%+v", job.Failure)
	return resultOf(h.t, job)
}

// failed waits for a job that fails.
func (h *house) failed(job jobs.Job) *jobs.Failure {
	h.t.Helper()
	job = h.final(job)
	require.Equal(h.t, jobs.Failed, job.State)
	return job.Failure
}

// rendered submits, waits, and reads the file.
func (h *house) rendered(user string, r renderjob.Request) (renderjob.Result, []byte) {
	h.t.Helper()
	job, _ := h.submit(user, r)
	result := h.done(job)
	return result, h.file(job, result.File)
}

// file reads a file of a job.
func (h *house) file(job jobs.Job, name string) []byte {
	h.t.Helper()
	c, err := h.queue.Open(context.Background(), jobs.Actor{User: job.Owner}, job.ID, name)
	require.NoError(h.t, err)
	data, err := io.ReadAll(c)
	require.NoError(h.t, err)
	require.NoError(h.t, c.Close())
	return data
}

func resultOf(t testing.TB, job jobs.Job) renderjob.Result {
	t.Helper()
	r, err := renderjob.ResultOf(job)
	require.NoError(t, err)
	return *r
}

func builtIn(t testing.TB, name string) []byte {
	t.Helper()
	source, err := gallery.Source(name)
	require.NoError(t, err)
	return source
}

// planner is a small project: so many pages, each with a body.
func planner(pages int, body string) []byte {
	return fmt.Appendf(nil, `einkpdf: 1
title: Small planner
device: remarkable-2
designs:
  a: {key: "a/{n}", outline: "{n}", body: %s}
plan:
  - {design: a, each: 1..%d, as: n}
`, body, pages)
}

const (
	lines  = `{type: lines, pitch: 8mm}`
	linked = `{type: stack, children: [{type: link, text: "page {n+1}", to: "a/{n+1}?", height: 12mm}, {type: lines, pitch: 8mm}]}`
)

// withAsset is a body with an image.
func withAsset(name string) string {
	return strings.ReplaceAll(`{type: image, asset: "NAME"}`, "NAME", name)
}
