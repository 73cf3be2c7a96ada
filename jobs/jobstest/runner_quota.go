package jobstest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
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
		"does not come back":        testQuotaHangs,
		"keeps no place":            testQuotaPlaces,
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

// dead adds a job of ann's, for the last time, of a runner that died: its lease is over then, from now.
func (s *Setup) dead(t testing.TB, lease time.Duration) string {
	t.Helper()
	id := s.Add(t, jobs.Spec{Kind: "dead", Owner: "ann", Attempts: 1}).ID
	_, err := s.DB.Exec(t.Context(), `update ep_job set state = 'running', attempt = 1, fence = 1, runner = 'dead', lease_at = $2 where id = $1`, id, sqldb.At(time.Now().Add(lease)))
	require.NoError(t, err)
	return id
}

// testQuotaRescue: of jobs whose runners died, one that cannot be ended keeps no other from it, and is tried again once in a while.
func testQuotaRescue(t *testing.T, p Pools) {
	quota := &stuckEnds{Quota: &Quota{}}
	s := runner(t, p, func(c *jobs.Config) { c.Quota, c.MaxPendingOwner = quota, 1000 })
	var ids []string
	for i := range 130 { // more than are looked at together
		ids = append(ids, s.dead(t, time.Duration(min(i, 20)-1000)*time.Second)) // some of the same moment
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

// hungEnds is a Quota that takes its time to be told of the end of some jobs.
type hungEnds struct {
	*Quota
	mu    sync.Mutex
	takes map[string]time.Duration // id to how long
	asked []string                 // ids of jobs whose runners died, in the order in which it was told
}

// EndJob implements jobs.Quota.
func (q *hungEnds) EndJob(ctx context.Context, tx *sqldb.Tx, j jobs.Job) error {
	q.mu.Lock()
	takes, is := q.takes[j.ID]
	if j.Kind == "dead" {
		q.asked = append(q.asked, j.ID)
	}
	q.mu.Unlock()
	if is {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(takes):
		}
	}
	return q.Quota.EndJob(ctx, tx, j)
}

// all is asked.
func (q *hungEnds) all() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.asked)
}

// testQuotaHangs: of jobs whose runners died, some that cannot be ended soon come after all others, in the next rounds, too; what takes long ends nevertheless, and what
// runs keeps its lease.
func testQuotaHangs(t *testing.T, p Pools) {
	quota := &hungEnds{Quota: &Quota{}, takes: map[string]time.Duration{}}
	s := runner(t, p, func(c *jobs.Config) { c.Quota = quota })
	var hung []string
	for range 4 {
		hung = append(hung, s.dead(t, -time.Hour))
		quota.takes[hung[len(hung)-1]] = day
	}
	long := s.dead(t, -time.Hour)
	quota.takes[long] = 5 * time.Second // more than is soon
	var soon []string
	for range 30 {
		soon = append(soon, s.dead(t, -time.Minute))
	}
	release := make(chan struct{})
	h := do(func(ctx context.Context, _ *jobs.Task) (any, error) {
		select {
		case <-release:
		case <-ctx.Done():
		}
		return nil, context.Cause(ctx)
	})
	works := s.Add(t, jobs.Spec{Kind: kind, Owner: "ben"})
	s.start(t, h)
	require.Equal(t, jobs.Failed, s.ends(t, long).State, "in some round it is the first of those that take long")
	asked := quota.all()
	require.ElementsMatch(t, append([]string{long}, hung...), asked[:5], "once each, for some moments")
	require.ElementsMatch(t, soon, asked[5:35], "before any of them gets more")

	soon = nil
	for range 10 {
		soon = append(soon, s.dead(t, -time.Second))
	}
	for _, id := range soon {
		require.Equal(t, jobs.Failed, s.ends(t, id).State)
	}
	between := quota.all()[len(asked):]
	first := slices.IndexFunc(between, func(id string) bool { return slices.Contains(soon, id) })
	require.LessOrEqual(t, first, 1, "one that takes long at the end of the round before, and none in the next one")
	require.ElementsMatch(t, soon, between[first:first+10])
	time.Sleep(5 * time.Minute)
	for _, id := range hung {
		require.Equal(t, jobs.Running, s.Get(t, id).State)
	}
	require.Equal(t, 41, s.Counts.Of("rescue"))
	require.Positive(t, s.Counts.Of("error rescue"))
	require.Zero(t, s.Counts.Of("lost"))
	close(release)
	is := s.ends(t, works.ID)
	require.Equal(t, jobs.Succeeded, is.State)
	require.Equal(t, 1, is.Attempt)

	quota.mu.Lock()
	clear(quota.takes)
	quota.mu.Unlock()
	for _, id := range hung {
		require.Equal(t, jobs.Failed, s.ends(t, id).State)
	}
	s.requireTold(t)
}

// testQuotaPlaces: jobs that cannot be ended take their owner's places while their leases last, and no longer.
func testQuotaPlaces(t *testing.T, p Pools) {
	quota := &stuckEnds{Quota: &Quota{}}
	s := runner(t, p, func(c *jobs.Config) { c.Quota = quota })
	bad := []string{s.dead(t, time.Minute), s.dead(t, time.Minute)}
	quota.plain.Store(bad[0])
	quota.broken.Store(bad[1])
	var l load
	s.start(t, do(func(context.Context, *jobs.Task) (any, error) {
		l.add("", 1)
		defer l.add("", -1)
		time.Sleep(time.Second)
		return nil, nil
	}))
	var ids []string
	for range 6 {
		ids = append(ids, s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"}).ID)
	}
	time.Sleep(55 * time.Second)
	require.Zero(t, s.Counts.Of("start "+kind), "two of one owner")
	for _, id := range ids {
		require.Equal(t, jobs.Succeeded, s.ends(t, id).State)
	}
	require.Equal(t, 2, l.most[""])
	time.Sleep(time.Minute)
	for _, id := range bad {
		require.Equal(t, jobs.Running, s.Get(t, id).State)
	}
	require.Positive(t, quota.asked.Load())
}
