package assetstest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
)

func storeAssetIsKept(t *testing.T, s assets.Store) {
	image, font := storedImage("image", "owner"), storedFont("font", "owner")
	photo := storedImage("photo", "owner")
	photo.Type, photo.Thumbnail, photo.Width, photo.Height, photo.Upload, photo.Name = assets.JPEG, 0, 1, 10_000, "", ""
	photo.ThumbnailSHA256 = ""
	photo.Used, photo.UnusedSince = true, minute(3)
	least := storedFont("least", "owner")
	least.Type, least.Font = assets.OTF, &assets.Font{Faces: 1, Outlines: "cff", Embedding: assets.Unstated}
	for _, h := range []assets.Held{image, font, photo, least} {
		addHeld(t, s, h)
		requireHeld(t, s, h)
	}
	odd := storedImage("odd", "owner")
	odd.At = time.Date(2026, 3, 1, 14, 0, 0, 123456789, time.FixedZone("", 2*60*60))
	odd.GoesAt = minute(9) // is Service's to say
	addHeld(t, s, odd)
	odd.At, odd.GoesAt = time.Date(2026, 3, 1, 12, 0, 0, 123000000, time.UTC), time.Time{}
	requireHeld(t, s, odd)
}

// storeAssetIsUnique adds what is there already: nothing changes.
func storeAssetIsUnique(t *testing.T, s assets.Store) {
	one := storedImage("one", "owner")
	addHeld(t, s, one)
	add := func(set func(h *assets.Held)) error {
		h := storedFont("two", "owner")
		set(&h)
		return tryStoreWrite(t, s, func(ctx context.Context, w assets.Writer) error { return w.Add(ctx, h) })
	}
	require.ErrorIs(t, add(func(h *assets.Held) { h.ID = "one" }), assets.ErrExists)
	require.ErrorIs(t, add(func(h *assets.Held) { h.ID, h.Owner, h.Home = "one", "other", "u-other" }), assets.ErrExists)
	require.ErrorIs(t, add(func(h *assets.Held) { h.SHA256 = one.SHA256 }), assets.ErrExists)
	require.ErrorIs(t, add(func(h *assets.Held) { h.SHA256, h.Owner = one.SHA256, "other" }), assets.ErrExists, "by the home, whoever holds it")
	requireHeld(t, s, one)
	requireNone(t, s, "two")
	require.Equal(t, []string{"one"}, shelf(t, s, "owner", assets.Filter{}))
	require.Empty(t, shelf(t, s, "other", assets.Filter{}))

	// The same bytes of another user are another asset.
	require.NoError(t, add(func(h *assets.Held) { h.SHA256, h.Owner, h.Home = one.SHA256, "other", "u-other" }))
	require.Equal(t, []string{"two"}, shelf(t, s, "other", assets.Filter{}))
	// What is gone is there no more.
	require.True(t, drop(t, s, "owner", "one"))
	require.NoError(t, add(func(h *assets.Held) { h.ID, h.SHA256 = "three", one.SHA256 }))
	// The same upload may have become several assets.
	require.NoError(t, add(func(h *assets.Held) {
		h.ID, h.SHA256, h.Upload = "four", sumOf("four"), storedFont("two", "owner").Upload
	}))
}

