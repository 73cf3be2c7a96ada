package postgres_test

import (
	"context"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/cluster/postgres"
	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
	"github.com/einkpdf/platform/jobs"
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
	long := 4 * time.Second
	if os.Getenv("CI") == "true" {
		long = time.Minute
	}
	jobstest.Survive(t, postgrestest.Engine(), 500, long)
}

// To claim a job costs the same however many wait, also while PostgreSQL has no statistics of them: it reads the first of the index, and sorts nothing.
func TestJobsClaimSeeks(t *testing.T) {
	t.Parallel()
	const waiting, claims = 10_000, 100
	dbs := pools(t, 2)
	works, watches := dbs[0], dbs[1]
	s := jobstest.New(t, works, func(c *jobs.Config) { c.Now, c.Quota = nil, nil }) // of rows that no queue has made
	for _, statement := range []string{
		`alter table ep_job set (autovacuum_enabled = false)`,
		`insert into ep_job (id, kind, owner, state, priority, turn, created_at, run_at, keep_ms, attempts)
			select 'job-' || n, 'work', 'owner-' || (n % 100), 'pending', 0, n, n, n, 1000, 1 from generate_series(1, ` + strconv.Itoa(waiting) + `) n`,
	} {
		_, err := works.Exec(t.Context(), statement)
		require.NoError(t, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var begun atomic.Int64
	require.NoError(t, s.Queue.Run(ctx, jobs.Handlers{"work": func(context.Context, *jobs.Task) (any, error) {
		if begun.Add(1) == claims {
			stop()
		}
		return nil, nil
	}}))
	// What a connection has read is told when it ends.
	require.NoError(t, works.Close())
	const others = `select count(*) from pg_stat_activity where application_name = current_setting('application_name') and pid <> pg_backend_pid()`
	for n := 1; n > 0; time.Sleep(10 * time.Millisecond) {
		require.NoError(t, watches.Get(t.Context(), &n, others))
	}
	var read int
	require.NoError(t, watches.Get(t.Context(), &read, `select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes
		where schemaname = current_schema() and indexrelname = 'ep_job_ready'`))
	// Some of each claim's, and all that wait when the queue's own work is enqueued.
	require.Positive(t, read)
	require.Less(t, read, 5*waiting)
	require.NoError(t, watches.Get(t.Context(), &read, `select seq_tup_read from pg_stat_user_tables where schemaname = current_schema() and relname = 'ep_job'`))
	require.Less(t, read, 5*waiting)
}
