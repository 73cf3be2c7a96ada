package projects_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	projectstest.RunSQL(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

func TestSchema(t *testing.T) {
	t.Parallel()
	sqldbtest.Schema(t, projects.Schema(), audit.Schema())
}

// One connection is enough for whatever the store does.
func TestOneConnection(t *testing.T) {
	t.Parallel()
	db, err := sqldb.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "test.sqlite"), sqldb.SQLiteOptions{Normal: true, MaxConns: 1})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	require.NoError(t, db.Migrate(t.Context(), projects.Schema()))
	s := projects.NewSQL(db)
	require.NoError(t, s.Write(t.Context(), func(w projects.Writer) error {
		_, err := w.PruneBefore(t.Context(), time.Now(), 10)
		return err
	}))
	require.NoError(t, s.Read(t.Context(), func(r projects.Reader) error {
		_, err := r.MayReadAsset(t.Context(), "user", "asset")
		return err
	}))
}
