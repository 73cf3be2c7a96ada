package jobstest

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
)

func runnerFlows() map[string]func(t *testing.T, p Pools) {
	return map[string]func(t *testing.T, p Pools){
		"a job succeeds":              testSucceeds,
		"progress":                    testProgress,
		"files":                       testFiles,
		"files without a place":       testNoBlobs,
		"after the handler":           testAfterHandler,
		"delayed":                     testDelayed,
		"other kinds wait":            testOtherKinds,
		"handlers that are not valid": testBadHandlers,
		"periodic":                    testPeriodic,
		"periodic, other versions":    testPeriodicVersions,
		"periodic before others":      testSweepFirst,
		"stats":                       testStats,
	}
}

// testSucceeds: the task is the job, and what its Handler returns is the result.
func testSucceeds(t *testing.T, p Pools) {
	s := runner(t, p)
	input := []byte("\x00any \xff bytes")
	began := time.Now()
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann", Input: input, Priority: 3})
	time.Sleep(2 * time.Second)
	var got *jobs.Task
	s.start(t, do(func(ctx context.Context, task *jobs.Task) (any, error) {
		got = task
		time.Sleep(3 * time.Second)
		task.Report(1, 2, "ignored, for there is another")
		task.Report(2, 2, "done")
		task.Measure(jobs.Usage{Peak: 1})
		task.Measure(jobs.Usage{CPU: time.Second, Peak: 2 << 20})
		return map[string]any{"pages": 7}, attach(ctx, task, "plan.txt", "the plan")
	}))
	is := s.ends(t, j.ID)
	require.Equal(t, input, got.Input)
	require.EqualValues(t, 1, got.Fence)
	require.Equal(t, jobs.Running, got.Job.State)
	require.Equal(t, 1, got.Job.Attempt)
	require.Equal(t, j.ID, got.Job.ID)

	require.Equal(t, jobs.Succeeded, is.State)
	require.JSONEq(t, `{"pages":7}`, string(is.Result))
	require.Equal(t, jobs.Progress{Done: 2, Total: 2, Note: "done"}, is.Progress)
	require.Nil(t, is.Failure)
	require.WithinDuration(t, began.Add(2*time.Second), is.Started, time.Second)
	require.WithinDuration(t, is.Started.Add(3*time.Second), is.Finished, time.Second)
	require.Equal(t, is.Finished.Add(24*time.Hour), is.Expires)
	require.Len(t, is.Files, 1)
	require.Equal(t, "the plan", string(s.Read(t, ann, j.ID, "plan.txt")))

	o := s.outcome(t, 0)
	require.Equal(t, is, o.Job)
	require.Empty(t, o.Code)
	require.Equal(t, jobs.Usage{CPU: time.Second, Peak: 2 << 20}, o.Usage)
	require.InDelta(t, 2*time.Second, o.Wait, float64(time.Second))
	require.InDelta(t, 3*time.Second, o.Run, float64(time.Second))
	require.Equal(t, 1, s.Counts.Of("start "+kind))
	require.Equal(t, 1, s.Counts.Of("finish "+kind))

	var inputs int
	require.NoError(t, s.DB.Get(t.Context(), &inputs, `select count(*) from ep_job_input where job_id = $1`, j.ID))
	require.Zero(t, inputs)
	events := s.Events(t, 0)
	require.Len(t, events, 2)
	require.Equal(t, jobs.ActionFinish, events[1].Action)
	require.Equal(t, audit.System, events[1].Actor)
	require.Equal(t, "job:"+j.ID, events[1].Object)
	require.Equal(t, map[string]string{"kind": kind, "state": "succeeded", "attempt": "1"}, events[1].Detail)
}

