package jobstest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
)

func runnerFailures() map[string]func(t *testing.T, p Pools) {
	return map[string]func(t *testing.T, p Pools){
		"what the owner is told": testFailures,
		"results":                testResults,
		"backoff":                testBackoff,
		"retry after":            testRetryAfter,
		"succeeds at last":       testSucceedsAtLast,
		"timeout":                testTimeout,
		"stuck at a timeout":     testStuck,
		"all stuck":              testAllStuck,
	}
}

// panicky panics when it is written as JSON.
type panicky struct{}

func (panicky) MarshalJSON() ([]byte, error) {
	panic("secret words") //nolint:forbidigo // what is tested
}

// testFailures: a Failure is told as it is, within bounds, and nothing of any other error is.
func testFailures(t *testing.T, p Pools) {
	s := runner(t, p, func(c *jobs.Config) { c.Attempts = 1 })
	secret := errors.New("secret words")
	told := &jobs.Failure{Code: "too-long", Message: "Ask for less.", Detail: json.RawMessage(`{"pages":9000}`), Final: true, Err: secret}
	cases := map[string]struct {
		do   jobs.Handler
		want jobs.Failure
		log  string
	}{
		"error":   {func(context.Context, *jobs.Task) (any, error) { return 7, secret }, jobs.Failure{Code: jobs.FailInternal}, "secret words"},
		"panic":   {func(context.Context, *jobs.Task) (any, error) { return panicky{}.MarshalJSON() }, jobs.Failure{Code: jobs.FailInternal}, "runner_failures.go"},
		"exit":    {func(context.Context, *jobs.Task) (any, error) { runtime.Goexit(); return nil, nil }, jobs.Failure{Code: jobs.FailInternal}, "goroutine"},
		"failure": {func(context.Context, *jobs.Task) (any, error) { return nil, told }, *told, "secret words"},
		"wrapped": {func(context.Context, *jobs.Task) (any, error) {
			return nil, fmt.Errorf("while: %w", errors.Join(secret, fmt.Errorf("x: %w", told)))
		}, *told, "secret words"},
		"nil": {func(context.Context, *jobs.Task) (any, error) { return nil, (*jobs.Failure)(nil) }, jobs.Failure{Code: jobs.FailInternal}, ""},
		"empty": {func(context.Context, *jobs.Task) (any, error) {
			return nil, &jobs.Failure{Detail: json.RawMessage(`{`)}
		}, jobs.Failure{Code: jobs.FailInternal}, ""},
		"large": {func(context.Context, *jobs.Task) (any, error) {
			return nil, &jobs.Failure{
				Code: strings.Repeat("c", 5000), Message: "a\x00\xff\n" + strings.Repeat("m", 5000), Detail: json.RawMessage(`"` + strings.Repeat("d", 64<<10) + `"`),
			}
		}, jobs.Failure{Code: strings.Repeat("c", 61) + "…", Message: "a \uFFFD " + strings.Repeat("m", 1000-9) + "…"}, ""},
		"not UTF-8": {func(context.Context, *jobs.Task) (any, error) {
			return nil, &jobs.Failure{Code: "x", Message: "y", Detail: json.RawMessage("\"\xff\\u0000\"")}
		}, jobs.Failure{Code: "x", Message: "y", Detail: json.RawMessage("\"\uFFFD\\u0000\"")}, ""},
		"no JSON": {func(context.Context, *jobs.Task) (any, error) { return make(chan int), nil }, jobs.Failure{Code: jobs.FailInternal, Final: true}, "chan int"},
		"panic in JSON": {
			func(context.Context, *jobs.Task) (any, error) { return panicky{}, nil }, jobs.Failure{Code: jobs.FailInternal, Final: true}, "secret words",
		},
		"large result": {func(context.Context, *jobs.Task) (any, error) {
			return strings.Repeat("r", jobs.MaxResult-1), nil
		}, jobs.Failure{Code: jobs.FailResult, Final: true}, "262145"},
	}
	h := jobs.Handlers{}
	for name, c := range cases {
		h["f-"+strings.ToLower(strings.ReplaceAll(name, " ", "-"))] = c.do
	}
	s.start(t, h)
	for name, c := range cases {
		j := s.Add(t, jobs.Spec{Kind: "f-" + strings.ToLower(strings.ReplaceAll(name, " ", "-")), Owner: "ann"})
		is := s.ends(t, j.ID)
		require.Equal(t, jobs.Failed, is.State, name)
		require.Nil(t, is.Result)
		require.Equal(t, c.want.Code, is.Failure.Code, name)
		require.Equal(t, c.want.Final, is.Failure.Final, name)
		require.Equal(t, string(c.want.Detail), string(is.Failure.Detail), name)
		if c.want.Message != "" {
			require.Equal(t, c.want.Message, is.Failure.Message, name)
		}
		require.NotEmpty(t, is.Failure.Message, name)
		shown, err := json.Marshal(is)
		require.NoError(t, err)
		require.NotContains(t, string(shown), "secret words", name)
		require.Contains(t, s.Logs.String(), c.log, name)
		events := s.Events(t, 0)
		last := events[len(events)-1]
		require.Equal(t, "job:"+j.ID, last.Object, name)
		require.Equal(t, "failed", last.Detail["state"], name)
		if len(is.Failure.Code) < 30 { // longer ones look like tokens
			require.Equal(t, is.Failure.Code, last.Detail["code"], name)
		}
	}
	require.NotContains(t, s.Logs.String(), "ann")
}

