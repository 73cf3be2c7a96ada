package jobstest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
)

func runnerTrouble() map[string]func(t *testing.T, p Pools) {
	return map[string]func(t *testing.T, p Pools){
		"no database for a while":  testAway,
		"no database at the end":   testAwayAtTheEnd,
		"no database for too long": testAwayTooLong,
	}
}

// away takes a table away until back is called: a database that refuses.
func (s *Setup) away(t testing.TB, table string) (back func()) {
	t.Helper()
	rename := func(from, to string) {
		_, err := s.DB.Exec(context.WithoutCancel(t.Context()), `alter table `+from+` rename to `+to)
		require.NoError(t, err)
	}
	rename(table, table+"_away")
	return func() { rename(table+"_away", table) }
}

// testAway: Run goes on, says so once, and works when the database is back.
func testAway(t *testing.T, p Pools) {
	s := runner(t, p)
	s.start(t, do(done))
	s.ends(t, s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System}).ID)
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System, Delay: 10 * time.Second})
	for range 2 {
		claims, logged := s.Counts.Of("error claim"), strings.Count(s.Logs.String(), "what=claim")
		back := s.away(t, "ep_job")
		time.Sleep(time.Minute)
		back()
		require.InDelta(t, 60, s.Counts.Of("error claim")-claims, 15, "as often as Config.Poll")
		require.Equal(t, logged+1, strings.Count(s.Logs.String(), "what=claim"))
		time.Sleep(10 * time.Second)
		require.Equal(t, logged+2, strings.Count(s.Logs.String(), "what=claim"), "that it is over")
	}
	require.Equal(t, jobs.Succeeded, s.ends(t, j.ID).State)
	require.Positive(t, s.Counts.Of("error stats"))
	require.Positive(t, s.Counts.Of("error rescue"))
}

// testAwayAtTheEnd: how a job ended is written down when that is possible, while the lease lasts.
func testAwayAtTheEnd(t *testing.T, p Pools) {
	s := runner(t, p)
	s.start(t, do(func(ctx context.Context, task *jobs.Task) (any, error) {
		time.Sleep(time.Minute)
		return "done", attach(ctx, task, "a", "x")
	}))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
	s.runs(t, j.ID)
	time.Sleep(55 * time.Second)
	back := s.away(t, "ep_audit") // which is written with it
	time.Sleep(20 * time.Second)
	require.Equal(t, jobs.Running, s.Get(t, j.ID).State)
	back()
	time.Sleep(2 * time.Second)
	is := s.Get(t, j.ID)
	require.Equal(t, jobs.Succeeded, is.State)
	require.Equal(t, 1, is.Attempt)
	require.Equal(t, "x", string(s.Read(t, ann, j.ID, "a")))
	require.Positive(t, s.Counts.Of("error finish"))
	require.Len(t, s.Events(t, 0), 2)
	require.Zero(t, s.Counts.Of("lost"))
}

// testAwayTooLong: then the job is lost, and tried again.
func testAwayTooLong(t *testing.T, p Pools) {
	s := runner(t, p)
	s.start(t, do(func(ctx context.Context, task *jobs.Task) (any, error) {
		time.Sleep(time.Minute)
		return task.Fence, attach(ctx, task, "a", "x")
	}))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
	s.runs(t, j.ID)
	time.Sleep(55 * time.Second)
	back := s.away(t, "ep_audit")
	require.Equal(t, "lease-lost", s.outcome(t, 0).Code)
	back()
	is := s.ends(t, j.ID)
	require.Equal(t, jobs.Succeeded, is.State)
	require.Equal(t, 2, is.Attempt)
	require.Equal(t, "2", string(is.Result))
	require.Equal(t, []string{"jobs/" + j.ID + "/2-a"}, s.Keys(t))
	require.Len(t, s.Events(t, 0), 2)
}