func storeNotFound(t *testing.T, s assets.Store) {
	addHeld(t, s, storedImage("one", "owner"), storedImage("two", "other"))
	sum := sumOf("image one")
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		for what, err := range map[string]error{
			"id":               second(r.Asset(ctx, "none")),
			"id with a space":  second(r.Asset(ctx, "one ")),
			"case":             second(r.Asset(ctx, "ONE")),
			"held id":          second(r.Held(ctx, "owner", "none")),
			"holder":           second(r.Held(ctx, "owner", "two")),
			"nobody":           second(r.Held(ctx, "", "one")),
			"sum":              second(r.HeldBySum(ctx, "owner", sumOf("none"))),
			"sum of another":   second(r.HeldBySum(ctx, "other", sum)),
			"upload":           second(r.HeldBySum(ctx, "other", sumOf("upload of one"))),
			"no sum":           second(r.HeldBySum(ctx, "owner", "")),
			"home":             second(r.AtHome(ctx, "u-other", sum)),
			"owner as home":    second(r.AtHome(ctx, "owner", sum)),
			"sum at home":      second(r.AtHome(ctx, "u-owner", sumOf("none"))),
			"upload at home":   second(r.AtHome(ctx, "u-owner", sumOf("upload of one"))),
			"no sum at home":   second(r.AtHome(ctx, "u-owner", "")),
			"upper-case sum":   second(r.HeldBySum(ctx, "owner", "A"+sum[1:])),
			"part of the sum":  second(r.AtHome(ctx, "u-owner", sum[:63])),
			"more than a sum":  second(r.AtHome(ctx, "u-owner", sum+"0")),
			"a pattern":        second(r.Asset(ctx, "%")),
			"a pattern for it": second(r.Held(ctx, "owner", "o_e")),
		} {
			require.ErrorIs(t, err, assets.ErrNotFound, what)
		}
		return nil
	})
	storeWrite(t, s, func(ctx context.Context, w assets.Writer) error {
		require.ErrorIs(t, w.Hold(ctx, heldBy(storedImage("none", "owner"), "other", minute(1))), assets.ErrNotFound)
		require.ErrorIs(t, w.SetUnused(ctx, "owner", "none", minute(1)), assets.ErrNotFound)
		require.ErrorIs(t, w.SetUnused(ctx, "owner", "two", minute(1)), assets.ErrNotFound)
		for _, owner := range []string{"owner", "nobody"} {
			gone, err := w.Drop(ctx, owner, map[string]string{"owner": "two", "nobody": "one"}[owner])
			require.NoError(t, err)
			require.False(t, gone)
		}
		return nil
	})
	requireHeld(t, s, storedImage("one", "owner"))
	requireHeld(t, s, storedImage("two", "other"))
}

func second[T any](_ T, err error) error { return err }

// storeHeldBySum finds by what is stored and by what was uploaded.
func storeHeldBySum(t *testing.T, s assets.Store) {
	find := func(owner, sum string) (id string) {
		t.Helper()
		storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
			h, err := r.HeldBySum(ctx, owner, sum)
			if err == nil {
				require.Equal(t, owner, h.Owner)
				id = h.ID
				again, err := r.Held(ctx, owner, h.ID)
				require.NoError(t, err)
				require.Equal(t, again, h)
				return nil
			}
			require.ErrorIs(t, err, assets.ErrNotFound)
			return nil
		})
		return id
	}
	one := storedImage("one", "owner")
	addHeld(t, s, one)
	require.Equal(t, "one", find("owner", one.SHA256))
	require.Equal(t, "one", find("owner", one.Upload))
	require.Empty(t, find("other", one.SHA256))

	// Another file became another asset, and is what the first one was uploaded as.
	two := storedImage("two", "owner")
	two.SHA256, two.At = one.Upload, minute(1)
	addHeld(t, s, two)
	require.Equal(t, "two", find("owner", one.Upload), "what is stored as that, though another one came first")
	require.Equal(t, "two", find("owner", two.Upload))
	three := storedImage("three", "owner")
	three.Upload, three.At = one.SHA256, minute(-1)
	addHeld(t, s, three)
	require.Equal(t, "one", find("owner", one.SHA256), "what is stored as that")
	four := storedImage("four", "owner")
	four.Upload, four.At = two.Upload, minute(-2)
	addHeld(t, s, four)
	require.Equal(t, "four", find("owner", two.Upload), "what came first")
	for i, id := range []string{"b", "a", "c"} { // at the same time: by id
		h := storedImage(id, "equal")
		h.Upload, h.Home = sumOf("the same"), fmt.Sprint("home ", i)
		addHeld(t, s, h)
	}
	require.Equal(t, "a", find("equal", sumOf("the same")))
	require.True(t, drop(t, s, "equal", "a"))
	require.Equal(t, "b", find("equal", sumOf("the same")))

	// One who was given it finds it by what is stored, and by what that one uploads later.
	hold(t, s, heldBy(one, "other", minute(2)))
	require.Equal(t, "one", find("other", one.SHA256))
	require.Empty(t, find("other", one.Upload))
	again := heldBy(one, "other", minute(3))
	again.Upload = sumOf("another file")
	hold(t, s, again)
	require.Equal(t, "one", find("other", again.Upload))
	require.Empty(t, find("owner", again.Upload))
	drop(t, s, "other", "one")
	require.Empty(t, find("other", one.SHA256))
}

