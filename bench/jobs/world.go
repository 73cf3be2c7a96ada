package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/sqldb"
)

// world is a queue with everything around it, in a temporary folder.
type world struct {
	dir     string
	queue   *jobs.SQL
	sandbox *isolate.Sandbox
	renders *renderjob.Service
	over    []func() error
}

func newWorld(ctx context.Context) (w *world, err error) {
	w = &world{}
	defer func() {
		if err != nil {
			w.close()
		}
	}()
	if w.dir, err = os.MkdirTemp("", "einkpdf-bench-"); err != nil {
		return nil, err
	}
	if w.queue, err = w.open(ctx, w.dir); err != nil {
		return nil, err
	}
	if w.sandbox, err = isolate.New(isolate.Config{}); err != nil {
		return nil, err
	}
	source, err := planner()
	if err != nil {
		return nil, err
	}
	w.renders, err = renderjob.New(renderjob.Config{Queue: w.queue, Projects: &versions{file: source}, Sandbox: w.sandbox})
	return w, err
}

// open opens the queue of a folder.
func (w *world) open(ctx context.Context, dir string) (*jobs.SQL, error) {
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(dir, "jobs.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		return nil, err
	}
	w.over = append(w.over, db.Close)
	if err := db.Migrate(ctx, jobs.Schema()); err != nil {
		return nil, err
	}
	blobs, err := blob.OpenDir(filepath.Join(dir, "blobs"), blob.DirOptions{})
	if err != nil {
		return nil, err
	}
	w.over = append(w.over, blobs.Close)
	return jobs.NewSQL(db, jobs.Config{Blobs: blobs})
}

// close removes everything.
func (w *world) close() {
	for i := len(w.over) - 1; i >= 0; i-- {
		_ = w.over[i]()
	}
	if w.dir != "" {
		_ = os.RemoveAll(w.dir)
	}
}

// running runs the queue while do works.
func (w *world) running(ctx context.Context, h jobs.Handlers, do func(ctx context.Context) error) error {
	runs, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- w.queue.Run(runs, h) }()
	err := do(ctx)
	stop()
	if e := <-ended; err == nil {
		err = e
	}
	return err
}

// versions has one project, of which each look finds another version, so that none is answered from a result that is there.
type versions struct {
	file []byte
	n    atomic.Int64
}

// Source implements renderjob.Projects.
func (v *versions) Source(context.Context, string, string, int) (renderjob.Source, error) {
	return renderjob.Source{Project: "planner", Version: int(v.n.Add(1)), Name: "Planner", File: v.file}, nil
}

// user is one of many.
func user(n int) string { return "user-" + strconv.Itoa(n) }

// failed is the error of a job that did not succeed.
func failed(j jobs.Job) error {
	if j.Failure != nil {
		return fmt.Errorf("job %s: %w", j.ID, j.Failure)
	}
	return fmt.Errorf("job %s is %s", j.ID, j.State)
}
