package admintest

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/projects"
)

func testCancelJob(t *testing.T, s *Setup) {
	ctx := t.Context()
	j, _, err := s.Queue.Enqueue(ctx, jobs.Spec{Kind: "test", Owner: s.Ann.ID})
	require.NoError(t, err)
	page, _, err := s.Admin.Jobs(ctx, s.Root, jobs.Filter{}, "", 0)
	require.NoError(t, err)
	require.Len(t, page, 1, "everybody's")
	got, err := s.Admin.CancelJob(ctx, s.Root, j.ID, reason)
	require.NoError(t, err)
	require.Equal(t, jobs.Cancelled, got.State)
	require.Equal(t, map[string]string{"owner": s.Ann.ID, "kind": "test", "reason": reason}, s.last(t, admin.ActionCancelJob).Detail)
	require.Equal(t, s.Root.User.ID, s.last(t, jobs.ActionCancel).Actor)
	again, err := s.Admin.CancelJob(ctx, s.second(t), j.ID, "another reason")
	require.NoError(t, err)
	require.Equal(t, got, again)
	require.Len(t, s.events(t, admin.ActionCancelJob), 1, "it was cancelled already, and not by the second")
	c := s.Config
	c.Jobs = struct{ jobs.Queue }{s.Queue} // a queue of the host's own
	other, err := admin.New(c)
	require.NoError(t, err)
	j, _, err = s.Queue.Enqueue(ctx, jobs.Spec{Kind: "test", Owner: s.Ann.ID})
	require.NoError(t, err)
	_, err = other.CancelJob(ctx, s.Root, j.ID, reason)
	require.NoError(t, err)
	require.Equal(t, "job:"+j.ID, s.last(t, admin.ActionCancelJob).Object)
	_, err = s.Admin.CancelJob(ctx, s.Root, "nothing", reason)
	require.Equal(t, jobs.CodeNotFound, jobs.CodeOf(err))
}

// work runs the collector until stop.
func (s *Setup) work(t testing.TB, h jobs.Handler) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- s.Queue.Run(ctx, jobs.Handlers{admin.KindCollect: h}) }()
	return func() {
		cancel()
		require.NoError(t, <-done)
	}
}

// finished waits for a collection.
func (s *Setup) finished(t testing.TB, id string) (c admin.Collection) {
	t.Helper()
	require.Eventually(t, func() bool {
		var err error
		c, err = s.Admin.Collection(t.Context(), s.Root, id)
		require.NoError(t, err)
		return c.State.Final()
	}, time.Minute, 5*time.Millisecond)
	return c
}

// rubbish makes a blob that belongs to nothing, and a project that was in the trash for long.
func (s *Setup) rubbish(t testing.TB) {
	t.Helper()
	ctx := t.Context()
	text := []byte("left behind")
	require.NoError(t, s.Blobs.Put(ctx, "assets/"+s.Ann.ID+"/rubbish", bytes.NewReader(text), int64(len(text))))
	p, err := s.Projects.Create(ctx, projects.Actor{User: s.Ann.ID}, projects.NewProject{Name: "Plan", Source: []byte("title: Plan\npages: 1\n")})
	require.NoError(t, err)
	_, err = s.Projects.Trash(ctx, projects.Actor{User: s.Ann.ID}, p.ID, p.Version)
	require.NoError(t, err)
	s.advance(40 * 24 * time.Hour)
	s.Root = s.Accounts.As(t, "root")
}

