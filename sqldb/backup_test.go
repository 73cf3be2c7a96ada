package sqldb_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func names(t testing.TB, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestBackup(t *testing.T) {
	t.Parallel()
	db, dir := sqldbtest.SQLite(t), t.TempDir()
	publish(t, db, "before")
	to := filepath.Join(dir, "a b?.sqlite")
	before := time.Now()
	info, err := db.Backup(t.Context(), to)
	require.NoError(t, err)
	data, err := os.ReadFile(to)
	require.NoError(t, err)
	sum := sha256.Sum256(data)
	require.Equal(t, hex.EncodeToString(sum[:]), info.SHA256)
	require.EqualValues(t, len(data), info.Bytes)
	require.Equal(t, to, info.Path)
	require.Equal(t, []sqldb.SchemaVersion{{Service: "sqldb", Version: 1}}, info.Schemas)
	require.WithinRange(t, info.At, before, time.Now())
	stat, err := os.Stat(to)
	require.NoError(t, err)
	require.EqualValues(t, 0o600, stat.Mode().Perm())
	require.Equal(t, []string{"a b?.sqlite"}, names(t, dir))

	publish(t, db, "after")
	copied := open(t, to, sqldb.SQLiteOptions{ReadOnly: true})
	require.Equal(t, 1, outboxRows(t, copied))
	_, err = db.Backup(t.Context(), to)
	require.ErrorIs(t, err, os.ErrExist)
	again, err := os.ReadFile(to)
	require.NoError(t, err)
	require.Equal(t, data, again)
}

// A backup needs no right to write, and takes no connection out of order.
func TestBackupOfReadOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "a.sqlite")
	require.NoError(t, open(t, path, sqldb.SQLiteOptions{}).Migrate(t.Context()))
	db := open(t, path, sqldb.SQLiteOptions{ReadOnly: true})
	for _, name := range []string{"b", "c"} {
		_, err := db.Backup(t.Context(), filepath.Join(dir, name))
		require.NoError(t, err)
		_, err = db.Exec(t.Context(), `delete from ep_outbox`)
		require.ErrorIs(t, err, sqldb.ErrReadOnly)
	}
}

func TestBackupWithOneConnection(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := open(t, filepath.Join(dir, "a.sqlite"), sqldb.SQLiteOptions{MaxConns: 1})
	db.Patience(10 * time.Second)
	require.NoError(t, db.Migrate(t.Context()))
	_, err := db.Backup(t.Context(), filepath.Join(dir, "b"))
	require.NoError(t, err)
}

// Pairs of rows are written together; a backup never has half of one.
func TestBackupWhileOthersWrite(t *testing.T) {
	t.Parallel()
	db, dir := sqldbtest.SQLite(t), t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	begun := make(chan struct{})
	begin := sync.OnceFunc(func() { close(begun) })
	wg.Go(func() {
		defer begin()
		for ; ctx.Err() == nil; begin() {
			err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
				return errors.Join(tx.Publish(t.Context(), "a", strings.Repeat("x", 3000)), tx.Publish(t.Context(), "b", 1))
			})
			if err != nil {
				t.Error(err)
				return
			}
		}
	})
	<-begun
	rows := 2
	for _, name := range []string{"1", "2", "3", "4"} {
		info, err := db.Backup(t.Context(), filepath.Join(dir, name))
		require.NoError(t, err)
		n := outboxRows(t, open(t, info.Path, sqldb.SQLiteOptions{ReadOnly: true}))
		require.Zero(t, n%2)
		require.GreaterOrEqual(t, n, rows)
		rows = n
	}
	stop()
	wg.Wait()
}

