package sqldb_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"modernc.org/sqlite"

	"github.com/einkpdf/platform/sqldb"
)

func pool(t *testing.T, dsn string, conns int) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", dsn)
	require.NoError(t, err)
	db.SetMaxOpenConns(conns)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func TestNew(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a b?.sqlite")
	for _, conns := range []int{0, 1, 2} {
		host := pool(t, sqldb.SQLiteDSN(path, sqldb.SQLiteOptions{}), conns)
		db, err := sqldb.New(t.Context(), host, sqldb.SQLite)
		require.NoError(t, err)
		require.NoError(t, db.Migrate(t.Context()))
		publish(t, db, "a")
		require.NoError(t, db.Close())
		require.NoError(t, host.PingContext(t.Context()), "it stays the host's")
		own, err := sqldb.Own(t.Context(), pool(t, sqldb.SQLiteDSN(path, sqldb.SQLiteOptions{}), conns), sqldb.SQLite)
		require.NoError(t, err)
		require.NoError(t, own.Close())
		require.Error(t, own.SQL().PingContext(t.Context()))
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.sqlite")
	refuse := func(db *sql.DB, d sqldb.Dialect, text string) {
		t.Helper()
		_, err := sqldb.New(t.Context(), db, d)
		require.ErrorContains(t, err, text)
		require.Zero(t, db.Stats().InUse)
	}
	good := pool(t, sqldb.SQLiteDSN(path, sqldb.SQLiteOptions{}), 0)
	refuse(good, 0, "SQLite or PostgreSQL")
	refuse(good, sqldb.PostgreSQL, "not postgres")
	refuse(pool(t, "file:"+path, 0), sqldb.SQLite, "foreign_keys = 0")
	refuse(pool(t, "file:"+path+"?_pragma=foreign_keys(1)", 0), sqldb.SQLite, "busy_timeout = 0")
	refuse(pool(t, "file:"+path+"-2?_pragma=foreign_keys(1)&_pragma=busy_timeout(1)", 0), sqldb.SQLite, "journal_mode = delete")

	byStatement := pool(t, "file:"+path, 0)
	_, err := byStatement.ExecContext(t.Context(), `pragma foreign_keys = 1; pragma busy_timeout = 1000`)
	require.NoError(t, err)
	refuse(byStatement, sqldb.SQLite, "foreign_keys = 0")

	inner, err := sqlite.NewConnector(sqldb.SQLiteDSN(path, sqldb.SQLiteOptions{}))
	require.NoError(t, err)
	mute := sql.OpenDB(faulty{inner, func(string) (error, error) { return errors.New("text alone"), nil }})
	defer func() { require.NoError(t, mute.Close()) }()
	refuse(mute, sqldb.SQLite, "have no code")
	gone := sql.OpenDB(unreachable{})
	defer func() { require.NoError(t, gone.Close()) }()
	_, err = sqldb.New(t.Context(), gone, sqldb.SQLite)
	require.ErrorIs(t, err, sqldb.ErrUnavailable)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = sqldb.New(ctx, good, sqldb.SQLite)
	require.ErrorIs(t, err, context.Canceled)
}

type unreachable struct{}

func (unreachable) Connect(context.Context) (driver.Conn, error) { return nil, driver.ErrBadConn }
func (unreachable) Driver() driver.Driver                        { return nil }

// A setting that SQLite does not know, or cannot have, is no setting.
func TestReadBack(t *testing.T) {
	t.Parallel()
	dsn := "file://" + filepath.Join(t.TempDir(), "a.sqlite")
	require.NoError(t, sqldb.ReadBack(t.Context(), dsn, "journal_mode", "delete"))
	require.ErrorContains(t, sqldb.ReadBack(t.Context(), dsn, "journal_mode", "wal"), "local disk")
	require.ErrorContains(t, sqldb.ReadBack(t.Context(), dsn, "synchronous", "1"), "synchronous = 2 where 1 was asked for")
	require.ErrorContains(t, sqldb.ReadBack(t.Context(), dsn, "synchronus", "1"), "does not know")
	require.Error(t, sqldb.ReadBack(t.Context(), dsn, "no pragma", "1"))
}
