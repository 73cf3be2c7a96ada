package jobstest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Scenarios are what must survive being killed anywhere, of a Queue and of a Runner, for sqldbtest.Crash.
func Scenarios() []sqldbtest.Scenario { return slices.Concat(QueueScenarios(), RunnerScenarios()) }

// RunnerScenarios are those of a Runner.
func RunnerScenarios() []sqldbtest.Scenario {
	schemas := Schemas()
	return counted(
		sqldbtest.Scenario{Name: "job run", Schemas: schemas, Prepare: prepareRun, Do: doRun, Check: checkRun},
		sqldbtest.Scenario{Name: "job given back", Schemas: schemas, Prepare: prepareRun, Do: doGiveBack, Check: checkRun},
		sqldbtest.Scenario{Name: "jobs rescued", Schemas: schemas, Prepare: prepareRescue, Do: doRescue, Check: checkRescue},
		sqldbtest.Scenario{Name: "jobs swept", Schemas: schemas, Prepare: prepareSweep, Do: doSweep, Check: checkSweep},
	)
}

// newCrashedRunner is newCrashed for one that runs, and by itself does as little as can be.
func newCrashedRunner(p sqldbtest.Place, ahead time.Duration, o jobs.Observer) (*crashed, error) {
	c, err := newCrashed(p, ahead)
	if err != nil {
		return nil, err
	}
	c.SQL, err = jobs.NewSQL(p.DB, jobs.Config{
		Blobs: c.blobs, Quota: &Quota{}, Now: func() time.Time { return time.Now().Add(ahead) }, Concurrent: 1, Poll: 10 * time.Millisecond, Watch: time.Hour, StatsEvery: time.Hour,
		SweepEvery: 300 * day, Backoff: time.Millisecond, MaxBack: time.Millisecond, Grace: -1, Observer: o,
	})
	return c, err
}

// ownFile is a Handler whose file says which claim made it.
func ownFile(ctx context.Context, t *jobs.Task) (any, error) {
	return t.Fence, attach(ctx, t, "out.txt", claimText(t.Job.ID, t.Fence))
}

func claimText(id string, fence int64) string { return fmt.Sprintf("job %s, claim %d", id, fence) }

// runUntil runs until something has happened.
func (c *crashed) runUntil(ctx context.Context, h jobs.Handlers, happened <-chan struct{}) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		<-happened
		stop()
	}()
	return c.Run(ctx, h)
}

// signal is a channel, and what closes it.
func signal() (happened chan struct{}, happens func()) {
	happened = make(chan struct{})
	return happened, func() {
		select {
		case <-happened:
		default:
			close(happened)
		}
	}
}

// sweepBefore does the queue's own work of the scenario's time, so that it is not among what is killed: that is another scenario.
func sweepBefore(t testing.TB, p sqldbtest.Place) {
	t.Helper()
	swept, sweep := signal()
	c, err := newCrashedRunner(p, 0, jobs.Observer{OnFinish: func(jobs.Outcome) { sweep() }})
	require.NoError(t, err)
	defer func() { require.NoError(t, c.blobs.Close()) }()
	require.NoError(t, c.runUntil(t.Context(), jobs.Handlers{"other": ownFile}, swept))
}

func prepareRun(t testing.TB, p sqldbtest.Place) {
	sweepBefore(t, p)
	c, s := openCrashed(t, p)
	require.NoError(t, c.note("ids", s.Add(t, numbered(1)).ID))
}

// doRun runs a job that has a file.
func doRun(ctx context.Context, p sqldbtest.Place) error {
	finished, finish := signal()
	c, err := newCrashedRunner(p, 0, jobs.Observer{OnFinish: func(o jobs.Outcome) {
		if o.Job.State == jobs.Succeeded && o.Job.Owner != "" {
			finish()
		}
	}})
	if err != nil {
		return err
	}
	return c.steps(func() (string, error) {
		if err := c.runUntil(ctx, jobs.Handlers{"render": ownFile}, finished); err != nil {
			return "", err
		}
		return "succeeded", nil
	})
}

// doGiveBack stops while the job runs.
func doGiveBack(ctx context.Context, p sqldbtest.Place) error {
	started, start := signal()
	c, err := newCrashedRunner(p, 0, jobs.Observer{})
	if err != nil {
		return err
	}
	return c.steps(func() (string, error) {
		err := c.runUntil(ctx, jobs.Handlers{"render": func(ctx context.Context, t *jobs.Task) (any, error) {
			if err := attach(ctx, t, "half.txt", "half of it"); err != nil {
				return nil, err
			}
			start()
			return until(ctx, t)
		}}, started)
		return "given back", err
	})
}

