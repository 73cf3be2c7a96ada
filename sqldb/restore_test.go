package sqldb_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// twoStates makes a backup of a database with one row, and lets the database have
// two.
func twoStates(t testing.TB, db *sqldb.DB, backup string) {
	t.Helper()
	publish(t, db, "first")
	_, err := db.Backup(t.Context(), backup)
	require.NoError(t, err)
	publish(t, db, "second")
}

// database is a closed one of two rows, with its backup of one beside it.
func database(t testing.TB) (dir, path, backup string) {
	t.Helper()
	dir = t.TempDir()
	path, backup = filepath.Join(dir, "live.sqlite"), filepath.Join(dir, "backup")
	db := open(t, path, sqldb.SQLiteOptions{Normal: true})
	require.NoError(t, db.Migrate(t.Context()))
	twoStates(t, db, backup)
	require.NoError(t, db.Close())
	return dir, path, backup
}

func rowsOf(t testing.TB, path string) int {
	t.Helper()
	db := open(t, path, sqldb.SQLiteOptions{})
	defer func() { require.NoError(t, db.Close()) }()
	require.NoError(t, db.Migrate(t.Context()))
	return outboxRows(t, db)
}

func TestRestore(t *testing.T) {
	t.Parallel()
	dir, path, backup := database(t)
	require.NoError(t, os.Chmod(path, 0o640))
	info, err := sqldb.Restore(t.Context(), backup, path)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(info.Kept, path+".before-restore-2"), info.Kept)
	require.Equal(t, []string{"backup", "live.sqlite", filepath.Base(info.Kept)}, names(t, dir))
	stat, err := os.Stat(path)
	require.NoError(t, err)
	require.EqualValues(t, 0o640, stat.Mode().Perm())
	require.Equal(t, stat.Size(), info.Bytes)
	require.Len(t, info.SHA256, 64)
	require.Equal(t, []sqldb.SchemaVersion{{Service: "sqldb", Version: 1}}, info.Schemas)
	require.Equal(t, 1, rowsOf(t, path))
	require.Equal(t, 2, rowsOf(t, info.Kept))

	// And back, in the same second.
	back, err := sqldb.Restore(t.Context(), info.Kept, path)
	require.NoError(t, err)
	require.NotEqual(t, info.Kept, back.Kept)
	require.Equal(t, 2, rowsOf(t, path))
	require.Equal(t, 1, rowsOf(t, back.Kept))
}

func TestRestoreWhereNothingIs(t *testing.T) {
	t.Parallel()
	_, path, backup := database(t)
	to := filepath.Join(t.TempDir(), "new.sqlite")
	require.NoError(t, os.WriteFile(to+"-wal", []byte("of a file that is gone"), 0o600))
	info, err := sqldb.Restore(t.Context(), backup, to)
	require.NoError(t, err)
	require.Empty(t, info.Kept)
	require.Equal(t, 1, rowsOf(t, to))
	stat, err := os.Stat(to)
	require.NoError(t, err)
	require.EqualValues(t, 0o600, stat.Mode().Perm())

	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(path, link))
	info, err = sqldb.Restore(t.Context(), backup, link)
	require.NoError(t, err)
	require.Equal(t, filepath.Dir(path), filepath.Dir(info.Kept), "the file itself was changed, not the link")
	require.Equal(t, 1, rowsOf(t, path))
}

// A server that was killed leaves its last commits in the log; they are kept.
func TestRestoreAfterKill(t *testing.T) {
	t.Parallel()
	_, path, backup := database(t)
	db := open(t, path, sqldb.SQLiteOptions{Normal: true})
	publish(t, db, "third")
	dir := t.TempDir()
	live := filepath.Join(dir, "live.sqlite")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		data, err := os.ReadFile(path + suffix)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(live+suffix, data, 0o600))
	}
	info, err := sqldb.Restore(t.Context(), backup, live)
	require.NoError(t, err)
	require.Equal(t, []string{"live.sqlite", filepath.Base(info.Kept)}, names(t, dir))
	require.Equal(t, 1, rowsOf(t, live))
	require.Equal(t, 3, rowsOf(t, info.Kept))
}

