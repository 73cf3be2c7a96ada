package assets_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	assetstest.RunSQL(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

func TestSchema(t *testing.T) {
	t.Parallel()
	sqldbtest.Schema(t, assets.Schema(), audit.Schema())
}

// One connection is enough for whatever the store does.
func TestOneConnection(t *testing.T) {
	t.Parallel()
	db, err := sqldb.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "test.sqlite"), sqldb.SQLiteOptions{Normal: true, MaxConns: 1})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	require.NoError(t, db.Migrate(t.Context(), assets.Schema()))
	s := assets.NewSQL(db)
	require.NoError(t, s.Write(t.Context(), func(w assets.Writer) error {
		_, err := w.PruneAccess(t.Context(), time.Now(), 10)
		return err
	}))
	require.NoError(t, s.Read(t.Context(), func(r assets.Reader) error {
		_, err := r.Usage(t.Context(), "user")
		return err
	}))
}
