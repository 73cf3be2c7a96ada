package assetstest

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
)

// hostileTexts are texts that no field takes.
func hostileTexts() map[string]string {
	return map[string]string{"1 MB": strings.Repeat("a", 1<<20), "NUL": "a\x00b", "broken UTF-8": "a\xff", "half a surrogate": "a\xed\xa0\x80"}
}

// storeHostileFields puts them into each field of each row. The store refuses
// before the database sees it, since databases differ in what they take.
func storeHostileFields(t *testing.T, s assets.Store) {
	one := storedImage("one", "owner")
	addHeld(t, s, one)
	ctx := t.Context()
	type try func(w assets.Writer, text string) error
	images := func(set func(h *assets.Held, text string)) try {
		return func(w assets.Writer, text string) error {
			h := storedImage("new", "owner")
			set(&h, text)
			return w.Add(ctx, h)
		}
	}
	fonts := func(set func(f *assets.Font, text string)) try {
		return func(w assets.Writer, text string) error {
			h := storedFont("new", "owner")
			set(h.Font, text)
			return w.Add(ctx, h)
		}
	}
	holds := func(set func(h *assets.Held, text string)) try {
		return func(w assets.Writer, text string) error {
			h := heldBy(one, "other", minute(1))
			set(&h, text)
			return w.Hold(ctx, h)
		}
	}
	for field, try := range map[string]try{
		"id":           images(func(h *assets.Held, text string) { h.ID = text }),
		"home":         images(func(h *assets.Held, text string) { h.Home = text }),
		"owner":        images(func(h *assets.Held, text string) { h.Owner = text }),
		"name":         images(func(h *assets.Held, text string) { h.Name = text }),
		"hash":         images(func(h *assets.Held, text string) { h.SHA256 = text }),
		"small hash":   images(func(h *assets.Held, text string) { h.ThumbnailSHA256 = text }),
		"new name":     func(w assets.Writer, text string) error { return w.SetName(ctx, "owner", "one", text) },
		"upload":       images(func(h *assets.Held, text string) { h.Upload = text }),
		"kind":         images(func(h *assets.Held, text string) { h.Kind = assets.Kind(text) }),
		"type":         images(func(h *assets.Held, text string) { h.Type = text }),
		"family":       fonts(func(f *assets.Font, text string) { f.Family = text }),
		"style":        fonts(func(f *assets.Font, text string) { f.Style = text }),
		"outlines":     fonts(func(f *assets.Font, text string) { f.Outlines = text }),
		"embedding":    fonts(func(f *assets.Font, text string) { f.Embedding = assets.Embedding(text) }),
		"held id":      holds(func(h *assets.Held, text string) { h.ID = text }),
		"holder":       holds(func(h *assets.Held, text string) { h.Owner = text }),
		"held name":    holds(func(h *assets.Held, text string) { h.Name = text }),
		"held upload":  holds(func(h *assets.Held, text string) { h.Upload = text }),
		"who is gone":  func(w assets.Writer, text string) error { return w.PutGone(ctx, text, minute(0)) },
		"what is read": func(w assets.Writer, text string) error { return second(w.NoteAccess(ctx, text, "guest", minute(0))) },
		"who reads":    func(w assets.Writer, text string) error { return second(w.NoteAccess(ctx, "one", text, minute(0))) },
	} {
		for what, text := range hostileTexts() {
			err := s.Write(ctx, func(w assets.Writer) error { return try(w, text) })
			require.ErrorIs(t, err, assets.ErrInvalid, "%s: %s", field, what)
			require.NotContains(t, err.Error(), text[:2], "an error says which field, not what is in it")
		}
	}
	for what, set := range map[string]func(h *assets.Held){
		"no id":           func(h *assets.Held) { h.ID = "" },
		"no home":         func(h *assets.Held) { h.Home = "" },
		"no owner":        func(h *assets.Held) { h.Owner = "" },
		"no time":         func(h *assets.Held) { h.At = time.Time{} },
		"no kind":         func(h *assets.Held) { h.Kind = "" },
		"no type":         func(h *assets.Held) { h.Type = "" },
		"no hash":         func(h *assets.Held) { h.SHA256 = "" },
		"upper hex":       func(h *assets.Held) { h.SHA256 = strings.ToUpper(h.SHA256) },
		"upper upload":    func(h *assets.Held) { h.Upload = strings.ToUpper(h.Upload) },
		"no bytes":        func(h *assets.Held) { h.Bytes = 0 },
		"negative bytes":  func(h *assets.Held) { h.Bytes = -1 },
		"many bytes":      func(h *assets.Held) { h.Bytes = 32<<20 + 1 },
		"no width":        func(h *assets.Held) { h.Width = 0 },
		"no height":       func(h *assets.Held) { h.Height = 0 },
		"negative height": func(h *assets.Held) { h.Height = -1 },
		"huge width":      func(h *assets.Held) { h.Width = hugeInt() },
		"thumbnail":       func(h *assets.Held) { h.Thumbnail = -1 },
		"huge thumbnail":  func(h *assets.Held) { h.Thumbnail = math.MaxInt64 },
		"no small hash":   func(h *assets.Held) { h.ThumbnailSHA256 = "" },
		"hash of nothing": func(h *assets.Held) { h.Thumbnail = 0 },
		"image as a font": func(h *assets.Held) { h.Type = assets.TTF },
		"picture of SVG":  func(h *assets.Held) { h.Type = "image/svg+xml" },
		"font in it":      func(h *assets.Held) { h.Font = storedFont("", "").Font },
		"no font":         func(h *assets.Held) { *h = storedFont("new", "owner"); h.Font = nil },
		"font as a PNG":   func(h *assets.Held) { *h = storedFont("new", "owner"); h.Type = assets.PNG },
		"font and width":  func(h *assets.Held) { *h = storedFont("new", "owner"); h.Width = 1 },
		"font and small":  func(h *assets.Held) { *h = storedFont("new", "owner"); h.Thumbnail = 1 },
		"no faces":        func(h *assets.Held) { *h = storedFont("new", "owner"); h.Font.Faces = 0 },
		"many glyphs":     func(h *assets.Held) { *h = storedFont("new", "owner"); h.Font.Glyphs = 65536 },
		"no outlines":     func(h *assets.Held) { *h = storedFont("new", "owner"); h.Font.Outlines = "" },
		"no permission":   func(h *assets.Held) { *h = storedFont("new", "owner"); h.Font.Embedding = "" },
		"long name":       func(h *assets.Held) { h.Name = strings.Repeat("é", assets.MaxName+1) },
	} {
		h := storedImage("new", "owner")
		set(&h)
		require.ErrorIs(t, tryStoreWrite(t, s, func(ctx context.Context, w assets.Writer) error { return w.Add(ctx, h) }), assets.ErrInvalid, what)
	}

	// As long as anything may be.
	full := storedFont(strings.Repeat("i", 64), strings.Repeat("ö", 32))
	full.Home, full.Name = strings.Repeat("h", 100), strings.Repeat("𝄞", assets.MaxName)
	full.Font.Family, full.Font.Style, full.Font.Glyphs = strings.Repeat("\x01", 1024), strings.Repeat("\u2028", 341), 65535
	addHeld(t, s, full)
	requireHeld(t, s, full)
	require.Equal(t, []string{full.ID}, shelf(t, s, full.Owner, assets.Filter{Order: assets.ByName}))
	requireHeld(t, s, one)
	require.Equal(t, []string{"one"}, shelf(t, s, "owner", assets.Filter{}), "nothing came of it all")
}

