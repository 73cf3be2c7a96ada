package projects_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestMain(m *testing.M) {
	sqldbtest.Main(sqldbtest.Files(), projectstest.Scenarios()...)
	os.Exit(m.Run())
}

func TestCrash(t *testing.T) {
	t.Parallel()
	for _, s := range projectstest.Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			sqldbtest.Crash(t, sqldbtest.Files(), s)
		})
	}
}

func TestModel(t *testing.T) {
	t.Parallel()
	projectstest.RunModel(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

func TestWriters(t *testing.T) {
	t.Parallel()
	projectstest.RunWriters(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

// As many processes have it: each with connections and a queue of its own.
func TestWritersOfProcesses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.sqlite")
	dbs := make([]*sqldb.DB, 4)
	for i := range dbs {
		dbs[i] = sqldbtest.Open(t, path)
	}
	require.NoError(t, dbs[0].Migrate(t.Context(), projects.Schema()))
	projectstest.Writers(t, time.Second, dbs...)
}
