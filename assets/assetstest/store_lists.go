package assetstest

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
)

// storeListPages has assets of which many are equal in what they are sorted by, so
// that most pages end among equals.
func storeListPages(t *testing.T, s assets.Store) {
	const n = 30 // each name, time and size more than twice
	names := []string{"Ärger.png", "ärger.png", "Zebra", "北京", "a%_b", strings.Repeat("ﷺ", 200), strings.Repeat("𝄞", 200), "Ω", "z", ""}
	// Folded by hand: ä, z, 北, a; what folding makes long is cut and stays in order.
	key := map[string]string{names[0]: names[1], "Zebra": "zebra", "Ω": "ω", names[5]: "صلى"}
	keyOf := func(h assets.Held) string {
		if k, ok := key[h.Name]; ok {
			return k
		}
		return h.Name
	}
	var rows []assets.Held
	storeWrite(t, s, func(ctx context.Context, w assets.Writer) error {
		rows = nil
		for i := range n {
			h := storedImage(fmt.Sprintf("%03d%c", i, "aZ-_z"[i%5]), "owner")
			if i%3 == 0 {
				h = storedFont(h.ID, "owner")
			}
			h.Name, h.At, h.Bytes = names[i%len(names)], minute(i%7), int64(1000*(i%4)+1)
			rows = append(rows, h)
			if err := w.Add(ctx, h); err != nil {
				return err
			}
			if i%2 == 0 {
				given := heldBy(h, "user", minute(i))
				given.Name = "The other holder's"
				if err := w.Hold(ctx, given); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for order, by := range map[assets.Order]func(a, b assets.Held) int{
		assets.Newest:  func(a, b assets.Held) int { return b.At.Compare(a.At) },
		assets.Largest: func(a, b assets.Held) int { return int(b.Bytes - a.Bytes) },
		assets.ByName:  func(a, b assets.Held) int { return strings.Compare(keyOf(a), keyOf(b)) },
	} {
		sorted := slices.Clone(rows)
		slices.SortFunc(sorted, func(a, b assets.Held) int {
			if c := by(a, b); c != 0 {
				return c
			}
			if order == assets.ByName {
				return strings.Compare(a.ID, b.ID)
			}
			return strings.Compare(b.ID, a.ID)
		})
		for _, kind := range []assets.Kind{"", assets.KindImage, assets.KindFont} {
			var want []string
			for _, h := range sorted {
				if kind == "" || h.Kind == kind {
					want = append(want, h.ID)
				}
			}
			require.Equal(t, want, shelf(t, s, "owner", assets.Filter{Kind: kind, Order: order}), "%s %q", order, kind)
		}
		require.Empty(t, shelf(t, s, "nobody", assets.Filter{Order: order}))
	}
	require.Equal(t, shelf(t, s, "owner", assets.Filter{Order: assets.Newest}), shelf(t, s, "owner", assets.Filter{}))
	// Another holder has the same assets by the times and names of that holder's own.
	var given []string
	for i := n - 2; i >= 0; i -= 2 {
		given = append(given, rows[i].ID)
	}
	require.Equal(t, given, shelf(t, s, "user", assets.Filter{}))
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		for limit, want := range map[int]int{-5: 1, 0: 1, 1: 1, n: n, 200: n, 1 << 30: n} {
			page, next, err := r.List(ctx, "owner", assets.Filter{}, "", limit)
			require.NoError(t, err)
			require.Len(t, page, want)
			require.Equal(t, want == n, next == "", "a full last page is the last one")
			one, err := r.Held(ctx, "owner", page[0].ID)
			require.NoError(t, err)
			require.Equal(t, one, page[0])
		}
		return nil
	})
}

// storeListMeanwhile writes between pages.
func storeListMeanwhile(t *testing.T, s assets.Store) {
	for i, id := range []string{"a", "b", "c", "d", "e"} {
		h := storedImage(id, "owner")
		h.At = minute(i)
		addHeld(t, s, h)
	}
	var next string
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		page, n, err := r.List(ctx, "owner", assets.Filter{}, "", 2)
		require.Equal(t, "d", page[1].ID)
		next = n
		return err
	})
	late := storedImage("f", "owner")
	late.At = minute(10)
	addHeld(t, s, late)
	require.True(t, drop(t, s, "owner", "d"), "where the page ended")
	require.True(t, drop(t, s, "owner", "b"))
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		page, n, err := r.List(ctx, "owner", assets.Filter{}, next, 3)
		require.Empty(t, n)
		require.Len(t, page, 2)
		require.Equal(t, "c", page[0].ID)
		require.Equal(t, "a", page[1].ID)
		return err
	})
}