// checkRun: what was acknowledged is so; otherwise another runner does the job, once the lease is over. Either way it has one
// result, that of one claim.
func checkRun(t testing.TB, p sqldbtest.Place, finished bool) {
	c, s := openCrashed(t, p)
	id, err := c.noted("ids")
	require.NoError(t, err)
	told := c.acknowledged()
	require.Equal(t, finished, len(told) == 1)
	inputsOfLive(t, s)
	before := s.Get(t, id)
	switch {
	case len(told) == 0:
		require.NotEqual(t, jobs.Failed, before.State)
	case told[0] == "succeeded":
		require.Equal(t, jobs.Succeeded, before.State)
	default:
		require.Equal(t, jobs.Pending, before.State)
		require.Zero(t, before.Attempt)
		require.Empty(t, s.Keys(t))
	}
	if before.State == jobs.Pending && before.Attempt == 0 {
		require.Empty(t, before.Failure)
	}
	s.finishAll(t, p, id)
	is := s.Get(t, id)
	require.Equal(t, jobs.Succeeded, is.State)
	if before.State == jobs.Succeeded {
		require.Equal(t, before, is)
	}
	require.LessOrEqual(t, is.Attempt, 2)
	s.requireOneResult(t, id, s.finishes(t))
	tidy(t, p)
	require.Equal(t, []string{is.Files[0].Key}, s.Keys(t))
}

// inputsOfLive says that each job that is not final has its input, and no other.
func inputsOfLive(t testing.TB, s *Setup) {
	t.Helper()
	var live []string
	for _, id := range s.IDs(t, admin, jobs.Filter{Owner: jobs.Everybody}, 0) {
		if !s.Get(t, id).State.Final() {
			live = append(live, id)
		}
	}
	require.ElementsMatch(t, live, s.inputs(t))
}

// requireOneResult says that a job of ownFile's has one ending, and one file, of the claim that its row and its result name.
func (s *Setup) requireOneResult(t testing.TB, id string, finishes map[string]int) {
	t.Helper()
	var fence int64
	require.NoError(t, s.DB.Get(t.Context(), &fence, `select fence from ep_job where id = $1`, id))
	is := s.Get(t, id)
	require.Equal(t, strconv.FormatInt(fence, 10), string(is.Result))
	require.Len(t, is.Files, 1)
	require.Equal(t, fmt.Sprintf("jobs/%s/%d-out.txt", id, fence), is.Files[0].Key)
	content, err := s.Queue.Open(t.Context(), User(is.Owner), id, "out.txt")
	require.NoError(t, err)
	defer func() { require.NoError(t, content.Close()) }()
	data, err := io.ReadAll(content)
	require.NoError(t, err)
	require.Equal(t, claimText(id, fence), string(data))
	require.Equal(t, 1, finishes[id], "endings")
}

// finishes counts how often each job ended, as the trail has it.
func (s *Setup) finishes(t testing.TB) map[string]int {
	t.Helper()
	n := map[string]int{}
	for _, e := range s.Events(t, 0) {
		if e.Action == jobs.ActionFinish {
			n[strings.TrimPrefix(e.Object, "job:")]++
		}
	}
	return n
}

// finishAll runs, an hour later, until some jobs have ended.
func (s *Setup) finishAll(t testing.TB, p sqldbtest.Place, ids ...string) {
	t.Helper()
	c, err := newCrashedRunner(p, time.Hour, jobs.Observer{})
	require.NoError(t, err)
	defer func() { require.NoError(t, c.blobs.Close()) }()
	ended, end := signal()
	go func() {
		defer end()
		for _, id := range ids {
			if _, err := s.await(t.Context(), id, func(j jobs.Job) bool { return j.State.Final() }); err != nil {
				return
			}
		}
	}()
	require.NoError(t, c.runUntil(t.Context(), jobs.Handlers{"render": ownFile}, ended))
}