// testProgress: it is seen while the job runs, bounded and at most once a second.
func testProgress(t *testing.T, p Pools) {
	s := runner(t, p)
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System})
	next := make(chan jobs.Progress)
	s.start(t, do(func(_ context.Context, task *jobs.Task) (any, error) {
		for p := range next {
			task.Report(p.Done, p.Total, p.Note)
		}
		return nil, nil
	}))
	s.runs(t, j.ID)
	for _, c := range []struct{ reported, seen jobs.Progress }{
		{jobs.Progress{Done: 1, Total: 9, Note: "one"}, jobs.Progress{Done: 1, Total: 9, Note: "one"}},
		{jobs.Progress{Done: -1, Total: -9}, jobs.Progress{}},
		{jobs.Progress{Done: 1<<31 - 1, Note: "a\x00b\nc\xff"}, jobs.Progress{Done: 1<<31 - 1, Note: "a b c\uFFFD"}},
		{jobs.Progress{Note: strings.Repeat("ä", 500)}, jobs.Progress{Note: strings.Repeat("ä", 98) + "…"}},
	} {
		next <- c.reported
		time.Sleep(1100 * time.Millisecond)
		require.Equal(t, c.seen, s.Get(t, j.ID).Progress)
	}
	close(next)
	require.Len(t, s.ends(t, j.ID).Progress.Note, 199)
}

// testFiles: each is there with what is said of it, or not at all.
func testFiles(t *testing.T, p Pools) {
	s := runner(t, p)
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
	s.start(t, do(func(ctx context.Context, task *jobs.Task) (any, error) {
		for _, name := range []string{"", ".", "..", "a/b", "A", "a b", "-a", "a-", "_", "é", strings.Repeat("a", 65), "a\x00b", "a\\b"} {
			require.Error(t, attach(ctx, task, name, "x"), "%q", name)
		}
		for _, typ := range []string{"", "pdf", "text/plain; x", "text/\n", strings.Repeat("a", 60) + "/" + strings.Repeat("b", 60), `text/plain; a="é"`} {
			_, err := task.Attach(ctx, "a", typ, strings.NewReader("x"), 1)
			require.Error(t, err, "%q", typ)
		}
		for _, size := range []int64{-1, 0, 2} {
			_, err := task.Attach(ctx, "a", "text/plain", strings.NewReader("x"), size)
			require.ErrorIs(t, err, blob.ErrSize)
		}
		require.NoError(t, attach(ctx, task, "a", "the name is free again"))
		require.Error(t, attach(ctx, task, "a", "now it is taken"))
		require.NoError(t, attach(ctx, task, strings.Repeat("z", 64), ""))
		var wg sync.WaitGroup // at once
		for i := range jobs.MaxFiles - 2 {
			wg.Go(func() {
				f, err := task.Attach(ctx, "f."+string(rune('a'+i)), "application/pdf; v=2", strings.NewReader("12345"), 5)
				require.NoError(t, err)
				require.EqualValues(t, 5, f.Bytes)
				require.Equal(t, "5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5", f.SHA256)
			})
		}
		wg.Wait()
		require.Error(t, attach(ctx, task, "one-too-many", ""))
		return nil, nil
	}))
	is := s.ends(t, j.ID)
	require.Equal(t, jobs.Succeeded, is.State)
	require.Len(t, is.Files, jobs.MaxFiles)
	require.Len(t, s.Keys(t), jobs.MaxFiles)
	for _, f := range is.Files {
		require.Len(t, s.Read(t, ann, j.ID, f.Name), int(f.Bytes))
		require.Equal(t, "jobs/"+j.ID+"/1-"+f.Name, f.Key)
	}
	require.Equal(t, "the name is free again", string(s.Read(t, ann, j.ID, "a")))
}

// testNoBlobs: without Config.Blobs jobs have no files, and everything else works.
func testNoBlobs(t *testing.T, p Pools) {
	s := runner(t, p, func(c *jobs.Config) { c.Blobs = nil })
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System})
	s.start(t, do(func(ctx context.Context, task *jobs.Task) (any, error) {
		return attach(ctx, task, "a", "x") != nil, nil
	}))
	require.Equal(t, json.RawMessage("true"), s.ends(t, j.ID).Result)
	_, err := s.Queue.Sweep(t.Context())
	require.NoError(t, err)
}

