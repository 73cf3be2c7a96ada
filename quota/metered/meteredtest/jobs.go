package meteredtest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

func jobFlows() map[string]func(t *testing.T, db *sqldb.DB) {
	return map[string]func(t *testing.T, db *sqldb.DB){
		"AtOnce": jobsAtOnce,
		"PerDay": jobsPerDay,
		"Both":   jobsBoth,
		"Rest":   jobsRest,
		"Pages":  jobsPages,
		"Others": jobsOthers,
		"Tx":     jobsTx,
	}
}

// made is a Handler that makes nothing, and succeeds.
func made(context.Context, *jobs.Task) (any, error) {
	return renderjob.Result{Renderer: "test"}, nil
}

// As many wait or run as the limit allows; one that is done, or was cancelled, makes room.
func jobsAtOnce(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(l quota.Limits) { l[quota.Projects] = 10 })
	first := s.job(t, ann)
	s.job(t, ann)
	p := s.project(t, ann, "title: A\n").ID
	_, err := s.submit(t, ann, p)
	e := requireRefused(t, quota.JobsAtOnce, err)
	require.Equal(t, [2]int64{2, 2}, [2]int64{e.Limit, e.Used})
	require.Positive(t, e.RetryAfter)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.JobsAtOnce: "2", quota.JobsPerDay: "0+2"})

	_, err = s.Queue.Cancel(t.Context(), jobs.Actor{User: ann}, first.ID)
	require.NoError(t, err)
	last, err := s.submit(t, ann, p)
	require.NoError(t, err)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.JobsAtOnce: "2", quota.JobsPerDay: "0+2"})
	s.work(t, made)
	s.await(t, last.ID, final)
	_, err = s.submit(t, ann, s.project(t, ann, "title: B\n").ID)
	require.NoError(t, err)
	s.requireTrue(t)
}

// As many a day as the limit allows, of UTC.
func jobsPerDay(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(l quota.Limits) { l[quota.Projects], l[quota.JobsAtOnce] = 20, 10 })
	stop := s.work(t, made)
	var last jobs.Job
	var of string // its project
	for range 4 {
		of = s.project(t, ann, "title: A\n").ID
		j, err := s.submit(t, ann, of)
		require.NoError(t, err)
		last = s.await(t, j.ID, final)
	}
	stop()
	s.requireCounted(t, ann, map[quota.Resource]string{quota.JobsAtOnce: "0", quota.JobsPerDay: "4"})
	p := s.project(t, ann, "title: A\n").ID
	_, err := s.submit(t, ann, p)
	e := requireRefused(t, quota.JobsPerDay, err)
	midnight := s.Clock.Now().Truncate(24 * time.Hour).Add(24 * time.Hour)
	require.True(t, midnight.Equal(e.ResetsAt), e.ResetsAt)
	require.Equal(t, midnight.Sub(s.Clock.Now()), e.RetryAfter)

	// What was made already is not made again.
	j, existed, err := s.Renders.Submit(t.Context(), ann, renderjob.Request{Project: of})
	require.NoError(t, err)
	require.True(t, existed)
	require.Equal(t, last.ID, j.ID)

	s.Clock.Advance(e.RetryAfter - time.Millisecond)
	_, err = s.submit(t, ann, p)
	requireRefused(t, quota.JobsPerDay, err)
	s.Clock.Advance(time.Millisecond)
	_, err = s.submit(t, ann, p)
	require.NoError(t, err)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.JobsAtOnce: "1", quota.JobsPerDay: "0+1"})
	s.requireTrue(t)
}

// Of both limits the one that takes longer to wait for is said, and what is refused by one is not counted for the other.
func jobsBoth(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(l quota.Limits) { l[quota.Projects], l[quota.JobsAtOnce], l[quota.JobsPerDay] = 20, 2, 3 })
	s.job(t, ann)
	j := s.job(t, ann)
	p := s.project(t, ann, "title: A\n").ID
	_, err := s.submit(t, ann, p)
	requireRefused(t, quota.JobsAtOnce, err)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.JobsAtOnce: "2", quota.JobsPerDay: "0+2"})
	s.override(t, ann, quota.JobsPerDay, 2)
	_, err = s.submit(t, ann, p)
	requireRefused(t, quota.JobsPerDay, err)
	_, err = s.Queue.Cancel(t.Context(), jobs.Actor{User: ann}, j.ID)
	require.NoError(t, err)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.JobsAtOnce: "1", quota.JobsPerDay: "0+1"})
	s.requireTrue(t)
}

