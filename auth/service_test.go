package auth_test

import (
	"os"
	"testing"

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