func storeAtHome(t *testing.T, s assets.Store) {
	one := storedImage("one", "owner")
	addHeld(t, s, one)
	hold(t, s, heldBy(one, "other", minute(1)))
	require.False(t, drop(t, s, "owner", "one"))
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		a, err := r.AtHome(ctx, "u-owner", one.SHA256)
		require.NoError(t, err)
		require.Equal(t, one.Asset, a, "its home stays where it was")
		_, err = r.AtHome(ctx, "u-other", one.SHA256)
		require.ErrorIs(t, err, assets.ErrNotFound)
		_, err = r.HeldBySum(ctx, "owner", one.SHA256)
		require.ErrorIs(t, err, assets.ErrNotFound)
		return nil
	})
	// It is the owner's again without being stored again.
	again := heldBy(one, "owner", minute(5))
	hold(t, s, again)
	requireHeld(t, s, again)
	require.False(t, drop(t, s, "other", "one"))
	requireHeld(t, s, again)
	require.True(t, drop(t, s, "owner", "one"))
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		_, err := r.AtHome(ctx, "u-owner", one.SHA256)
		require.ErrorIs(t, err, assets.ErrNotFound)
		return nil
	})
}

// storeHold gives an asset to others: of what Hold is given, the asset is looked at for its id alone.
func storeHold(t *testing.T, s assets.Store) {
	one, font := storedImage("one", "owner"), storedFont("font", "owner")
	addHeld(t, s, one, font)
	given := assets.Held{
		Asset: assets.Asset{ID: "one", Kind: "nonsense", Bytes: -1, SHA256: "none", Home: "elsewhere", Font: &assets.Font{}},
		Owner: "other", Name: "Mine", At: minute(4), Used: true, Upload: sumOf("file"),
	}
	hold(t, s, given)
	want := given
	want.Asset = one.Asset
	requireHeld(t, s, want)
	requireHeld(t, s, one)
	hold(t, s, heldBy(font, "other", minute(5)))
	requireHeld(t, s, heldBy(font, "other", minute(5)))
	require.Equal(t, []string{"font", "one"}, shelf(t, s, "other", assets.Filter{}))
	require.Equal(t, usageOf(t, s, "owner"), usageOf(t, s, "other"), "each is charged for all of it")
}

func storeHoldAgain(t *testing.T, s assets.Store) {
	one := storedImage("one", "owner")
	addHeld(t, s, one)
	again := func(set func(h *assets.Held)) {
		t.Helper()
		h := assets.Held{Asset: assets.Asset{ID: "one"}, Owner: "owner", Name: "Other name", At: minute(100)}
		set(&h)
		hold(t, s, h)
		requireHeld(t, s, one)
	}
	again(func(*assets.Held) {})
	one.Used = true
	again(func(h *assets.Held) { h.Used = true })
	again(func(*assets.Held) {}) // stays
	one.UnusedSince = minute(7)
	again(func(h *assets.Held) { h.UnusedSince = minute(7) })
	one.Upload, one.UnusedSince = sumOf("another"), time.Time{}
	again(func(h *assets.Held) { h.Upload, h.Used = one.Upload, true })
	again(func(*assets.Held) {})
	require.Equal(t, []string{"one"}, shelf(t, s, "owner", assets.Filter{}))
	require.Equal(t, 1, usageOf(t, s, "owner").Count)
}

