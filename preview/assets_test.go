package preview_test

import (
	"errors"
	"io/fs"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/preview"
)

// Everybody sees the images that they may read, though the file is the same.
func TestAssetsAreThoseOfWhoAsks(t *testing.T) {
	t.Parallel()
	s := newShelf()
	s.put("ada", "hers", square(t, 300))
	s.put("", "public", square(t, 200))
	for name, service := range map[string]*preview.Service{
		"tagged": newService(t, preview.Config{Assets: s}), "read": newService(t, preview.Config{Assets: untagged{s}}),
	} {
		show := func(of preview.Of) preview.File {
			f, err := service.Page(t.Context(), of, "1", preview.Picture{Width: 400})
			require.NoError(t, err, name)
			require.NotEmpty(t, f.ETag)
			return f
		}
		text := []byte(using("hers", "public"))
		ada, bob, nobody := show(preview.Of{User: "ada", File: text}), show(preview.Of{User: "bob", File: text}), show(preview.Of{File: text})
		public := show(preview.Of{User: "ada", File: text, Public: true})
		require.NotEqual(t, ada.Data, bob.Data)
		require.NotEqual(t, ada.ETag, bob.ETag)
		require.Equal(t, bob, nobody)
		require.Equal(t, bob, public)
		require.Equal(t, ada, show(preview.Of{User: "ada", File: text}))

		s.put("bob", "hers", square(t, 300)) // it was shared
		require.Equal(t, ada, show(preview.Of{User: "bob", File: text}))
		s.remove("bob", "hers")
		require.Equal(t, bob, show(preview.Of{User: "bob", File: text}))
	}
	without := newService(t, preview.Config{})
	f, err := without.Page(t.Context(), file(using("hers")), "1", preview.Picture{Width: 400})
	require.NoError(t, err)
	require.NotEmpty(t, f.ETag)
}

// Who has the picture has it without an image being read.
func TestSameReadsNothing(t *testing.T) {
	t.Parallel()
	s := newShelf()
	s.put("ada", "a", square(t, 300))
	service := newService(t, preview.Config{Assets: s})
	f, err := service.Page(t.Context(), file(using("a")), "1", preview.Picture{})
	require.NoError(t, err)
	require.Equal(t, 1, s.read())
	of := file(using("a"))
	of.Has = func(etag string) bool { return etag == f.ETag }
	_, err = service.Page(t.Context(), of, "1", preview.Picture{})
	require.ErrorIs(t, err, preview.ErrSame)
	require.Equal(t, 1, s.read())
	_, err = newService(t, preview.Config{Assets: s, Renderer: "other"}).Page(t.Context(), of, "1", preview.Picture{})
	require.NoError(t, err)
}

// An image that cannot be read is no hole in the picture.
func TestAssetsThatFail(t *testing.T) {
	t.Parallel()
	s := newShelf()
	s.put("ada", "a", square(t, 300))
	away := errors.New("the disk is away")
	for name, c := range map[string]struct {
		on    func(string) error
		check func(error)
	}{
		"broken":  {func(string) error { return away }, func(err error) { require.ErrorIs(t, err, away) }},
		"deleted": {func(string) error { return fs.ErrNotExist }, func(err error) { require.Equal(t, 2*time.Second, refused(t, err, preview.CodeBusy).RetryAfter) }},
		"fine":    {nil, func(err error) { require.NoError(t, err) }},
	} {
		s.on = c.on
		service := newService(t, preview.Config{Assets: s})
		for range 2 {
			_, err := service.Page(t.Context(), file(using("a")), "1", preview.Picture{})
			t.Log(name, err)
			c.check(err)
		}
	}
	s.on = func(string) error { return away }
	_, err := newService(t, preview.Config{Assets: untagged{s}}).Page(t.Context(), file(using("a")), "1", preview.Picture{})
	require.ErrorIs(t, err, away)
	s.on = nil
	for _, assets := range []*preview.Service{newService(t, preview.Config{Assets: s, AssetBytes: 100}), newService(t, preview.Config{Assets: untagged{s}, AssetBytes: 100})} {
		_, err := assets.Page(t.Context(), file(using("a")), "1", preview.Picture{})
		require.Contains(t, refused(t, err, preview.CodeLimit).Hint, "smaller images")
	}
	names := make([]string, 501)
	for i := range names {
		names[i] = string(rune('a'+i%26)) + string(rune('a'+i/26))
	}
	_, err = newService(t, preview.Config{Assets: s}).Page(t.Context(), file(using(names...)), "1", preview.Picture{})
	_ = refused(t, err, preview.CodeLimit)
}

// When one image cannot be read, or is one too many, the others are left alone.
func TestAssetsAreNotReadInVain(t *testing.T) {
	t.Parallel()
	names := []string{"a", "b", "c", "d", "e"}
	s := newShelf()
	for i, name := range names {
		s.put("ada", name, square(t, 100+i))
	}
	_, err := newService(t, preview.Config{Assets: s, AssetBytes: 100}).Page(t.Context(), file(using(names...)), "1", preview.Picture{})
	_ = refused(t, err, preview.CodeLimit)
	require.Equal(t, 1, s.read())
	away := errors.New("the disk is away")
	s.on = func(string) error { return away }
	_, err = newService(t, preview.Config{Assets: s}).Page(t.Context(), file(using(names...)), "1", preview.Picture{})
	require.ErrorIs(t, err, away)
	require.Equal(t, 2, s.read())
}

// What a widget of the program's own reads is not known before it does: such a picture has no ETag.
func TestAssetsNobodyKnowsOf(t *testing.T) {
	t.Parallel()
	s := newShelf()
	s.put("ada", "hidden", square(t, 10))
	service := newService(t, preview.Config{Assets: s, Widgets: badKinds()})
	of := file(head + "designs: {a: {body: {type: bad, how: asset}}}\nplan: [{design: a}]\n")
	f, err := service.Page(t.Context(), of, "1", preview.Picture{})
	require.NoError(t, err)
	require.Empty(t, f.ETag)
	require.Equal(t, 1, s.read())
	of.User = "bob"
	_, err = service.Page(t.Context(), of, "1", preview.Picture{})
	require.NoError(t, err)
	require.Equal(t, 2, s.read())
	_, etag, err := service.Pages(t.Context(), file(head+"designs: {a: {}}\nplan: [{design: a}]\n"))
	require.NoError(t, err)
	require.NotEmpty(t, etag)
}

var _ einkpdf.Assets = (*ofUser)(nil)
