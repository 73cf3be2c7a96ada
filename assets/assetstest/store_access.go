package assetstest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
)

func noteAccess(t testing.TB, s assets.Store, asset, user string, day time.Time) (first bool) {
	t.Helper()
	storeWrite(t, s, func(ctx context.Context, w assets.Writer) (err error) {
		first, err = w.NoteAccess(ctx, asset, user, day)
		return err
	})
	return first
}

func accessed(t testing.TB, s assets.Store, asset, user string, day time.Time) (noted bool) {
	t.Helper()
	storeRead(t, s, func(ctx context.Context, r assets.Reader) (err error) {
		noted, err = r.Accessed(ctx, asset, user, day)
		return err
	})
	return noted
}

// storeAccess notes once for an asset, a user and a day in UTC.
func storeAccess(t *testing.T, s assets.Store) {
	addHeld(t, s, storedImage("one", "owner"), storedImage("two", "owner"))
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	late := day.Add(24*time.Hour - time.Nanosecond)
	require.False(t, accessed(t, s, "one", "guest", day))
	require.True(t, noteAccess(t, s, "one", "guest", late))
	for _, at := range []time.Time{day, late, day.Add(12 * time.Hour).In(time.FixedZone("", -11*60*60)), late.In(time.FixedZone("", 14*60*60))} {
		require.True(t, accessed(t, s, "one", "guest", at), at)
		require.False(t, noteAccess(t, s, "one", "guest", at), at)
	}
	for _, c := range []struct {
		asset, user string
		day         time.Time
	}{
		{"two", "guest", day}, {"one", "other", day}, {"one", "guest", late.Add(time.Nanosecond)}, {"one", "guest", day.Add(-time.Nanosecond)},
		{"one", "guest", time.Date(1969, 12, 31, 23, 59, 59, 0, time.UTC)}, {"one", "guest", time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"one", "guest", time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)},
	} {
		require.False(t, accessed(t, s, c.asset, c.user, c.day), c)
		require.True(t, noteAccess(t, s, c.asset, c.user, c.day), c)
		require.False(t, noteAccess(t, s, c.asset, c.user, c.day), c)
		require.True(t, accessed(t, s, c.asset, c.user, c.day), c)
	}
	require.ErrorIs(t, tryStoreWrite(t, s, func(ctx context.Context, w assets.Writer) error {
		_, err := w.NoteAccess(ctx, "none", "guest", day)
		return err
	}), assets.ErrNotFound)
	require.ErrorIs(t, tryStoreWrite(t, s, func(ctx context.Context, w assets.Writer) error {
		_, err := w.NoteAccess(ctx, "one", "guest", time.Time{})
		return err
	}), assets.ErrInvalid)
	// The next of this content is another asset.
	require.True(t, drop(t, s, "owner", "one"))
	addHeld(t, s, storedImage("one", "owner"))
	require.False(t, accessed(t, s, "one", "guest", day))
	require.True(t, accessed(t, s, "two", "guest", day))
}

func storePruneAccess(t *testing.T, s assets.Store) {
	day := func(n int) time.Time { return time.Date(2026, 3, 1+n, 15, 0, 0, 0, time.UTC) }
	prune := func(before time.Time, limit int) (n int) {
		t.Helper()
		storeWrite(t, s, func(ctx context.Context, w assets.Writer) (err error) {
			n, err = w.PruneAccess(ctx, before, limit)
			return err
		})
		return n
	}
	addHeld(t, s, storedImage("one", "owner"), storedImage("two", "owner"))
	require.Zero(t, prune(day(100), 10))
	storeWrite(t, s, func(ctx context.Context, w assets.Writer) error {
		for n := range 5 {
			for _, asset := range []string{"one", "two"} {
				for user := range 3 {
					if _, err := w.NoteAccess(ctx, asset, fmt.Sprint("user", user), day(n)); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
	require.Zero(t, prune(day(0), 100))
	require.Zero(t, prune(day(2), 0))
	require.Zero(t, prune(day(2), -1))
	require.Equal(t, 5, prune(day(2).Truncate(24*time.Hour), 5), "two days of six, at most five")
	require.Equal(t, 5, prune(day(2), 5))
	require.Equal(t, 2, prune(day(2), 5))
	require.Zero(t, prune(day(2), 5))
	for n := range 5 {
		require.Equal(t, n >= 2, accessed(t, s, "two", "user1", day(n)), n)
	}
	require.Equal(t, 18, prune(day(1000), 1<<30))
}

func storeGone(t *testing.T, s assets.Store) {
	gone := func(user string) (is bool) {
		t.Helper()
		storeRead(t, s, func(ctx context.Context, r assets.Reader) (err error) {
			is, err = r.Gone(ctx, user)
			return err
		})
		return is
	}
	addHeld(t, s, storedImage("one", "user"))
	require.False(t, gone("user"))
	for range 2 {
		storeWrite(t, s, func(ctx context.Context, w assets.Writer) error { return w.PutGone(ctx, "user", minute(0)) })
		require.True(t, gone("user"))
	}
	require.False(t, gone("other"))
	require.False(t, gone("User"))
	require.False(t, gone(""))
	requireHeld(t, s, storedImage("one", "user"))
	require.ErrorIs(t, tryStoreWrite(t, s, func(ctx context.Context, w assets.Writer) error { return w.PutGone(ctx, "user", time.Time{}) }), assets.ErrInvalid)
}