// What is damaged is replaced, too, and kept as it is, with its log.
func TestRestoreDamaged(t *testing.T) {
	t.Parallel()
	_, sound, backup := database(t)
	good, err := os.ReadFile(sound)
	require.NoError(t, err)
	schema := append([]byte(nil), good...)
	copy(schema[100:], "\xff\xff\xff\xff\xff\xff\xff\xff") // the root of sqlite_schema
	for name, data := range map[string][]byte{
		"garbage": []byte(strings.Repeat("garbage ", 2000)),
		"empty":   {},
		"schema":  schema,
		"cut":     good[:5000],
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "live.sqlite")
		require.NoError(t, os.WriteFile(path, data, 0o600))
		require.NoError(t, os.WriteFile(path+"-wal", []byte("what is this"), 0o600))
		info, err := sqldb.Restore(t.Context(), backup, path)
		require.NoError(t, err, name)
		require.Equal(t, 1, rowsOf(t, path), name)
		kept, err := os.ReadFile(info.Kept)
		require.NoError(t, err)
		if name != "empty" && name != "cut" { // SQLite may write into what it can read
			require.Equal(t, data, kept, name)
		}
	}
}

func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	dir, path, backup := database(t)
	in := func(name string) string { return filepath.Join(dir, name) }
	good, err := os.ReadFile(backup)
	require.NoError(t, err)
	flipped := append([]byte(nil), good...)
	copy(flipped[len(flipped)-4096:], "\xff\xff\xff\xff\xff\xff") // the root of a table
	write := func(name string, data []byte) string {
		require.NoError(t, os.WriteFile(in(name), data, 0o600))
		return in(name)
	}
	foreign := open(t, in("foreign"), sqldb.SQLiteOptions{})
	_, err = foreign.Exec(t.Context(), `create table t (a text)`)
	require.NoError(t, err)
	require.NoError(t, foreign.Close())
	inUse := open(t, write("in use", good), sqldb.SQLiteOptions{})
	before := names(t, dir)
	for _, c := range []struct {
		from, to, text string
		want           error
	}{
		{in("nothing"), path, "nothing", os.ErrNotExist},
		{dir, path, "is not a file", nil},
		{backup, dir, "is not a file", nil},
		{backup, in("no/folder"), "no", os.ErrNotExist},
		{write("text", []byte("no database, but more than a hundred bytes: "+strings.Repeat("x", 100))), path, "text", sqldb.ErrCorrupt},
		{write("cut", good[:len(good)-4096]), path, "cut", sqldb.ErrCorrupt},
		{write("flipped", flipped), path, "flipped", sqldb.ErrCorrupt},
		{write("nothing in it", nil), path, "no schema", nil},
		{in("foreign"), path, "no schema", nil},
		{in("in use"), path, "in use", nil},
		{path, path, "itself", nil},
		{backup, "", "not the path", nil},
		{"", path, "not the path", nil},
	} {
		_, err := sqldb.Restore(t.Context(), c.from, c.to)
		require.ErrorContains(t, err, c.text, "%s", c.from)
		if c.want != nil {
			require.ErrorIs(t, err, c.want)
		}
		require.Equal(t, 1, strings.Count(err.Error(), "sqldb: "), err.Error())
	}
	require.NoError(t, inUse.Close())
	require.Subset(t, append(before, "text", "cut", "flipped", "nothing in it"), names(t, dir), "nothing remains")
	require.Equal(t, 2, rowsOf(t, path))
}

// The context ends it at each step, until the rename is done.
func TestRestoreContext(t *testing.T) {
	t.Parallel()
	var steps []string
	_, path, backup := database(t)
	_, err := sqldb.RestoreSteps(t.Context(), backup, path, func(step string) { steps = append(steps, step) })
	require.NoError(t, err)
	require.Equal(t, []string{"made", "copied", "whole", "locked", "linked", "without -wal", "without -journal", "without -shm", "kept", "renamed"}, steps)
	for _, at := range steps {
		dir, path, backup := database(t)
		ctx, cancel := context.WithCancel(t.Context())
		_, err := sqldb.RestoreSteps(ctx, backup, path, func(step string) {
			if step == at {
				cancel()
			}
		})
		if at == "renamed" {
			require.NoError(t, err)
			require.Equal(t, 1, rowsOf(t, path))
			continue
		}
		require.ErrorIs(t, err, context.Canceled, at)
		require.Equal(t, []string{"backup", "live.sqlite"}, names(t, dir), at)
		require.Equal(t, 2, rowsOf(t, path), at)
	}
}