// storeDrop ends holdings, of which the last one takes the asset with it.
func storeDrop(t *testing.T, s assets.Store) {
	one, two := storedImage("one", "owner"), storedImage("two", "owner")
	addHeld(t, s, one, two)
	for i, user := range []string{"a", "b"} {
		hold(t, s, heldBy(one, user, minute(i)))
	}
	require.False(t, drop(t, s, "owner", "one"), "who brought it may go first")
	requireHeld(t, s, heldBy(one, "a", minute(0)))
	require.False(t, drop(t, s, "owner", "one"), "twice")
	require.False(t, drop(t, s, "a", "one"))
	requireHeld(t, s, heldBy(one, "b", minute(1)))
	storeWrite(t, s, func(ctx context.Context, w assets.Writer) error {
		_, err := w.NoteAccess(ctx, "one", "guest", minute(0))
		return err
	})
	require.True(t, drop(t, s, "b", "one"))
	requireNone(t, s, "one")
	require.False(t, drop(t, s, "b", "one"))
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		noted, err := r.Accessed(ctx, "one", "guest", minute(0))
		require.False(t, noted, "belongs to it")
		return err
	})
	require.Equal(t, []string{"two"}, shelf(t, s, "owner", assets.Filter{}))
	requireHeld(t, s, two)

	// One transaction may drop it and bring it back.
	storeWrite(t, s, func(ctx context.Context, w assets.Writer) error {
		gone, err := w.Drop(ctx, "owner", "two")
		require.True(t, gone)
		if err != nil {
			return err
		}
		three := two
		three.ID = "three"
		return w.Add(ctx, three)
	})
	require.Equal(t, []string{"three"}, shelf(t, s, "owner", assets.Filter{}))
}

func storeSetThumbnail(t *testing.T, s assets.Store) {
	one, font := storedImage("one", "owner"), storedFont("font", "owner")
	addHeld(t, s, one, font)
	set := func(id string, size int64, sum string) error {
		return tryStoreWrite(t, s, func(ctx context.Context, w assets.Writer) error { return w.SetThumbnail(ctx, id, size, sum) })
	}
	for size, sum := range map[int64]string{0: "", 1: sumOf("one byte"), 32 << 20: sumOf("many")} {
		require.NoError(t, set("one", size, sum))
		one.Asset.Thumbnail, one.ThumbnailSHA256 = size, sum
		requireHeld(t, s, one)
	}
	for size, sum := range map[int64]string{-1: sumOf("x"), 32<<20 + 1: sumOf("x"), 0: sumOf("x"), 1: "", 2: "x", 3: strings.ToUpper(sumOf("x"))} {
		require.ErrorIs(t, set("one", size, sum), assets.ErrInvalid, "%d %q", size, sum)
	}
	require.ErrorIs(t, set("none", 1, sumOf("x")), assets.ErrNotFound)
	require.ErrorIs(t, set("font", 1, sumOf("x")), assets.ErrNotFound, "is no image")
	requireHeld(t, s, one)
	requireHeld(t, s, font)
}

// storeSetName names an asset for one who holds it, by which it is sorted from then on.
func storeSetName(t *testing.T, s assets.Store) {
	one, two := storedImage("one", "owner"), storedFont("two", "owner")
	addHeld(t, s, one, two)
	others := heldBy(one, "other", minute(1))
	hold(t, s, others)
	set := func(owner, id, name string) error {
		return tryStoreWrite(t, s, func(ctx context.Context, w assets.Writer) error { return w.SetName(ctx, owner, id, name) })
	}
	for _, name := range []string{"zebra.png", "Zebra.png", strings.Repeat("é", assets.MaxName), "", "Apple.png"} {
		require.NoError(t, set("owner", "one", name))
		one.Name = name
		requireHeld(t, s, one)
	}
	requireHeld(t, s, others)
	require.Equal(t, []string{"one", "two"}, shelf(t, s, "owner", assets.Filter{Order: assets.ByName}))
	require.NoError(t, set("owner", "one", "zebra.png"))
	require.Equal(t, []string{"two", "one"}, shelf(t, s, "owner", assets.Filter{Order: assets.ByName}))
	require.ErrorIs(t, set("owner", "one", strings.Repeat("é", assets.MaxName+1)), assets.ErrInvalid)
	for _, at := range [][2]string{{"owner", "none"}, {"nobody", "one"}, {"other", "two"}} {
		require.ErrorIs(t, set(at[0], at[1], "x"), assets.ErrNotFound)
	}
	one.Name = "zebra.png"
	requireHeld(t, s, one)
}

