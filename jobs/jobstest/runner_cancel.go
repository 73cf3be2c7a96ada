package jobstest

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
)

func runnerCancel() map[string]func(t *testing.T, p Pools) {
	return map[string]func(t *testing.T, p Pools){
		"pending":            testCancelPending,
		"100 of 100":         testCancelMany,
		"wins over success":  testCancelWins,
		"wins over a retry":  testCancelRetry,
		"stuck":              testCancelStuck,
		"the owner is gone":  testGoneRunning,
		"gone and succeeded": testGoneSucceeds,
		"gone at the end":    testGoneAtTheEnd,
		"gone meanwhile":     testGoneMeanwhile,
	}
}

func testCancelPending(t *testing.T, p Pools) {
	s := runner(t, p)
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
	_, err := s.Queue.Cancel(t.Context(), ann, j.ID)
	require.NoError(t, err)
	s.start(t, do(done))
	s.ends(t, s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System}).ID)
	require.Equal(t, 1, s.Counts.Of("start "+kind))
	require.Equal(t, jobs.Cancelled, s.Get(t, j.ID).State)
}

// testCancelMany: the contexts of those that run end at once when they run here, within Config.Watch otherwise.
func testCancelMany(t *testing.T, p Pools) {
	all := runners(t, p, 2, func(c *jobs.Config) { c.Concurrent, c.PerOwner = 100, 100 })
	here, other := all[0], all[1]
	ends := make(chan time.Time, 1)
	here.start(t, do(func(ctx context.Context, _ *jobs.Task) (any, error) {
		<-ctx.Done()
		require.ErrorIs(t, context.Cause(ctx), jobs.ErrCancelled)
		ends <- time.Now()
		return nil, ctx.Err()
	}))
	for i := range 100 {
		j := here.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
		here.runs(t, j.ID)
		time.Sleep(time.Duration(i) * 7 * time.Millisecond) // anywhere between two looks
		from, most := here, time.Duration(0)
		if i%2 == 1 {
			from, most = other, 250*time.Millisecond
		}
		asked := time.Now()
		is, err := from.Queue.Cancel(t.Context(), ann, j.ID)
		require.NoError(t, err)
		require.True(t, is.Cancel)
		require.LessOrEqual(t, (<-ends).Sub(asked), most)
		require.Equal(t, jobs.Cancelled, here.ends(t, j.ID).State)
		require.Equal(t, "cancelled", here.outcome(t, i).Code)
	}
}

// testCancelWins: what Cancel acknowledged never becomes Succeeded, though its Handler says so, and has no files.
func testCancelWins(t *testing.T, p Pools) {
	s := runner(t, p)
	s.start(t, do(func(ctx context.Context, task *jobs.Task) (any, error) {
		require.NoError(t, attach(ctx, task, "a", "x"))
		<-ctx.Done()
		return "in spite of it", nil
	}))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
	s.runs(t, j.ID)
	time.Sleep(time.Second)
	require.Len(t, s.Keys(t), 1)
	_, err := s.Queue.Cancel(t.Context(), ann, j.ID)
	require.NoError(t, err)
	is := s.ends(t, j.ID)
	require.Equal(t, jobs.Cancelled, is.State)
	require.Nil(t, is.Result)
	require.Empty(t, is.Files)
	require.Nil(t, is.Failure)
	require.NotZero(t, is.Finished)
	require.NotZero(t, is.Expires)
	require.Equal(t, is, s.outcome(t, 0).Job)
	require.Empty(t, s.Keys(t))
	events := s.Events(t, 0)
	require.Equal(t, map[string]string{"kind": kind, "state": "cancelled", "attempt": "1"}, events[len(events)-1].Detail)
}

func testCancelRetry(t *testing.T, p Pools) {
	s := runner(t, p)
	s.start(t, do(func(ctx context.Context, _ *jobs.Task) (any, error) {
		<-ctx.Done()
		return nil, errors.Join(ctx.Err(), &jobs.Failure{Code: "killed", Message: "It was killed."})
	}))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
	s.runs(t, j.ID)
	_, err := s.Queue.Cancel(t.Context(), ann, j.ID)
	require.NoError(t, err)
	is := s.ends(t, j.ID)
	require.Equal(t, jobs.Cancelled, is.State)
	require.Nil(t, is.Failure)
}

