package sqldbtest

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

// SQLite opens a new file in a temporary folder, with the tables of this module
// and of the schemas in it. It is closed when the test ends. Commits are not
// synced: a test does not lose power.
func SQLite(t testing.TB, schemas ...sqldb.Schema) *sqldb.DB {
	t.Helper()
	db := Open(t, filepath.Join(t.TempDir(), "test.sqlite"))
	require.NoError(t, db.Migrate(t.Context(), schemas...))
	return db
}

// Open opens the file at path as it is, and closes it when the test ends.
func Open(t testing.TB, path string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.OpenSQLite(t.Context(), path, sqldb.SQLiteOptions{Normal: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}
