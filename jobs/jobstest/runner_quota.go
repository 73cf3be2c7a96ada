package jobstest

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

func runnerQuota() map[string]func(t *testing.T, p Pools) {
	return map[string]func(t *testing.T, p Pools){
		"refuses what is new alone": testQuotaRefuses,
		"told of each end":          testQuotaTold,
		"not there for a while":     testQuotaAway,
		"cannot end one":            testQuotaRescue,
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
	s.Quota.Refuse(limit("no more"))
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
	goes := add("waits", jobs.Running, 1, "")
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

// stuckEnds is a Quota that cannot be told of the end of some jobs.
type stuckEnds struct {
	*Quota
	plain, broken atomic.Value // ids: that it says so of, that its statement fails of
	asked         atomic.Int32 // of those
}

// EndJob implements jobs.Quota.
func (q *stuckEnds) EndJob(ctx context.Context, tx *sqldb.Tx, j jobs.Job) error {
	switch j.ID {
	case q.plain.Load():
		q.asked.Add(1)
		return errors.New("jobstest: what is this")
	case q.broken.Load():
		q.asked.Add(1)
		_, err := tx.Exec(ctx, `insert into ep_test_no_such_table (id) values (1)`)
		return err
	}
	return q.Quota.EndJob(ctx, tx, j)
}

// testQuotaRescue: of jobs whose runners died, one that cannot be ended keeps no other from it, and is tried again once in a while.
func testQuotaRescue(t *testing.T, p Pools) {
	quota := &stuckEnds{Quota: &Quota{}}
	s := runner(t, p, func(c *jobs.Config) { c.Quota, c.MaxPendingOwner = quota, 1000 })
	var ids []string
	for i := range 130 { // more than are looked at together
		id := s.Add(t, jobs.Spec{Kind: "dead", Owner: "ann", Attempts: 1}).ID
		lease := sqldb.At(time.Now().Add(time.Duration(min(i, 20)-1000) * time.Second)) // some of the same moment
		_, err := s.DB.Exec(t.Context(), `update ep_job set state = 'running', attempt = 1, fence = 1, runner = 'dead', lease_at = $2 where id = $1`, id, lease)
		require.NoError(t, err)
		ids = append(ids, id)
	}
	first, other := ids[0], ids[100]
	quota.plain.Store(first)
	quota.broken.Store(other)
	s.start(t, do(done))
	time.Sleep(time.Second)
	for _, id := range ids {
		want := jobs.Failed
		if id == first || id == other {
			want = jobs.Running
		}
		require.Equal(t, want, s.Get(t, id).State)
	}
	require.Equal(t, 128, s.Counts.Of("rescue"))
	require.EqualValues(t, 2, quota.asked.Load(), "once in a round")
	require.Equal(t, 1, s.Counts.Of("error rescue"))
	for _, id := range []string{first, other} {
		require.Equal(t, 1, strings.Count(s.Logs.String(), "could not be ended whose runner died\" job="+id+" kind=dead"), s.Logs.String())
	}

	time.Sleep(61 * time.Second) // four rounds of half a lease
	require.LessOrEqual(t, quota.asked.Load(), int32(2*6))
	require.GreaterOrEqual(t, quota.asked.Load(), int32(2*4))
	quota.plain.Store("")
	quota.broken.Store("")
	require.Equal(t, jobs.Failed, s.ends(t, first).State)
	require.Equal(t, jobs.Failed, s.ends(t, other).State)
	require.Equal(t, 130, s.Counts.Of("rescue"))
	s.requireTold(t)
}
