package projectstest

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
)

func storeVersionIsKept(t *testing.T, s projects.Store) {
	full := fullRow()
	addRows(t, s, full)
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		v, err := r.Version(ctx, "full", 7)
		require.NoError(t, err)
		require.Equal(t, full.v, v)
		page, next, err := r.Versions(ctx, "full", "", 10)
		require.Empty(t, next)
		without := full.v
		without.Facts = projects.Facts{}
		require.Equal(t, []projects.Version{without}, page, "without Facts")
		return err
	})
	draft := full.next("owner", projects.Edited, "broken")
	draft.v.Facts = projects.Facts{Errors: []projects.Problem{{Code: "syntax", Message: "Nobody can read this."}}}
	draft.v.Pages, draft.v.Device = 0, ""
	updateRow(t, s, draft)
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		v, err := r.Version(ctx, "full", 8)
		require.Equal(t, draft.v, v)
		return err
	})
	r := draft
	for _, change := range []projects.Change{
		projects.Created, projects.Imported, projects.Cloned, projects.Edited, projects.Renamed, projects.Refitted, projects.Reverted, projects.Trashed, projects.Restored,
	} {
		r = r.next("owner", change, string(change))
		updateRow(t, s, r)
	}
}

// storeVersions lists more than a page.
func storeVersions(t *testing.T, s projects.Store) {
	r := newRow("one", "owner")
	addRows(t, s, r, newRow("other", "owner"))
	want := []int{1}
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		r, want = newRow("one", "owner"), []int{1}
		for range 249 {
			r = r.next("owner", projects.Edited, fmt.Sprint("file ", r.Version))
			if err := r.update(ctx, w); err != nil {
				return err
			}
			want = append(want, r.Version)
		}
		return nil
	})
	slices.Reverse(want)
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		for limit, most := range map[int]int{-1: 1, 0: 1, 1: 1, 7: 7, 50: 50, 200: 200, 1000: 200} {
			var got []int
			after := ""
			for range 260 {
				page, next, err := r.Versions(ctx, "one", after, limit)
				require.NoError(t, err)
				require.LessOrEqual(t, len(page), most)
				for _, v := range page {
					got = append(got, v.Number)
				}
				if after = next; next == "" {
					break
				}
				require.Len(t, page, most)
			}
			require.Equal(t, want, got)
		}
		_, next, err := r.Versions(ctx, "one", "", 10)
		require.NoError(t, err)
		for _, bad := range []string{"x", next + "A", next[1:], "\x00"} {
			_, _, err := r.Versions(ctx, "one", bad, 10)
			require.ErrorIs(t, err, projects.ErrCursor)
		}
		_, _, err = r.Versions(ctx, "other", next, 10)
		require.ErrorIs(t, err, projects.ErrCursor, "of another project")
		return nil
	})
}

// history adds a project with so many versions.
func history(t testing.TB, s projects.Store, id string, versions int) row {
	t.Helper()
	r := newRow(id, "owner")
	addRows(t, s, r)
	for r.Version < versions {
		r = r.next("owner", projects.Edited, fmt.Sprintf("file %d of %s", r.Version+1, id))
		updateRow(t, s, r)
	}
	return r
}

// prune is Writer.Prune of the project "one".
func prune(t testing.TB, s projects.Store, below, limit int) (n int) {
	t.Helper()
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) (err error) {
		n, err = w.Prune(ctx, "one", below, limit)
		return err
	})
	return n
}

func storePrune(t *testing.T, s projects.Store) {
	history(t, s, "one", 6)
	history(t, s, "other", 3)
	for _, c := range []struct {
		below, limit, want int
		left               []int
	}{
		{1, 10, 0, []int{6, 5, 4, 3, 2, 1}},
		{-5, 10, 0, []int{6, 5, 4, 3, 2, 1}},
		{3, 0, 0, []int{6, 5, 4, 3, 2, 1}},
		{4, 2, 2, []int{6, 5, 4, 3}},
		{4, 2, 1, []int{6, 5, 4}},
		{4, 2, 0, []int{6, 5, 4}},
		{math.MaxInt, 100, 2, []int{6}},
		{math.MaxInt, 100, 0, []int{6}},
	} {
		require.Equal(t, c.want, prune(t, s, c.below, c.limit), "%+v", c)
		require.Equal(t, c.left, numbers(t, s, "one"), "%+v", c)
	}
	require.Equal(t, []int{3, 2, 1}, numbers(t, s, "other"))
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		_, err := r.Source(ctx, "one", 5)
		require.ErrorIs(t, err, projects.ErrNotFound)
		return nil
	})
	require.Equal(t, "file 6 of one", string(sourceOf(t, s, "one", 6)))
	updateRow(t, s, func() row {
		r := newRow("one", "owner")
		r.Version = 6
		return r.next("owner", projects.Edited, "after")
	}())
	require.Equal(t, []int{7, 6}, numbers(t, s, "one"))
}