// testCancelStuck: the job is cancelled although its Handler does not return.
func testCancelStuck(t *testing.T, p Pools) {
	s := runner(t, p)
	release := make(chan struct{})
	s.start(t, do(func(context.Context, *jobs.Task) (any, error) {
		<-release
		return "too late", nil
	}))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
	s.runs(t, j.ID)
	_, err := s.Queue.Cancel(t.Context(), ann, j.ID)
	require.NoError(t, err)
	time.Sleep(9 * time.Second)
	require.Equal(t, jobs.Running, s.Get(t, j.ID).State)
	time.Sleep(2 * time.Second)
	is := s.Get(t, j.ID)
	require.Equal(t, jobs.Cancelled, is.State)
	close(release)
	time.Sleep(time.Minute)
	require.Equal(t, is, s.Get(t, j.ID))
}

// testGoneRunning: what runs for a user who is deleted ends, and then nothing is left of it.
func testGoneRunning(t *testing.T, p Pools) {
	all := runners(t, p, 2)
	s := all[0]
	s.start(t, do(func(ctx context.Context, task *jobs.Task) (any, error) {
		require.NoError(t, attach(ctx, task, "a", "x"))
		return until(ctx, task)
	}))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
	s.runs(t, j.ID)
	time.Sleep(time.Second)
	all[1].DeleteUser(t, "ann")
	require.Equal(t, "cancelled", s.outcome(t, 0).Code)
	require.Empty(t, s.IDs(t, admin, jobs.Filter{Owner: "ann"}, 10))
	require.Empty(t, s.Keys(t))
	_, err := s.Queue.Get(t.Context(), ann, j.ID)
	require.Equal(t, jobs.CodeNotFound, jobs.CodeOf(err))
	events := s.Events(t, 0)
	require.Equal(t, jobs.ActionFinish, events[len(events)-2].Action)
	require.Equal(t, jobs.ActionDelete, events[len(events)-1].Action)
}

// testGoneSucceeds: also when its Handler is done with it.
func testGoneSucceeds(t *testing.T, p Pools) {
	s := runner(t, p)
	s.start(t, do(func(ctx context.Context, task *jobs.Task) (any, error) {
		require.NoError(t, attach(ctx, task, "a", "x"))
		<-ctx.Done()
		return "done", nil
	}))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
	s.runs(t, j.ID)
	s.DeleteUser(t, "ann")
	o := s.outcome(t, 0)
	require.Equal(t, jobs.Cancelled, o.Job.State)
	require.Empty(t, o.Job.Result)
	require.Empty(t, s.IDs(t, admin, jobs.Filter{Owner: "ann"}, 10))
	require.Empty(t, s.Keys(t))
}

// testGoneAtTheEnd: also when nobody has cancelled it, for it was claimed when all others were.
func testGoneAtTheEnd(t *testing.T, p Pools) {
	s := runner(t, p)
	s.start(t, do(func(ctx context.Context, task *jobs.Task) (any, error) {
		time.Sleep(time.Minute)
		return "done", attach(ctx, task, "a", "x")
	}))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
	s.runs(t, j.ID)
	_, err := s.DB.Exec(t.Context(), `insert into ep_job_gone (user_id, gone_at) values ('ann', 1)`)
	require.NoError(t, err)
	require.Equal(t, jobs.Cancelled, s.outcome(t, 0).Job.State)
	require.Empty(t, s.IDs(t, admin, jobs.Filter{Owner: "ann"}, 10))
	require.Empty(t, s.Keys(t))
}

// testGoneMeanwhile: also when many end, one way or another, while their owner goes.
func testGoneMeanwhile(t *testing.T, p Pools) {
	const many = 16
	all := runners(t, p, 2, func(c *jobs.Config) {
		c.Concurrent, c.PerOwner, c.Backoff, c.MaxBack = many, many, time.Hour, time.Hour
	})
	s := all[0]
	release := make(chan struct{})
	var begun atomic.Int32
	s.start(t, do(func(context.Context, *jobs.Task) (any, error) {
		n := begun.Add(1)
		<-release
		if n%2 == 0 {
			return nil, errors.New("try again")
		}
		return "done", nil
	}))
	for range many {
		s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
	}
	for begun.Load() < many {
		time.Sleep(time.Second)
	}
	close(release)
	all[1].DeleteUser(t, "ann")
	s.outcome(t, many-1)
	require.Empty(t, s.IDs(t, admin, jobs.Filter{Owner: "ann"}, 10))
	require.Zero(t, s.Counts.Of("lost"))
	s.requireTold(t)
}