func storeListRefused(t *testing.T, s assets.Store) {
	addHeld(t, s, storedImage("one", "owner"))
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		for _, f := range []assets.Filter{
			{Kind: "Image"}, {Kind: "images"}, {Kind: "' or 1 = 1 --"}, {Order: "oldest"}, {Order: "at desc"}, {Kind: "\x00"}, {Order: assets.Order(strings.Repeat("a", 1<<20))},
		} {
			_, _, err := r.List(ctx, "owner", f, "", 10)
			require.ErrorIs(t, err, assets.ErrInvalid, "%.30v", f)
		}
		return nil
	})
}

// storeListCursor hands back what no page returned.
func storeListCursor(t *testing.T, s assets.Store) {
	for i := range 5 {
		h := storedImage(fmt.Sprint(i), "owner")
		h.Used = true
		addHeld(t, s, h)
	}
	type lists func(ctx context.Context, r assets.Reader, after string) (next string, err error)
	held := func(owner string, f assets.Filter) lists {
		return func(ctx context.Context, r assets.Reader, after string) (string, error) {
			_, next, err := r.List(ctx, owner, f, after, 2)
			return next, err
		}
	}
	used := func(owner string) lists {
		return func(ctx context.Context, r assets.Reader, after string) (string, error) {
			_, next, err := r.UsedOnes(ctx, owner, after, 2)
			return next, err
		}
	}
	all := map[string]lists{
		"newest": held("owner", assets.Filter{}), "name": held("owner", assets.Filter{Order: assets.ByName}),
		"largest": held("owner", assets.Filter{Order: assets.Largest}), "images": held("owner", assets.Filter{Kind: assets.KindImage}),
		"images by name": held("owner", assets.Filter{Kind: assets.KindImage, Order: assets.ByName}), "used": used("owner"), "used by all": used(""),
		"all": func(ctx context.Context, r assets.Reader, after string) (string, error) {
			_, next, err := r.Assets(ctx, after, 2)
			return next, err
		},
	}
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		for name, list := range all {
			next, err := list(ctx, r, "")
			require.NoError(t, err)
			require.NotEmpty(t, next, name)
			again, err := list(ctx, r, next)
			require.NoError(t, err)
			require.NotEqual(t, next, again)
			bad := []string{
				" ", "0", "next", "../..", next + "A", next + "\n", "\n" + next, next[:len(next)-1], next[1:], strings.ToUpper(next), next + next,
				"' or 1 = 1 --", "\x00", "\xff", "=", strings.Repeat("A", 1<<20), strings.Repeat("A", len(next)), base64.RawURLEncoding.EncodeToString(make([]byte, 20)),
			}
			for i := range next {
				for _, c := range "A_z" {
					if changed := next[:i] + string(c) + next[i+1:]; changed != next {
						bad = append(bad, changed)
					}
				}
			}
			for _, cursor := range bad {
				_, err := list(ctx, r, cursor)
				require.ErrorIs(t, err, assets.ErrCursor, "%s: %.50q", name, cursor)
			}
			for other, list := range all {
				if other != name {
					_, err := list(ctx, r, next)
					require.ErrorIs(t, err, assets.ErrCursor, "of %s for %s", name, other)
				}
			}
			for _, list := range []lists{held("other", assets.Filter{}), used("other")} {
				_, err := list(ctx, r, next)
				require.ErrorIs(t, err, assets.ErrCursor, "of another user")
			}
		}
		next, err := all["newest"](ctx, r, "")
		require.NoError(t, err)
		_, err = held("owner", assets.Filter{Order: assets.Newest})(ctx, r, next)
		require.NoError(t, err, "the same listing in other words")
		return nil
	})
}

// allAssets are the ids of all pages of Assets.
func allAssets(t testing.TB, s assets.Store, limit int) (ids []string) {
	t.Helper()
	for after := ""; ; {
		storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
			page, next, err := r.Assets(ctx, after, limit)
			for _, a := range page {
				ids = append(ids, a.ID)
			}
			after = next
			return err
		})
		if after == "" {
			return ids
		}
	}
}

