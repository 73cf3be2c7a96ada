package jobstest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
)

func runnerQuota() map[string]func(t *testing.T, p Pools) {
	return map[string]func(t *testing.T, p Pools){
		"refuses what is new alone": testQuotaRefuses,
		"told of each end":          testQuotaTold,
		"not there for a while":     testQuotaAway,
	}
}

// testQuotaRefuses: what is there already is done, tried again and swept, and the system does its work.
func testQuotaRefuses(t *testing.T, p Pools) {
	s := runner(t, p, func(c *jobs.Config) {
		c.Periodic, c.Retention = []jobs.Periodic{{Kind: "hourly", Every: time.Hour}}, time.Hour
		slow(c)
	})
	runs := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
	again := s.Add(t, jobs.Spec{Kind: "twice", Owner: "ann"})
	s.Quota.Refuse(errors.New("no more"))
	h := do(done)
	h["hourly"] = done
	h["twice"] = func(_ context.Context, task *jobs.Task) (any, error) {
		if task.Job.Attempt == 1 {
			return nil, errors.New("by chance")
		}
		return nil, nil
	}
	s.start(t, h)
	require.Equal(t, jobs.Succeeded, s.ends(t, runs.ID).State)
	require.Equal(t, 2, s.ends(t, again.ID).Attempt)
	_, _, err := s.Queue.Enqueue(t.Context(), jobs.Spec{Kind: kind, Owner: "ann"})
	require.EqualError(t, err, "no more")
	time.Sleep(5 * time.Hour)
	require.GreaterOrEqual(t, s.Counts.Of("finish hourly"), 4)
	require.Empty(t, s.IDs(t, ann, jobs.Filter{}, 0), "they have expired")
	s.requireTold(t)
}

// testQuotaTold: however a job ends, it is told once, with how that was; what is tried again or given back has not ended.
func testQuotaTold(t *testing.T, p Pools) {
	all := runners(t, p, 2, func(c *jobs.Config) { c.Timeout, c.Grace = time.Minute, -1 })
	s, other := all[0], all[1]
	final := &jobs.Failure{Code: "too-long", Message: "This is too long.", Final: true}
	h := jobs.Handlers{
		"done": done, "waits": until,
		"fails":   func(context.Context, *jobs.Task) (any, error) { return nil, final },
		"retries": func(context.Context, *jobs.Task) (any, error) { return nil, errors.New("each time") },
	}
	want := map[string]told{}
	add := func(kind string, state jobs.State, attempt int, code string) string {
		id := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann", Attempts: 2}).ID
		want[id] = told{ID: id, Owner: "ann", Added: 1, Ended: 1, State: state, Attempt: attempt, Code: code}
		return id
	}
	run := s.start(t, h)
	for _, id := range []string{
		add("done", jobs.Succeeded, 1, ""), add("fails", jobs.Failed, 1, "too-long"), add("retries", jobs.Failed, 2, jobs.FailInternal), add("waits", jobs.Failed, 1, jobs.FailTimeout),
	} {
		s.ends(t, id)
	}
	cancelled := add("waits", jobs.Cancelled, 1, "")
	s.runs(t, cancelled)
	_, err := other.Queue.Cancel(t.Context(), ann, cancelled)
	require.NoError(t, err)
	s.ends(t, cancelled)

	back := add("waits", jobs.Cancelled, 0, "")
	s.runs(t, back)
	s.requireTold(t)
	run.stop()
	require.NoError(t, run.wait())
	require.Equal(t, jobs.Pending, s.Get(t, back).State)
	s.requireTold(t)
	_, err = s.Queue.Cancel(t.Context(), ann, back)
	require.NoError(t, err)

	other.start(t, h)
	goes := add("waits", jobs.Cancelled, 1, "")
	waits := s.Add(t, jobs.Spec{Kind: "later", Owner: "ann"}).ID
	want[waits] = told{ID: waits, Owner: "ann", Added: 1, Ended: 1, State: jobs.Pending}
	s.runs(t, goes)
	s.DeleteUser(t, "ann")
	for len(s.IDs(t, ann, jobs.Filter{}, 0)) > 0 {
		time.Sleep(time.Second)
	}
	var rows []told
	require.NoError(t, s.DB.Select(t.Context(), &rows, allTold))
	require.Len(t, rows, len(want))
	for _, r := range rows {
		require.Equal(t, want[r.ID], r)
	}
}

// testQuotaAway: a job ends when what counts it is back, while the lease lasts.
func testQuotaAway(t *testing.T, p Pools) {
	s := runner(t, p)
	s.start(t, do(done))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann", Delay: time.Minute})
	back := s.away(t, "ep_test_job_told")
	time.Sleep(65 * time.Second)
	require.Equal(t, jobs.Running, s.Get(t, j.ID).State)
	require.Positive(t, s.Counts.Of("error finish"))
	back()
	is := s.ends(t, j.ID)
	require.Equal(t, jobs.Succeeded, is.State)
	require.Equal(t, 1, is.Attempt)
}
