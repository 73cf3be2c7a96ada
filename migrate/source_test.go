package migrate_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/migrate/migratetest"
)

// rows are n users that nothing is wrong with.
func rows(n int) []migratetest.User {
	all := make([]migratetest.User, n)
	for i := range all {
		all[i] = migratetest.User{
			ID: fmt.Sprintf("%032x", i+1), Name: fmt.Sprintf("user %d", i), Email: fmt.Sprintf("u%d@example.org", i),
			Hash: "$2b$04$rw/ewwVxb18SI3AqRCgHtOrXkmlZ7khKkrFFKPAj6XNN.2n4vcxAC", Active: 1, Admin: 0,
			Created: "2024-03-01 10:20:30.000000", Updated: "2024-03-01 10:20:30.000000",
		}
	}
	return all
}

// picture is all files below a folder with their contents and times.
func picture(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		all[path] = fmt.Sprintf("%x %v %v", sha256.Sum256(data), info.ModTime(), info.Mode())
		return err
	}))
	return all
}

// readUntouched reads a source and makes sure that nothing is written there.
func readUntouched(t *testing.T, path string) *migrate.UserSource {
	t.Helper()
	before := picture(t, filepath.Dir(path))
	from, err := migrate.ReadUsers(t.Context(), path)
	require.NoError(t, err)
	require.Equal(t, before, picture(t, filepath.Dir(path)))
	return from
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestReadDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "einkpdf.sqlite")
	migratetest.WritePredecessor(t, path, rows(3), nil)
	require.Equal(t, 3, readUntouched(t, path).Len())
	// It may be read-only, in a folder that is.
	require.NoError(t, os.Chmod(path, 0o400))
	require.NoError(t, os.Chmod(filepath.Dir(path), 0o500))
	t.Cleanup(func() { _ = os.Chmod(filepath.Dir(path), 0o700) })
	require.Equal(t, 3, readUntouched(t, path).Len())
}

// copyAll copies the files of a database, as a crash would leave them.
func copyAll(t *testing.T, from string) (to string) {
	t.Helper()
	to = filepath.Join(t.TempDir(), "einkpdf.sqlite")
	files, err := filepath.Glob(from + "*")
	require.NoError(t, err)
	for _, f := range files {
		data, err := os.ReadFile(f)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(to+strings.TrimPrefix(f, from), data, 0o600))
	}
	return to
}

func TestReadDatabaseWithWriteAheadLog(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "einkpdf.sqlite")
	db := migratetest.OpenPredecessor(t, path)
	for _, pragma := range []string{"pragma journal_mode = wal", "pragma wal_autocheckpoint = 0"} {
		_, err := db.ExecContext(t.Context(), pragma)
		require.NoError(t, err)
	}
	migratetest.Insert(t, db, rows(5), nil)
	left := copyAll(t, path)
	require.FileExists(t, left+"-wal")
	require.Equal(t, 5, readUntouched(t, left).Len())
	link := filepath.Join(t.TempDir(), "link.sqlite")
	require.NoError(t, os.Symlink(left, link))
	require.Equal(t, 5, readUntouched(t, link).Len())
	// Also while the predecessor runs, as long as it does not write.
	require.Equal(t, 5, readUntouched(t, path).Len())
}

// TestReadDatabaseWithJournal reads what a crash in the middle of a transaction
// leaves: the journal says how to undo it.
func TestReadDatabaseWithJournal(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "einkpdf.sqlite")
	db := migratetest.OpenPredecessor(t, path)
	migratetest.Insert(t, db, rows(500), nil)
	for _, statement := range []string{"pragma journal_mode = delete", "pragma cache_size = 5", "begin", "update users set is_active = 0, username = username || ' and more'"} {
		_, err := db.ExecContext(t.Context(), statement)
		require.NoError(t, err)
	}
	left := copyAll(t, path)
	require.FileExists(t, left+"-journal")
	_, err := db.ExecContext(t.Context(), "rollback")
	require.NoError(t, err)
	report := dryRun(t, readUntouched(t, left))
	require.Equal(t, migrate.Counts{New: 500}, report.Counts)
	for _, u := range report.Users {
		require.True(t, u.Active)
		require.NotContains(t, u.Name, "more")
	}
}

func TestReadFindsTheFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	empty := func() string { return write(t, filepath.Join(folder, "users", "users.json"), "{}") }
	_, err := migrate.ReadUsers(t.Context(), folder)
	require.ErrorIs(t, err, migrate.ErrSource)
	require.ErrorContains(t, err, "neither einkpdf.sqlite nor users/users.json")
	json := empty()
	from, err := migrate.ReadUsers(t.Context(), folder)
	require.NoError(t, err)
	require.Equal(t, json, from.Path)
	from, err = migrate.ReadUsers(t.Context(), filepath.Dir(json))
	require.NoError(t, err)
	require.Equal(t, json, from.Path)
	database := filepath.Join(folder, "einkpdf.sqlite")
	migratetest.WritePredecessor(t, database, rows(1), nil)
	from, err = migrate.ReadUsers(t.Context(), folder)
	require.NoError(t, err)
	require.Equal(t, database, from.Path, "the database counts")
	odd := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(odd, "einkpdf.sqlite"), 0o700))
	_, err = migrate.ReadUsers(t.Context(), odd)
	require.ErrorIs(t, err, migrate.ErrSource)
	_, err = migrate.ReadUsers(t.Context(), filepath.Join(folder, "nothing"))
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestReadOlderDatabases(t *testing.T) {
	t.Parallel()
	for name, statements := range map[string]string{
		"no is_admin":      `alter table users drop column is_admin`,
		"no terms":         `alter table users drop column terms_accepted_at`,
		"no updated_at":    `alter table users drop column updated_at`,
		"no resets":        `drop table password_reset_tokens`,
		"more columns":     `alter table users add column locale text default 'de'`,
		"other case":       `alter table users rename column email to EMAIL`,
		"computed column":  `alter table users add column big as (zeroblob(1000000000))`,
		"a trigger":        `create trigger t after insert on users begin select 1; end`,
		"a check":          `alter table users add column n check (n <> 'x'); pragma ignore_check_constraints = 1; update users set n = 'x'`,
		"without its keys": `drop index ix_users_username; drop index ix_users_email`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "einkpdf.sqlite")
			db := migratetest.OpenPredecessor(t, path)
			migratetest.Insert(t, db, rows(2), nil)
			_, err := db.ExecContext(t.Context(), statements)
			require.NoError(t, err)
			require.NoError(t, db.Close())
			require.Equal(t, migrate.Counts{New: 2}, dryRun(t, readUntouched(t, path)).Counts)
		})
	}
}

func TestReadRefusesDatabases(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]string{
		"no table users: it is not the predecessor's, or was never used": `drop table users`,
		"table users has no column email":                                `drop index ix_users_email; alter table users drop column email`,
		"table users has no column is_active":                            `alter table users drop column is_active; alter table users add column is_active as (1)`,
		"no table users: it is not":                                      `alter table users rename to people; create view users as select * from people`,
		"no table users: it":                                             `drop table users; create virtual table users using fts5(id, username, email, password_hash, is_active, created_at)`,
		"table password_reset_tokens has no column email":                `alter table password_reset_tokens drop column email`,
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "einkpdf.sqlite")
			db := migratetest.OpenPredecessor(t, path)
			_, err := db.ExecContext(t.Context(), change)
			require.NoError(t, err)
			require.NoError(t, db.Close())
			_, err = migrate.ReadUsers(t.Context(), path)
			require.ErrorIs(t, err, migrate.ErrSource)
			require.ErrorContains(t, err, want)
			require.ErrorContains(t, err, path)
		})
	}
}

func TestReadRefusesFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	damaged := filepath.Join(folder, "whole.sqlite")
	migratetest.WritePredecessor(t, damaged, rows(300), nil)
	data, err := os.ReadFile(damaged)
	require.NoError(t, err)
	huge := write(t, filepath.Join(folder, "huge.json"), "")
	require.NoError(t, os.Truncate(huge, 256<<20+1))
	vast := write(t, filepath.Join(folder, "vast.sqlite"), string(data))
	require.NoError(t, os.Truncate(vast, 4<<30+1)) // sparse
	for want, path := range map[string]string{
		"the file is empty":            write(t, filepath.Join(folder, "empty.sqlite"), ""),
		"neither a SQLite database":    write(t, filepath.Join(folder, "text.sqlite"), "Hello, this is no database."),
		"cut.sqlite":                   write(t, filepath.Join(folder, "cut.sqlite"), string(data[:len(data)/2])),
		"header.sqlite":                write(t, filepath.Join(folder, "header.sqlite"), string(data[:100])),
		"more than 256":                huge,
		"more than 4096":               vast,
		"line 3, column 7: ":           write(t, filepath.Join(folder, "broken.json"), "{\n  \"a\": {},\n  \"b\" 1\n}"),
		"entry 2 has 1024 KB, more":    write(t, filepath.Join(folder, "wide.json"), `{"a": {}, "b": {"theme": "`+strings.Repeat("x", 1<<20)+`"}}`),
		"unexpected end of JSON":       write(t, filepath.Join(folder, "half.json"), `{"a": {"id": "a"`),
		"neither a map nor a list":     write(t, filepath.Join(folder, "number.json"), `5`),
		"line 1, column 4: ":           write(t, filepath.Join(folder, "after.json"), `{} x`),
		"password_resets.json: cannot": write(t, filepath.Join(folder, "sub", "users.json"), `{}`),
	} {
		write(t, filepath.Join(folder, "sub", "password_resets.json"), "[1")
		_, err := migrate.ReadUsers(t.Context(), path)
		require.ErrorIs(t, err, migrate.ErrSource, path)
		require.ErrorContains(t, err, want)
	}
}

