package jobstest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

func runnerLease() map[string]func(t *testing.T, p Pools) {
	return map[string]func(t *testing.T, p Pools){
		"extended":           testExtended,
		"stolen":             testStolen,
		"frozen":             testFrozen,
		"lost at the end":    testLostAtTheEnd,
		"rescue":             testRescue,
		"claimed here again": testClaimedAgain,
	}
}

// testExtended: for as long as a Handler works, by a runner beside others that rescue.
func testExtended(t *testing.T, p Pools) {
	all := runners(t, p, 2, func(c *jobs.Config) { c.Lease = time.Second })
	work := func(context.Context, *jobs.Task) (any, error) {
		time.Sleep(time.Minute)
		return nil, nil
	}
	for _, s := range all {
		s.start(t, do(work))
	}
	j := all[0].Add(t, jobs.Spec{Kind: kind, Owner: jobs.System})
	is := all[0].ends(t, j.ID)
	require.Equal(t, 1, is.Attempt)
	require.Equal(t, jobs.Succeeded, is.State)
	require.Equal(t, time.Minute, is.Finished.Sub(is.Started).Truncate(time.Second))
	require.Zero(t, all[0].Counts.Of("lost")+all[1].Counts.Of("lost")+all[0].Counts.Of("rescue")+all[1].Counts.Of("rescue"))
}

// steal claims a running job, as if its lease had been over.
func (s *Setup) steal(t testing.TB, id string) {
	t.Helper()
	n, err := s.DB.Exec(t.Context(), `update ep_job set fence = fence + 1, attempt = attempt + 1, runner = 'thief', lease_at = lease_at + 86400000 where id = $1`, id)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
}

// lease is until when a runner has a job.
func (s *Setup) lease(t testing.TB, id string) (at sqldb.Time) {
	t.Helper()
	require.NoError(t, s.DB.Get(t.Context(), &at, `select lease_at from ep_job where id = $1`, id))
	return at
}

// testStolen: who loses a job is told so at the next sign of life.
func testStolen(t *testing.T, p Pools) {
	s := runner(t, p)
	var cause error
	lost := make(chan struct{})
	s.start(t, do(func(ctx context.Context, task *jobs.Task) (any, error) {
		require.NoError(t, attach(ctx, task, "a", "x"))
		<-lost
		task.Report(1, 2, "stale")
		<-ctx.Done()
		cause = context.Cause(ctx)
		return "stale", nil
	}))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
	s.runs(t, j.ID)
	s.steal(t, j.ID)
	stolen, lease := s.Get(t, j.ID), s.lease(t, j.ID)
	close(lost)
	began := time.Now()
	o := s.outcome(t, 0)
	require.ErrorIs(t, cause, jobs.ErrLeaseLost)
	require.LessOrEqual(t, time.Since(began), 11*time.Second, "a third of the lease")
	require.Equal(t, "lease-lost", o.Code)
	require.Equal(t, 1, s.Counts.Of("lost"))
	require.Equal(t, stolen, s.Get(t, j.ID), "nothing is published")
	require.Equal(t, lease, s.lease(t, j.ID), "and the thief's lease is the thief's")
	require.Empty(t, s.Keys(t), "and its files are gone")
	require.Len(t, s.Events(t, 0), 1)
}

// testLostAtTheEnd: one that has not noticed yet finds out when it publishes.
func testLostAtTheEnd(t *testing.T, p Pools) {
	s := runner(t, p)
	release := make(chan struct{})
	s.start(t, do(func(ctx context.Context, task *jobs.Task) (any, error) {
		require.NoError(t, attach(ctx, task, "a", "x"))
		<-release
		require.NoError(t, ctx.Err())
		return "stale", nil
	}))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System})
	s.runs(t, j.ID)
	s.steal(t, j.ID)
	stolen := s.Get(t, j.ID)
	close(release)
	require.Equal(t, "lease-lost", s.outcome(t, 0).Code)
	require.Equal(t, stolen, s.Get(t, j.ID))
	require.Empty(t, s.Keys(t))
}

// frozen keeps a job's row, and in SQLite the right to write, until release is called: so the runner is cut off.
func (s *Setup) frozen(t testing.TB, id string) (release func()) {
	t.Helper()
	held, over, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- s.DB.Write(context.WithoutCancel(t.Context()), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), `update ep_job set note = note where id = $1`, id)
			close(held)
			<-over
			return err
		})
	}()
	<-held
	return func() {
		close(over)
		require.NoError(t, <-ended)
	}
}

