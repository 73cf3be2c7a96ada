package postgres_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/cluster/postgres"
	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
	"github.com/einkpdf/platform/jobs/jobstest"
	"github.com/einkpdf/platform/sqldb"
)

// pools are connections to one schema, as many processes have them.
func pools(t testing.TB, n int) []*sqldb.DB {
	url := postgrestest.URL(t)
	dbs := make([]*sqldb.DB, n)
	for i := range dbs {
		var err error
		dbs[i], err = postgres.Open(t.Context(), url, postgres.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, dbs[i].Close()) })
	}
	return dbs
}

func TestJobsRunner(t *testing.T) {
	t.Parallel()
	jobstest.RunRunner(t, pools)
}

// As in package jobs: for a minute where there is time for that.
func TestJobsSurvive(t *testing.T) {
	t.Parallel()
	long := 8 * time.Second
	if os.Getenv("CI") == "true" {
		long = time.Minute
	}
	jobstest.Survive(t, postgrestest.Engine(), 500, long)
}
