package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
	"github.com/einkpdf/platform/sqldb"
)

// serveCommand makes the program the server.
const serveCommand = "serve-for-bench"

// settings are those of the server.
type settings struct {
	Dir      string // an empty one
	SQL      bool
	Runners  bool
	Policies ratelimit.Policies // nil = ratelimit.Defaults()
}

// serve reads its settings and says where it is; it serves until in ends.
func serve(ctx context.Context, in io.Reader, out io.Writer) (err error) {
	var s settings
	if err := json.NewDecoder(in).Decode(&s); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(s.Dir, "app.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Migrate(ctx, projects.Schema(), jobs.Schema(), ratelimit.Schema()); err != nil {
		return err
	}
	blobs, err := blob.OpenDir(filepath.Join(s.Dir, "blobs"), blob.DirOptions{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, blobs.Close()) }()
	a, err := newApp(s, db, blobs)
	if err != nil {
		return err
	}
	runs := make(chan error, 1)
	if s.Runners {
		go func() { runs <- a.queue.Run(ctx, jobs.Handlers{renderjob.Kind: a.renders.Handler()}) }()
	} else {
		runs <- nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: a.handler, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	if err = json.NewEncoder(out).Encode("http://" + listener.Addr().String()); err == nil {
		_, _ = io.Copy(io.Discard, in)
	}
	stop()
	err = errors.Join(err, server.Close(), <-runs)
	if e := <-served; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

// app is what is served.
type app struct {
	projects *projects.Service
	queue    *jobs.SQL
	renders  *renderjob.Service
	handler  http.Handler
}

func newApp(s settings, db *sqldb.DB, blobs blob.Store) (a *app, err error) {
	a = &app{}
	if a.projects, err = projects.New(projects.Config{Store: projects.NewSQL(db), Files: projectfile.New(projectfile.Config{})}); err != nil {
		return nil, err
	}
	if a.queue, err = jobs.NewSQL(db, jobs.Config{Blobs: blobs, Concurrent: 1, Grace: -1}); err != nil {
		return nil, err
	}
	c := renderjob.Config{Queue: a.queue, Projects: renderjob.FromProjects(a.projects)}
	if s.Runners {
		if c.Sandbox, err = isolate.New(isolate.Config{}); err != nil {
			return nil, err
		}
	}
	if a.renders, err = renderjob.New(c); err != nil {
		return nil, err
	}
	var limiter ratelimit.Limiter = ratelimit.NewMemory(ratelimit.MemoryConfig{})
	if s.SQL {
		limiter = ratelimit.NewSQL(db, ratelimit.SQLConfig{})
	}
	guard, err := ratelimit.New(ratelimit.Config{Limiter: limiter, Policies: s.Policies})
	if err != nil {
		return nil, err
	}
	limits, err := ratehttp.New(ratehttp.Config{Guard: guard})
	if err != nil {
		return nil, err
	}
	a.handler = a.routes(limits)
	return a, nil
}
