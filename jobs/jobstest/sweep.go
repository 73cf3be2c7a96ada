package jobstest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
)

func runnerSweep() map[string]func(t *testing.T, p Pools) {
	return map[string]func(t *testing.T, p Pools){
		"expired":      testExpired,
		"prolonged":    testProlonged,
		"many":         testSweepMany,
		"leftovers":    testLeftovers,
		"broken blobs": testBrokenBlobs,
		"by itself":    testSweepsItself,
	}
}

// withFiles is a Handler that makes two files.
func withFiles(ctx context.Context, t *jobs.Task) (any, error) {
	return nil, errors.Join(attach(ctx, t, "a", "12345"), attach(ctx, t, "b", "123"))
}

// sweep sweeps.
func (s *Setup) sweep(t testing.TB) jobs.Swept {
	t.Helper()
	swept, err := s.Queue.Sweep(t.Context())
	require.NoError(t, err)
	return swept
}

// testExpired: final jobs go when their time has come, with their files; and no others.
func testExpired(t *testing.T, p Pools) {
	s := runner(t, p, slow, func(c *jobs.Config) { c.Retention, c.SweepEvery, c.Timeout = 2*time.Hour, 300*day, day })
	s.start(t, jobs.Handlers{kind: withFiles, "fails": func(context.Context, *jobs.Task) (any, error) {
		return nil, &jobs.Failure{Code: "x", Message: "y", Final: true}
	}, "long": until})
	short := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System, Keep: time.Hour})
	usual := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System})
	long := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System, Keep: 3 * time.Hour})
	failed := s.Add(t, jobs.Spec{Kind: "fails", Owner: jobs.System})
	waits := s.Add(t, jobs.Spec{Kind: "other", Owner: jobs.System})
	runs := s.Add(t, jobs.Spec{Kind: "long", Owner: jobs.System})
	for _, j := range []jobs.Job{short, usual, long, failed} {
		s.ends(t, j.ID)
	}
	for i, want := range [][]string{
		{short.ID, usual.ID, long.ID, failed.ID, waits.ID, runs.ID},
		{usual.ID, long.ID, failed.ID, waits.ID, runs.ID},
		{long.ID, waits.ID, runs.ID},
		{waits.ID, runs.ID},
	} {
		swept := s.sweep(t)
		got := slices.DeleteFunc(s.IDs(t, admin, jobs.Filter{Owner: jobs.System}, 100), func(id string) bool { return s.Get(t, id).Kind == "jobs.sweep" })
		require.ElementsMatch(t, want, got, "%d", i)
		require.Equal(t, []jobs.Swept{{}, {Jobs: 1, Files: 2, Bytes: 8}, {Jobs: 2, Files: 2, Bytes: 8}, {Jobs: 1, Files: 2, Bytes: 8}}[i], swept)
		time.Sleep(time.Hour)
	}
	require.Empty(t, s.Keys(t))
	require.Equal(t, 4, s.Counts.Of("sweep")-s.Counts.Of("finish jobs.sweep"))
}

// testProlonged: one that was asked for again stays as long again.
func testProlonged(t *testing.T, p Pools) {
	s := runner(t, p, slow)
	s.start(t, do(withFiles))
	spec := jobs.Spec{Kind: kind, Owner: "ann", Unique: "u", Reuse: true}
	j := s.Add(t, spec)
	s.ends(t, j.ID)
	time.Sleep(23 * time.Hour)
	again, existed, err := s.Queue.Enqueue(t.Context(), spec)
	require.NoError(t, err)
	require.True(t, existed)
	require.Equal(t, j.ID, again.ID)
	time.Sleep(23 * time.Hour)
	require.Len(t, s.Keys(t), 2)
	require.Equal(t, "12345", string(s.Read(t, ann, j.ID, "a")))
	time.Sleep(3 * time.Hour)
	require.Empty(t, s.Keys(t))
}

func testSweepMany(t *testing.T, p Pools) {
	s := runner(t, p, func(c *jobs.Config) { c.Concurrent, c.SweepEvery = 50, 300*day })
	var last string
	for range 250 {
		last = s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System, Keep: time.Hour}).ID
	}
	r := s.start(t, do(withFiles))
	s.ends(t, last)
	time.Sleep(time.Minute)
	r.stop()
	require.NoError(t, r.wait())
	require.Len(t, s.Keys(t), 500)
	time.Sleep(time.Hour)
	swept := s.sweep(t)
	require.Equal(t, jobs.Swept{Jobs: 250, Files: 500, Bytes: 250 * 8}, swept)
	require.Empty(t, s.Keys(t))
}