func storeSetUnused(t *testing.T, s assets.Store) {
	one := storedImage("one", "owner")
	one.Used = true
	addHeld(t, s, one)
	other := heldBy(one, "other", minute(1))
	hold(t, s, other)
	for _, since := range []time.Time{minute(3), minute(2), minute(9), {}, {}} {
		setUnused(t, s, "owner", "one", since)
		one.UnusedSince = since
		requireHeld(t, s, one)
		requireHeld(t, s, other)
	}
}

func storeHolders(t *testing.T, s assets.Store) {
	one := storedImage("one", "m")
	addHeld(t, s, one, storedImage("two", "other"))
	holders := func(id, after string, limit int) (all []string) {
		t.Helper()
		storeRead(t, s, func(ctx context.Context, r assets.Reader) (err error) {
			all, err = r.Holders(ctx, id, after, limit)
			return err
		})
		return all
	}
	for _, user := range []string{"z", "B", "a", "é"} {
		hold(t, s, heldBy(one, user, minute(1)))
	}
	want := []string{"B", "a", "m", "z", "é"}
	require.Equal(t, want, holders("one", "", 200))
	require.Equal(t, want[:2], holders("one", "", 2))
	require.Equal(t, want[2:4], holders("one", "a", 2))
	require.Equal(t, want[3:], holders("one", "n", 2), "after one who does not hold it")
	require.Empty(t, holders("one", "é", 2))
	require.Equal(t, want[:1], holders("one", "", -1))
	require.Equal(t, want, holders("one", "", 1<<30))
	require.Empty(t, holders("none", "", 10))
	var more []string
	storeWrite(t, s, func(ctx context.Context, w assets.Writer) error {
		more = nil
		for i := range assets.MaxPage + 5 {
			more = append(more, fmt.Sprintf("%03d", i))
			if err := w.Hold(ctx, heldBy(storedImage("two", "other"), more[i], minute(1))); err != nil {
				return err
			}
		}
		return nil
	})
	require.Equal(t, more[:assets.MaxPage], holders("two", "", 1<<30))
	require.Equal(t, append(more[assets.MaxPage:], "other"), holders("two", more[assets.MaxPage-1], 1<<30))
	drop(t, s, "m", "one")
	require.Equal(t, slices.Delete(want, 2, 3), holders("one", "", 10))
}

func storeHeldBy(t *testing.T, s assets.Store) {
	for _, id := range []string{"a", "b", "c"} {
		addHeld(t, s, storedImage(id, "owner"))
	}
	addHeld(t, s, storedImage("other", "other"))
	hold(t, s, heldBy(storedImage("other", "other"), "owner", minute(0)))
	held := func(owner string, limit int) (ids []string) {
		storeWrite(t, s, func(ctx context.Context, w assets.Writer) (err error) {
			ids, err = w.HeldBy(ctx, owner, limit)
			return err
		})
		return ids
	}
	require.ElementsMatch(t, []string{"a", "b", "c", "other"}, held("owner", 10))
	require.Len(t, held("owner", 3), 3)
	require.Equal(t, []string{"other"}, held("other", 10))
	require.Empty(t, held("nobody", 10))
	require.Empty(t, held("owner", 0))
	// Page by page until all is gone.
	for n := 4; n > 0; n -= 2 {
		storeWrite(t, s, func(ctx context.Context, w assets.Writer) error {
			ids, err := w.HeldBy(ctx, "owner", 2)
			require.Len(t, ids, 2)
			for _, id := range ids {
				if _, err := w.Drop(ctx, "owner", id); err != nil {
					return err
				}
			}
			return err
		})
	}
	require.Empty(t, held("owner", 10))
	require.Equal(t, []string{"other"}, held("other", 10))
}
