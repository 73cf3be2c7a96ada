package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/sqldb"
)

// world is a Service as a server has it: the renderer's files, and a database that
// syncs each commit.
type world struct {
	db      *sqldb.DB
	path    string
	service *projects.Service
	read    atomic.Int64 // nanoseconds that files took
	planner []byte
}

// inWorld calls fn with a new world, which keeps so many versions of a project (0:
// as many as by default).
func inWorld(ctx context.Context, versions int, fn func(w *world) error) (err error) {
	folder, err := os.MkdirTemp("", "einkpdf-saves-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	w := &world{path: filepath.Join(folder, "einkpdf.sqlite")}
	if w.planner, err = gallery.Source("day-planner"); err != nil {
		return err
	}
	if w.db, err = sqldb.OpenSQLite(ctx, w.path, sqldb.SQLiteOptions{}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.db.Close()) }()
	if err := w.db.Migrate(ctx, projects.Schema()); err != nil {
		return err
	}
	w.service, err = projects.New(projects.Config{
		Store: projects.NewSQL(w.db), Files: projectfile.New(projectfile.Config{}), KeepVersions: versions,
		Observer: projects.Observer{OnInspect: func(took time.Duration, _ bool) { w.read.Add(int64(took)) }},
	})
	if err != nil {
		return err
	}
	return fn(w)
}

// edited is the planner after edit n: with another line at its end.
func (w *world) edited(n int) []byte {
	return fmt.Appendf(w.planner[:len(w.planner):len(w.planner)], "# edit %d\n", n)
}

// save has clients save for so long, and once at least.
func (w *world) save(ctx context.Context, clients int, d time.Duration) (measured, error) {
	ids := make([]string, clients)
	for c := range ids {
		p, err := w.service.Create(ctx, user(c), projects.NewProject{Source: w.edited(0)})
		if err != nil {
			return measured{}, err
		}
		if p.Draft {
			return measured{}, errors.New("the planner has errors")
		}
		ids[c] = p.ID
	}
	w.read.Store(0)
	took, errs := make([][]time.Duration, clients), make([]error, clients)
	var wait sync.WaitGroup
	start := time.Now()
	for c := range clients {
		wait.Go(func() {
			for n := 1; n == 1 || errs[c] == nil && time.Since(start) < d; n++ {
				begun := time.Now()
				_, errs[c] = w.service.Replace(ctx, user(c), ids[c], n, w.edited(n))
				took[c] = append(took[c], time.Since(begun))
			}
		})
	}
	wait.Wait()
	all := time.Since(start)
	var together []time.Duration
	for _, t := range took {
		together = append(together, t...)
	}
	return newMeasured(together, all, time.Duration(w.read.Load())), errors.Join(errs...)
}

// keep saves a project until it has so many versions, and returns how many bytes
// its file has.
func (w *world) keep(ctx context.Context, versions int) (file int, err error) {
	p, err := w.service.Create(ctx, user(0), projects.NewProject{Source: w.edited(0)})
	for n := 1; n < versions && err == nil; n++ {
		p, err = w.service.Replace(ctx, user(0), p.ID, n, w.edited(n))
	}
	return p.Bytes, err
}

// size is that of the database on disk, in bytes, when its log is written back.
func (w *world) size(ctx context.Context) (int64, error) {
	if _, err := w.db.Exec(ctx, `pragma wal_checkpoint(truncate)`); err != nil {
		return 0, err
	}
	info, err := os.Stat(w.path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func user(client int) projects.Actor { return projects.Actor{User: "client-" + strconv.Itoa(client)} }
