package sqldb_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"modernc.org/sqlite"

	"github.com/einkpdf/platform/sqldb"
)

// faulty makes connections whose statements fail when fault says so: before they
// run, or after, when nobody is told that they have.
type faulty struct {
	driver.Connector
	fault func(query string) (before, after error)
}

func (f faulty) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := f.Connector.Connect(ctx)
	return &faultyConn{c, f.fault}, err
}

type faultyConn struct {
	driver.Conn
	fault func(query string) (before, after error)
}

func (c *faultyConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	before, after := c.fault(query)
	if before != nil {
		return nil, before
	}
	r, err := c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
	return r, errors.Join(err, after)
}

func (c *faultyConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if before, _ := c.fault(query); before != nil {
		return nil, before
	}
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

// A connection that breaks costs its transaction, or at worst the knowledge of it,
// and nothing else.
func TestBrokenConnections(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		statement     string
		before, after error
		rows          int // that are there although Write failed
	}{
		"begin fails":             {"begin immediate", driver.ErrBadConn, nil, 0},
		"begin is not known":      {"begin immediate", nil, driver.ErrBadConn, 0},
		"a statement fails":       {"insert", driver.ErrBadConn, nil, 0},
		"commit fails":            {"commit", driver.ErrBadConn, nil, 0},
		"commit is not known":     {"commit", nil, driver.ErrBadConn, 1},
		"rollback fails":          {"rollback", driver.ErrBadConn, nil, 0},
		"rollback is not known":   {"rollback", nil, driver.ErrBadConn, 0},
		"commit fails by itself":  {"commit", errors.New("no code"), nil, 0},
		"a statement is unhappy":  {"insert", nil, errors.New("no code"), 0},
		"begin fails by its text": {"begin immediate", errors.New("no code"), nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var broken atomic.Bool
			dsn := sqldb.SQLiteDSN(filepath.Join(t.TempDir(), "a.sqlite"), sqldb.SQLiteOptions{})
			inner, err := sqlite.NewConnector(dsn)
			require.NoError(t, err)
			host := sql.OpenDB(faulty{inner, func(query string) (error, error) {
				if broken.Load() && strings.HasPrefix(query, c.statement) {
					return c.before, c.after
				}
				return nil, nil
			}})
			defer func() { require.NoError(t, host.Close()) }()
			db, err := sqldb.New(t.Context(), host, sqldb.SQLite)
			require.NoError(t, err)
			require.NoError(t, db.Migrate(t.Context()))

			broken.Store(true)
			stop := errors.New("stop")
			err = db.Write(t.Context(), func(tx *sqldb.Tx) error {
				if err := tx.Publish(t.Context(), "a", 1); err != nil {
					return err
				}
				if c.statement == "rollback" {
					return stop
				}
				return nil
			})
			switch {
			case c.statement == "rollback":
				require.ErrorIs(t, err, stop)
			case errors.Join(c.before, c.after).Error() == driver.ErrBadConn.Error():
				require.ErrorIs(t, err, sqldb.ErrUnavailable)
			default:
				require.ErrorContains(t, err, "no code")
			}
			broken.Store(false)
			require.Zero(t, host.Stats().InUse)
			require.Equal(t, c.rows, outboxRows(t, db))
			other, err := sqldb.New(t.Context(), pool(t, dsn, 1), sqldb.SQLite)
			require.NoError(t, err)
			publish(t, other, "a") // nothing holds the file
			publish(t, db, "a")
			require.Equal(t, c.rows+2, outboxRows(t, db))
		})
	}
}

// A context that ends during the commit is too late.
func TestContextEndsDuringCommit(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	inner, err := sqlite.NewConnector(sqldb.SQLiteDSN(filepath.Join(t.TempDir(), "a.sqlite"), sqldb.SQLiteOptions{}))
	require.NoError(t, err)
	var armed atomic.Bool
	host := sql.OpenDB(faulty{inner, func(query string) (error, error) {
		if armed.Load() && query == "commit" {
			cancel()
		}
		return nil, nil
	}})
	defer func() { require.NoError(t, host.Close()) }()
	db, err := sqldb.New(t.Context(), host, sqldb.SQLite)
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context()))
	armed.Store(true)
	require.NoError(t, db.Write(ctx, func(tx *sqldb.Tx) error { return tx.Publish(ctx, "a", 1) }))
	require.Error(t, ctx.Err())
	require.Equal(t, 1, outboxRows(t, db))
}

// Run ends while it takes an event: that is taken and handled, or it would wait for
// the end of its lease.
func TestContextEndsDuringClaim(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	inner, err := sqlite.NewConnector(sqldb.SQLiteDSN(filepath.Join(t.TempDir(), "a.sqlite"), sqldb.SQLiteOptions{}))
	require.NoError(t, err)
	host := sql.OpenDB(faulty{inner, func(query string) (error, error) {
		if strings.HasPrefix(query, "update ep_outbox") {
			cancel()
		}
		return nil, nil
	}})
	defer func() { require.NoError(t, host.Close()) }()
	db, err := sqldb.New(t.Context(), host, sqldb.SQLite)
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context()))
	publish(t, db, "a")
	o := sqldb.NewOutbox(db, sqldb.OutboxConfig{})
	o.Handle("a", func(ctx context.Context, _ sqldb.Event) error { return ctx.Err() })
	require.NoError(t, o.Run(ctx))
	require.Error(t, ctx.Err())
	require.Zero(t, outboxRows(t, db))
}
