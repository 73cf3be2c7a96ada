package ratelimit_test

import (
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratelimittest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestMain(m *testing.M) {
	sqldbtest.Main(sqldbtest.Files(), ratelimittest.Scenarios()...)
	goleak.VerifyTestMain(m)
}

func TestSQL(t *testing.T) {
	t.Parallel()
	ratelimittest.RunSQL(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

// As many processes have it: each with connections of its own.
func TestRacesOfProcesses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.sqlite")
	ratelimittest.RacesOfProcesses(t, sqldbtest.Open(t, path), sqldbtest.Open(t, path))
}

func TestMovingOfProcesses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.sqlite")
	ratelimittest.MovingOfProcesses(t, sqldbtest.Open(t, path), sqldbtest.Open(t, path))
}

func TestSchema(t *testing.T) {
	t.Parallel()
	sqldbtest.Schema(t, ratelimit.Schema())
}

func TestPagesReadTheirRows(t *testing.T) {
	t.Parallel()
	sqldbtest.PagesReadTheirRows(t, ratelimittest.FillPages, 2000, 2, ratelimit.Schema())
}

func TestPagesLeadToTheLast(t *testing.T) {
	t.Parallel()
	sqldbtest.PagesLeadToTheLast(t, ratelimittest.FillPages, ratelimit.Schema())
}

func TestCrash(t *testing.T) {
	t.Parallel()
	for _, s := range ratelimittest.Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			sqldbtest.Crash(t, sqldbtest.Files(), s)
		})
	}
}
