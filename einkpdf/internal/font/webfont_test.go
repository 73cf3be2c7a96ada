package font

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// webGlyphs is the characters of a text with their glyphs, and two glyphs under
// private characters: the box of missing letters and the first letter's.
func webGlyphs(t testing.TB, f *Face, text string) []WebGlyph {
	t.Helper()
	var list []WebGlyph
	for _, r := range text {
		id, ok := f.GlyphIndex(r)
		require.True(t, ok, "%c", r)
		list = append(list, WebGlyph{r, id})
	}
	return append(list, WebGlyph{firstPrivate, 0}, WebGlyph{firstPrivate + 1, list[0].ID})
}

func TestWebFont(t *testing.T) {
	for _, spec := range []Spec{
		{Family: "Liberation Sans"}, {Family: "Liberation Serif", Bold: true}, {Family: "DejaVu Sans", Italic: true},
		{Family: "DejaVu Serif", Bold: true, Italic: true}, {Family: "DejaVu Sans Mono"},
	} {
		t.Run(fmt.Sprint(spec), func(t *testing.T) {
			f := mustFace(t, spec)
			glyphs := webGlyphs(t, f, "zAé Åañ½1")
			file, err := WebFont(f, glyphs)
			require.NoError(t, err)
			require.Less(t, len(file), 6<<10)
			require.Equal(t, uint32(0xB1B0AFBA), checksum(file))

			web, err := parseFace(file, 0)
			require.NoError(t, err)
			require.Equal(t, []any{f.Name, f.UnitsPerEm, f.Ascent, f.Descent, f.LineGap, f.CapHeight, f.XHeight, f.BBox, f.FixedPitch, f.ItalicAngle},
				[]any{web.Name, web.UnitsPerEm, web.Ascent, web.Descent, web.LineGap, web.CapHeight, web.XHeight, web.BBox, web.FixedPitch, web.ItalicAngle})
			require.Equal(t, f.Embeddable(), web.Embeddable())
			var tags []string
			for _, tab := range web.sfnt.tables {
				tags = append(tags, tab.tag)
			}
			require.Equal(t, []string{"OS/2", "cmap", "gasp", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"}, tags)
			require.Equal(t, sourceName(f.sfnt.table("name"), 0), sourceName(web.sfnt.table("name"), 0), "the copyright stays")

			for _, g := range glyphs {
				id, ok := web.GlyphIndex(g.Char)
				require.True(t, ok, "%U", g.Char)
				require.Equal(t, f.GlyphAdvance(g.ID), web.GlyphAdvance(id))
				want, err := f.Outline(g.ID)
				require.NoError(t, err)
				got, err := web.Outline(id)
				require.NoError(t, err)
				require.Equal(t, want, got, "%U", g.Char)
			}
			_, ok := web.GlyphIndex('b')
			require.False(t, ok)

			slices.Reverse(glyphs)
			again, err := WebFont(f, glyphs)
			require.NoError(t, err)
			require.Equal(t, file, again)
		})
	}
}

func TestWebFontCFF(t *testing.T) {
	for _, cid := range []bool{false, true} {
		f := smallCFFFace(t, cid)
		file, err := WebFont(f, webGlyphs(t, f, "ABD"))
		require.NoError(t, err)
		require.Equal(t, uint32(versionCFF), be.Uint32(file))
		require.Equal(t, uint32(0xB1B0AFBA), checksum(file))
		web, err := parseFace(file, 0)
		require.NoError(t, err)
		id, ok := web.GlyphIndex('D')
		require.True(t, ok)
		want, err := f.Outline(4)
		require.NoError(t, err)
		got, err := web.Outline(id)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestWebFontErrors(t *testing.T) {
	f := mustFace(t, Spec{})
	locked := *f
	locked.fsType = 2
	cutOff := slices.Clone(smallTrueType(t, f, "A"))
	sub, err := parseSFNT(cutOff, 0)
	require.NoError(t, err)
	glyf, _ := sub.find("glyf")
	o, err := newOutlines(&Face{sfnt: sub, NumGlyphs: 2})
	require.NoError(t, err)
	at := int(glyf.length) - len(o.glyf) + int(glyf.offset)
	g, err := o.glyph(1)
	require.NoError(t, err)
	at += len(o.glyf) - len(g)
	be.PutUint16(cutOff[at+10+2*int(be.Uint16(cutOff[at:])):], 0xFFFF) // the length of the instructions
	damaged, err := parseFace(cutOff, 0)
	require.NoError(t, err)

	for name, c := range map[string]struct {
		face   *Face
		glyphs []WebGlyph
		want   string
		bad    bool
	}{
		"control character": {f, []WebGlyph{{'\n', 3}}, "U+000A is not in the range", false},
		"large character":   {f, []WebGlyph{{0x1F600, 3}}, "U+1F600 is not in the range", false},
		"negative":          {f, []WebGlyph{{-1, 3}}, "is not in the range", false},
		"twice":             {f, []WebGlyph{{'a', 3}, {'b', 3}, {'a', 4}}, "U+0061 is given twice", false},
		"no such glyph":     {f, []WebGlyph{{'a', 0xFFFE}}, "there is no glyph 65534", false},
		"licence":           {&locked, []WebGlyph{{'a', 3}}, "licence bits", true},
		"cut off":           {damaged, []WebGlyph{{'a', 1}}, "glyph 1 is cut off", true},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := WebFont(c.face, c.glyphs)
			require.ErrorContains(t, err, c.want)
			if c.bad {
				require.ErrorIs(t, err, ErrBadFont)
			}
		})
	}
	file, err := WebFont(f, nil)
	require.NoError(t, err)
	_, err = parseFace(file, 0)
	require.NoError(t, err)
}

// TestWebFontInBrowser loads fonts in Chromium, which looks at each of their
// tables and refuses those it does not like.
func TestWebFontInBrowser(t *testing.T) {
	if _, err := exec.LookPath("chromium"); err != nil {
		require.NotEqual(t, "true", os.Getenv("CI"), "chromium is not installed")
		t.Skip("chromium is not installed")
	}
	var page strings.Builder
	page.WriteString("<!DOCTYPE html><body><script>\n")
	names := []string{}
	add := func(name string, file []byte) {
		names = append(names, name)
		fmt.Fprintf(&page, "new FontFace('x', 'url(data:font/sfnt;base64,%s)').load().then(() => document.body.append('%s: good. '), e => document.body.append('%s: ' + e))\n",
			base64.StdEncoding.EncodeToString(file), name, name)
	}
	for i, src := range allSources(Builtin()) {
		f, err := src.load()
		require.NoError(t, err)
		file, err := WebFont(f, webGlyphs(t, f, "aÅé fi€½"))
		require.NoError(t, err)
		add(fmt.Sprintf("%d-%s", i, f.Name), file)
	}
	for _, cid := range []bool{false, true} {
		f := smallCFFFace(t, cid)
		file, err := WebFont(f, webGlyphs(t, f, "ABCD"))
		require.NoError(t, err)
		add(fmt.Sprintf("CFF-%v", cid), file)
	}
	page.WriteString("</script>")
	dir := t.TempDir()
	file := filepath.Join(dir, "fonts.html")
	require.NoError(t, os.WriteFile(file, []byte(page.String()), 0o600))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-extensions", "--user-data-dir="+dir, "--virtual-time-budget=5000", "--dump-dom", "file://"+file)
	cmd.WaitDelay = time.Second
	dom, err := cmd.Output()
	require.NoError(t, err)
	_, shown, _ := strings.Cut(string(dom), "</script>")
	for _, name := range names {
		require.Contains(t, shown, name+": good.")
	}
}

// allSources are the faces of a set, each once.
func allSources(s *Set) (list []*source) {
	for _, name := range s.names {
		for _, src := range s.families[name].faces {
			if src != nil && !slices.Contains(list, src) {
				list = append(list, src)
			}
		}
	}
	return list
}

func ExampleWebFont() {
	face, _ := Builtin().Face(Spec{Family: "serif"})
	id, _ := face.GlyphIndex('a')
	file, _ := WebFont(face, []WebGlyph{{'a', id}})
	web, _ := parseFace(file, 0)
	fmt.Println(len(file) < 2000, web.Name, web.NumGlyphs)
	// Output: true LiberationSerif 2
}

// FuzzWebFont makes web fonts of damaged fonts: they are errors or can be read.
func FuzzWebFont(f *testing.F) {
	f.Add(smallTrueType(f, mustFace(f, Spec{Family: "DejaVu Sans"}), "Aé"))
	for _, cid := range []bool{false, true} {
		data, _ := smallCFFFace(f, cid).Data()
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		face, err := parseFace(data, 0)
		if err != nil {
			return
		}
		var glyphs []WebGlyph
		for id := range min(face.NumGlyphs, 20) {
			glyphs = append(glyphs, WebGlyph{rune('A' + id), uint16(id)})
		}
		file, err := WebFont(face, glyphs)
		if err != nil {
			return
		}
		web, err := parseFace(file, 0)
		require.NoError(t, err)
		for _, g := range glyphs {
			id, ok := web.GlyphIndex(g.Char)
			require.True(t, ok)
			require.Equal(t, face.GlyphAdvance(g.ID), web.GlyphAdvance(id))
		}
	})
}
