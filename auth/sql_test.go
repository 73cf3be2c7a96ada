package auth_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	authtest.RunSQL(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

func TestSchema(t *testing.T) {
	t.Parallel()
	sqldbtest.Schema(t, auth.Schema(), audit.Schema())
}

// One connection is enough for whatever the store and the throttle do.
func TestOneConnection(t *testing.T) {
	t.Parallel()
	db, err := sqldb.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "test.sqlite"), sqldb.SQLiteOptions{Normal: true, MaxConns: 1})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	require.NoError(t, db.Migrate(t.Context(), auth.Schema()))
	s, throttle := auth.NewSQL(db), auth.NewSQLThrottle(db, auth.ThrottleConfig{})
	require.NoError(t, s.Write(t.Context(), func(w auth.Writer) error {
		_, err := w.Sweep(t.Context(), time.Now(), time.Now(), 10)
		return err
	}))
	require.NoError(t, s.Read(t.Context(), func(r auth.Reader) error {
		_, err := r.ActiveAdmins(t.Context())
		return err
	}))
	for range 300 { // it sweeps by itself
		_, err := throttle.Take(t.Context(), "key", auth.Limit{Count: 1, Per: 1})
		require.NoError(t, err)
	}
}
