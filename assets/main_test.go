package assets_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestMain(m *testing.M) {
	sqldbtest.Main(sqldbtest.Files(), assetstest.Scenarios()...)
	os.Exit(m.Run())
}

func TestCrash(t *testing.T) {
	t.Parallel()
	for _, s := range assetstest.Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			sqldbtest.Crash(t, sqldbtest.Files(), s)
		})
	}
}

func TestCollect(t *testing.T) {
	t.Parallel()
	assetstest.RunCollect(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

func TestRaces(t *testing.T) {
	t.Parallel()
	assetstest.RunRaces(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

// As many processes have it: each with connections and a queue of its own.
func TestRacesOfProcesses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.sqlite")
	dbs := make([]*sqldb.DB, 3)
	for i := range dbs {
		dbs[i] = sqldbtest.Open(t, path)
	}
	assetstest.Races(t, 10, dbs...)
}

func TestModel(t *testing.T) {
	t.Parallel()
	assetstest.RunModel(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}