var restoreScenario = sqldbtest.Scenario{
	Name:    "restore",
	Prepare: func(t testing.TB, p sqldbtest.Place) { twoStates(t, p.DB, filepath.Join(p.Dir, "backup")) },
	Do: func(ctx context.Context, p sqldbtest.Place) error {
		if err := p.DB.SQL().Close(); err != nil {
			return err
		}
		p.Point()
		_, err := sqldb.RestoreSteps(ctx, filepath.Join(p.Dir, "backup"), p.Source, func(string) { p.Point() })
		return err
	},
	Check: func(t testing.TB, p sqldbtest.Place, finished bool) {
		require.NoError(t, p.DB.Migrate(t.Context()))
		n := outboxRows(t, p.DB)
		require.True(t, n == 1 || n == 2 && !finished, "%d rows", n)
		publish(t, p.DB, "third")
		require.NoError(t, p.DB.SQL().Close())
		info, err := sqldb.Restore(t.Context(), filepath.Join(p.Dir, "backup"), p.Source)
		require.NoError(t, err)
		require.Equal(t, n+1, rowsOf(t, info.Kept))
		require.Equal(t, 1, rowsOf(t, p.Source))
		// Each database that there was has one name.
		kept, err := filepath.Glob(p.Source + ".before-restore-*")
		require.NoError(t, err)
		require.Len(t, kept, 3-n, "%v", kept)
	},
}

func TestRestoreCrash(t *testing.T) {
	t.Parallel()
	sqldbtest.Crash(t, sqldbtest.Files(), restoreScenario)
}

// holder opens the database "live.sqlite" in its folder, says so, and stays if it
// could.
var holder = sqldbtest.Scenario{
	Name: "holder",
	Do: func(ctx context.Context, p sqldbtest.Place) error {
		if err := os.WriteFile(filepath.Join(p.Dir, "opening"), nil, 0o600); err != nil {
			return err
		}
		db, err := sqldb.OpenSQLite(ctx, filepath.Join(p.Dir, "live.sqlite"), sqldb.SQLiteOptions{BusyTimeout: time.Minute})
		if err != nil {
			return os.WriteFile(filepath.Join(p.Dir, "refused"), []byte(err.Error()), 0o600)
		}
		err = db.Write(ctx, func(tx *sqldb.Tx) error { return tx.Publish(ctx, "holder", 1) })
		err = errors.Join(err, os.WriteFile(filepath.Join(p.Dir, "opened"), nil, 0o600))
		time.Sleep(time.Hour)
		return err
	},
}

func waitFor(t testing.TB, paths ...string) string {
	t.Helper()
	for {
		for _, path := range paths {
			if _, err := os.Stat(path); err == nil {
				return filepath.Base(path)
			}
		}
		require.NoError(t, t.Context().Err())
		time.Sleep(time.Millisecond)
	}
}

// A process that has the database open, and does nothing, is in the way.
func TestRestoreRefusesWhileOpen(t *testing.T) {
	t.Parallel()
	dir, path, backup := database(t)
	child := sqldbtest.Start(t, sqldbtest.Files(), holder, sqldbtest.Place{Source: filepath.Join(t.TempDir(), "other"), Dir: dir}, 0, sqldbtest.Before)
	waitFor(t, filepath.Join(dir, "opened"))
	_, err := sqldb.Restore(t.Context(), backup, path)
	require.ErrorIs(t, err, sqldb.ErrBusy)
	require.ErrorContains(t, err, "stop the server first")
	require.Equal(t, 3, rowsOf(t, path), "the other one goes on")
	child.Kill()
	require.False(t, child.Wait())

	db := open(t, path, sqldb.SQLiteOptions{})
	_, err = sqldb.Restore(t.Context(), backup, path)
	require.ErrorIs(t, err, sqldb.ErrBusy, "nor in this process")
	publish(t, db, "goes on")
	require.NoError(t, db.Close())

	info, err := sqldb.Restore(t.Context(), backup, path)
	require.NoError(t, err)
	require.Equal(t, 1, rowsOf(t, path))
	require.Equal(t, 4, rowsOf(t, info.Kept))
}

// A process that comes in the middle waits for the old file, and must not write
// into it, nor beside the new one, when that has lost its name.
func TestRestoreWhileOneComes(t *testing.T) {
	t.Parallel()
	dir, path, backup := database(t)
	place := sqldbtest.Place{Source: filepath.Join(t.TempDir(), "other"), Dir: dir}
	var child *sqldbtest.Process
	info, err := sqldb.RestoreSteps(t.Context(), backup, path, func(step string) {
		if step == "locked" {
			child = sqldbtest.Start(t, sqldbtest.Files(), holder, place, 0, sqldbtest.Before)
			waitFor(t, filepath.Join(dir, "opening"))
			time.Sleep(200 * time.Millisecond) // likely it waits now; if not, it finds the new file
		}
	})
	require.NoError(t, err)
	rows := 1
	if waitFor(t, filepath.Join(dir, "refused"), filepath.Join(dir, "opened")) == "opened" {
		rows = 2
	}
	child.Kill()
	child.Wait()
	require.Equal(t, 2, rowsOf(t, info.Kept))
	require.Equal(t, rows, rowsOf(t, path))
}