// testResults: what a Handler returns is kept as JSON, whatever it is.
func testResults(t *testing.T, p Pools) {
	s := runner(t, p)
	var result any
	s.start(t, do(func(context.Context, *jobs.Task) (any, error) { return result, nil }))
	for _, c := range []struct {
		result any
		want   string
	}{
		{nil, ""},
		{(*int)(nil), "null"},
		{json.RawMessage("\"\xff\""), "\"\uFFFD\""},
		{"\x00<\xff", "\"\\u0000\\u003c\\ufffd\""},
		{strings.Repeat("r", jobs.MaxResult-2), `"` + strings.Repeat("r", jobs.MaxResult-2) + `"`},
	} {
		result = c.result
		is := s.ends(t, s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System}).ID)
		require.Equal(t, jobs.Succeeded, is.State)
		require.Equal(t, c.want, string(is.Result))
	}
}

// testBackoff: attempts are as many as the Spec says, each a while after the one before, and never later than that.
func testBackoff(t *testing.T, p Pools) {
	s := runner(t, p, func(c *jobs.Config) { c.Backoff, c.MaxBack, c.Poll = 10*time.Second, time.Minute, 200*time.Millisecond })
	var began, ended []time.Time
	var attempts []int
	s.start(t, do(func(_ context.Context, task *jobs.Task) (any, error) {
		began, attempts = append(began, time.Now()), append(attempts, task.Job.Attempt)
		defer func() { ended = append(ended, time.Now()) }()
		if n := task.Job.Attempt; n > 1 {
			require.Equal(t, fmt.Sprint("try-", n-1), task.Job.Failure.Code)
		}
		return nil, &jobs.Failure{Code: fmt.Sprint("try-", task.Job.Attempt), Message: "Again."}
	}))
	j := s.Add(t, jobs.Spec{Kind: kind, Attempts: 20, Owner: "ann"})
	is := s.ends(t, j.ID)
	require.Equal(t, jobs.Failed, is.State)
	require.Equal(t, 20, is.Attempt)
	require.Equal(t, "try-20", is.Failure.Code)
	require.Len(t, began, 20)
	sum := time.Duration(0)
	for i := range 19 {
		require.Equal(t, i+1, attempts[i])
		most := min(10*time.Second<<i, time.Minute)
		waited := began[i+1].Sub(ended[i])
		sum += waited
		require.LessOrEqual(t, waited, most+300*time.Millisecond, "%d", i)
		o := s.outcome(t, i)
		require.Equal(t, jobs.Pending, o.Job.State)
		require.Equal(t, fmt.Sprint("try-", i+1), o.Code)
		require.LessOrEqual(t, o.Job.RunAt.Sub(ended[i]), most)
		require.False(t, began[i+1].Before(o.Job.RunAt))
	}
	// 16 waits of a minute at most: by chance they come to less than 4 or more than 14 minutes once in a million times.
	require.Greater(t, sum, 3*time.Minute)
	require.Less(t, sum, 15*time.Minute)
	require.Len(t, s.Events(t, 0), 2, "only the last one ended it")
}

func testRetryAfter(t *testing.T, p Pools) {
	s := runner(t, p, func(c *jobs.Config) { c.Poll = 10 * time.Second })
	s.start(t, do(func(context.Context, *jobs.Task) (any, error) {
		return nil, &jobs.Failure{Code: "busy", Message: "Later.", RetryAfter: 20 * time.Minute}
	}))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System, Attempts: 2})
	o := s.outcome(t, 0)
	require.WithinDuration(t, time.Now().Add(20*time.Minute), o.Job.RunAt, time.Second)
	is := s.ends(t, j.ID)
	require.Equal(t, 2, is.Attempt)
	require.GreaterOrEqual(t, is.Started.Sub(j.Created), 20*time.Minute)
}

// testSucceedsAtLast: nothing of the attempts before remains.
func testSucceedsAtLast(t *testing.T, p Pools) {
	s := runner(t, p)
	s.start(t, do(func(ctx context.Context, task *jobs.Task) (any, error) {
		text := fmt.Sprint("of ", task.Fence)
		require.Zero(t, task.Job.Progress)
		task.Report(int(task.Fence), 9, text)
		require.NoError(t, attach(ctx, task, "a", text))
		require.NoError(t, attach(ctx, task, fmt.Sprint("b-", task.Fence), text))
		if task.Job.Attempt < 3 {
			return nil, errors.New("not yet")
		}
		return nil, nil
	}))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
	is := s.ends(t, j.ID)
	require.Equal(t, jobs.Succeeded, is.State)
	require.Nil(t, is.Failure)
	require.Equal(t, 3, is.Attempt)
	require.Equal(t, jobs.Progress{Done: 3, Total: 9, Note: "of 3"}, is.Progress)
	require.Equal(t, []string{"jobs/" + j.ID + "/3-a", "jobs/" + j.ID + "/3-b-3"}, s.Keys(t))
	require.Equal(t, "of 3", string(s.Read(t, ann, j.ID, "a")))
}