func TestBackupFails(t *testing.T) {
	t.Parallel()
	db, dir := sqldbtest.SQLite(t), t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	_, err := db.Backup(t.Context(), in("no/folder"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = db.Backup(t.Context(), "")
	require.Error(t, err)
	_, err = db.Backup(t.Context(), dir)
	require.ErrorIs(t, err, os.ErrExist)
	require.NoError(t, os.Symlink(in("nothing"), in("link")))
	_, err = db.Backup(t.Context(), in("link"))
	require.ErrorIs(t, err, os.ErrExist)
	require.NoError(t, os.Remove(in("link")))
	ctx, cancel := context.WithCancel(t.Context())
	_, err = db.BackupSteps(ctx, in("a"), func(string) { cancel() })
	require.ErrorIs(t, err, context.Canceled)
	_, err = db.BackupSteps(t.Context(), in("a"), func(step string) {
		if step == "synced" {
			require.NoError(t, os.WriteFile(in("a"), []byte("mine"), 0o600))
		}
	})
	require.ErrorIs(t, err, os.ErrExist)
	require.Equal(t, []string{"a"}, names(t, dir), "what was begun is gone")
	mine, err := os.ReadFile(in("a"))
	require.NoError(t, err)
	require.Equal(t, "mine", string(mine))

	empty := open(t, in("empty"), sqldb.SQLiteOptions{})
	_, err = empty.Backup(t.Context(), in("b"))
	require.ErrorContains(t, err, "no schema")
}

// A backup of a damaged database is refused: it would push the good ones out.
func TestBackupOfDamaged(t *testing.T) {
	t.Parallel()
	db, dir := sqldbtest.SQLite(t), t.TempDir()
	_, err := db.Exec(t.Context(), `create table ep_child (id integer primary key, parent integer references ep_outbox (id)) strict`)
	require.NoError(t, err)
	conn, err := db.SQL().Conn(t.Context())
	require.NoError(t, err)
	_, err = conn.ExecContext(t.Context(), `pragma foreign_keys = 0; insert into ep_child values (1, 7); pragma foreign_keys = 1`)
	require.NoError(t, err)
	require.NoError(t, conn.Close())
	_, err = db.Backup(t.Context(), filepath.Join(dir, "a"))
	require.ErrorIs(t, err, sqldb.ErrCorrupt)
	require.ErrorContains(t, err, "ep_child")
	require.Empty(t, names(t, dir))
}

var backupScenario = sqldbtest.Scenario{
	Name:    "backup",
	Prepare: func(t testing.TB, p sqldbtest.Place) { publish(t, p.DB, "a") },
	Do: func(ctx context.Context, p sqldbtest.Place) error {
		_, err := p.DB.BackupSteps(ctx, filepath.Join(p.Dir, "backup"), func(string) { p.Point() })
		return err
	},
	Check: func(t testing.TB, p sqldbtest.Place, finished bool) {
		require.Equal(t, 1, outboxRows(t, p.DB))
		found := names(t, p.Dir)
		require.LessOrEqual(t, len(found), 2)
		there := false
		for _, name := range found {
			if name == "backup" {
				there = true
				continue
			}
			require.True(t, strings.HasPrefix(name, "backup.partial-"), name)
			require.False(t, finished)
		}
		require.True(t, there || !finished)
		if there { // then it is complete
			_, err := sqldb.Restore(t.Context(), filepath.Join(p.Dir, "backup"), filepath.Join(p.Dir, "restored"))
			require.NoError(t, err)
			require.Equal(t, 1, outboxRows(t, open(t, filepath.Join(p.Dir, "restored"), sqldb.SQLiteOptions{})))
		}
		_, err := p.DB.Backup(t.Context(), filepath.Join(p.Dir, "another"))
		require.NoError(t, err)
	},
}

func TestBackupCrash(t *testing.T) {
	t.Parallel()
	sqldbtest.Crash(t, sqldbtest.Files(), backupScenario)
}

// An index that lacks its rows is found by integrity_check alone.
func TestBackupOfDamagedIndex(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	path := filepath.Join(dir, "damaged.sqlite")
	db, err := sqldb.OpenSQLite(ctx, path, sqldb.SQLiteOptions{MaxConns: 1})
	require.NoError(t, err)
	require.NoError(t, db.Migrate(ctx))
	for _, statement := range []string{
		`create table ep_x (id integer primary key, a text not null, b text not null) strict`,
		`create index ep_x_a on ep_x (a)`,
		`insert into ep_x (a, b) values ('1', '9'), ('2', '8')`,
		`pragma writable_schema = on`,
		`update sqlite_schema set sql = 'create index ep_x_a on ep_x (b)' where name = 'ep_x_a'`,
	} {
		_, err := db.Exec(ctx, statement)
		require.NoError(t, err)
	}
	require.NoError(t, db.Close())

	_, err = sqldb.Restore(ctx, path, filepath.Join(dir, "restored.sqlite"))
	require.ErrorIs(t, err, sqldb.ErrCorrupt)
	require.NoFileExists(t, filepath.Join(dir, "restored.sqlite"))
}
