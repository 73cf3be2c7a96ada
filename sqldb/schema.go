package sqldb

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"time"
)

// Schema is the tables of a service, as migrations.
type Schema struct {
	// Service names the schema in table ep_schema: "auth". Lower case, up to 40
	// letters, digits and underscores.
	Service string
	// Files has the folders sqlite and postgres, each with 0001_name.sql,
	// 0002_name.sql and so on, in the format of goose: "-- +goose Up" is the
	// first line. There is no way down. Both folders have the same names.
	Files fs.FS
	// Needs are the schemas of services whose tables this one writes to. Migrate
	// brings them up to date first.
	Needs []Schema
}

//go:embed migrations
var own embed.FS

// Sub is the Schema of files in a folder of an embedded file system.
func Sub(service string, files fs.FS, folder string, needs ...Schema) Schema {
	sub, err := fs.Sub(files, folder)
	if err != nil { // an invalid name of folder: then it has no files, which Migrate says
		sub = files
	}
	return Schema{Service: service, Files: sub, Needs: needs}
}

// Migrate brings the tables of this package and of the services up to date, in
// one transaction, each after those that it needs. Any number of processes may do so at once. A database that a newer
// program has migrated is ErrNewerSchema, one whose migrations were other files
// ErrAltered; then nothing is changed.
func (db *DB) Migrate(ctx context.Context, schemas ...Schema) error {
	schemas, err := inOrder(append([]Schema{Sub("sqldb", own, "migrations")}, schemas...))
	if err != nil {
		return err
	}
	// Read committed in PostgreSQL: what others did while this waited for the
	// lock must be seen.
	return db.writeOnce(ctx, sql.LevelReadCommitted, func(tx *Tx) error {
		if err := tx.beginMigration(ctx); err != nil {
			return err
		}
		for _, s := range schemas {
			if err := tx.migrate(ctx, s); err != nil {
				return fmt.Errorf("sqldb: schema %s: %w", s.Service, err)
			}
		}
		return nil
	})
}

// inOrder returns the schemas, each after those that it needs. One that comes
// twice has nothing to do the second time, and another one of the same name is
// found to be altered.
func inOrder(schemas []Schema) (ordered []Schema, err error) {
	for _, s := range schemas {
		if !serviceName.MatchString(s.Service) || s.Files == nil {
			return nil, fmt.Errorf("sqldb: a schema has files and a name of up to 40 lower-case letters, not %q", s.Service)
		}
		needs, err := inOrder(s.Needs)
		if err != nil {
			return nil, err
		}
		ordered = append(append(ordered, needs...), s)
	}
	return ordered, nil
}

func (tx *Tx) beginMigration(ctx context.Context) error {
	if tx.dialect == PostgreSQL {
		// Some migrations take long, and would never get through; waiting for a lock
		// stays bounded. Any number does, as long as it is the same in each process.
		if _, err := tx.Exec(ctx, `set local statement_timeout = 0; select pg_advisory_xact_lock(7308895100735)`); err != nil {
			return fmt.Errorf("sqldb: waiting for another migration: %w", err)
		}
	}
	_, err := tx.Exec(ctx, tx.dialect.Pick(
		`create table if not exists ep_schema (
			service    text    not null,
			version    integer not null,
			name       text    not null,
			checksum   text    not null,
			applied_at integer not null,
			primary key (service, version)
		) strict`,
		`create table if not exists ep_schema (
			service    text    not null,
			version    integer not null,
			name       text    not null,
			checksum   text    not null,
			applied_at bigint  not null,
			primary key (service, version)
		)`))
	return err
}

type migration struct {
	Version  int    `db:"version"`
	Name     string `db:"name"`
	Checksum string `db:"checksum"`
	text     string
}

const selectApplied = `select version, name, checksum from ep_schema where service = $1 order by version`

func (tx *Tx) migrate(ctx context.Context, s Schema) error {
	files, err := s.migrations(tx.dialect)
	if err != nil {
		return err
	}
	var applied []migration
	if err := tx.Select(ctx, &applied, selectApplied, s.Service); err != nil {
		return err
	}
	missing, err := missing(files, applied)
	if err != nil {
		return err
	}
	for _, f := range missing {
		if _, err := tx.Exec(ctx, f.text); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		_, err := tx.Exec(ctx, `insert into ep_schema (service, version, name, checksum, applied_at) values ($1, $2, $3, $4, $5)`,
			s.Service, f.Version, f.Name, f.Checksum, At(time.Now()))
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

// missing are the migrations that were not applied yet.
func missing(files, applied []migration) ([]migration, error) {
	if len(applied) > len(files) {
		return nil, fmt.Errorf("%w: the database has version %d (%s), this program knows %d: run the newer program",
			ErrNewerSchema, len(applied), applied[len(applied)-1].Name, len(files))
	}
	for i, a := range applied {
		f := files[i]
		if a.Version != f.Version || a.Name != f.Name || a.Checksum != f.Checksum {
			return nil, fmt.Errorf("%w: the database ran %s with checksum %.12s…, this program has %s with %.12s…: "+
				"run the program that the database belongs to, or restore a backup", ErrAltered, a.Name, a.Checksum, f.Name, f.Checksum)
		}
	}
	return files[len(applied):], nil
}

var (
	serviceName   = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	migrationName = regexp.MustCompile(`^(\d{4})_[a-z0-9_]+\.sql$`)
	gooseDown     = regexp.MustCompile(`(?m)^--\s*\+goose\s+Down`)
)

// migrations reads the files of a dialect.
func (s Schema) migrations(d Dialect) ([]migration, error) {
	entries, err := fs.ReadDir(s.Files, d.String())
	if err != nil {
		return nil, err
	}
	var all []migration
	for i, e := range entries { // sorted by name
		text, err := fs.ReadFile(s.Files, path.Join(d.String(), e.Name()))
		if err != nil {
			return nil, err
		}
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		name := migrationName.FindStringSubmatch(e.Name())
		if name == nil || name[1] != fmt.Sprintf("%04d", i+1) {
			return nil, fmt.Errorf("%s: the name of migration %d is %04d_words.sql", e.Name(), i+1, i+1)
		}
		if !bytes.HasPrefix(text, []byte("-- +goose Up\n")) || gooseDown.Match(text) {
			return nil, fmt.Errorf(`%s: a migration begins with "-- +goose Up" and has no way down`, e.Name())
		}
		sum := sha256.Sum256(text)
		version, _ := strconv.Atoi(name[1]) // four digits
		all = append(all, migration{version, e.Name(), hex.EncodeToString(sum[:]), string(text)})
	}
	return all, nil
}
