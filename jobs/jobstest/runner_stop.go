package jobstest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
)

func runnerStop() map[string]func(t *testing.T, p Pools) {
	return map[string]func(t *testing.T, p Pools){
		"within the grace":    testGrace,
		"given back":          testGivenBack,
		"no grace":            testNoGrace,
		"cancelled meanwhile": testStopCancelled,
		"does not return":     testDoesNotReturn,
	}
}

// testGrace: what can finish does, and nothing else begins.
func testGrace(t *testing.T, p Pools) {
	s := runner(t, p)
	r := s.start(t, do(func(context.Context, *jobs.Task) (any, error) {
		time.Sleep(29 * time.Second)
		return nil, nil
	}))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System})
	s.runs(t, j.ID)
	r.stop()
	began := time.Now()
	after := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System})
	require.NoError(t, r.wait())
	require.InDelta(t, 29*time.Second, time.Since(began), float64(time.Second))
	require.Equal(t, jobs.Succeeded, s.Get(t, j.ID).State)
	require.Equal(t, jobs.Pending, s.Get(t, after.ID).State)
}

// testGivenBack: without having used an attempt or its turn.
func testGivenBack(t *testing.T, p Pools) {
	s := runner(t, p)
	stopped := 0
	h := do(func(ctx context.Context, task *jobs.Task) (any, error) {
		require.Equal(t, 1, task.Job.Attempt)
		require.NoError(t, attach(ctx, task, "a", "x"))
		if stopped == 3 {
			return "done", nil
		}
		_, err := until(ctx, task)
		require.ErrorIs(t, err, jobs.ErrShutdown)
		return nil, errors.Join(ctx.Err(), &jobs.Failure{Code: "killed", Message: "Whatever.", Final: true})
	})
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann", Attempts: 1})
	turn := func() (turn int64) {
		require.NoError(t, s.DB.Get(t.Context(), &turn, `select turn from ep_job where id = $1`, j.ID))
		return turn
	}
	first := turn()
	for ; stopped < 3; stopped++ {
		r := s.start(t, h)
		s.runs(t, j.ID)
		began := time.Now()
		r.stop()
		require.NoError(t, r.wait())
		require.InDelta(t, 30*time.Second, time.Since(began), float64(time.Second))
		is := s.Get(t, j.ID)
		require.Equal(t, jobs.Pending, is.State)
		require.Zero(t, is.Attempt)
		require.Equal(t, j.RunAt, is.RunAt)
		require.Nil(t, is.Failure)
		require.Equal(t, first, turn())
		require.Equal(t, "given-back", s.outcome(t, stopped).Code)
		require.Empty(t, s.Keys(t))
	}
	s.start(t, h)
	is := s.ends(t, j.ID)
	require.Equal(t, jobs.Succeeded, is.State)
	require.Equal(t, 1, is.Attempt)
	require.Equal(t, []string{"jobs/" + j.ID + "/4-a"}, s.Keys(t))
	require.Len(t, s.Events(t, 0), 2)
}

func testNoGrace(t *testing.T, p Pools) {
	s := runner(t, p, func(c *jobs.Config) { c.Grace = -1 })
	r := s.start(t, jobs.Handlers{kind: until, "success": func(ctx context.Context, _ *jobs.Task) (any, error) {
		<-ctx.Done()
		return "nevertheless", nil
	}})
	j, success := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System}), s.Add(t, jobs.Spec{Kind: "success", Owner: jobs.System})
	s.runs(t, j.ID)
	s.runs(t, success.ID)
	began := time.Now()
	r.stop()
	require.NoError(t, r.wait())
	require.Less(t, time.Since(began), time.Second)
	require.Equal(t, jobs.Pending, s.Get(t, j.ID).State)
	require.Equal(t, jobs.Succeeded, s.Get(t, success.ID).State, "what is done is done")
}

// testStopCancelled: while the runner waits it looks for what was cancelled, and extends leases.
func testStopCancelled(t *testing.T, p Pools) {
	all := runners(t, p, 2, func(c *jobs.Config) { c.Grace, c.Lease = 10*time.Minute, 10*time.Second })
	s := all[0]
	r := s.start(t, do(until))
	all[1].start(t, jobs.Handlers{"other": done}) // and rescues
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
	s.runs(t, j.ID)
	r.stop()
	time.Sleep(5 * time.Minute)
	require.Equal(t, jobs.Running, s.Get(t, j.ID).State)
	_, err := all[1].Queue.Cancel(t.Context(), ann, j.ID)
	require.NoError(t, err)
	time.Sleep(time.Second)
	require.Equal(t, jobs.Cancelled, s.Get(t, j.ID).State)
	require.NoError(t, r.wait())
}

// testDoesNotReturn: Run returns, and says so; the job is somebody else's once the lease is over, which is extended no more.
func testDoesNotReturn(t *testing.T, p Pools) {
	all := runners(t, p, 2, func(c *jobs.Config) { c.Poll = 100 * time.Millisecond })
	s := all[0]
	release := make(chan struct{})
	r := s.start(t, do(func(ctx context.Context, task *jobs.Task) (any, error) {
		require.NoError(t, attach(ctx, task, "a", "x"))
		<-release
		return "too late", nil
	}))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System})
	s.runs(t, j.ID)
	r.stop()
	began := time.Now()
	err := r.wait()
	require.ErrorContains(t, err, kind)
	require.InDelta(t, 40*time.Second, time.Since(began), float64(time.Second))
	require.Equal(t, jobs.Running, s.Get(t, j.ID).State, "not given back, for it still runs")
	var second *jobs.Task
	all[1].start(t, do(func(ctx context.Context, task *jobs.Task) (any, error) {
		second = task
		return "mine", attach(ctx, task, "a", "y")
	}))
	is := s.ends(t, j.ID)
	require.GreaterOrEqual(t, is.Started.Sub(began), 50*time.Second)
	require.EqualValues(t, 2, second.Fence)
	require.Equal(t, 2, second.Job.Attempt)
	close(release)
	time.Sleep(time.Minute)
	require.Equal(t, is, s.Get(t, j.ID))
	require.Equal(t, []string{"jobs/" + j.ID + "/2-a"}, s.Keys(t))
	require.Equal(t, "lease-lost", s.outcome(t, 0).Code)
}
