package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
)

// oldDatabase is what Restore is about to replace, with nobody else in it.
type oldDatabase struct {
	path  string
	info  fs.FileInfo // nil: there is none
	pool  *sql.DB     // nil: there is none, or SQLite cannot open it
	conn  *sql.Conn
	whole bool // all of it is in the one file
}

// tryLock says whether the database could be locked now.
func tryLock(ctx context.Context, path string) error {
	old, err := openOld(ctx, path)
	if err == nil {
		old.unlock()
	}
	return err
}

// openOld opens the database alone. Connections of a write-ahead log share a
// lock of the file as long as they live, even when they do nothing; with
// locking_mode = exclusive this one needs the file for itself. A file that is no
// database has nobody who works with it.
func openOld(ctx context.Context, path string) (*oldDatabase, error) {
	old := &oldDatabase{path: path}
	var err error
	if old.info, err = os.Stat(path); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			old.info = nil
			return old, nil
		}
		return nil, err
	}
	connector, err := sqlite.NewConnector(sqliteURI(path) + "?mode=rw&_pragma=busy_timeout(500)&_pragma=trusted_schema(0)")
	if err != nil {
		return nil, err
	}
	old.pool = sql.OpenDB(connector)
	if old.conn, err = old.pool.Conn(ctx); err == nil {
		_, err = old.conn.ExecContext(ctx, `pragma locking_mode = exclusive; begin exclusive; commit`)
	}
	err = classify(ctx, err)
	if err == nil {
		return old, nil
	}
	old.unlock()
	if errors.Is(err, ErrCorrupt) {
		return &oldDatabase{path: path, info: old.info}, nil
	}
	if errors.Is(err, ErrBusy) {
		err = fmt.Errorf("%s is open in another process, or elsewhere in this one; stop the server first: %w", path, err)
	}
	return nil, err
}

// lockOld brings the whole database into the one file and keeps others out of it
// until unlock. It leaves it without a write-ahead log: whoever opened it in
// between, and waits, must then begin with a journal, which SQLite refuses for a
// file that has lost its name (SQLITE_READONLY_DBMOVED).
func lockOld(ctx context.Context, path string, step func(string)) (*oldDatabase, error) {
	old, err := openOld(ctx, path)
	if err != nil || old.pool == nil {
		return old, err
	}
	var mode string
	err = classify(ctx, old.conn.QueryRowContext(ctx, `pragma journal_mode = delete`).Scan(&mode))
	switch {
	case errors.Is(err, ErrCorrupt):
		return old, nil // is kept with its log, and locked as it is
	case err == nil && mode != "delete":
		err = ErrBusy
	}
	if err != nil {
		old.unlock()
		return nil, fmt.Errorf("%s: its log cannot be closed: %w", path, err)
	}
	old.whole = true
	step("whole")
	// Exclusive by transaction instead of by mode, which would remove a journal
	// by its name at the end. Others may come in between.
	_, err = old.conn.ExecContext(ctx, `pragma locking_mode = normal; select count(*) from sqlite_schema; begin exclusive`)
	if err == nil {
		err = old.conn.QueryRowContext(ctx, `pragma journal_mode`).Scan(&mode)
	}
	err = classify(ctx, err)
	if err == nil && mode != "delete" {
		err = ErrBusy
	}
	if err != nil {
		old.unlock()
		return nil, fmt.Errorf("%s was opened by another process: %w", path, err)
	}
	return old, nil
}

// unlock lets others in, by closing the connection.
func (old *oldDatabase) unlock() {
	if old.conn != nil {
		_ = old.conn.Close()
	}
	if old.pool != nil {
		_ = old.pool.Close()
	}
}

// keep gives the old database a second name, under which it stays, and removes
// what a new file must not find under the first one: a log that is not its own.
func (old *oldDatabase) keep(step func(string)) (kept string, err error) {
	name := keptName(old.path)
	if old.info != nil {
		if err := os.Link(old.path, name); err != nil {
			return "", fmt.Errorf("the old database cannot be kept: %w", err)
		}
		kept = name
		step("linked")
	}
	for _, suffix := range []string{"-wal", "-journal", "-shm"} {
		log := old.path + suffix
		if !old.whole && suffix != "-shm" {
			if err := os.Link(log, name+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return "", errors.Join(err, old.forget(kept))
			}
		}
		if err := os.Remove(log); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", errors.Join(err, old.forget(kept))
		}
		step("without " + suffix)
	}
	return kept, syncDir(filepath.Dir(old.path))
}

// forget takes the second name back.
func (old *oldDatabase) forget(kept string) error {
	if kept == "" || !old.whole {
		return nil // what is damaged is better kept twice
	}
	return os.Remove(kept)
}