// TestReadRefusesDamageElsewhere: where an index is damaged, the users may be, too.
func TestReadRefusesDamageElsewhere(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "einkpdf.sqlite")
	db := migratetest.OpenPredecessor(t, path)
	migratetest.Insert(t, db, rows(300), nil)
	var size, page int64
	require.NoError(t, db.QueryRowContext(t.Context(), `pragma page_size`).Scan(&size))
	require.NoError(t, db.QueryRowContext(t.Context(), `select rootpage from sqlite_schema where name = 'ix_users_email'`).Scan(&page))
	require.NoError(t, db.Close())
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.WriteAt(make([]byte, size), (page-1)*size)
	require.NoError(t, errors.Join(err, f.Close()))
	_, err = migrate.ReadUsers(t.Context(), path)
	require.ErrorIs(t, err, migrate.ErrSource)
	require.ErrorContains(t, err, "the database is damaged")
}

func TestReadEndsWithTheContext(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	database := filepath.Join(folder, "einkpdf.sqlite")
	migratetest.WritePredecessor(t, database, rows(1), nil)
	json := write(t, filepath.Join(folder, "users.json"), `{"a": {}}`)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, path := range []string{database, json} {
		_, err := migrate.ReadUsers(ctx, path)
		require.ErrorIs(t, err, context.Canceled)
	}
}

// TestJSONUsersAreNeverDropped: what cannot be read is reported.
func TestJSONUsersAreNeverDropped(t *testing.T) {
	t.Parallel()
	path := write(t, filepath.Join(t.TempDir(), "users.json"), `{
		"a": null, "b": 5, "c": [], "d": {"username": {"x": 1}, "email": true}, "e": {"id": "f"}, "g": {}, "g": {},
		"h": {"is_active": "true", "is_admin": 1, "created_at": 5}}`)
	report := dryRun(t, readUntouched(t, path))
	require.Equal(t, migrate.Counts{Invalid: 8}, report.Counts)
	why := map[string]string{}
	for _, u := range report.Users {
		why[u.ID] += strings.Join(u.Why, "; ")
	}
	require.Contains(t, why["d"], "username is no text")
	require.Contains(t, why["f"], "id is another one than the key")
	require.Contains(t, why["g"], "the id is there twice")
	require.Equal(t, 2, strings.Count(why["g"], "twice"))
	require.Contains(t, why["h"], "created at is no time")

	latin := write(t, filepath.Join(t.TempDir(), "users.json"), "{\"a\": {\"username\": \"J\xfcrgen\"}}")
	require.Contains(t, dryRun(t, readUntouched(t, latin)).Users[0].Why, "username is damaged; give one: --rename a=NAME")

	list := write(t, filepath.Join(t.TempDir(), "users.json"), "\xef\xbb\xbf[{\"id\": \"a\"}, {}]")
	require.Equal(t, migrate.Counts{Invalid: 2}, dryRun(t, readUntouched(t, list)).Counts)
}

func TestRacingWriterIsNoticed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "einkpdf.sqlite")
	db := migratetest.OpenPredecessor(t, path)
	migratetest.Insert(t, db, rows(50), nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stopped := make(chan error, 1)
	go func() { stopped <- writeOn(ctx, db) }()
	for range 20 {
		from, err := migrate.ReadUsers(t.Context(), path)
		if errors.Is(err, migrate.ErrChanging) || errors.Is(err, migrate.ErrSource) { // seen, or the copy is torn
			continue
		}
		require.NoError(t, err)
		require.Equal(t, 50, from.Len())
	}
	cancel()
	require.NoError(t, <-stopped)
}

func writeOn(ctx context.Context, db *sql.DB) error {
	for ctx.Err() == nil {
		if _, err := db.ExecContext(context.WithoutCancel(ctx), `update users set updated_at = updated_at || ''`); err != nil {
			return err
		}
	}
	return nil
}
