package assets_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"modernc.org/sqlite"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Page 200 of each listing is read with as many rows as page 1, and about as
// many pages of the file: both are counted while SQLite reads. There must be so many
// rows that to go through them all would take more pages than are allowed.
func TestPagesReadTheirRows(t *testing.T) {
	t.Parallel()
	m := &meter{}
	db := m.open(t)
	listings := assetstest.FillPages(t, db, 2000)
	for _, l := range listings {
		read := func(after string) (rows, pages int) {
			t.Helper()
			require.NoError(t, db.Read(t.Context(), func(r sqldb.Reader) error {
				m.rows = 0
				_ = m.pages(t)
				ids, _, err := l.List(t.Context(), assets.ReadSQL(&counting{r, l.Alias}), after, assetstest.PageSize)
				require.Len(t, ids, assetstest.PageSize)
				rows, pages = m.rows, m.pages(t)
				return err
			}))
			return rows, pages
		}
		firstRows, firstPages := read("")
		lastRows, lastPages := read(l.Last)
		require.Equal(t, assetstest.PageSize+1, firstRows, l.Name)
		require.Equal(t, assetstest.PageSize, lastRows, "%s: nothing is left after it", l.Name)
		// A row is looked up in three trees at most, of three levels or four. How many
		// pages that comes to depends on how near to each other the rows are.
		const most = 10 * (assetstest.PageSize + 1)
		require.LessOrEqual(t, firstPages, most, l.Name)
		require.LessOrEqual(t, lastPages, most, l.Name)
	}
}

// An owner has many assets, of which projects use the last few: those alone are
// read.
func TestUsedOnesReadTheirRows(t *testing.T) {
	t.Parallel()
	m := &meter{}
	db := m.open(t)
	assetstest.FillPages(t, db, 200)
	_, err := db.Exec(t.Context(), `update ep_asset_holding set used = 0 where asset_id <> '~'`)
	require.NoError(t, err)
	for _, owner := range []string{"", "user"} {
		require.NoError(t, db.Read(t.Context(), func(r sqldb.Reader) error {
			m.rows = 0
			page, _, err := assets.ReadSQL(&counting{r, "h"}).UsedOnes(t.Context(), owner, "", 10)
			require.Len(t, page, 1)
			require.Equal(t, 1, m.rows)
			return err
		}))
	}
}

// meter counts what its one connection reads.
type meter struct {
	conn driver.Conn
	rows int // that passed seen()
}

// Connect implements driver.Connector.
func (m *meter) Connect(context.Context) (driver.Conn, error) { return m.conn, nil }

// Driver implements driver.Connector.
func (m *meter) Driver() driver.Driver { return &sqlite.Driver{} }

// open opens a new file with a function seen(x) that is true, and counted.
func (m *meter) open(t *testing.T) *sqldb.DB {
	t.Helper()
	d := &sqlite.Driver{}
	require.NoError(t, d.RegisterScalarFunction("seen", 1, func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
		m.rows++
		return int64(1), nil
	}))
	var err error
	m.conn, err = d.Open(sqldb.SQLiteDSN(filepath.Join(t.TempDir(), "test.sqlite"), sqldb.SQLiteOptions{Normal: true}))
	require.NoError(t, err)
	pool := sql.OpenDB(m)
	pool.SetMaxOpenConns(1)
	t.Cleanup(func() { require.NoError(t, pool.Close()) })
	db, err := sqldb.New(t.Context(), pool, sqldb.SQLite)
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context(), assets.Schema()))
	return db
}

// pages is how many pages of the file were looked at since it was asked before.
func (m *meter) pages(t *testing.T) (n int) {
	t.Helper()
	for _, op := range []sqlite.DBStatusOp{sqlite.DBStatusCacheHit, sqlite.DBStatusCacheMiss} {
		found, _, err := m.conn.(sqlite.DBStatus).Status(op, true)
		require.NoError(t, err)
		n += found
	}
	return n
}

// counting has each row of the listing's table counted, before anything else is
// asked of it than what an index answers.
type counting struct {
	sqldb.Reader
	alias string
}

// Select implements sqldb.Reader.
func (c *counting) Select(ctx context.Context, dest any, query string, args ...any) error {
	seen := " where seen(" + map[string]string{"h": "h.name", "a": "a.type"}[c.alias] + ")"
	if before, after, found := strings.Cut(query, " where "); found {
		query = before + seen + " and " + after
	} else {
		before, after, _ := strings.Cut(query, " order by ")
		query = before + seen + " order by " + after
	}
	return c.Reader.Select(ctx, dest, query, args...)
}

// Page by page one comes to the last one, at the cursor that the test above is given.
func TestPagesLeadToTheLast(t *testing.T) {
	t.Parallel()
	const rows = 20 * assetstest.PageSize
	db := sqldbtest.SQLite(t, assets.Schema())
	for _, l := range assetstest.FillPages(t, db, rows) {
		seen := map[string]bool{}
		after, last := "", ""
		for range rows {
			require.NoError(t, db.Read(t.Context(), func(r sqldb.Reader) error {
				ids, next, err := l.List(t.Context(), assets.ReadSQL(r), after, assetstest.PageSize)
				for _, id := range ids {
					require.False(t, seen[id], "%s: %s twice", l.Name, id)
					seen[id] = true
				}
				last, after = after, next
				return err
			}))
			if after == "" {
				break
			}
		}
		require.Len(t, seen, rows, l.Name)
		require.Equal(t, l.Last, last, l.Name)
	}
}
