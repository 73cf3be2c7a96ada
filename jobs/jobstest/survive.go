package jobstest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Survivor is a process of Survive, for sqldbtest.Main. It is no scenario for Crash.
func Survivor() sqldbtest.Scenario {
	return sqldbtest.Scenario{Name: "jobs survive", Schemas: Schemas(), Do: survivor}
}

const (
	survivors = 3               // runner processes
	shortTime = 2 * time.Second // their leases
	patience  = 3 * time.Minute // for what is left when nobody is killed any more
)

// survivor works until there is a file that says to stop.
func survivor(ctx context.Context, p sqldbtest.Place) error {
	blobs, err := blob.OpenDir(filepath.Join(p.Dir, "blobs"), blob.DirOptions{NoSync: true})
	if err != nil {
		return err
	}
	q, err := jobs.NewSQL(p.DB, jobs.Config{
		Blobs: blobs, Quota: &Quota{}, Concurrent: 4, PerOwner: 100, Lease: shortTime, Poll: 100 * time.Millisecond, Backoff: 100 * time.Millisecond, MaxBack: time.Second, Grace: -1,
	})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	go func() {
		defer stop()
		for !exists(filepath.Join(p.Dir, "stop")) {
			time.Sleep(50 * time.Millisecond)
		}
	}()
	return q.Run(ctx, jobs.Handlers{kind: func(ctx context.Context, t *jobs.Task) (any, error) { return survive(ctx, p.Dir, t) }})
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// survive is a Handler that takes a while, now and then more than a lease, whatever its context says, or fails.
func survive(ctx context.Context, dir string, t *jobs.Task) (any, error) {
	if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("run-%s-%d", t.Job.ID, t.Fence)), nil, 0o600); err != nil {
		return nil, err
	}
	took := time.Duration(rand.IntN(100)) * time.Millisecond // #nosec G404 -- how busy a runner is
	switch n := rand.IntN(100); {                            // #nosec G404 -- see above
	case n < 3:
		took += shortTime
	case n < 8:
		return nil, errors.New("by chance")
	}
	time.Sleep(took / 2)
	// Not ctx: a runner that has lost the job goes on, as one does that does not look.
	result, err := ownFile(context.WithoutCancel(ctx), t)
	time.Sleep(took / 2)
	return result, err
}

// Survive lets three runner processes do n jobs, on leases of two seconds, for so long at least. All the while one of them, chosen at random, is killed with
// SIGKILL and started again, or frozen for longer than its leases, as often as every two seconds. Then each job has
// one result, of its last claim; and nothing else is left.
func Survive(t *testing.T, e sqldbtest.Engine, n int, long time.Duration) {
	scenario := Survivor()
	p := sqldbtest.NewPlace(t, e, scenario)
	blobs, err := blob.OpenDir(filepath.Join(p.Dir, "blobs"), blob.DirOptions{NoSync: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, blobs.Close()) })
	s := Open(t, p.DB, func(c *jobs.Config) { c.Blobs, c.Now, c.MaxPendingOwner = blobs, nil, n })
	ids := make([]string, n)
	for i := range ids {
		// There is work all the time.
		delay := time.Duration(i) * long / time.Duration(n) * 3 / 4
		ids[i] = s.Add(t, jobs.Spec{Kind: kind, Owner: fmt.Sprint("owner-", i%7), Attempts: 20, Delay: delay}).ID
	}
	start := func() *sqldbtest.Process { return sqldbtest.Start(t, e, scenario, p, 0, sqldbtest.Before) }
	var running []*sqldbtest.Process
	for range survivors {
		running = append(running, start())
	}
	kills, freezes := harm(running, start, long)
	s.allEnd(t, n)
	require.NoError(t, os.WriteFile(filepath.Join(p.Dir, "stop"), nil, 0o600))
	for _, r := range running {
		require.True(t, r.Wait())
	}

	finishes := s.finishes(t)
	require.Len(t, finishes, n)
	var keys []string
	for _, id := range ids {
		is := s.Get(t, id)
		require.Equal(t, jobs.Succeeded, is.State, "%+v", is)
		s.requireOneResult(t, id, finishes)
		keys = append(keys, is.Files[0].Key)
	}
	s.requireTold(t)
	swept, err := s.Queue.Sweep(t.Context())
	require.NoError(t, err)
	slices.Sort(keys)
	require.Equal(t, keys, s.Keys(t))
	runs, err := filepath.Glob(filepath.Join(p.Dir, "run-*"))
	require.NoError(t, err)
	require.Greater(t, len(runs), n, "nothing had to be done again")
	t.Logf("%d jobs, %d kills, %d freezes: %d claims began to work, %d files of stale ones were left", n, kills, freezes, len(runs), swept.Left)
}

// harm kills or freezes one of the runners again and again, each time one that is not frozen. In the end all of them run.
func harm(running []*sqldbtest.Process, start func() *sqldbtest.Process, long time.Duration) (kills, freezes int) {
	frozen := map[int]time.Time{}
	resume := func(before time.Time) {
		for i, since := range frozen {
			if since.Before(before) {
				running[i].Resume()
				delete(frozen, i)
			}
		}
	}
	pause := min(shortTime, long/8)
	for began := time.Now(); time.Since(began) < long; {
		time.Sleep(pause)
		resume(time.Now().Add(-shortTime - time.Second))
		i := rand.IntN(len(running)) // #nosec G404 -- whom to kill
		if _, is := frozen[i]; is {
			continue
		}
		if rand.IntN(4) == 0 { // #nosec G404 -- how
			running[i].Pause()
			frozen[i] = time.Now()
			freezes++
			continue
		}
		running[i].Kill()
		_ = running[i].Wait()
		running[i] = start()
		kills++
	}
	resume(time.Now())
	return kills, freezes
}

// allEnd waits until nothing waits or runs.
func (s *Setup) allEnd(t testing.TB, n int) {
	t.Helper()
	for began := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		var left int
		require.NoError(t, s.DB.Get(t.Context(), &left, `select count(*) from ep_job where kind = $1 and state in ('pending', 'running')`, kind))
		if left == 0 {
			return
		}
		require.Less(t, time.Since(began), patience, "%d of %d jobs are left", left, n)
	}
}