// hugeInt is more than 32 bits hold, where there are more.
func hugeInt() int {
	n := math.MaxInt32
	n++ // on 32 bits it is negative then
	return n
}

// storeHostileKeys looks for them: they are not there, and that is no error of the
// database's.
func storeHostileKeys(t *testing.T, s assets.Store) {
	addHeld(t, s, storedImage("one", "owner"))
	sum := sumOf("image one")
	storeRead(t, s, func(ctx context.Context, r assets.Reader) error {
		for what, key := range hostileTexts() {
			for _, err := range []error{
				second(r.Asset(ctx, key)), second(r.Held(ctx, key, "one")), second(r.Held(ctx, "owner", key)), second(r.HeldBySum(ctx, key, sum)),
				second(r.HeldBySum(ctx, "owner", key)), second(r.AtHome(ctx, key, sum)), second(r.AtHome(ctx, "u-owner", key)),
			} {
				require.ErrorIs(t, err, assets.ErrNotFound, what)
			}
			for _, ask := range []func() (bool, error){
				func() (bool, error) { return r.Accessed(ctx, key, "guest", minute(0)) },
				func() (bool, error) { return r.Accessed(ctx, "one", key, minute(0)) },
				func() (bool, error) { return r.Gone(ctx, key) },
			} {
				is, err := ask()
				require.NoError(t, err, what)
				require.False(t, is)
			}
			for _, list := range []func() ([]assets.Held, string, error){
				func() ([]assets.Held, string, error) { return r.List(ctx, key, assets.Filter{}, "", 10) },
				func() ([]assets.Held, string, error) { return r.UsedOnes(ctx, key, "", 10) },
			} {
				page, next, err := list()
				require.NoError(t, err, what)
				require.Empty(t, page)
				require.Empty(t, next)
			}
			for _, err := range []error{
				third(r.List(ctx, "owner", assets.Filter{}, key, 10)), third(r.Assets(ctx, key, 10)),
				third(r.UsedOnes(ctx, "", key, 10)), third(r.UsedOnes(ctx, "owner", key, 10)),
			} {
				require.ErrorIs(t, err, assets.ErrCursor, what)
			}
			u, err := r.Usage(ctx, key)
			require.NoError(t, err)
			require.Zero(t, u.Count)
			for _, at := range [][2]string{{key, ""}, {"one", key}} {
				holders, err := r.Holders(ctx, at[0], at[1], 10)
				require.NoError(t, err, what)
				require.Empty(t, holders)
			}
		}
		for _, at := range []time.Time{time.Unix(math.MaxInt64, 0), time.Unix(math.MinInt64, 0), {}} { // years that nobody sees
			_, err := r.Accessed(ctx, "one", "guest", at)
			require.NoError(t, err)
		}
		return nil
	})
	storeWrite(t, s, func(ctx context.Context, w assets.Writer) error {
		for what, key := range hostileTexts() {
			for _, err := range []error{second(w.Drop(ctx, key, "one")), second(w.Drop(ctx, "owner", key)), second(w.HeldBy(ctx, key, 10))} {
				require.NoError(t, err, what)
			}
			require.ErrorIs(t, w.SetUnused(ctx, key, "one", minute(0)), assets.ErrNotFound)
			require.ErrorIs(t, w.SetUnused(ctx, "owner", key, minute(0)), assets.ErrNotFound)
			require.ErrorIs(t, w.SetName(ctx, key, "one", "name"), assets.ErrNotFound)
			require.ErrorIs(t, w.SetName(ctx, "owner", key, "name"), assets.ErrNotFound)
			require.ErrorIs(t, w.SetThumbnail(ctx, key, 1, sumOf("x")), assets.ErrNotFound)
		}
		return nil
	})
	requireHeld(t, s, storedImage("one", "owner"))
}

