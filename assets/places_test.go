package assets

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func requireBusy(t testing.TB, sentence string, err error) {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, CodeBusy, e.Code)
	require.Contains(t, e.Message, sentence)
	require.Positive(t, e.RetryAfter)
}

const (
	toThem = "You are uploading many files"
	toAll  = "Many files are being uploaded"
)

// One user has a share, and waits with no more than that.
func TestPlacesEach(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, began := newPlaces(3, 2, time.Minute), time.Now()
		enter := func(user string) func() {
			leave, err := p.enter(t.Context(), user)
			require.NoError(t, err)
			return leave
		}
		first, second := enter("ann"), enter("ann")
		for range 100 {
			_, err := p.enter(t.Context(), "ann")
			requireBusy(t, toThem, err)
		}
		bob := enter("bob")
		require.Zero(t, time.Since(began), "nobody waited")

		ended := make(chan error)
		go func() {
			_, err := p.enter(t.Context(), "cid")
			ended <- err
		}()
		requireBusy(t, toAll, <-ended)
		require.Equal(t, time.Minute, time.Since(began))

		first()
		third := enter("ann")
		for _, leave := range []func(){second, third, bob} {
			leave()
		}
		require.Empty(t, p.of)
		require.Zero(t, p.all)
	})
}

// Who waits is next, in the order in which they came; so many wait as there are places, and more do not.
func TestPlacesWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPlaces(2, 2, time.Minute)
		var mine []func()
		for range 2 {
			leave, err := p.enter(t.Context(), "ann")
			require.NoError(t, err)
			mine = append(mine, leave)
		}
		var entered []string
		wait := func(ctx context.Context, user string) <-chan error {
			done := make(chan error, 1)
			go func() {
				leave, err := p.enter(ctx, user)
				if err == nil {
					entered = append(entered, user) // one after another
					time.Sleep(time.Second)
					leave()
				}
				done <- err
			}()
			synctest.Wait()
			return done
		}
		gone, cancel := context.WithCancel(t.Context())
		bob, cid := wait(gone, "bob"), wait(t.Context(), "cid")
		_, err := p.enter(t.Context(), "dan")
		requireBusy(t, toAll, err)
		cancel()
		require.ErrorIs(t, <-bob, context.Canceled)
		dan := wait(t.Context(), "dan")
		mine[0]()
		require.NoError(t, <-cid)
		require.NoError(t, <-dan)
		mine[1]()
		require.Equal(t, []string{"cid", "dan"}, entered)
		require.Empty(t, p.of)
		require.Zero(t, p.all)
		require.Empty(t, p.taken)
	})
}

// Many at once, of few users: never more than there may be, and nothing is left.
func TestPlacesMany(t *testing.T) {
	t.Parallel()
	p := newPlaces(4, 2, time.Millisecond)
	var all sync.WaitGroup
	var inside atomic.Int64
	var of [8]atomic.Int64
	for i := range 400 {
		all.Go(func() {
			user := i % len(of)
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rand.IntN(1000))*time.Microsecond)
			defer cancel()
			leave, err := p.enter(ctx, strconv.Itoa(user))
			if err != nil {
				return
			}
			defer leave()
			if n := inside.Add(1); n > 4 {
				t.Errorf("%d at once", n)
			}
			if n := of[user].Add(1); n > 2 {
				t.Errorf("%d of one user", n)
			}
			time.Sleep(100 * time.Microsecond)
			of[user].Add(-1)
			inside.Add(-1)
		})
	}
	all.Wait()
	require.Empty(t, p.of)
	require.Zero(t, p.all)
	require.Empty(t, p.taken)
}
