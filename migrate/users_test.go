package migrate_test

import (
	"os"
	"testing"

	"github.com/einkpdf/platform/migrate/migratetest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestMain(m *testing.M) {
	sqldbtest.Main(sqldbtest.Files(), migratetest.Scenarios()...)
	os.Exit(m.Run())
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	migratetest.Run(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

func TestImportSurvivesKill(t *testing.T) {
	t.Parallel()
	for _, s := range migratetest.Scenarios() {
		sqldbtest.Crash(t, sqldbtest.Files(), s)
	}
}
