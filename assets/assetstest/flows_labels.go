package assetstest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
)

// What a file is called or sent as must be true, where it says anything.
func flowLabels(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	png, jpg, gif, font := PNG(9, 9, 1), JPEG(9, 9, 1), GIF(9, 9, 1), FontFile("Sans", 100)
	for i, c := range []struct {
		data       []byte
		name, kind string
		code       assets.Code
	}{
		{png, "", "", ""},
		{png, "a.png", "image/png", ""},
		{png, "A.PNG", "IMAGE/PNG; charset=utf-8", ""},
		{png, "a.png ", "image/x-png", ""},
		{png, "a", "application/octet-stream", ""},
		{png, "a.backup", "binary/octet-stream", ""},
		{png, "jpg", "", ""},
		{png, "a.jpg/b", "", ""},
		{png, "photo.v2.png", "", ""},
		{jpg, "a.jpeg", "image/jpg", ""},
		{jpg, "a.JFIF", "image/pjpeg", ""},
		{gif, "a.gif", "image/gif", ""},
		{font, "a.ttf", "font/otf", ""},
		{font, "a.otf", "application/x-font-ttf", ""},
		{font, "a.ttc", "font/sfnt", ""},
		{font, "a.ttf", "application/vnd.ms-opentype", ""},

		{jpg, "a.png", "", assets.CodeMislabeled},
		{png, "a.jpg", "image/png", assets.CodeMislabeled},
		{gif, "", "image/png", assets.CodeMislabeled},
		{gif, "a.gif", "image/webp", assets.CodeMislabeled},
		{png, "a.ttf", "", assets.CodeMislabeled},
		{font, "a.png", "", assets.CodeMislabeled},
		{font, "a.woff2", "", assets.CodeMislabeled},
		{png, "a.svg", "", assets.CodeMislabeled},
		{png, "a.pdf", "", assets.CodeMislabeled},
		{png, "a.png", "text/html", assets.CodeMislabeled},
		{png, "a.png", "application/x-www-form-urlencoded", assets.CodeMislabeled},
		{png, "a.png", "image/", assets.CodeMislabeled},
		{png, "a.png", strings.Repeat("a", 10_000) + "\xff\x00", assets.CodeMislabeled},

		{[]byte("%PDF-1.7\n" + strings.Repeat("x", 100)), "a.pdf", "", assets.CodeType},
		{[]byte("<!DOCTYPE html><html><script>alert(1)</script></html>"), "a.png", "image/png", assets.CodeType},
		{[]byte("PK\x03\x04" + strings.Repeat("x", 100)), "a.zip", "", assets.CodeType},
		{[]byte("x"), "a.png", "", assets.CodeType},
		{[]byte("\x00\xff"), "", "", assets.CodeType},
		{[]byte("\x89PNG\r\n\x1a\n"), "a.png", "", assets.CodeDamaged},
		{png[:len(png)-20], "a.png", "", assets.CodeDamaged},

		{[]byte(`<svg xmlns="http://www.w3.org/2000/svg"></svg>`), "a.svg", "image/svg+xml", assets.CodeSVG},
		{[]byte("\ufeff<!-- a -->\n<?xml version=\"1.0\"?><svg/>"), "a.png", "", assets.CodeSVG},
		{[]byte("\x1f\x8b\x08\x00\x00\x00"), "a.svgz", "", assets.CodeSVG},
		{[]byte("anything at all"), "", "image/svg+xml", assets.CodeSVG},
	} {
		by := User("ann")
		_, err := s.TryUpload(t, by, assets.NewUpload{Name: c.name, Type: c.kind, Size: int64(len(c.data))}, c.data)
		if c.code == "" {
			require.NoError(t, err, "%d: %q %q", i, c.name, c.kind)
			continue
		}
		require.Error(t, err, "%d: %q %q", i, c.name, c.kind)
		e := refusal(t, c.code, err)
		require.Equal(t, "file", e.Field)
		require.Less(t, len(e.Message), 400)
	}
	s.requireWhole(t)
	u, err := s.Service.Usage(t.Context(), User("ann"))
	require.NoError(t, err)
	require.Equal(t, 4, u.Count)
}