func third[A, B any](_ A, _ B, err error) error { return err }

// storeAnyScript keeps text of any script as it is, and tells apart what differs.
func storeAnyScript(t *testing.T, s assets.Store) {
	names := []string{
		"Ärger", "A\u0308rger", "ΣΊΣΥΦΟΣ", "Иван Грозный", "北京", "東京タワー", "서울", "ไทย", "שָׁלוֹם", "عُمَر", "हिन्दी", "🖋️📓", "İstanbul", "ıstanbul",
		"'; drop table ep_asset; --", `"quoted"`, `back\slash`, "tab\there", "a%b", "a_b", "a b", "\u200bzero", "\U0010ffff", "../../etc/passwd",
	}
	for i, name := range names {
		h := storedFont(fmt.Sprint("id of ", name), name)
		h.Home = fmt.Sprint("home of ", name)
		h.Name, h.Font.Family, h.Font.Style = name, name, name
		addHeld(t, s, h)
		requireHeld(t, s, h)
		require.Equal(t, []string{h.ID}, shelf(t, s, name, assets.Filter{Order: assets.ByName}))
		given := heldBy(h, name+" 2", minute(i))
		hold(t, s, given)
		requireHeld(t, s, given)
		require.True(t, noteAccess(t, s, h.ID, name, minute(0)))
	}
	require.Len(t, allAssets(t, s, 200), len(names))
}