// testAfterHandler: a Handler that has returned changes nothing any more.
func testAfterHandler(t *testing.T, p Pools) {
	s := runner(t, p)
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System})
	var task *jobs.Task
	reader, late := make(chan struct{}), make(chan error)
	s.start(t, do(func(ctx context.Context, got *jobs.Task) (any, error) {
		task = got
		go func() {
			_, err := got.Attach(context.WithoutCancel(ctx), "late", "text/plain", waiting{reader, strings.NewReader("x")}, 1)
			late <- err
		}()
		time.Sleep(time.Second)
		return nil, nil
	}))
	is := s.ends(t, j.ID)
	require.Empty(t, is.Files)
	close(reader)
	require.Error(t, <-late)
	task.Report(1, 2, "x")
	task.Measure(jobs.Usage{Peak: 1})
	require.Error(t, attach(t.Context(), task, "later", "x"))
	time.Sleep(2 * time.Second)
	require.Equal(t, is, s.Get(t, j.ID))
	require.Len(t, s.Keys(t), 1, "nobody waited for it")
	swept, err := s.Queue.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, jobs.Swept{Left: 1}, swept)
	require.Empty(t, s.Keys(t))
}

// waiting is a reader that waits first.
type waiting struct {
	for_ chan struct{}
	r    *strings.Reader
}

func (w waiting) Read(b []byte) (int, error) {
	<-w.for_
	return w.r.Read(b)
}

func testDelayed(t *testing.T, p Pools) {
	s := runner(t, p)
	s.start(t, do(done))
	began := time.Now()
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System, Delay: 10 * time.Minute})
	soon := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System})
	require.WithinDuration(t, began, s.ends(t, soon.ID).Started, 100*time.Millisecond, "it was told at once")
	is := s.ends(t, j.ID)
	require.False(t, is.Started.Before(j.RunAt))
	require.WithinDuration(t, j.RunAt, is.Started, 1200*time.Millisecond, "a Poll and its jitter")
}

func testOtherKinds(t *testing.T, p Pools) {
	all := runners(t, p, 2)
	s := all[0]
	j := s.Add(t, jobs.Spec{Kind: "other", Owner: jobs.System, Priority: 10})
	s.start(t, do(done))
	s.ends(t, s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System}).ID)
	time.Sleep(time.Minute)
	require.Equal(t, jobs.Pending, s.Get(t, j.ID).State)
	all[1].start(t, jobs.Handlers{"other": done})
	require.Equal(t, jobs.Succeeded, s.ends(t, j.ID).State)
}

func testBadHandlers(t *testing.T, p Pools) {
	s := runner(t, p)
	for _, h := range []jobs.Handlers{nil, {}, {kind: nil}, {"": done}, {"Work": done}, {"a b": done}, {"jobs.sweep": done}, {"jobs.x": done}} {
		require.Error(t, s.Queue.Run(t.Context(), h))
	}
	r := s.start(t, do(done))
	s.ends(t, s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System}).ID)
	require.Error(t, s.Queue.Run(t.Context(), do(done)), "one at a time")
	r.stop()
	require.NoError(t, r.wait())
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, s.Queue.Run(ended, do(done)), "and another one after it")
}

