package projectfile

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
)

func notFailed(v any) error { return errors.New("unexpected panic") }

// So many work at a time, so many wait, and the next one is told at once.
func TestRunIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := New(Config{Concurrent: 2, Waiting: 3})
		var working, most atomic.Int32
		results := make(chan error, 6)
		for range 6 {
			go func() {
				results <- f.run(t.Context(), time.Minute, func(context.Context) error {
					most.Store(max(most.Load(), working.Add(1)))
					time.Sleep(time.Second)
					working.Add(-1)
					return nil
				}, notFailed)
			}()
			synctest.Wait()
		}
		require.ErrorIs(t, <-results, projects.ErrBusy)
		for range 5 {
			require.NoError(t, <-results)
		}
		require.EqualValues(t, 2, most.Load())
		require.NoError(t, f.run(t.Context(), time.Minute, func(context.Context) error { return nil }, notFailed))
	})
}

func TestRunEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := New(Config{Concurrent: 1, Waiting: 1})
		start := time.Now()
		stubborn := make(chan struct{})
		err := f.run(t.Context(), 2*time.Second, func(context.Context) error { <-stubborn; return nil }, notFailed)
		require.ErrorIs(t, err, errSlow)
		require.Equal(t, 2*time.Second, time.Since(start))

		// It still counts as at work, so that there are never more than said.
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, f.run(ctx, time.Minute, func(context.Context) error { return nil }, notFailed), context.DeadlineExceeded)
		close(stubborn)
		synctest.Wait()

		// The time spent waiting for a turn does not count, and ctx ends both.
		require.NoError(t, f.run(t.Context(), time.Minute, func(ctx context.Context) error { return nil }, notFailed))
		ctx, cancel = context.WithCancel(t.Context())
		err = f.run(ctx, time.Minute, func(ctx context.Context) error { cancel(); <-ctx.Done(); return ctx.Err() }, notFailed)
		require.ErrorIs(t, err, context.Canceled)
		err = f.run(t.Context(), time.Second, func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, notFailed)
		require.ErrorIs(t, err, errSlow)
		synctest.Wait()
	})
}

// A panic is the file's problem, not the server's.
func TestRunSurvivesPanics(t *testing.T) {
	t.Parallel()
	f := New(Config{})
	err := f.run(t.Context(), time.Minute, func(context.Context) error { panic("oh") }, func(v any) error { return &failure{panicked(v)} })
	require.EqualError(t, err, "the file could not be read: oh")
	require.Empty(t, f.gate.inside)
	require.Empty(t, f.gate.working)
}

func TestCleanText(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		most int
		want string
	}{
		{" a\x00b\n", 9, "a b"}, {"äöü", 2, "äö"}, {"a\xffb", 9, "a\ufffdb"}, {"", 3, ""}, {"日本語日本語", 6, "日本語日本語"}, {"😀😀😀", 2, "😀😀"}, {"ab ", 3, "ab"},
	} {
		require.Equal(t, test.want, clean(test.text, test.most), "%q", test.text)
	}
	require.Equal(t, "ä", cleanBytes("äöü", 3))
}

func TestConfigDefaults(t *testing.T) {
	t.Parallel()
	f := New(Config{Timeout: -1, Concurrent: -1, Waiting: -1})
	require.Equal(t, 2*time.Second, f.c.Timeout)
	require.Equal(t, 10*time.Second, f.c.CheckTimeout)
	require.Positive(t, f.c.Concurrent)
	require.Equal(t, 16*f.c.Concurrent, f.c.Waiting)
	require.Equal(t, projects.MaxSource, f.c.Limits.FileBytes)
}