// testCollect: a collection is asked for once at a time, done in the background, and shown with what came of it.
func testCollect(t *testing.T, s *Setup) {
	ctx := t.Context()
	s.rubbish(t)
	asked, err := s.Admin.Collect(ctx, s.Root, admin.CollectOptions{Verify: true}, reason)
	require.NoError(t, err)
	require.Equal(t, jobs.Pending, asked.State)
	require.Equal(t, s.Root.User.ID, asked.By)
	waiting, err := s.Admin.Collection(ctx, s.Root, asked.ID)
	require.NoError(t, err)
	require.Equal(t, asked, waiting)
	_, err = s.Admin.Collect(ctx, s.Root, admin.CollectOptions{}, reason)
	require.Equal(t, admin.CodeRunning, admin.CodeOf(err))
	require.Len(t, s.events(t, admin.ActionCollect), 1)

	stop := s.work(t, s.Admin.Collector())
	c := s.finished(t, asked.ID)
	stop()
	require.Equal(t, jobs.Succeeded, c.State)
	require.Equal(t, projects.Swept{Purged: 1}, *c.Projects)
	require.NotNil(t, c.Assets)
	require.Equal(t, [4]any{s.Root.User.ID, reason, false, true}, [4]any{c.By, c.Reason, c.DryRun, c.Verify})
	require.Empty(t, c.Failure)

	again, err := s.Admin.Collect(ctx, auth.Operator("maria"), admin.CollectOptions{}, reason)
	require.NoError(t, err)
	all, err := s.Admin.Collections(ctx, s.Root)
	require.NoError(t, err)
	require.Equal(t, []admin.Collection{again, c}, all)
	for _, id := range []string{"", "nothing", "00000000-0000-7000-8000-000000000000"} {
		_, err = s.Admin.Collection(ctx, s.Root, id)
		require.Equal(t, admin.CodeNoCollection, admin.CodeOf(err), id)
	}
	other, _, err := s.Queue.Enqueue(ctx, jobs.Spec{Kind: "test", Owner: s.Ann.ID})
	require.NoError(t, err)
	_, err = s.Admin.Collection(ctx, s.Root, other.ID)
	require.Equal(t, admin.CodeNoCollection, admin.CodeOf(err), "another kind of job")
}

// testCollectDry changes nothing.
func testCollectDry(t *testing.T, s *Setup) {
	s.rubbish(t)
	c, err := s.Admin.Collect(t.Context(), s.Root, admin.CollectOptions{DryRun: true}, reason)
	require.NoError(t, err)
	defer s.work(t, s.Admin.Collector())()
	c = s.finished(t, c.ID)
	require.Nil(t, c.Projects)
	require.True(t, c.Assets.DryRun)
	page, _, err := s.Admin.Projects(t.Context(), s.Root, s.Ann.ID, projects.Filter{Shelf: projects.Trash}, "", 0)
	require.NoError(t, err)
	require.Len(t, page, 1)
}

// testCollectAtOnce: of many who ask at once one is answered.
func testCollectAtOnce(t *testing.T, s *Setup) {
	const many = 8
	got := make(chan error, many)
	for range many {
		go func() {
			_, err := s.Admin.Collect(context.WithoutCancel(t.Context()), s.Root, admin.CollectOptions{}, reason)
			got <- err
		}()
	}
	asked := 0
	for range many {
		if err := <-got; err == nil {
			asked++
		} else {
			require.Equal(t, admin.CodeRunning, admin.CodeOf(err), "%v", err)
		}
	}
	require.Equal(t, 1, asked)
	require.Len(t, s.events(t, admin.ActionCollect), 1)
	all, err := s.Admin.Collections(t.Context(), s.Root)
	require.NoError(t, err)
	require.Len(t, all, 1)
}

// broken is a blob.Store that fails.
type broken struct{ blob.Store }

var errBroken = errors.New("the disk is gone: /dev/sdb1")

// List implements blob.Store.
func (broken) List(context.Context, string) iter.Seq2[blob.Info, error] {
	return func(yield func(blob.Info, error) bool) { yield(blob.Info{}, errBroken) }
}

// testCollectFails: what fails says so, and not what is for the operator's log alone.
func testCollectFails(t *testing.T, s *Setup) {
	c := s.Config
	var err error
	c.Assets, err = assets.New(assets.Config{Store: assets.NewSQL(s.DB), Blobs: broken{s.Blobs}, TempDir: t.TempDir(), Now: s.Clock.Now})
	require.NoError(t, err)
	bad, err := admin.New(c)
	require.NoError(t, err)
	asked, err := bad.Collect(t.Context(), s.Root, admin.CollectOptions{}, reason)
	require.NoError(t, err)
	defer s.work(t, bad.Collector())()
	got := s.finished(t, asked.ID)
	require.Equal(t, jobs.Failed, got.State)
	require.NotEmpty(t, got.Failure)
	require.NotContains(t, got.Failure, "sdb1")
	require.Nil(t, got.Assets)
}