// testPeriodic: once in each period, in one of the processes; what was missed, once.
func testPeriodic(t *testing.T, p Pools) {
	var mu sync.Mutex
	var ran []time.Time
	h := do(func(_ context.Context, task *jobs.Task) (any, error) {
		mu.Lock()
		defer mu.Unlock()
		require.Equal(t, "input", string(task.Input))
		require.Empty(t, task.Job.Owner)
		ran = append(ran, task.Job.Created)
		return nil, nil
	})
	all := runners(t, p, 2, slow, func(c *jobs.Config) {
		c.Poll, c.SweepEvery = time.Minute, 10*time.Minute
		c.Periodic = []jobs.Periodic{{Kind: kind, Every: time.Hour, Input: []byte("input")}}
	})
	runs := []*running{all[0].start(t, h), all[1].start(t, h)}
	time.Sleep(30 * time.Minute) // from midnight on, in this time
	hours := func() (hours []int) {
		mu.Lock()
		defer mu.Unlock()
		for _, at := range ran {
			hours = append(hours, int(at.Sub(ran[0].Truncate(time.Hour)).Hours()))
		}
		return hours
	}
	require.Equal(t, []int{0}, hours())
	time.Sleep(2 * time.Hour)
	require.Equal(t, []int{0, 1, 2}, hours())
	for _, r := range runs {
		r.stop()
		require.NoError(t, r.wait())
	}
	time.Sleep(3 * time.Hour)
	for _, s := range all {
		s.start(t, h)
	}
	time.Sleep(time.Minute)
	require.Equal(t, []int{0, 1, 2, 5}, hours())
	told := 0
	for _, s := range all {
		told += s.Counts.Of("enqueue "+kind) + s.Counts.Of("existed "+kind)
	}
	require.Equal(t, 8, told, "each process asks once in each period")
	require.Empty(t, all[0].Events(t, 0), "of the system's jobs there are none")
	require.Positive(t, all[0].Counts.Of("sweep")+all[1].Counts.Of("sweep"))
	require.InDelta(t, 16, all[0].Counts.Of("sweep")+all[1].Counts.Of("sweep"), 1, "every ten minutes, in one of them")
}

// testPeriodicVersions: one process has other input for the period than another, and a third does not know the kind at all.
func testPeriodicVersions(t *testing.T, p Pools) {
	all := runners(t, p, 3, slow, func(c *jobs.Config) { c.SweepEvery = time.Minute })
	ran := 0
	for i, s := range all {
		s.Config.Periodic = []jobs.Periodic{{Kind: kind, Every: time.Hour, Input: []byte{byte(i)}}}
		var err error
		s.Queue, err = jobs.NewSQL(s.DB, s.Config)
		require.NoError(t, err)
	}
	all[2].start(t, jobs.Handlers{"other": done})
	time.Sleep(time.Minute)
	require.Zero(t, all[2].Counts.Of("enqueue "+kind), "nobody here would do it")
	for _, s := range all[:2] {
		s.start(t, do(func(context.Context, *jobs.Task) (any, error) { ran++; return nil, nil }))
		time.Sleep(25 * time.Minute) // the second comes late, when the queue has been swept
	}
	require.Equal(t, 1, ran)
	require.Equal(t, 1, all[1].Counts.Of("existed "+kind))
	for _, s := range all {
		require.Zero(t, s.Counts.Of("error periodic"), s.Logs)
	}
}

// testSweepFirst: the queue's own work does not wait for that of others, however urgent theirs is.
func testSweepFirst(t *testing.T, p Pools) {
	s := runner(t, p, slow, func(c *jobs.Config) { c.Concurrent, c.Poll, c.SweepEvery = 1, time.Second, 10*time.Minute })
	var last string
	for range 60 {
		last = s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System, Priority: 9}).ID
	}
	s.start(t, do(func(context.Context, *jobs.Task) (any, error) {
		time.Sleep(30 * time.Second)
		return nil, nil
	}))
	time.Sleep(25 * time.Minute)
	require.Equal(t, jobs.Pending, s.Get(t, last).State)
	require.Equal(t, 3, s.Counts.Of("sweep"), "each ten minutes")
}

func testStats(t *testing.T, p Pools) {
	s := runner(t, p)
	s.Add(t, jobs.Spec{Kind: "other", Owner: "ann"})
	s.start(t, do(until))
	s.runs(t, s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"}).ID)
	time.Sleep(time.Minute)
	require.InDelta(t, 5, s.Counts.Of("stats"), 1, "every 15 s")
	all := s.Counts.Stats()
	last := all[len(all)-1]
	require.Equal(t, jobs.Depth{Running: 1}, last.Kinds[kind])
	require.Equal(t, jobs.Depth{Ready: 1}, last.Kinds["other"])
	require.Zero(t, last.Expired)
}
