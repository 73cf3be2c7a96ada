package admin_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/admin/admintest"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestMain(m *testing.M) {
	sqldbtest.Main(sqldbtest.Files(), admintest.Scenarios()...)
	goleak.VerifyTestMain(m)
}

func TestSchema(t *testing.T) { sqldbtest.Schema(t, admin.Schema(), audit.Schema()) }

func TestSQLite(t *testing.T) {
	t.Parallel()
	admintest.Run(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

func TestCrash(t *testing.T) {
	t.Parallel()
	for _, s := range admintest.Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			sqldbtest.Crash(t, sqldbtest.Files(), s)
		})
	}
}
