package assetstest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/audit"
)

// storeWriteRollsBack does something of each kind and then fails: none of it stays.
// Then it does so again, as a transaction that is tried a second time.
func storeWriteRollsBack(t *testing.T, s assets.Store) {
	one, gone, shared := storedImage("one", "owner"), storedFont("gone", "owner"), storedImage("shared", "owner")
	addHeld(t, s, one, gone, shared)
	hold(t, s, heldBy(shared, "other", minute(1)))
	noteAccess(t, s, "one", "guest", minute(0))
	noteAccess(t, s, "gone", "guest", minute(0))
	stop := errors.New("stop")
	fresh := storedImage("new", "other")
	everything := func(ctx context.Context, w assets.Writer) error {
		isGone, errDrop := w.Drop(ctx, "owner", "gone")
		stays, errShared := w.Drop(ctx, "owner", "shared")
		first, errNote := w.NoteAccess(ctx, "one", "other guest", minute(0))
		pruned, errPrune := w.PruneAccess(ctx, minute(0).Add(24*time.Hour), 1)
		if !isGone || stays || !first || pruned != 1 {
			return fmt.Errorf("gone %v %v, first %v, pruned %d", isGone, stays, first, pruned)
		}
		return errors.Join(errDrop, errShared, errNote, errPrune, w.Add(ctx, fresh), w.Hold(ctx, heldBy(one, "other", minute(2))),
			w.SetUnused(ctx, "owner", "one", minute(3)), w.SetThumbnail(ctx, "one", 7, sumOf("7")), w.SetName(ctx, "owner", "one", "new"), w.PutGone(ctx, "user", minute(1)), w.Record(ctx, audit.Event{Action: "assets.test"}))
	}
	unchanged := func() {
		t.Helper()
		requireHeld(t, s, one)
		requireHeld(t, s, gone)
		requireHeld(t, s, shared)
		requireNone(t, s, "new")
		require.Equal(t, []string{"shared"}, shelf(t, s, "other", assets.Filter{}))
		require.True(t, accessed(t, s, "one", "guest", minute(0)))
		require.True(t, accessed(t, s, "gone", "guest", minute(0)))
		require.False(t, accessed(t, s, "one", "other guest", minute(0)))
		storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
			is, err := r.Gone(ctx, "user")
			require.False(t, is)
			return err
		})
	}
	require.ErrorIs(t, tryStoreWrite(t, s, func(ctx context.Context, w assets.Writer) error {
		return errors.Join(everything(ctx, w), stop)
	}), stop)
	unchanged()

	// So does what panics, and what the store itself refuses in the end.
	require.Panics(t, func() {
		_ = tryStoreWrite(t, s, func(ctx context.Context, w assets.Writer) error {
			_ = everything(ctx, w)
			panic("stop") //nolint:forbidigo // what panics is what is tested
		})
	})
	unchanged()
	require.ErrorIs(t, tryStoreWrite(t, s, func(ctx context.Context, w assets.Writer) error {
		return errors.Join(everything(ctx, w), w.Add(ctx, one))
	}), assets.ErrExists)
	unchanged()

	storeWrite(t, s, everything)
	requireHeld(t, s, fresh)
	requireNone(t, s, "gone")
	require.Equal(t, []string{"one"}, shelf(t, s, "owner", assets.Filter{}))
	require.Equal(t, 3, usageOf(t, s, "other").Count)
}

// storeWriteReturnsError finds what fn returned to be the same value.
func storeWriteReturnsError(t *testing.T, s assets.Store) {
	mine := &assets.Error{Code: assets.CodeInUse, Message: "No."}
	require.Same(t, mine, tryStoreWrite(t, s, func(context.Context, assets.Writer) error { return mine }))
	require.Same(t, mine, s.Read(t.Context(), func(assets.Reader) error { return mine }))
}

// storeAtOnce runs fn n times at once, and waits.
func storeAtOnce(n int, fn func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { fn(i) })
	}
	all.Wait()
}

// storeWriteIsSerial lets sixteen at once look first whether there is room for one
// more: no more than fit come in.
func storeWriteIsSerial(t *testing.T, s assets.Store) {
	const room = 5
	storeAtOnce(16, func(i int) {
		err := s.Write(t.Context(), func(w assets.Writer) error {
			u, err := w.Usage(t.Context(), "owner")
			if err != nil || u.Count >= room {
				return err
			}
			return w.Add(t.Context(), storedImage(fmt.Sprint(i), "owner"))
		})
		if err != nil {
			t.Error(err)
		}
	})
	require.Equal(t, room, usageOf(t, s, "owner").Count)
}