// testLeftovers: what belongs to no job goes, and what belongs to one or may still do so stays.
func testLeftovers(t *testing.T, p Pools) {
	s := runner(t, p)
	release := make(chan struct{})
	r := s.start(t, jobs.Handlers{kind: withFiles, "long": func(ctx context.Context, task *jobs.Task) (any, error) {
		if err := attach(ctx, task, "a", "long"); err != nil {
			return nil, err
		}
		<-release
		return nil, nil
	}, "fails": func(context.Context, *jobs.Task) (any, error) { return nil, errors.New("no") }})
	succeeded, runs := s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"}), s.Add(t, jobs.Spec{Kind: "long", Owner: "ann"})
	waits, failed := s.Add(t, jobs.Spec{Kind: "other", Owner: jobs.System}), s.Add(t, jobs.Spec{Kind: "fails", Owner: jobs.System, Attempts: 1})
	s.ends(t, succeeded.ID)
	s.ends(t, failed.ID)
	s.runs(t, runs.ID)
	_, err := s.DB.Exec(t.Context(), `update ep_job set fence = 3 where id = $1`, waits.ID) // as after three attempts
	require.NoError(t, err)
	time.Sleep(time.Second)
	const none = "01890000-0000-7000-8000-000000000000"
	stay := []string{
		"jobs/" + succeeded.ID + "/1-a", "jobs/" + succeeded.ID + "/1-b", "jobs/" + runs.ID + "/1-a",
		"jobs/" + runs.ID + "/1-on-its-way", "jobs/" + runs.ID + "/2-of-a-claim-that-has-just-come", "jobs/" + waits.ID + "/4-too",
		"jobs/not-ours", "jobs/" + none + "/x", "jobs/" + none + "/01-x", "jobs/" + none + "/1-a/b", "jobs/" + none + "/0-a", "jobsx/" + none + "/1-a", "other/" + none + "/1-a",
	}
	left := []string{
		"jobs/" + succeeded.ID + "/1-c", "jobs/" + waits.ID + "/1-a", "jobs/" + waits.ID + "/3-a", "jobs/" + failed.ID + "/1-a", "jobs/" + none + "/1-a",
		"jobs/" + none + "/9223372036854775807-a",
	}
	for i := range 450 { // more than are looked at together
		left = append(left, fmt.Sprintf("jobs/01890000-0000-7000-8000-%012d/1-a", i+1))
	}
	have := s.Keys(t)
	for _, key := range slices.Concat(stay, left) {
		if !slices.Contains(have, key) {
			require.NoError(t, s.Blobs.Put(t.Context(), key, strings.NewReader("x"), 1))
		}
	}
	swept := s.sweep(t)
	require.Equal(t, jobs.Swept{Left: len(left)}, swept)
	slices.Sort(stay)
	require.Equal(t, stay, s.Keys(t))
	close(release)
	s.ends(t, runs.ID)
	r.stop()
	require.NoError(t, r.wait())
	require.Equal(t, jobs.Swept{Left: 1}, s.sweep(t), "what was on its way and came to nothing")
	require.Equal(t, "long", string(s.Read(t, ann, runs.ID, "a")))
}

// testBrokenBlobs: rows go, and the next sweep finds what could not be removed.
func testBrokenBlobs(t *testing.T, p Pools) {
	b := &broken{Store: &blob.Memory{}}
	s := runner(t, p, slow, func(c *jobs.Config) { c.Blobs, c.SweepEvery = b, 300*day })
	s.start(t, do(withFiles))
	j := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System, Keep: time.Hour})
	s.ends(t, j.ID)
	time.Sleep(time.Hour)
	b.is = true
	swept, err := s.Queue.Sweep(t.Context())
	require.ErrorIs(t, err, errBroken)
	require.Equal(t, jobs.Swept{Jobs: 1}, swept)
	require.Equal(t, 1, s.Counts.Of("error sweep"))
	b.is = false
	require.Equal(t, jobs.Swept{Left: 2}, s.sweep(t))
	require.Empty(t, s.Keys(t))
}

var errBroken = errors.New("broken")

// broken is a Store that removes nothing while it is.
type broken struct {
	blob.Store
	is bool
}

func (b *broken) Delete(ctx context.Context, key string) error {
	if b.is {
		return errBroken
	}
	return b.Store.Delete(ctx, key)
}

// testSweepsItself: Run does it, not only when it begins.
func testSweepsItself(t *testing.T, p Pools) {
	s := runner(t, p, func(c *jobs.Config) { c.Poll, c.StatsEvery = 10*time.Second, time.Hour })
	s.start(t, do(withFiles))
	for range 3 {
		j := s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System, Keep: time.Minute})
		s.ends(t, j.ID)
		time.Sleep(12 * time.Minute)
		_, err := s.Queue.Get(t.Context(), admin, j.ID)
		require.Equal(t, jobs.CodeNotFound, jobs.CodeOf(err))
		require.Empty(t, s.Keys(t))
	}
	var sweeps int
	require.NoError(t, s.DB.Get(t.Context(), &sweeps, `select count(*) from ep_job where kind = 'jobs.sweep'`))
	require.LessOrEqual(t, sweeps, 8, "its own jobs go, too")
}