// storePruneDays keeps the last version of each day, in UTC, and counts those that it
// looks at.
func storePruneDays(t *testing.T, s projects.Store) {
	r := newRow("one", "owner")
	addRows(t, s, r) // at minute 0
	first := minute(0).Truncate(24 * time.Hour)
	put := func(at time.Time) {
		r = r.next("owner", projects.Edited, fmt.Sprint("file ", r.Version+1))
		r.UpdatedAt, r.v.At = at, at
		updateRow(t, s, r)
	}
	put(first.Add(24*time.Hour - time.Millisecond)) // 2
	for day := 1; day <= 60; day++ {                // 3 to 62, each the only one of its day
		put(first.AddDate(0, 0, day))
	}
	put(first.AddDate(0, 0, 60).Add(time.Hour)) // 63
	put(first.AddDate(0, 0, 61))                // 64
	require.Equal(t, 1, prune(t, s, 10, 5))
	kept := numbers(t, s, "one")
	require.Equal(t, 2, kept[len(kept)-1])
	for range 11 { // those that stay are looked at once
		require.Zero(t, prune(t, s, 62, 5))
	}
	require.Zero(t, prune(t, s, 62, 1))
	require.Zero(t, prune(t, s, 62, 100))
	require.Equal(t, 1, prune(t, s, 64, 1), "62, before another one of its day")
	require.Zero(t, prune(t, s, 65, 1))
	require.Len(t, numbers(t, s, "one"), 62)
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		n, err := w.PruneBefore(ctx, first.AddDate(1, 0, 0), 100)
		require.Equal(t, 61, n, "by age they go all")
		return err
	})
	require.Equal(t, []int{64}, numbers(t, s, "one"))
}

// storePruneBefore goes by when a version was replaced, not by when it was written.
func storePruneBefore(t *testing.T, s projects.Store) {
	history(t, s, "one", 4) // written at 0, 1, 2, 3; replaced at 1, 2, 3
	history(t, s, "two", 2)
	before := func(at, limit int) (n int) {
		storeWrite(t, s, func(ctx context.Context, w projects.Writer) (err error) {
			n, err = w.PruneBefore(ctx, minute(at), limit)
			return err
		})
		return n
	}
	require.Zero(t, before(1, 100))
	require.Zero(t, before(100, 0))
	require.Equal(t, 2, before(2, 100), "the first of both")
	require.Equal(t, []int{4, 3, 2}, numbers(t, s, "one"))
	require.Equal(t, []int{2}, numbers(t, s, "two"))
	require.Equal(t, 1, before(100, 1))
	require.Equal(t, []int{4, 3}, numbers(t, s, "one"), "the oldest first")
	require.Equal(t, 1, before(100, 10))
	require.Zero(t, before(1<<20, 10))
	require.Equal(t, []int{4}, numbers(t, s, "one"), "never the current one")
}

// storePruneKeepsFiles has versions of the same file: it stays until the last of
// them goes.
func storePruneKeepsFiles(t *testing.T, s projects.Store) {
	r := newRow("one", "owner")
	addRows(t, s, r)
	for _, source := range []string{"other", "file of one", "other", "last"} {
		r = r.next("owner", projects.Edited, source)
		updateRow(t, s, r)
	}
	r = r.same("owner", projects.Renamed)
	updateRow(t, s, r)
	require.Equal(t, 2, prune(t, s, 3, 10))
	require.Equal(t, "file of one", string(sourceOf(t, s, "one", 3)))
	require.Equal(t, "other", string(sourceOf(t, s, "one", 4)))
	require.Equal(t, 1, prune(t, s, 4, 10))
	require.Equal(t, 1, prune(t, s, 5, 10))
	require.Equal(t, 1, prune(t, s, 6, 10))
	require.Equal(t, "last", string(sourceOf(t, s, "one", 6)))
	r = r.next("owner", projects.Edited, "other") // again, after it was gone
	updateRow(t, s, r)
	require.Equal(t, "other", string(sourceOf(t, s, "one", 7)))
}