// At a limit, and beyond one, jobs that there are run, are seen, asked for again, cancelled and deleted.
func jobsRest(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(l quota.Limits) { l[quota.Projects] = 10 })
	by, ctx := jobs.Actor{User: ann}, t.Context()
	p := s.project(t, ann, "title: A\n").ID
	first, err := s.submit(t, ann, p)
	require.NoError(t, err)
	second := s.job(t, ann)
	other := s.project(t, ann, "title: B\n").ID
	s.override(t, ann, quota.JobsPerDay, 0)
	s.override(t, ann, quota.JobsAtOnce, 0)
	_, err = s.submit(t, ann, other)
	requireRefused(t, quota.JobsPerDay, err)

	again, existed, err := s.Renders.Submit(ctx, ann, renderjob.Request{Project: p})
	require.NoError(t, err)
	require.True(t, existed)
	require.Equal(t, first.ID, again.ID)
	page, _, err := s.Queue.List(ctx, by, jobs.Filter{}, "", 0)
	require.NoError(t, err)
	require.Len(t, page, 2)
	_, err = s.Queue.Ahead(ctx, by, first.ID)
	require.NoError(t, err)
	_, err = s.Queue.Cancel(ctx, by, second.ID)
	require.NoError(t, err)
	require.NoError(t, s.Queue.Delete(ctx, by, second.ID))
	s.work(t, made)
	require.Equal(t, jobs.Succeeded, s.await(t, first.ID, final).State)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.JobsAtOnce: "0", quota.JobsPerDay: "1"})
	require.NoError(t, s.Queue.Delete(ctx, by, first.ID))
	s.requireCounted(t, ann, map[quota.Resource]string{quota.JobsPerDay: "1"})
	_, err = s.Queue.Sweep(ctx)
	require.NoError(t, err)

	// What else one has is not in the way of that, nor the other way round.
	_, err = s.create(t, ann, "title: C\n")
	require.NoError(t, err)
	s.asset(t, ann, 1)
	s.requireTrue(t)
}

// A planner may have so many pages: the project may have more.
func jobsPages(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	small, large := s.project(t, ann, "title: A\npages: 5\n"), s.project(t, ann, "title: B\npages: 6\n")
	_, err := s.submit(t, ann, large.ID)
	e := requireRefused(t, quota.PagesPerJob, err)
	require.Equal(t, [2]int64{5, 6}, [2]int64{e.Limit, e.Asked})
	s.requireCounted(t, ann, map[quota.Resource]string{quota.JobsAtOnce: "0", quota.JobsPerDay: "0"})
	_, err = s.submit(t, ann, small.ID)
	require.NoError(t, err)
	s.override(t, ann, quota.PagesPerJob, 6)
	_, err = s.submit(t, ann, large.ID)
	require.NoError(t, err)
	s.override(t, ann, quota.PagesPerJob, 0)
	_, err = s.submit(t, ann, s.project(t, ann, "title: C\n").ID)
	requireRefused(t, quota.PagesPerJob, err)
	s.requireTrue(t)
}

// Jobs of other kinds, and the system's, are not counted.
func jobsOthers(t *testing.T, db *sqldb.DB) {
	s := New(t, db, nothing)
	j, _, err := s.Queue.Enqueue(t.Context(), jobs.Spec{Kind: "mail", Owner: ann})
	require.NoError(t, err)
	_, err = s.Queue.Cancel(t.Context(), jobs.Actor{User: ann}, j.ID)
	require.NoError(t, err)
	_, _, err = s.Queue.Enqueue(t.Context(), jobs.Spec{Kind: renderjob.Kind, Owner: jobs.System})
	require.NoError(t, err)
	_, _, err = s.Queue.Enqueue(t.Context(), jobs.Spec{Kind: "mail", Owner: ann})
	require.NoError(t, err)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.JobsAtOnce: "0", quota.JobsPerDay: "0"})
	s.requireTrue(t)
}

// Whoever is refused in a transaction of their own, and commits it nevertheless, has nothing counted.
func jobsTx(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.override(t, ann, quota.JobsAtOnce, 0)
	require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		_, _, err := s.Queue.EnqueueTx(t.Context(), tx, jobs.Spec{Kind: renderjob.Kind, Owner: ann})
		if quota.CodeOf(err) != "" {
			return nil
		}
		return err
	}))
	s.requireCounted(t, ann, map[quota.Resource]string{quota.JobsAtOnce: "0", quota.JobsPerDay: "0"})
	s.requireTrue(t)
}