// Messages say what the file seems to be, and what to do.
func flowLabelMessages(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *assets.Config) { c.MaxBytes = 20_000 })
	for _, c := range []struct {
		u    assets.NewUpload
		data []byte
		want []string
	}{
		{assets.NewUpload{Name: "a.png", Size: -1}, JPEG(9, 9, 1), []string{"JPEG", ".png", ".jpg"}},
		{assets.NewUpload{Type: "image/png", Size: -1}, GIF(9, 9, 1), []string{"GIF", "image/png", "image/gif"}},
		{assets.NewUpload{Name: "a.pdf", Size: -1}, []byte("%PDF-1.7\n"), []string{"PDF", "PNG, JPEG, GIF or WebP", "TTF, OTF or TTC"}},
		{assets.NewUpload{Name: "IMG_1.jpg", Size: -1}, []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), []string{"This is a HEIC photo", "export or share it as a JPEG"}},
		{assets.NewUpload{Name: "a.tif", Size: -1}, []byte("II*\x00\x08\x00\x00\x00"), []string{"This is a TIFF picture", "as a JPEG"}},
		{assets.NewUpload{Name: "a.avif", Size: -1}, []byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1avif"), []string{"This is an AVIF picture", "PNG or JPEG"}},
		{assets.NewUpload{Name: "a.psd", Size: -1}, []byte("8BPS\x00\x01"), []string{"This is a Photoshop picture", "PNG or JPEG"}},
		{assets.NewUpload{Name: "a.woff2", Size: -1}, []byte("wOF2\x00\x01\x00\x00"), []string{"This is a WOFF2 font", "get the TTF or OTF of this font"}},
		{assets.NewUpload{Name: "a.zip", Size: -1}, []byte("PK\x03\x04"), []string{"This is a ZIP archive", "unpack"}},
		{assets.NewUpload{Name: "a.html", Size: -1}, []byte("<html>"), []string{"This is an HTML page", "choose another file"}},
		{assets.NewUpload{Name: "a.png", Size: -1}, []byte("\x00\x01"), []string{"a kind that is not known", "choose another file"}},
		{assets.NewUpload{Size: -1}, []byte("<svg/>"), []string{"SVG", "scripts", "PNG"}},
		{assets.NewUpload{Size: 20_001}, nil, []string{"19.5 KiB"}},
		{assets.NewUpload{Size: 0}, nil, []string{"empty", "choose another"}},
	} {
		_, err := s.TryUpload(t, User("ann"), c.u, c.data)
		require.Error(t, err)
		e := refusal(t, assets.CodeOf(err), err)
		for _, w := range c.want {
			require.Contains(t, e.Message, w)
		}
		t.Log(e.Message)
	}
}

// Names are kept to be shown: without folders and what cannot be seen, with an ending that is true.
func flowNames(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	seed := uint64(100)
	upload := func(name string, file func(seed uint64) []byte) string {
		seed++
		up, err := s.TryUpload(t, User("ann"), assets.NewUpload{Name: name, Size: -1}, file(seed))
		require.NoError(t, err, "%q", name)
		return up.Name
	}
	pngs := func(seed uint64) []byte { return PNG(9, 9, seed) }
	gifs := func(seed uint64) []byte { return GIF(9, 9, seed) }
	jpgs := func(seed uint64) []byte { return JPEG(9, 9, seed) }
	for name, want := range map[string]string{
		"":                                "image.png",
		".":                               "image.png",
		"..":                              "image.png",
		"../../etc/passwd":                "passwd.png",
		`C:\fakepath\a.png`:               "a.png",
		"/a/b/":                           "image.png",
		"a\x00b\r\n.png":                  "ab.png",
		"a\u202egnp.png":                  "agnp.png",
		"\u200d\u200b.png":                "image.png",
		".png":                            "image.png",
		"bild\xff.png":                    "bild.png",
		"  spaced   out .PNG ":            "spaced out.PNG",
		"日本語.png":                         "日本語.png",
		strings.Repeat("ä", 300):          strings.Repeat("ä", assets.MaxName-4) + ".png",
		"logo 1.5":                        "logo 1.5.png",
		"foo.":                            "foo.png",
		"foo. . ":                         "foo.png",
		"foo.v2":                          "foo.v2.png",
		"jpg":                             "jpg.png",
		".hidden":                         ".hidden.png",
		strings.Repeat("ä", 300) + ".png": strings.Repeat("ä", assets.MaxName-4) + ".png",
	} {
		require.Equal(t, want, upload(name, pngs), "%q", name)
	}
	require.Equal(t, "moves.png", upload("moves.gif", gifs), "as which it is stored")
	require.Equal(t, "photo.jpeg", upload("photo.jpeg", jpgs))
	require.Equal(t, "image.jpg", upload("", jpgs))
	require.Equal(t, "Sans.ttf", upload("", func(uint64) []byte { return FontFile("Sans", 100) }))
	require.Equal(t, "font.ttf", upload("", func(uint64) []byte { return FontFile("\u202e", 100) }))
	for i, name := range []string{"x.ttf", "x.TTF", "x.otf", "x.ttc", "x"} {
		want := "x.ttf"
		if name == "x.TTF" {
			want = name
		}
		require.Equal(t, want, upload(name, func(uint64) []byte { return FontFile("Serif", 100+i) }), name)
	}

	// So what was uploaded can be fetched and uploaded again.
	page, _, err := s.Service.List(t.Context(), User("ann"), assets.Filter{}, "", 200)
	require.NoError(t, err)
	for _, h := range page {
		up, err := s.TryUpload(t, User("ann"), assets.NewUpload{Name: h.Name, Type: h.Type, Size: h.Bytes}, s.Read(t, User("ann"), h.ID))
		require.NoError(t, err, "%q", h.Name)
		require.True(t, up.Existed)
		require.Equal(t, h.ID, up.ID)
	}
}
