package jobs_test

import (
	"path/filepath"
	"testing"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/jobstest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestQueue(t *testing.T) {
	t.Parallel()
	jobstest.RunQueue(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

func TestSchema(t *testing.T) {
	t.Parallel()
	sqldbtest.Schema(t, jobs.Schema(), audit.Schema())
}

func TestPagesReadTheirRows(t *testing.T) {
	t.Parallel()
	sqldbtest.PagesReadTheirRows(t, jobstest.FillPages, 2000, 2, jobs.Schema())
}

func TestPagesLeadToTheLast(t *testing.T) {
	t.Parallel()
	sqldbtest.PagesLeadToTheLast(t, jobstest.FillPages, jobs.Schema())
}

func TestQueueRaces(t *testing.T) {
	t.Parallel()
	jobstest.QueueRaces(t, sqldbtest.SQLite(t))
}

// As many processes have it: each with connections and a queue of its own.
func TestQueueRacesOfProcesses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.sqlite")
	jobstest.QueueRaces(t, sqldbtest.Open(t, path), sqldbtest.Open(t, path))
}

func TestModel(t *testing.T) {
	t.Parallel()
	jobstest.RunModel(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}
