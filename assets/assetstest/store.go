package assetstest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
)

// RunStore runs the conformance suite of assets.Store. open returns an empty
// Store of its own for each test, closed when the test ends.
func RunStore(t *testing.T, open func(t testing.TB) assets.Store) {
	for name, test := range map[string]func(t *testing.T, s assets.Store){
		"AssetIsKept":          storeAssetIsKept,
		"AssetIsUnique":        storeAssetIsUnique,
		"NotFound":             storeNotFound,
		"HeldBySum":            storeHeldBySum,
		"AtHome":               storeAtHome,
		"Hold":                 storeHold,
		"HoldAgain":            storeHoldAgain,
		"Drop":                 storeDrop,
		"SetUnused":            storeSetUnused,
		"SetThumbnail":         storeSetThumbnail,
		"SetName":              storeSetName,
		"Holders":              storeHolders,
		"HeldBy":               storeHeldBy,
		"Usage":                storeUsage,
		"Model":                storeModel,
		"ListPages":            storeListPages,
		"ListMeanwhile":        storeListMeanwhile,
		"ListRefused":          storeListRefused,
		"ListCursor":           storeListCursor,
		"Assets":               storeAssets,
		"AssetsMeanwhile":      storeAssetsMeanwhile,
		"UsedOnes":             storeUsedOnes,
		"UsedMeanwhile":        storeUsedMeanwhile,
		"Access":               storeAccess,
		"PruneAccess":          storePruneAccess,
		"Gone":                 storeGone,
		"WriteRollsBack":       storeWriteRollsBack,
		"WriteReturnsError":    storeWriteReturnsError,
		"WriteIsSerial":        storeWriteIsSerial,
		"AddAtOnce":            storeAddAtOnce,
		"DropAtOnce":           storeDropAtOnce,
		"NoteAtOnce":           storeNoteAtOnce,
		"ReadIsOnePicture":     storeReadIsOnePicture,
		"EndedContextIsHeeded": storeEndedContext,
		"HostileFields":        storeHostileFields,
		"HostileKeys":          storeHostileKeys,
		"AnyScript":            storeAnyScript,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// minute is a time that a Store can keep as it is, some minutes after the start of
// the tests' day.
func minute(n int) time.Time {
	return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Minute)
}

func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// storedImage is an image as Store.Add takes it.
func storedImage(id, owner string) assets.Held {
	return assets.Held{
		Asset: assets.Asset{
			ID: id, Kind: assets.KindImage, Type: assets.PNG, Bytes: 1000, SHA256: sumOf("image " + id), Width: 300, Height: 200, Thumbnail: 90,
			ThumbnailSHA256: sumOf("thumbnail of " + id), Home: "u-" + owner,
		},
		Owner: owner, Name: id + ".png", At: minute(0), Upload: sumOf("upload of " + id),
	}
}

// storedFont is a font as Store.Add takes it.
func storedFont(id, owner string) assets.Held {
	h := storedImage(id, owner)
	h.Asset = assets.Asset{
		ID: id, Kind: assets.KindFont, Type: assets.TTC, Bytes: 3000, SHA256: sumOf("font " + id), Home: "u-" + owner,
		Font: &assets.Font{Family: "Family", Style: "Bold Italic", Faces: 2, Glyphs: 700, Outlines: "truetype", Embedding: assets.Editable},
	}
	h.Name, h.Upload = id+".ttc", h.SHA256
	return h
}

// heldBy is h as another user holds it.
func heldBy(h assets.Held, owner string, at time.Time) assets.Held {
	h.Owner, h.At, h.Upload = owner, at, ""
	return h
}

func storeWrite(t testing.TB, s assets.Store, fn func(ctx context.Context, w assets.Writer) error) {
	t.Helper()
	require.NoError(t, tryStoreWrite(t, s, fn))
}

func tryStoreWrite(t testing.TB, s assets.Store, fn func(ctx context.Context, w assets.Writer) error) error {
	t.Helper()
	return s.Write(t.Context(), func(w assets.Writer) error { return fn(t.Context(), w) })
}

// storeRead is also for what must have an error: fn looks at it and returns nil.
func storeRead(t testing.TB, s assets.Store, fn func(ctx context.Context, r assets.Reader) error) {
	t.Helper()
	require.NoError(t, s.Read(t.Context(), func(r assets.Reader) error { return fn(t.Context(), r) }))
}

// addHeld adds assets.
func addHeld(t testing.TB, s assets.Store, all ...assets.Held) {
	t.Helper()
	storeWrite(t, s, func(ctx context.Context, w assets.Writer) error {
		for _, h := range all {
			if err := w.Add(ctx, h); err != nil {
				return err
			}
		}
		return nil
	})
}

func hold(t testing.TB, s assets.Store, h assets.Held) {
	t.Helper()
	storeWrite(t, s, func(ctx context.Context, w assets.Writer) error { return w.Hold(ctx, h) })
}

func drop(t testing.TB, s assets.Store, owner, id string) (gone bool) {
	t.Helper()
	storeWrite(t, s, func(ctx context.Context, w assets.Writer) (err error) {
		gone, err = w.Drop(ctx, owner, id)
		return err
	})
	return gone
}

func setUnused(t testing.TB, s assets.Store, owner, id string, since time.Time) {
	t.Helper()
	storeWrite(t, s, func(ctx context.Context, w assets.Writer) error { return w.SetUnused(ctx, owner, id, since) })
}

// requireHeld finds an asset with its owner as it was added.
func requireHeld(t testing.TB, s assets.Store, want assets.Held) {
	t.Helper()
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		got, err := r.Held(ctx, want.Owner, want.ID)
		require.NoError(t, err)
		require.Equal(t, want, got)
		a, err := r.Asset(ctx, want.ID)
		require.Equal(t, want.Asset, a)
		return err
	})
}

// requireNone finds no asset with this id.
func requireNone(t testing.TB, s assets.Store, id string) {
	t.Helper()
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		_, err := r.Asset(ctx, id)
		require.ErrorIs(t, err, assets.ErrNotFound)
		return nil
	})
}

// shelf are the ids of all pages of a listing, three rows a page.
func shelf(t testing.TB, s assets.Store, owner string, f assets.Filter) []string {
	t.Helper()
	return pageThrough(t, s, func(ctx context.Context, r assets.Reader, after string) ([]assets.Held, string, error) {
		return r.List(ctx, owner, f, after, 3)
	})
}

// pageThrough reads all pages of a listing of holdings.
func pageThrough(t testing.TB, s assets.Store, page func(ctx context.Context, r assets.Reader, after string) ([]assets.Held, string, error)) (ids []string) {
	t.Helper()
	for after := ""; ; {
		storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
			rows, next, err := page(ctx, r, after)
			for _, h := range rows {
				ids = append(ids, h.ID)
			}
			after = next
			return err
		})
		if after == "" || len(ids) > 10_000 {
			return ids
		}
	}
}

func usageOf(t testing.TB, s assets.Store, owner string) (u assets.Usage) {
	t.Helper()
	storeRead(t, s, func(ctx context.Context, r assets.Reader) (err error) {
		u, err = r.Usage(ctx, owner)
		return err
	})
	return u
}
