package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetfile"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/quota/metered"
	"github.com/einkpdf/platform/sqldb"
)

// services are the services that commands need, each knowing of the others what it must. What house adds, is for serving.
type services struct {
	accounts *auth.Service
	quotas   *quota.SQL
	assets   *assets.Service
	projects *projects.Service
}

// serviceConfigs are what is not the same for all programs that make services. The zero value is right for commands.
type serviceConfigs struct {
	auth     auth.Config // without Store and Throttle
	quota    quota.Config
	assets   assets.Observer
	projects projects.Observer
	logger   *slog.Logger
}

// newServices makes the services of a database and the blobs that it names.
func newServices(db *sqldb.DB, blobs blob.Store, c serviceConfigs) (s *services, err error) {
	s = &services{}
	c.auth.Store, c.auth.Throttle, c.auth.Logger = auth.NewSQL(db), auth.NewSQLThrottle(db, auth.ThrottleConfig{}), c.logger
	if s.accounts, err = auth.New(c.auth); err != nil {
		return nil, err
	}
	c.quota.Truths, c.quota.Users, c.quota.Logger = metered.Truths(), s.accounts, c.logger
	if s.quotas, err = quota.NewSQL(db, c.quota); err != nil {
		return nil, err
	}
	s.assets, err = assets.New(assets.Config{
		Store: assets.NewSQL(db), Blobs: blobs, Fonts: assetfile.Fonts{}, Projects: projects.NewAssetUses(db), Quota: metered.Assets(s.quotas),
		Logger: c.logger, Observer: c.assets,
	})
	if err != nil {
		return nil, err
	}
	s.projects, err = projects.New(projects.Config{
		Store: projects.NewSQL(db), Files: projectfile.New(projectfile.Config{}), Assets: s.assets, Quota: metered.Projects(s.quotas), Users: s.accounts,
		Logger: c.logger, Observer: c.projects,
	})
	return s, err
}

// real opens the services of the folder, and brings its tables up to date. done closes
// them.
func (d dataFolder) real(ctx context.Context) (s *services, db *sqldb.DB, done func() error, err error) {
	if db, err = d.create(ctx); err != nil {
		return nil, nil, nil, err
	}
	blobs, err := blob.OpenDir(d.blobs(), blob.DirOptions{})
	if err != nil {
		return nil, nil, nil, errors.Join(err, db.Close())
	}
	done = func() error { return errors.Join(blobs.Close(), db.Close()) }
	if s, err = newServices(db, blobs, serviceConfigs{}); err != nil {
		return nil, nil, nil, errors.Join(err, done())
	}
	return s, db, done, nil
}

// rehearsal opens the services on a copy of the database, for a dry run. The blobs are
// the real ones, which a dry run does not change.
func (d dataFolder) rehearsal(ctx context.Context) (s *services, db *sqldb.DB, done func() error, err error) {
	db, done, err = d.copied(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	var blobs blob.Store = &blob.Memory{}
	if there, err := isThere(d.blobs()); err != nil {
		return nil, nil, nil, errors.Join(err, done())
	} else if there {
		dir, err := blob.OpenDir(d.blobs(), blob.DirOptions{})
		if err != nil {
			return nil, nil, nil, errors.Join(err, done())
		}
		remove := done
		blobs, done = dir, func() error { return errors.Join(dir.Close(), remove()) }
	}
	if s, err = newServices(db, blobs, serviceConfigs{}); err != nil {
		return nil, nil, nil, errors.Join(err, done())
	}
	return s, db, done, nil
}

// blobs is the folder of images and fonts.
func (d dataFolder) blobs() string { return filepath.Join(string(d), "blobs") }

// copyBlobs copies the images and fonts of one folder of blobs to another, if there are any: those that are not there. What else is in it can be made
// again: planners, and what checks leave.
func copyBlobs(ctx context.Context, to, from string) (c blob.Copied, err error) {
	if there, err := isThere(from); err != nil || !there {
		return c, err
	}
	source, err := blob.OpenDir(from, blob.DirOptions{})
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := blob.OpenDir(to, blob.DirOptions{})
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	return blob.Copy(ctx, target, source, "assets")
}

// isThere tells whether there is a file or folder.
func isThere(path string) (bool, error) {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// withServices runs do with the services of the folder, which is there: commands about users make none.
func (d dataFolder) withServices(ctx context.Context, p plans, do func(s *services) error) (err error) {
	used, err := d.used(ctx)
	if err != nil {
		return err
	}
	if !used {
		return d.missing()
	}
	db, err := d.create(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	s, err := newServices(db, &blob.Memory{}, serviceConfigs{quota: p.config()}) // no command of these looks at a blob
	if err != nil {
		return err
	}
	return do(s)
}
