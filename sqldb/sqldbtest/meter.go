package sqldbtest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"modernc.org/sqlite"

	"github.com/einkpdf/platform/sqldb"
)

// Meter counts what SQLite reads for a listing. It has a database of one connection, and is for one
// goroutine at a time.
type Meter struct {
	DB   *sqldb.DB
	conn driver.Conn
	rows int // that passed seen()
}

// NewMeter makes a database with the tables of the schemas, which is closed when the test ends.
func NewMeter(t testing.TB, schemas ...sqldb.Schema) *Meter {
	t.Helper()
	m, d := &Meter{}, &sqlite.Driver{}
	require.NoError(t, d.RegisterScalarFunction("seen", 1, func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
		m.rows++
		return int64(1), nil
	}))
	var err error
	m.conn, err = d.Open(sqldb.SQLiteDSN(filepath.Join(t.TempDir(), "test.sqlite"), sqldb.SQLiteOptions{Normal: true}))
	require.NoError(t, err)
	pool := sql.OpenDB(only{m.conn})
	pool.SetMaxOpenConns(1)
	t.Cleanup(func() { require.NoError(t, pool.Close()) })
	m.DB, err = sqldb.New(t.Context(), pool, sqldb.SQLite)
	require.NoError(t, err)
	require.NoError(t, m.DB.Migrate(t.Context(), schemas...))
	return m
}

// Read runs fn and says how many rows its listings saw, and how many pages of the file were looked
// at. The statements have the form "… where … order by …" or "… order by …". A row is seen when the column is asked
// for, which no index has, so that what an index sorts out by itself does not count.
func (m *Meter) Read(t testing.TB, column string, fn func(r sqldb.Reader) error) (rows, pages int) {
	t.Helper()
	require.NoError(t, m.DB.Read(t.Context(), func(r sqldb.Reader) error {
		m.rows = 0
		_ = m.pages(t)
		err := fn(&counting{r, column})
		rows, pages = m.rows, m.pages(t)
		return err
	}))
	return rows, pages
}

// pages is how many pages of the file were looked at since it was asked before.
func (m *Meter) pages(t testing.TB) (n int) {
	t.Helper()
	for _, op := range []sqlite.DBStatusOp{sqlite.DBStatusCacheHit, sqlite.DBStatusCacheMiss} {
		found, _, err := m.conn.(sqlite.DBStatus).Status(op, true)
		require.NoError(t, err)
		n += found
	}
	return n
}

// only is a connector with one connection.
type only struct{ conn driver.Conn }

// Connect implements driver.Connector.
func (o only) Connect(context.Context) (driver.Conn, error) { return o.conn, nil }

// Driver implements driver.Connector.
func (only) Driver() driver.Driver { return &sqlite.Driver{} }

// counting has each row counted, before anything else is asked of it than what an
// index answers.
type counting struct {
	sqldb.Reader
	column string
}

// Select implements sqldb.Reader.
func (c *counting) Select(ctx context.Context, dest any, query string, args ...any) error {
	seen := " where seen(" + c.column + ")"
	if before, after, found := strings.Cut(query, " where "); found {
		query = before + seen + " and " + after
	} else {
		before, after, _ := strings.Cut(query, " order by ")
		query = before + seen + " order by " + after
	}
	return c.Reader.Select(ctx, dest, query, args...)
}
