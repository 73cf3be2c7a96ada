package migrate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/einkpdf/platform/sqldb"
)

// readSQLite reads the predecessor's database from a copy of it. SQLite would
// write beside the original: it makes -shm files even to read, and must roll
// back what a crash left half written.
func (s *UserSource) readSQLite(ctx context.Context) (err error) {
	folder, err := os.MkdirTemp("", "einkpdf-import-")
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }() // it has password hashes
	// The journals are beside the file, not beside a link to it.
	original, err := filepath.EvalSymlinks(s.Path)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	file, err := copyDatabase(ctx, original, folder)
	if err != nil {
		return err
	}
	db, err := sqldb.OpenSQLite(ctx, file, sqldb.SQLiteOptions{Normal: true, MaxConns: 1})
	if err != nil {
		return s.sqliteError(ctx, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return s.sqliteError(ctx, s.readTables(ctx, db))
}

// sqliteError says of the source what went wrong with its copy.
func (s *UserSource) sqliteError(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("migrate: %s: %w", s.Path, err)
	}
	return fmt.Errorf("migrate: %s: %w: %w", s.Path, ErrSource, err)
}

// copyDatabase copies a database with its journals into a folder.
func copyDatabase(ctx context.Context, path, folder string) (string, error) {
	before := map[string]fs.FileInfo{}
	parts := []string{"", "-wal", "-journal"}
	for _, part := range parts {
		info, err := os.Stat(path + part)
		if err != nil && (part == "" || !errors.Is(err, fs.ErrNotExist)) {
			return "", fmt.Errorf("migrate: %w", err)
		}
		before[part] = info
	}
	to := filepath.Join(folder, "copy.sqlite")
	for _, part := range parts {
		if before[part] == nil {
			continue
		}
		if err := copyFile(ctx, path+part, to+part); err != nil {
			return "", err
		}
	}
	for _, part := range parts {
		if !unchanged(path+part, before[part]) {
			return "", fmt.Errorf("migrate: %s %w", path, ErrChanging)
		}
	}
	return to, nil
}

func copyFile(ctx context.Context, from, to string) (err error) {
	in, _, err := open(from, maxDatabase)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // only read
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	for range maxDatabase>>20 + 1 {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := io.CopyN(out, in, 1<<20); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
	}
	return fmt.Errorf("migrate: %s %w", from, ErrChanging) // it has grown
}