// storeAddAtOnce adds the same content many times at once, under another id each: one
// comes in, and all others see it.
func storeAddAtOnce(t *testing.T, s assets.Store) {
	var mu sync.Mutex
	added, seen := map[string]int{}, map[string]int{}
	storeAtOnce(16, func(i int) {
		h := storedImage(fmt.Sprint("id", i), "owner")
		h.SHA256 = sumOf("the same")
		var found string
		err := s.Write(t.Context(), func(w assets.Writer) error {
			found = ""
			a, err := w.AtHome(t.Context(), h.Home, h.SHA256)
			if err == nil {
				found = a.ID
				return nil
			}
			if !errors.Is(err, assets.ErrNotFound) {
				return err
			}
			return w.Add(t.Context(), h)
		})
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err != nil:
			t.Error(err)
		case found == "":
			added[h.ID]++
		default:
			seen[found]++
		}
	})
	require.Len(t, added, 1)
	require.Len(t, seen, 1)
	for id := range added {
		require.Equal(t, 15, seen[id])
		require.Equal(t, []string{id}, shelf(t, s, "owner", assets.Filter{}))
	}

	// Without looking first, the others are told.
	var won, lost int
	storeAtOnce(16, func(i int) {
		h := storedImage(fmt.Sprint("other", i), "other")
		h.SHA256 = sumOf("the same")
		err := s.Write(t.Context(), func(w assets.Writer) error { return w.Add(t.Context(), h) })
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err == nil:
			won++
		case errors.Is(err, assets.ErrExists):
			lost++
		default:
			t.Error(err)
		}
	})
	require.Equal(t, []int{1, 15}, []int{won, lost})
	require.Equal(t, 1, usageOf(t, s, "other").Count)
}

// storeDropAtOnce lets all holders drop an asset at once, and some take it again:
// either somebody holds it in the end, or it is gone, and one is told so.
func storeDropAtOnce(t *testing.T, s assets.Store) {
	for round := range 5 {
		one := storedImage(fmt.Sprint("round", round), "owner0")
		addHeld(t, s, one)
		for i := range 8 {
			hold(t, s, heldBy(one, fmt.Sprint("owner", i), minute(i)))
		}
		var mu sync.Mutex
		gone, took := 0, 0
		storeAtOnce(10, func(i int) {
			err := s.Write(t.Context(), func(w assets.Writer) error {
				if i >= 8 {
					return w.Hold(t.Context(), heldBy(one, fmt.Sprint("late", i), minute(i)))
				}
				last, err := w.Drop(t.Context(), fmt.Sprint("owner", i), one.ID)
				if err == nil && last { // SERIALIZABLE: what is seen before the commit is not yet so
					err = w.Record(t.Context(), audit.Event{Action: "assets.test", Object: "asset:" + one.ID})
				}
				return err
			})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case i < 8 && err != nil:
				t.Error(err)
			case i >= 8 && err == nil:
				took++
			case i >= 8 && !errors.Is(err, assets.ErrNotFound):
				t.Error(err)
			}
		})
		storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
			_, err := r.Asset(ctx, one.ID)
			holders, errHolders := r.Holders(ctx, one.ID, "", 100)
			require.NoError(t, errHolders)
			require.Len(t, holders, took)
			if took == 0 {
				require.ErrorIs(t, err, assets.ErrNotFound)
				gone++
				return nil
			}
			return err
		})
		require.Equal(t, took == 0, gone == 1)
	}
}

// storeNoteAtOnce notes the same access many times at once: one of them is the first.
func storeNoteAtOnce(t *testing.T, s assets.Store) {
	addHeld(t, s, storedImage("one", "owner"))
	var mu sync.Mutex
	firsts := 0
	storeAtOnce(16, func(int) {
		var first bool
		err := s.Write(t.Context(), func(w assets.Writer) (err error) {
			first, err = w.NoteAccess(t.Context(), "one", "guest", minute(0))
			return err
		})
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			t.Error(err)
		}
		if first {
			firsts++
		}
	})
	require.Equal(t, 1, firsts)
}

// storeReadIsOnePicture lets another one write in the middle of it.
func storeReadIsOnePicture(t *testing.T, s assets.Store) {
	one := storedImage("one", "owner")
	addHeld(t, s, one)
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		_, err := r.Held(ctx, "owner", "one")
		require.NoError(t, err)
		done := make(chan error)
		go func() {
			done <- s.Write(ctx, func(w assets.Writer) error {
				_, err := w.Drop(ctx, "owner", "one")
				return errors.Join(err, w.Add(ctx, storedImage("two", "owner")), w.Add(ctx, storedFont("three", "owner")), w.PutGone(ctx, "owner", minute(0)))
			})
		}()
		require.NoError(t, <-done)
		after, err := r.Held(ctx, "owner", "one")
		require.NoError(t, err)
		require.Equal(t, one, after)
		_, err = r.Asset(ctx, "two")
		require.ErrorIs(t, err, assets.ErrNotFound)
		u, err := r.Usage(ctx, "owner")
		require.NoError(t, err)
		require.Equal(t, 1, u.Count)
		page, _, err := r.List(ctx, "owner", assets.Filter{}, "", 10)
		require.NoError(t, err)
		require.Len(t, page, 1)
		is, err := r.Gone(ctx, "owner")
		require.False(t, is)
		return err
	})
	requireNone(t, s, "one")
	require.Equal(t, 2, usageOf(t, s, "owner").Count)
}

func storeEndedContext(t *testing.T, s assets.Store) {
	addHeld(t, s, storedImage("one", "owner"))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	err := s.Read(ended, func(r assets.Reader) error {
		_, err := r.Asset(ended, "one")
		return err
	})
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, assets.ErrNotFound, "it is there")
	err = s.Write(ended, func(w assets.Writer) error { return w.Add(ended, storedImage("two", "owner")) })
	require.ErrorIs(t, err, context.Canceled)

	late, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	err = s.Write(late, func(w assets.Writer) error {
		if err := w.Add(late, storedImage("three", "owner")); err != nil {
			return err
		}
		cancel()
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, []string{"one"}, shelf(t, s, "owner", assets.Filter{}))
}
