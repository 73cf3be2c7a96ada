package sqldb

import (
	"context"
	"crypto/rand"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// BackupInfo says what a backup is.
type BackupInfo struct {
	Path    string          // absolute
	Bytes   int64           //
	SHA256  string          // of the file, in hex
	Schemas []SchemaVersion // in it, by name
	At      time.Time       // when it began: what was committed before is in it
}

// Backup writes the database, as it is at one moment, to the file to, which must
// not exist; its folder must. Writers go on meanwhile. The file appears when it
// is complete, checked from end to end and on disk, with mode 0600: it holds
// password hashes. Until then it is beside it as NAME.partial-…, which is removed
// unless the process is killed. It is a database like any other: OpenSQLite
// opens it, Restore puts it back.
//
// PostgreSQL brings its own tools for it: errors.ErrUnsupported.
func (db *DB) Backup(ctx context.Context, to string) (BackupInfo, error) {
	return db.backup(ctx, to, func(string) {})
}

// backup calls step after each thing that it has done, for crash tests.
func (db *DB) backup(ctx context.Context, to string, step func(string)) (info BackupInfo, err error) {
	if db.dialect != SQLite {
		return info, fmt.Errorf("sqldb: %w: back up PostgreSQL with pg_dump, or with pg_basebackup and its archive of the log", errors.ErrUnsupported)
	}
	info.At = time.Now()
	if info.Path, err = sqlitePath(to); err != nil {
		return info, fmt.Errorf("sqldb: backup: %w", err)
	}
	if _, err := os.Lstat(info.Path); !errors.Is(err, fs.ErrNotExist) {
		return info, fmt.Errorf("sqldb: a backup does not overwrite %s: %w", info.Path, errors.Join(fs.ErrExist, err))
	}
	partial, err := makeFile(info.Path + ".partial-")
	if err != nil {
		return info, fmt.Errorf("sqldb: backup: %w", err)
	}
	defer func() {
		if rest := os.Remove(partial); err == nil && rest != nil {
			err = fmt.Errorf("sqldb: the backup is complete, but its first name remains: %w", rest)
		}
	}()
	step("made")
	if err := db.vacuumInto(ctx, partial, &info); err != nil {
		return info, fmt.Errorf("sqldb: backup: %w", err)
	}
	step("written")
	if info.Bytes, info.SHA256, err = copyFile(ctx, nil, partial); err != nil {
		return info, fmt.Errorf("sqldb: backup: %w", err)
	}
	if err := syncFile(partial); err != nil {
		return info, fmt.Errorf("sqldb: backup: %w", err)
	}
	step("synced")
	// A link, not a rename, refuses what has appeared meanwhile.
	if err := os.Link(partial, info.Path); err != nil {
		return info, fmt.Errorf("sqldb: backup: %w", err)
	}
	step("named")
	if err := syncDir(filepath.Dir(info.Path)); err != nil {
		return info, fmt.Errorf("sqldb: backup: %w", err)
	}
	return info, nil
}

// vacuumInto writes the database into an empty file and checks it.
func (db *DB) vacuumInto(ctx context.Context, path string, info *BackupInfo) error {
	conn, err := db.connect(ctx)
	if err != nil {
		return err
	}
	defer quietly(conn.Close) // gives it back to the pool
	r := &Tx{q: conn, dialect: db.dialect}
	before, err := schemas(ctx, r)
	if err != nil {
		return err
	}
	if len(before) == 0 {
		return errNoSchema
	}
	if db.queryOnly {
		// It forbids writing into other files, too. The connection is not used again.
		if _, err := conn.ExecContext(ctx, `pragma query_only = 0`); err != nil {
			return classify(ctx, err)
		}
		defer quietly(func() error { return conn.Raw(func(any) error { return driver.ErrBadConn }) })
	}
	if _, err := conn.ExecContext(ctx, `vacuum into $1`, path); err != nil {
		return classify(ctx, err)
	}
	after, err := schemas(ctx, r)
	if err != nil {
		return err
	}
	if info.Schemas, err = inspect(ctx, path); err != nil {
		return fmt.Errorf("what was written is not sound: %w", err)
	}
	if !slices.Equal(info.Schemas, before) && !slices.Equal(info.Schemas, after) {
		return fmt.Errorf("what was written has other schemas: %v instead of %v", info.Schemas, after)
	}
	return nil
}

// makeFile makes an empty file that nobody else may read, and returns its name:
// the prefix, and something that makes it new.
func makeFile(prefix string) (path string, err error) {
	path = prefix + rand.Text()[:8]
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	return path, f.Close()
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
