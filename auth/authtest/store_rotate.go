package authtest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
)

func testRotate(t *testing.T, s auth.Store) {
	one, first := session("one", "user")
	two, _ := session("two", "user")
	add(t, s, account("user", "User"), one, two)
	rotate := func(hash string, next auth.Secret) (rotated bool, err error) {
		err = tryWrite(t, s, func(ctx context.Context, w auth.Writer) (err error) {
			rotated, err = w.Rotate(ctx, hash, at(5), next)
			return err
		})
		return rotated, err
	}
	next := secret("one 2", "one")
	next.CreatedAt = at(5)
	rotated, err := rotate(first.Hash, next)
	require.NoError(t, err)
	require.True(t, rotated)
	used := first
	used.UsedAt = at(5)
	require.Equal(t, used, secretOf(t, s, first.Hash))
	require.Equal(t, next, secretOf(t, s, next.Hash))

	rotated, err = rotate(first.Hash, secret("one 3", "one"))
	require.NoError(t, err)
	require.False(t, rotated, "a second use")
	_, err = rotate(digest("unknown"), secret("one 3", "one"))
	require.ErrorIs(t, err, auth.ErrNotFound)
	_, err = rotate(next.Hash, secret("one 3", "two"))
	require.ErrorIs(t, err, auth.ErrNotFound, "the secret of another session")
	_, err = rotate(next.Hash, secret("two 1", "one"))
	require.ErrorIs(t, err, auth.ErrExists, "what follows is there already")
	_, err = rotate(next.Hash, next)
	require.ErrorIs(t, err, auth.ErrExists, "nothing follows itself")
	read(t, s, func(ctx context.Context, r auth.Reader) error {
		_, err := r.Secret(ctx, digest("one 3"))
		require.ErrorIs(t, err, auth.ErrNotFound)
		return nil
	})
	require.Equal(t, next, secretOf(t, s, next.Hash), "still unused")
	require.Equal(t, secret("two 1", "two"), secretOf(t, s, digest("two 1")))
	rotated, err = rotate(next.Hash, secret("one 3", "one"))
	require.NoError(t, err)
	require.True(t, rotated)
}

func secretOf(t testing.TB, s auth.Store, hash string) (found auth.Secret) {
	t.Helper()
	read(t, s, func(ctx context.Context, r auth.Reader) (err error) {
		found, err = r.Secret(ctx, hash)
		return err
	})
	return found
}

// testRotateOnce uses one secret twenty times at once.
func testRotateOnce(t *testing.T, s auth.Store) {
	one, first := session("one", "user")
	add(t, s, account("user", "User"), one)
	var won atomic.Int64
	var winner atomic.Int64
	together(20, func(i int) {
		var rotated bool
		err := s.Write(t.Context(), func(w auth.Writer) (err error) {
			rotated, err = w.Rotate(t.Context(), first.Hash, at(1), secret(fmt.Sprint("next ", i), "one"))
			return err
		})
		if err != nil {
			t.Errorf("%d: %v", i, err)
		}
		if rotated {
			won.Add(1)
			winner.Store(int64(i))
		}
	})
	require.EqualValues(t, 1, won.Load())
	read(t, s, func(ctx context.Context, r auth.Reader) error {
		for i := range 20 {
			_, err := r.Secret(ctx, digest(fmt.Sprint("next ", i)))
			if i == int(winner.Load()) {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, auth.ErrNotFound)
			}
		}
		return nil
	})
}

// together runs fn n times at once, and returns when all are done.
func together(n int, fn func(i int)) {
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			fn(i)
		})
	}
	close(start)
	all.Wait()
}