// testTimeout: an attempt ends with Config.Timeout, and there is no other. What came in spite of it counts.
func testTimeout(t *testing.T, p Pools) {
	s := runner(t, p, func(c *jobs.Config) { c.Timeout = 2 * time.Minute })
	s.start(t, jobs.Handlers{kind: until, "late": func(ctx context.Context, _ *jobs.Task) (any, error) {
		<-ctx.Done()
		return "late", nil
	}})
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System})
	late := s.Add(t, jobs.Spec{Kind: "late", Owner: jobs.System})
	is := s.ends(t, j.ID)
	require.Equal(t, jobs.Failed, is.State)
	require.Equal(t, 1, is.Attempt)
	require.Equal(t, jobs.FailTimeout, is.Failure.Code)
	require.Contains(t, is.Failure.Message, "2 minutes")
	require.True(t, is.Failure.Final)
	require.Equal(t, 2*time.Minute, is.Finished.Sub(is.Started).Truncate(time.Second), "its lease was extended as long")
	require.Equal(t, jobs.Succeeded, s.ends(t, late.ID).State)
}

// testStuck: a Handler that does not return at its timeout keeps its place, and not its job.
func testStuck(t *testing.T, p Pools) {
	s := runner(t, p, func(c *jobs.Config) { c.Timeout, c.Concurrent = time.Minute, 2 })
	release := make(chan struct{})
	var l load
	s.start(t, jobs.Handlers{kind: func(ctx context.Context, task *jobs.Task) (any, error) {
		require.NoError(t, attach(ctx, task, "a", "x"))
		<-release
		return "too late", nil
	}, "other": func(context.Context, *jobs.Task) (any, error) {
		l.add("other", 1)
		defer l.add("other", -1)
		time.Sleep(50 * time.Second)
		return nil, nil
	}})
	others := func() (most int) {
		l = load{}
		ids := []string{s.Add(t, jobs.Spec{Kind: "other", Owner: "ann"}).ID, s.Add(t, jobs.Spec{Kind: "other", Owner: "ann"}).ID}
		for _, id := range ids {
			require.Equal(t, jobs.Succeeded, s.ends(t, id).State)
		}
		return l.most["other"]
	}
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System})
	is := s.ends(t, j.ID)
	require.Equal(t, jobs.FailTimeout, is.Failure.Code)
	require.Equal(t, 70*time.Second, is.Finished.Sub(is.Started).Truncate(time.Second), "Config.Linger")
	require.Contains(t, s.Logs.String(), "does not return")
	s.outcome(t, 0)
	require.Empty(t, s.Keys(t))
	require.Equal(t, 1, others(), "at a time")
	require.Equal(t, 1, s.Counts.Of("error stuck"))
	close(release)
	time.Sleep(time.Second)
	require.Equal(t, 2, others())
	require.Equal(t, is, s.Get(t, j.ID), "what it returned at last counts no more")
	require.Len(t, s.Counts.Outcomes(), 5+s.Counts.Of("finish jobs.sweep"))
}

// testAllStuck: a process that can do nothing any more says so, at once and each time, instead of doing nothing.
func testAllStuck(t *testing.T, p Pools) {
	all := runners(t, p, 2, func(c *jobs.Config) { c.Timeout, c.Concurrent = time.Minute, 2 })
	s := all[0]
	release := make(chan struct{})
	defer func() { close(release); synctest.Wait() }()
	deaf := func(context.Context, *jobs.Task) (any, error) { <-release; return nil, nil }
	handlers := jobs.Handlers{"deaf-b": deaf, "deaf-a": deaf}
	first := s.start(t, handlers)
	one := s.Add(t, jobs.Spec{Kind: "deaf-b", Owner: "ann"})
	s.runs(t, one.ID)
	time.Sleep(30 * time.Second)
	two := s.Add(t, jobs.Spec{Kind: "deaf-a", Owner: "ben"})
	s.runs(t, two.ID)
	err := first.wait()
	require.ErrorContains(t, err, "deaf-a, deaf-b")
	require.Less(t, time.Since(two.Created), 75*time.Second, "Config.Timeout and Config.Linger, and no more")
	require.Equal(t, 2, s.Counts.Of("error stuck"))
	for _, j := range []jobs.Job{one, two} {
		require.Equal(t, jobs.FailTimeout, s.Get(t, j.ID).Failure.Code, "what was decided is written down")
	}
	began := time.Now()
	require.ErrorContains(t, s.start(t, handlers).wait(), "deaf-a, deaf-b", "they hold the places of the next Run, too")
	require.Less(t, time.Since(began), time.Second)

	waits := s.Add(t, jobs.Spec{Kind: "deaf-a", Owner: "ann"})
	all[1].start(t, jobs.Handlers{"deaf-a": done})
	require.Equal(t, jobs.Succeeded, s.ends(t, waits.ID).State, "another process works on")
}
