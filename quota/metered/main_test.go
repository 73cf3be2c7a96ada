package metered_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/quota/metered/meteredtest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Children that render are this program.
func TestMain(m *testing.M) {
	isolate.Main(renderjob.Worker())
	sqldbtest.Main(sqldbtest.Files(), meteredtest.Scenarios()...)
	os.Exit(m.Run())
}

func open(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) }

func TestMetered(t *testing.T) {
	t.Parallel()
	meteredtest.Run(t, open)
}

func TestEndings(t *testing.T) {
	t.Parallel()
	meteredtest.RunEndings(t, open)
}

// As two processes have it: each with connections of its own.
func TestRaces(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.sqlite")
	meteredtest.Races(t, sqldbtest.Open(t, path), sqldbtest.Open(t, path))
}

func TestCrash(t *testing.T) {
	t.Parallel()
	for _, s := range meteredtest.Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			sqldbtest.Crash(t, sqldbtest.Files(), s)
		})
	}
}
