package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetfile"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/sqldb"
)

// user is whose projects these are. A server knows it from a login: see examples/accounts.
const user = "ada"

// services are what a host has of this module.
type services struct {
	projects *projects.Service
	queue    *jobs.SQL
	render   *renderjob.Service
	closers  []func() error
}

// open sets everything up in a folder; "" = a temporary one.
func open(ctx context.Context, data string) (s *services, err error) {
	s = &services{}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if data == "" {
		if data, err = os.MkdirTemp("", "jobs-"); err != nil {
			return s, err
		}
		s.closers = append(s.closers, func() error { return os.RemoveAll(data) })
	}
	return s, s.build(ctx, data)
}

// build is all there is to embedding: tables, files, projects with their images, the queue, the sandbox, and what joins them.
func (s *services) build(ctx context.Context, data string) error {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(data, "jobs.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		return err
	}
	s.closers = append(s.closers, db.Close)
	if err := db.Migrate(ctx, projects.Schema(), assets.Schema(), jobs.Schema()); err != nil {
		return err
	}
	blobs, err := blob.OpenDir(filepath.Join(data, "blobs"), blob.DirOptions{})
	if err != nil {
		return err
	}
	s.closers = append(s.closers, blobs.Close)
	images, err := assets.New(assets.Config{Store: assets.NewSQL(db), Blobs: blobs, Fonts: assetfile.Fonts{}, Projects: projects.NewAssetUses(db)})
	if err != nil {
		return err
	}
	s.projects, err = projects.New(projects.Config{Store: projects.NewSQL(db), Files: projectfile.New(projectfile.Config{}), Assets: images})
	if err != nil {
		return err
	}
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	s.queue, err = jobs.NewSQL(db, jobs.Config{Blobs: blobs, Grace: 2 * time.Second, Logger: logger})
	if err != nil {
		return err
	}
	sandbox, err := isolate.New(isolate.Config{}) // Strict: true where nothing may be missing
	if err != nil {
		return err
	}
	s.render, err = renderjob.New(renderjob.Config{
		Queue: s.queue, Sandbox: sandbox, Logger: logger,
		Projects: renderjob.FromProjects(s.projects), Assets: renderjob.FromAssets(images),
	})
	return err
}

// close closes what is open, the last first.
func (s *services) close() (err error) {
	for i := len(s.closers) - 1; i >= 0; i-- {
		err = errors.Join(err, s.closers[i]())
	}
	return err
}
