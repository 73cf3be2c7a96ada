package assetstest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
)

// An image is stored as a picture and nothing else, with a small one beside it.
func flowUpload(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	data := PNG(400, 300, 1)
	up, err := s.TryUpload(t, ann, assets.NewUpload{Name: `C:\pictures\Logo of  mine.png`, Type: "image/png", Size: int64(len(data))}, data)
	require.NoError(t, err)
	require.False(t, up.Existed)
	require.Equal(t, "Logo of mine.png", up.Name)
	require.Equal(t, "ann", up.Owner)
	require.Equal(t, s.Clock.Now(), up.At)
	require.Equal(t, assets.KindImage, up.Kind)
	require.Equal(t, assets.PNG, up.Type)
	require.Equal(t, 400, up.Width)
	require.Equal(t, 300, up.Height)
	require.Positive(t, up.Asset.Thumbnail)
	require.False(t, up.Used)
	require.Len(t, up.ID, 36)
	require.Equal(t, up.Held, s.Get(t, ann, up.ID))

	c, err := s.Service.Open(t.Context(), ann, up.ID)
	require.NoError(t, err)
	require.Equal(t, up.Name, c.Name)
	require.Equal(t, assets.PNG, c.Type)
	require.Equal(t, `"`+up.SHA256+`"`, c.ETag)
	stored := readAll(t, c)
	require.Len(t, stored, int(up.Bytes))
	sum := sha256.Sum256(stored)
	require.Equal(t, hex.EncodeToString(sum[:]), up.SHA256)
	m, err := png.Decode(bytes.NewReader(stored))
	require.NoError(t, err)
	require.Equal(t, image.Rect(0, 0, 400, 300), m.Bounds())

	thumb, err := s.Service.Thumbnail(t.Context(), ann, up.ID)
	require.NoError(t, err)
	require.Empty(t, thumb.Name)
	require.NotEqual(t, c.ETag, thumb.ETag)
	small, err := png.Decode(bytes.NewReader(readAll(t, thumb)))
	require.NoError(t, err)
	require.Equal(t, image.Rect(0, 0, 256, 192), small.Bounds())

	require.Equal(t, []string{"ann assets.upload asset:" + up.ID + " kind=image"}, actions(s.Events(t, 0), "kind", "existed"))
	require.Equal(t, []string{"assets/u-ann/" + up.ID, "assets/u-ann/" + up.ID + ".thumb"}, s.Keys(t))
	s.requireWhole(t)
	require.Empty(t, s.Logs.String())
	require.EqualValues(t, 1, s.Counts.Uploads.Load())

	require.NoError(t, s.Service.Delete(t.Context(), ann, up.ID, false))
	require.Empty(t, s.Keys(t))
	_, err = s.Service.Open(t.Context(), ann, up.ID)
	requireCode(t, assets.CodeNotFound, err)
}

// A font is stored byte for byte, and has no small picture.
func flowUploadFont(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	data := FontFile("Sans", 1000)
	up, err := s.TryUpload(t, ann, assets.NewUpload{Name: "sans.otf", Type: "font/ttf", Size: -1}, data)
	require.NoError(t, err)
	require.Equal(t, assets.KindFont, up.Kind)
	require.Equal(t, assets.TTF, up.Type)
	require.Equal(t, "sans.ttf", up.Name)
	require.Equal(t, &assets.Font{Family: "Sans", Faces: 1, Glyphs: 1, Outlines: "truetype", Embedding: assets.Installable}, up.Font)
	require.Equal(t, data, s.Read(t, ann, up.ID))
	_, err = s.Service.Thumbnail(t.Context(), ann, up.ID)
	requireCode(t, assets.CodeThumbnail, err)

	for family, code := range map[string]assets.Code{"": assets.CodeDamaged, "Secret": assets.CodeEmbedding} {
		_, err := s.TryUpload(t, ann, assets.NewUpload{Size: -1}, FontFile(family, 500))
		requireCode(t, code, err)
	}
	_, err = s.TryUpload(t, ann, assets.NewUpload{Size: -1}, FontFile("Error", 500))
	require.ErrorIs(t, err, ErrFonts)
	require.Empty(t, assets.CodeOf(err))

	without := New(t, db, func(c *assets.Config) { c.Fonts = nil })
	_, err = without.TryUpload(t, ann, assets.NewUpload{Size: -1}, FontFile("Other", 500))
	requireCode(t, assets.CodeType, err)
	s.requireWhole(t)
}