// testFrozen: a runner that cannot extend its lease stops before anybody else may have the job, and publishes nothing.
func testFrozen(t *testing.T, p Pools) {
	all := runners(t, p, 2, func(c *jobs.Config) { c.Poll = 100 * time.Millisecond })
	s, other := all[0], all[1]
	var lost time.Time
	h := do(func(ctx context.Context, task *jobs.Task) (any, error) {
		if task.Fence > 1 {
			return task.Fence, attach(ctx, task, "a", "fresh")
		}
		require.NoError(t, attach(ctx, task, "a", "stale"))
		<-ctx.Done()
		lost = time.Now()
		require.ErrorIs(t, context.Cause(ctx), jobs.ErrLeaseLost)
		return "stale", nil
	})
	s.start(t, h)
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System})
	s.runs(t, j.ID)
	time.Sleep(11 * time.Second) // after a sign of life
	release := s.frozen(t, j.ID)
	until := other.lease(t, j.ID)
	require.Equal(t, "lease-lost", s.outcome(t, 0).Code)
	require.InDelta(t, 5*time.Second, until.Sub(lost), float64(100*time.Millisecond), "a sixth of the lease before")
	release()
	other.start(t, h)
	is := s.ends(t, j.ID)
	require.Equal(t, jobs.Succeeded, is.State)
	require.True(t, is.Started.After(until.Time))
	require.NotEqual(t, "1", string(is.Result))
	swept, err := other.Queue.Sweep(t.Context())
	require.NoError(t, err)
	require.Zero(t, swept.Left, "the rescue removed what was left")
	require.Equal(t, []string{is.Files[0].Key}, s.Keys(t))
}

// testClaimedAgain: a runner may lose a job and claim it again while its Handler still works on it; then only the new one counts.
func testClaimedAgain(t *testing.T, p Pools) {
	s := runner(t, p, func(c *jobs.Config) { c.Poll = 100 * time.Millisecond })
	release := make(chan struct{})
	s.start(t, do(func(ctx context.Context, task *jobs.Task) (any, error) {
		if task.Fence == 1 {
			<-release
			return "stale", nil
		}
		time.Sleep(time.Minute)
		return "fresh", nil
	}))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System})
	s.runs(t, j.ID)
	_, err := s.DB.Exec(t.Context(), `update ep_job set state = 'pending', lease_at = null, runner = null where id = $1`, j.ID)
	require.NoError(t, err)
	time.Sleep(15 * time.Second)
	require.Equal(t, 1, s.Counts.Of("lost")+s.Counts.Of("start "+kind)-1, "it is told so")
	close(release)
	is := s.ends(t, j.ID)
	require.Equal(t, `"fresh"`, string(is.Result))
	require.Equal(t, 1, s.Counts.Of("lost"))
}

// testRescue: what becomes of jobs whose runner died.
func testRescue(t *testing.T, p Pools) {
	s := runner(t, p)
	dead := func(spec jobs.Spec, change string) string {
		spec.Kind = "dead"
		id := s.Add(t, spec).ID
		_, err := s.DB.Exec(t.Context(), `update ep_job set state = 'running', attempt = 1, fence = 1, runner = 'dead', lease_at = $2`+change+` where id = $1`, id, sqldb.At(time.Now().Add(10*time.Second)))
		require.NoError(t, err)
		require.NoError(t, s.Blobs.Put(t.Context(), "jobs/"+id+"/1-a", strings.NewReader("a"), 1))
		return id
	}
	again := dead(jobs.Spec{Owner: "ann"}, ``)
	last := dead(jobs.Spec{Owner: "ann", Attempts: 1}, ``)
	cancelled := dead(jobs.Spec{Owner: "ann"}, `, cancel = true`)
	gone := dead(jobs.Spec{Owner: "ben"}, ``)
	for range 250 { // more than one transaction
		dead(jobs.Spec{Owner: jobs.System, Attempts: 1}, ``)
	}
	s.DeleteUser(t, "ben")
	require.Equal(t, jobs.Running, s.Get(t, gone).State, "its runner might live")
	s.start(t, do(done))
	time.Sleep(9 * time.Second)
	require.Equal(t, jobs.Running, s.Get(t, again).State)
	require.Zero(t, s.Counts.Of("rescue"))
	time.Sleep(16 * time.Second)
	require.Equal(t, 254, s.Counts.Of("rescue"))

	is := s.Get(t, again)
	require.Equal(t, jobs.Pending, is.State)
	require.Equal(t, jobs.FailLost, is.Failure.Code)
	require.Equal(t, 1, is.Attempt)
	is = s.Get(t, last)
	require.Equal(t, jobs.Failed, is.State)
	require.Equal(t, jobs.FailLost, is.Failure.Code)
	require.NotZero(t, is.Expires)
	require.Equal(t, jobs.Cancelled, s.Get(t, cancelled).State)
	_, err := s.Queue.Get(t.Context(), admin, gone)
	require.Equal(t, jobs.CodeNotFound, jobs.CodeOf(err))
	require.Empty(t, s.Keys(t), "files of attempts that died")
	codes := map[string]jobs.State{}
	for _, o := range s.Counts.Outcomes() {
		if o.Job.Owner != "" {
			codes[o.Job.ID+" "+o.Code] = o.Job.State
		}
	}
	require.Equal(t, map[string]jobs.State{
		again + " " + jobs.FailLost: jobs.Pending, last + " " + jobs.FailLost: jobs.Failed, cancelled + " cancelled": jobs.Cancelled, gone + " cancelled": jobs.Cancelled,
	}, codes, "Observer is told how each attempt ended")
	require.Equal(t, 254, s.Counts.Of("finish dead"))
}
