package postgres_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/jobstest"
	"github.com/einkpdf/platform/sqldb"
)

// stopped is a Quota that is in the middle of the end of a job for as long as a test likes.
type stopped struct {
	jobs.Quota
	at      atomic.Value // the id
	reached chan struct{}
	release chan struct{}
}

func (q *stopped) EndJob(ctx context.Context, tx *sqldb.Tx, j jobs.Job) error {
	if q.at.CompareAndSwap(j.ID, "") {
		close(q.reached)
		<-q.release
	}
	return q.Quota.EndJob(ctx, tx, j)
}

// Of jobs whose runners died, those that another process is about to end are passed over: nobody waits for them, and nobody says that they failed.
func TestJobsRescueBeside(t *testing.T) {
	t.Parallel()
	dbs := pools(t, 3)
	quota := &stopped{reached: make(chan struct{}), release: make(chan struct{})}
	config := func(c *jobs.Config) { c.Now, c.Lease, c.Poll = nil, time.Second, 10*time.Millisecond }
	other := jobstest.New(t, dbs[0], config, func(c *jobs.Config) { quota.Quota, c.Quota = c.Quota, quota })
	s := jobstest.Open(t, dbs[1], config)
	n := 0
	dead := func() string {
		id := s.Add(t, jobs.Spec{Kind: "dead", Owner: "ann", Attempts: 1}).ID
		n++
		_, err := s.DB.Exec(t.Context(), `update ep_job set state = 'running', attempt = 1, fence = 1, runner = 'dead', lease_at = $2 where id = $1`, id, n)
		require.NoError(t, err)
		return id
	}
	rescued, ends := dead(), dead()
	for range 20 {
		dead()
	}
	quota.at.Store(rescued)
	run := func(s *jobstest.Setup) {
		ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
		done := make(chan struct{})
		go func() {
			defer close(done)
			assert.NoError(t, s.Queue.Run(ctx, jobs.Handlers{"work": func(context.Context, *jobs.Task) (any, error) { return nil, nil }}))
		}()
		t.Cleanup(func() { stop(); <-done })
	}
	run(other)
	<-quota.reached

	// As a runner does that ends its attempt.
	locked, written := make(chan struct{}), make(chan error, 1)
	go func() {
		written <- dbs[2].WriteInTurn(t.Context(), "jobs.end:"+ends, func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), `select 1 from ep_job where id = $1 for update`, ends)
			close(locked)
			<-quota.release
			return err
		})
	}()
	<-locked
	run(s)
	until := func(s *jobstest.Setup, rescues int) {
		require.Eventually(t, func() bool { return s.Counts.Of("rescue") >= rescues }, time.Minute, 10*time.Millisecond)
	}
	until(s, 20)
	dead()
	until(s, 21) // so the round before is over
	require.Zero(t, s.Counts.Of("error rescue"), s.Logs.String())
	require.Zero(t, other.Counts.Of("rescue"))
	for _, id := range []string{rescued, ends} {
		require.Equal(t, jobs.Running, s.Get(t, id).State)
	}
	close(quota.release)
	require.NoError(t, <-written)
	for _, id := range []string{rescued, ends} {
		require.Eventually(t, func() bool { return s.Get(t, id).State == jobs.Failed }, time.Minute, 10*time.Millisecond)
	}
}
