package sqldbtest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"modernc.org/sqlite"

	"github.com/einkpdf/platform/sqldb"
)

// Scenario is work that has to survive being killed anywhere.
type Scenario struct {
	Name string // unlike the others that Main is given
	// Schemas are migrated before the scenario begins.
	Schemas []sqldb.Schema
	// Prepare fills the database, in the parent. It may be nil.
	Prepare func(t testing.TB, p Place)
	// Do is the work, in a child process that is killed meanwhile. Its error
	// fails the test. What it does should not depend on chance or the clock, so
	// that the points are the same each time.
	Do func(ctx context.Context, p Place) error
	// Check looks at what is left, in the parent, on connections of its own.
	// finished says whether Do returned, the last time around.
	Check func(t testing.TB, p Place, finished bool)
}

// Place is where a scenario plays: the same one for the parent and the child,
// and a new one for each kill.
type Place struct {
	DB     *sqldb.DB
	Source string // of the database: see Engine
	Dir    string // an empty folder, for what is kept beside the database
	// Point is a point at which the child may be killed, as before each statement:
	// for work outside of the database. It does nothing in the parent.
	Point func()
}

// Engine is a kind of database that scenarios run on.
type Engine struct {
	Name    string
	Dialect sqldb.Dialect
	// New makes an empty database for one test and says where: a path, a URL.
	New func(t testing.TB) string
	// Copy makes a copy of such a database, which nobody is connected to, for one test.
	// It may be nil.
	Copy func(t testing.TB, source string) string
	// Connect returns what opens connections to it.
	Connect func(source string) (driver.Connector, error)
}

// Files is the Engine of SQLite: a file for each test, which is opened as
// sqldb.OpenSQLite does it, without syncs.
func Files() Engine {
	return Engine{
		Name:    "sqlite",
		Dialect: sqldb.SQLite,
		New:     func(t testing.TB) string { return filepath.Join(t.TempDir(), "test.sqlite") },
		Copy: func(t testing.TB, source string) string {
			to := filepath.Join(t.TempDir(), "test.sqlite")
			info, err := os.Stat(source)
			require.NoError(t, err)
			require.NoError(t, copyFile(to, source, info))
			require.NoFileExists(t, source+"-wal") // closing it wrote everything into the file
			return to
		},
		Connect: func(path string) (driver.Connector, error) {
			return sqlite.NewConnector(sqldb.SQLiteDSN(path, sqldb.SQLiteOptions{Normal: true}))
		},
	}
}

// open opens a database with a killer in its connections.
func (e Engine) open(ctx context.Context, source string, k *killer) (*sqldb.DB, error) {
	inner, err := e.Connect(source)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.Name, err)
	}
	pool := sql.OpenDB(connector{inner, k})
	pool.SetMaxIdleConns(4)
	pool.SetMaxOpenConns(4)
	db, err := sqldb.New(ctx, pool, e.Dialect)
	if err != nil {
		_ = pool.Close()
		return nil, err
	}
	return db, nil
}

// connect opens a database that nothing is killed in, until the test ends.
func (e Engine) connect(t testing.TB, source string) *sqldb.DB {
	t.Helper()
	db, err := e.open(t.Context(), source, &killer{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.SQL().Close() })
	return db
}