func storeAssets(t *testing.T, s assets.Store) {
	require.Empty(t, allAssets(t, s, 10))
	var want []string
	for i, id := range []string{"é", "a", "Z", "b-", "b", "_", "10", "9"} {
		h := storedImage(id, fmt.Sprint("owner", i%3))
		if i%2 == 0 {
			h = storedFont(id, h.Owner)
		}
		addHeld(t, s, h)
		hold(t, s, heldBy(h, "all", minute(i)))
		want = append(want, id)
	}
	slices.Sort(want)
	for _, limit := range []int{-1, 1, 3, 8, 1 << 30} {
		require.Equal(t, want, allAssets(t, s, limit), "each once, however many hold it")
	}
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		page, next, err := r.Assets(ctx, "", 8)
		require.Empty(t, next)
		for _, a := range page {
			one, err := r.Asset(ctx, a.ID)
			require.NoError(t, err)
			require.Equal(t, one, a)
		}
		return err
	})
}

// storeAssetsMeanwhile adds and removes between pages: what was there all the time
// is seen once.
func storeAssetsMeanwhile(t *testing.T, s assets.Store) {
	for i := range 20 {
		addHeld(t, s, storedImage(fmt.Sprintf("%02d", i), "owner"))
	}
	var seen []string
	for after, step := "", 0; ; step++ {
		storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
			page, next, err := r.Assets(ctx, after, 3)
			for _, a := range page {
				seen = append(seen, a.ID)
			}
			after = next
			return err
		})
		if after == "" {
			break
		}
		require.True(t, drop(t, s, "owner", seen[len(seen)-1]), "where the page ended")
		drop(t, s, "owner", fmt.Sprintf("%02d", 19-step))
		addHeld(t, s, storedImage(fmt.Sprintf("%02d before", step), "owner"), storedImage(fmt.Sprintf("%02d after", 18-step), "owner"))
	}
	require.True(t, slices.IsSorted(seen), seen)
	require.Equal(t, slices.Compact(slices.Clone(seen)), seen)
	for i := range 10 { // whatever went was behind these
		require.Contains(t, seen, fmt.Sprintf("%02d", i))
	}
	require.NotContains(t, seen, "19")
}

func usedOnes(t testing.TB, s assets.Store, owner string, limit int) []string {
	t.Helper()
	return pageThrough(t, s, func(ctx context.Context, r assets.Reader, after string) ([]assets.Held, string, error) {
		return r.UsedOnes(ctx, owner, after, limit)
	})
}

func storeUsedOnes(t *testing.T, s assets.Store) {
	require.Empty(t, usedOnes(t, s, "", 3))
	for i, owner := range []string{"b", "a", "é", "B"} {
		for _, id := range []string{"z", "A", "k", "never"} {
			h := storedImage(owner+id, owner)
			h.Used = id != "never"
			if id == "k" {
				h.UnusedSince = minute(i)
			}
			addHeld(t, s, h)
		}
	}
	given := heldBy(storedImage("az", "a"), "b", minute(1))
	given.Used = true
	hold(t, s, given)
	for _, limit := range []int{0, 1, 2, 5, 13, 14, 1000} {
		require.Equal(t, []string{"BA", "Bk", "Bz", "aA", "ak", "az", "az", "bA", "bk", "bz", "éA", "ék", "éz"}, usedOnes(t, s, "", limit), "by owner, and then by id")
		require.Equal(t, []string{"az", "bA", "bk", "bz"}, usedOnes(t, s, "b", limit))
		require.Empty(t, usedOnes(t, s, "nobody", limit))
	}
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		page, _, err := r.UsedOnes(ctx, "", "", 200)
		for _, h := range page {
			one, err := r.Held(ctx, h.Owner, h.ID)
			require.NoError(t, err)
			require.Equal(t, one, h)
		}
		return err
	})
}

// storeUsedMeanwhile marks, drops and adds between pages, as those do who look at
// them all.
func storeUsedMeanwhile(t *testing.T, s assets.Store) {
	for i := range 24 {
		h := storedImage(fmt.Sprintf("%02d", i), fmt.Sprint("owner", i/8))
		h.Used = true
		addHeld(t, s, h)
	}
	for _, owner := range []string{"", "owner1"} {
		var seen []string
		for after, step := "", 0; ; step++ {
			var page []assets.Held
			storeRead(t, s, func(ctx context.Context, r assets.Reader) (err error) {
				page, after, err = r.UsedOnes(ctx, owner, after, 2)
				return err
			})
			for _, h := range page {
				seen = append(seen, h.ID)
			}
			if after == "" {
				break
			}
			setUnused(t, s, page[0].Owner, page[0].ID, minute(step)) // is used all the same
			if owner != "" {
				drop(t, s, page[1].Owner, page[1].ID)
			}
		}
		if owner == "" {
			require.Len(t, seen, 24)
		} else {
			require.Equal(t, []string{"08", "09", "10", "11", "12", "13", "14", "15"}, seen)
		}
	}
}
