package jobs_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/einkpdf/platform/jobs/jobstest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// pools opens a file so many times, as many processes have it.
func pools(t testing.TB, n int) []*sqldb.DB {
	path := filepath.Join(t.TempDir(), "test.sqlite")
	dbs := make([]*sqldb.DB, n)
	for i := range dbs {
		dbs[i] = sqldbtest.Open(t, path)
	}
	return dbs
}

func TestRunner(t *testing.T) {
	t.Parallel()
	jobstest.RunRunner(t, pools)
}

func TestRunnerCrash(t *testing.T) {
	t.Parallel()
	for _, s := range jobstest.RunnerScenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			sqldbtest.Crash(t, sqldbtest.Files(), s)
		})
	}
}

// Three processes, one of which is killed every two seconds: for a minute where there is time for that.
func TestSurvive(t *testing.T) {
	t.Parallel()
	long := 4 * time.Second
	if os.Getenv("CI") == "true" {
		long = time.Minute
	}
	jobstest.Survive(t, sqldbtest.Files(), 500, long)
}
