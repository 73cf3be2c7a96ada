package auth_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestMain(m *testing.M) {
	sqldbtest.Main(sqldbtest.Files(), authtest.Scenarios()...)
	os.Exit(m.Run())
}

func TestFlows(t *testing.T) {
	t.Parallel()
	authtest.RunFlows(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

func TestCrash(t *testing.T) {
	t.Parallel()
	for _, s := range authtest.Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			sqldbtest.Crash(t, sqldbtest.Files(), s)
		})
	}
}

// Whoever only asks who they are does not wait for those who write; the last use is kept a little later then.
func TestTouchWaitsForNobody(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, auth.Schema())
	s := authtest.New(t, db)
	s.User(t, "reader", "")
	g := s.Login(t, "reader", auth.CookieSession)
	s.Clock.Advance(2 * time.Minute)
	require.NoError(t, db.Write(t.Context(), func(*sqldb.Tx) error {
		require.Equal(t, g.Session.CreatedAt, s.Identity(t, g).Session.LastUsedAt)
		return nil
	}))
	require.Equal(t, g.Session.CreatedAt, s.Identity(t, g).Session.LastUsedAt)
	require.Equal(t, s.Clock.Now(), s.Identity(t, g).Session.LastUsedAt)
}