// prepareRescue: ann has three jobs whose runner died: one that can be tried again, one whose attempts are used up, one that she has cancelled.
func prepareRescue(t testing.TB, p sqldbtest.Place) {
	sweepBefore(t, p)
	c, s := openCrashed(t, p)
	var ids []string
	for i, change := range []string{``, `, attempts = 1`, `, cancel = true`} {
		id := s.Add(t, numbered(i)).ID
		_, err := s.DB.Exec(t.Context(), `update ep_job set state = 'running', attempt = 1, fence = 1, runner = 'dead', lease_at = 1`+change+` where id = $1`, id)
		require.NoError(t, err)
		require.NoError(t, c.blobs.Put(t.Context(), "jobs/"+id+"/1-out.txt", strings.NewReader("x"), 1))
		ids = append(ids, id)
	}
	require.NoError(t, c.note("ids", strings.Join(ids, " ")))
}

func doRescue(ctx context.Context, p sqldbtest.Place) error {
	rescued, rescue := signal()
	c, err := newCrashedRunner(p, 0, jobs.Observer{OnRescue: func(int) { rescue() }})
	if err != nil {
		return err
	}
	return c.steps(func() (string, error) {
		return "", c.runUntil(ctx, jobs.Handlers{"other": ownFile}, rescued)
	})
}

// checkRescue: each wholly or not at all, and the next runner does the rest.
func checkRescue(t testing.TB, p sqldbtest.Place, finished bool) {
	c, s := openCrashed(t, p)
	text, err := c.noted("ids")
	require.NoError(t, err)
	ids := strings.Fields(text)
	require.Equal(t, finished, len(c.acknowledged()) == 1)
	inputsOfLive(t, s)
	var states []jobs.State
	for _, id := range ids {
		states = append(states, s.Get(t, id).State)
	}
	for i, rescued := range []jobs.State{jobs.Pending, jobs.Failed, jobs.Cancelled} {
		if finished || states[i] != jobs.Running {
			require.Equal(t, rescued, states[i])
		}
	}
	s.finishAll(t, p, ids...)
	s.requireOneResult(t, ids[0], s.finishes(t))
	require.Equal(t, jobs.FailLost, s.Get(t, ids[1]).Failure.Code)
	require.Equal(t, jobs.Cancelled, s.Get(t, ids[2]).State)
	require.Equal(t, map[string]int{ids[0]: 1, ids[1]: 1, ids[2]: 1}, s.finishes(t))
	tidy(t, p)
	require.Equal(t, []string{s.Get(t, ids[0]).Files[0].Key}, s.Keys(t))
}

// prepareSweep: two jobs that have expired, one that has not, and files that belong to nothing.
func prepareSweep(t testing.TB, p sqldbtest.Place) {
	c, s := openCrashed(t, p)
	for i := range 2 {
		id := s.become(t, s.Add(t, numbered(i)).ID, jobs.Succeeded, 0).ID
		_, err := s.DB.Exec(t.Context(), `update ep_job set expires_at = 1 where id = $1`, id)
		require.NoError(t, err)
		require.NoError(t, c.blobs.Put(t.Context(), "jobs/01890000-0000-7000-8000-00000000000"+strconv.Itoa(i)+"/1-a", strings.NewReader("x"), 1))
	}
	id := s.become(t, s.Add(t, render("ben")).ID, jobs.Succeeded, 0).ID
	require.NoError(t, c.blobs.Put(t.Context(), "jobs/"+id+"/1-left.txt", strings.NewReader("x"), 1))
}

func doSweep(ctx context.Context, p sqldbtest.Place) error {
	c, err := newCrashed(p, 0)
	if err != nil {
		return err
	}
	return c.steps(func() (string, error) {
		swept, err := c.Sweep(ctx)
		if err == nil && swept.Jobs+swept.Left == 0 {
			err = errors.New("nothing was swept")
		}
		return "", err
	})
}

// checkSweep: what is kept is whole, and the next sweep does the rest.
func checkSweep(t testing.TB, p sqldbtest.Place, finished bool) {
	c, s := openCrashed(t, p)
	require.Equal(t, finished, len(c.acknowledged()) == 1)
	swept, err := c.Sweep(t.Context())
	require.NoError(t, err)
	if finished {
		require.Zero(t, swept)
	}
	require.Empty(t, s.IDs(t, ann, jobs.Filter{}, 0))
	bens := s.IDs(t, ben, jobs.Filter{}, 0)
	require.Len(t, bens, 1)
	require.Equal(t, fileBytes, string(s.Read(t, ben, bens[0], fileName)))
	require.Equal(t, []string{"jobs/" + bens[0] + "/1-" + fileName}, s.Keys(t))
	left, err := c.blobs.Sweep(t.Context(), time.Now().Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, blob.Swept{}, left, "a sweep puts nothing")
}
