package assets

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// Of one user who sends many files that take long, others wait for no more than are looked into right now; and who waits too long
// is told so.
func TestTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, began := newTurns(2, 30*time.Second), time.Now()
		look := func(user string) error {
			leave, err := p.enter(t.Context(), user)
			if err == nil {
				time.Sleep(time.Second)
				leave()
			}
			return err
		}
		var all sync.WaitGroup
		var looked, busy atomic.Int32
		for range 64 {
			all.Go(func() {
				if err := look("ann"); err != nil {
					requireBusy(t, toAll, err)
					busy.Add(1)
				} else {
					looked.Add(1)
				}
			})
		}
		synctest.Wait()
		for _, user := range []string{"bob", "cid", "dan"} {
			require.NoError(t, look(user))
		}
		require.LessOrEqual(t, time.Since(began), 6*time.Second, "for each of them one of ann's, at most")
		all.Wait()
		require.EqualValues(t, 64, looked.Load()+busy.Load())
		require.Positive(t, busy.Load())
		require.GreaterOrEqual(t, looked.Load(), int32(2*30-3), "and none is idle")
		require.Empty(t, p.of)
		require.Empty(t, p.taken)
	})
}

// Who goes away leaves nothing behind, wherever he waited.
func TestTurnsGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newTurns(1, time.Minute)
		leave, err := p.enter(t.Context(), "ann")
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		for _, user := range []string{"ann", "bob", "bob"} {
			go func() {
				_, err := p.enter(ctx, user)
				ended <- err
			}()
		}
		synctest.Wait()
		cancel()
		for range 3 {
			require.ErrorIs(t, <-ended, context.Canceled)
		}
		leave()
		require.Empty(t, p.of)
		require.Empty(t, p.taken)
		leave, err = p.enter(t.Context(), "bob")
		require.NoError(t, err)
		leave()
	})
}
