package jobstest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

// Pools opens an empty database so many times, as that many processes have it: each time with connections of its own. They are closed
// when the test ends.
type Pools func(t testing.TB, n int) []*sqldb.DB

// RunRunner runs the conformance suite of a Runner. Most of it plays in a time of its own (testing/synctest), in which half a minute
// takes as long as there is something to do, so nothing depends on how busy the machine is.
func RunRunner(t *testing.T, pools Pools) {
	groups := map[string]map[string]func(t *testing.T, p Pools){
		"Flows":    runnerFlows(),
		"Failures": runnerFailures(),
		"Cancel":   runnerCancel(),
		"Stop":     runnerStop(),
		"Lease":    runnerLease(),
		"Turns":    runnerTurns(),
		"Trouble":  runnerTrouble(),
		"Sweep":    runnerSweep(),
		"Quota":    runnerQuota(),
	}
	for group, tests := range groups {
		for name, test := range tests {
			t.Run(group+"/"+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { test(t, pools) })
			})
		}
	}
}

const day = 24 * time.Hour

// slow is for tests of hours and days: without a look at the database in each second of them.
func slow(c *jobs.Config) {
	c.Poll, c.Watch, c.Lease, c.StatsEvery, c.SweepEvery = 10*time.Minute, time.Minute, time.Hour, time.Hour, time.Hour
}

// kind is that of most jobs of the suite.
const kind = "work"

// runners makes n Setups on one database, each on a pool of its own, with the time of the test and the same blobs.
func runners(t testing.TB, p Pools, n int, change ...func(c *jobs.Config)) []*Setup {
	t.Helper()
	blobs := &blob.Memory{}
	change = append([]func(c *jobs.Config){func(c *jobs.Config) {
		c.Now, c.Blobs, c.Concurrent = time.Now, blobs, 4
	}}, change...)
	var all []*Setup
	for i, db := range p(t, n) {
		if i == 0 {
			all = append(all, New(t, db, change...))
		} else {
			all = append(all, Open(t, db, change...))
		}
	}
	return all
}

// runner is one of runners.
func runner(t testing.TB, p Pools, change ...func(c *jobs.Config)) *Setup {
	t.Helper()
	return runners(t, p, 1, change...)[0]
}

// running is a Run.
type running struct {
	stop func() // ends its context
	done chan error
}

// start runs a queue, until the test ends or somebody stops it.
func (s *Setup) start(t testing.TB, h jobs.Handlers) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	r := &running{stop: cancel, done: make(chan error, 1)}
	go func() { r.done <- s.Queue.Run(ctx, h) }()
	t.Cleanup(func() {
		cancel()
		_ = r.wait()
	})
	return r
}

// wait is what Run returned.
func (r *running) wait() error {
	err := <-r.done
	r.done <- err // for who asks again
	return err
}

// do is a Handler of kind.
func do(h jobs.Handler) jobs.Handlers { return jobs.Handlers{kind: h} }

// done is a Handler that has nothing to do.
func done(context.Context, *jobs.Task) (any, error) { return nil, nil }

// until is a Handler that waits for its context, and returns why it ended.
func until(ctx context.Context, _ *jobs.Task) (any, error) {
	<-ctx.Done()
	return nil, context.Cause(ctx)
}

// runs waits until a job runs.
func (s *Setup) runs(t testing.TB, id string) {
	t.Helper()
	_, err := s.await(t.Context(), id, func(j jobs.Job) bool { return j.State == jobs.Running })
	require.NoError(t, err)
}

// ends waits until a job is final.
func (s *Setup) ends(t testing.TB, id string) jobs.Job {
	t.Helper()
	j, err := s.await(t.Context(), id, func(j jobs.Job) bool { return j.State.Final() })
	require.NoError(t, err)
	return j
}

func (s *Setup) await(ctx context.Context, id string, is func(j jobs.Job) bool) (j jobs.Job, err error) {
	began := time.Now()
	for wait := 5 * time.Millisecond; time.Since(began) < 10*day; wait = min(wait+wait/20, 30*time.Second) {
		if j, err = s.Queue.Get(ctx, admin, id); err != nil || is(j) {
			return j, err
		}
		time.Sleep(wait)
	}
	return j, errors.New("job " + id + " is " + string(j.State))
}

// outcome is the n-th that Observer was told of, from 0, without those of the queue's own jobs. It waits for it.
func (s *Setup) outcome(t testing.TB, n int) jobs.Outcome {
	t.Helper()
	for range 100_000 {
		var all []jobs.Outcome
		for _, o := range s.Counts.Outcomes() {
			if !strings.HasPrefix(o.Job.Kind, "jobs.") {
				all = append(all, o)
			}
		}
		if len(all) > n {
			return all[n]
		}
		time.Sleep(5 * time.Millisecond)
	}
	require.FailNow(t, "too few outcomes")
	return jobs.Outcome{}
}

// attach makes a file of a text.
func attach(ctx context.Context, t *jobs.Task, name, text string) error {
	_, err := t.Attach(ctx, name, "text/plain", strings.NewReader(text), int64(len(text)))
	return err
}
