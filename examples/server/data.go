package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/sqldb"
)

// dataFolder is where the server keeps everything.
type dataFolder string

// database is the file of the database. Its name is not the predecessor's, so
// that neither is taken for the other.
func (d dataFolder) database() string { return filepath.Join(string(d), "server.sqlite") }

// schemas are the tables of all services, in any order: each names those that it
// needs.
func schemas() []sqldb.Schema {
	return []sqldb.Schema{auth.Schema(), projects.Schema(), assets.Schema(), jobs.Schema(), quota.Schema(), ratelimit.Schema(), admin.Schema()}
}

// beside is a new name for a file beside the database.
func (d dataFolder) beside(mark string) string {
	return d.database() + "." + mark + "-" + time.Now().UTC().Format("20060102T150405.000Z")
}

// exists tells whether there is a database.
func (d dataFolder) exists() (bool, error) { return isThere(d.database()) }

// missing says that there is no database.
func (d dataFolder) missing() error {
	return &usageError{fmt.Sprintf("there is no database %s; name the server's folder: --data DIR", d.database())}
}

// make makes the folder, for nobody else to look into.
func (d dataFolder) make() error { return os.MkdirAll(string(d), 0o700) }

// open opens the database, which is there, as it is.
func (d dataFolder) open(ctx context.Context) (*sqldb.DB, error) {
	there, err := d.exists()
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, d.missing()
	}
	return sqldb.OpenSQLite(ctx, d.database(), sqldb.SQLiteOptions{})
}

// create opens the database with all tables, and makes it if need be.
func (d dataFolder) create(ctx context.Context) (*sqldb.DB, error) {
	if err := d.make(); err != nil {
		return nil, err
	}
	return migrated(ctx, d.database(), sqldb.SQLiteOptions{})
}

// copied opens a copy of the database with all tables, for a dry run: neither
// its rows nor its schema are touched. done removes the copy.
func (d dataFolder) copied(ctx context.Context) (db *sqldb.DB, done func() error, err error) {
	folder, err := os.MkdirTemp("", "einkpdf-dry-run-")
	if err != nil {
		return nil, nil, err
	}
	remove := func() error { return os.RemoveAll(folder) }
	file := filepath.Join(folder, "copy.sqlite")
	if err := d.copyTo(ctx, file); err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	if db, err = migrated(ctx, file, sqldb.SQLiteOptions{Normal: true}); err != nil { // nobody needs the copy after a power cut
		return nil, nil, errors.Join(err, remove())
	}
	return db, func() error { return errors.Join(db.Close(), remove()) }, nil
}

// used tells whether there is a database with tables in it. Without any, a
// command was killed before it had made them.
func (d dataFolder) used(ctx context.Context) (bool, error) {
	if there, err := d.exists(); err != nil || !there {
		return false, err
	}
	db, err := d.open(ctx)
	if err != nil {
		return false, err
	}
	all, err := db.Schemas(ctx)
	return len(all) > 0, errors.Join(err, db.Close())
}

// copyTo copies the database, if there is one.
func (d dataFolder) copyTo(ctx context.Context, file string) error {
	if used, err := d.used(ctx); err != nil || !used {
		return err
	}
	db, err := d.open(ctx)
	if err != nil {
		return err
	}
	_, err = db.Backup(ctx, file)
	return errors.Join(err, db.Close())
}

func migrated(ctx context.Context, file string, o sqldb.SQLiteOptions) (*sqldb.DB, error) {
	db, err := sqldb.OpenSQLite(ctx, file, o)
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, schemas()...); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// absolute is the whole path of the folder, for people.
func (d dataFolder) absolute() string {
	if path, err := filepath.Abs(string(d)); err == nil {
		return path
	}
	return string(d)
}
