package svg

import (
	"bytes"
	"context"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// shown is the characters of a file's texts; each private one is a *.
func shown(t testing.TB, file string) string {
	t.Helper()
	var b strings.Builder
	for _, e := range named(parse(t, file), "text") {
		for _, r := range e.text {
			if r >= firstPrivate && r <= lastPrivate {
				r = '*'
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Characters are real where nothing but the glyph can come of them.
func TestCharacters(t *testing.T) {
	dejavu := font.Spec{Family: "DejaVu Sans"}
	for _, c := range []struct {
		spec       font.Spec
		text, want string
	}{
		{font.Spec{}, "Hello, World! 12:30", "Hello, World! 12:30"},
		{font.Spec{}, "Ünïcode Щука ёж Ωμέγα Thứ ẞ", "Ünïcode Щука ёж Ωμέγα Thứ ẞ"},
		{font.Spec{}, "  two  spaces  ", "  two  spaces  "},
		{font.Spec{}, "1\u00a0March\u2028x", "1\u00a0March x"},
		{font.Spec{}, "<&>\"']]>", "<&>\"']]>"},
		{dejavu, "office waffle", "o*ce wa*e"},
		{font.Spec{}, "e\u0301x\u0323\u0307", "***"}, // one letter of two characters, and letters with marks
		{font.Spec{}, "سلام", "***"},
		{font.Spec{}, "שלום", "****"},
		{dejavu, "گ ٣", "***"},
		{dejavu, "★☐→✓⚡⭐⌚", "★☐→✓*" + "**"},
		{dejavu, "\U0001D400\U0001F600", "**"},
		{font.Spec{}, "a\u200bb\u00adc\u2060d", "abcd"},
		{font.Spec{}, "\ufffd\ue000", "**"},
		{font.Spec{}, "文", "*"}, // the box of a missing letter
	} {
		file := write(t, Options{}, text(t, fonts(), c.spec, 10, 20, 10, c.text)...)
		require.Equal(t, c.want, shown(t, file), c.text)
	}
}

func TestIsPlain(t *testing.T) {
	for r, want := range map[rune]bool{
		'a': true, ' ': true, '~': true, 'é': true, 'ж': true, 'あ': true, '漢': true, '가': true, '☐': true, 0xFFEE: true,
		0: false, '\n': false, 0x7F: false, 0x85: false, 0xAD: false, 0x301: false, 0x5D0: false, 0x627: false, 0x200B: false, 0x200F: false, 0x2028: false,
		0x2066: false, 0x3164: false, 0xD800: false, 0xE000: false, 0xF8FF: false, 0xFB1D: false, 0xFDD0: false, 0xFE0F: false, 0xFEFF: false, 0xFFFD: false,
		0xFFFC: false, 0xFFFE: false, 0xFFFF: false, 0x1F600: false, '⚡': false, -1: false,
	} {
		require.Equal(t, want, isPlain(r), "%U", r)
	}
}

// More glyphs than private characters make a face's text shapes.
func TestTooManyGlyphs(t *testing.T) {
	c := newCharset()
	run := &font.Run{RTL: true, Text: "x", Glyphs: make([]font.Glyph, 6400)}
	for i := range run.Glyphs {
		run.Glyphs[i].ID = uint16(i)
	}
	require.True(t, c.add(run))
	require.True(t, c.add(run))
	run.Glyphs[0].ID = 6400
	require.False(t, c.add(run))
	require.Len(t, c.glyphs, 6400)
}

// A font that may not be embedded is drawn, and others beside it are text.
func TestLocked(t *testing.T) {
	ops := append(text(t, locked(t), font.Spec{Family: "Locked"}, 10, 20, 10, "abca"), text(t, fonts(), font.Spec{}, 10, 40, 10, "abc")...)
	list := parse(t, write(t, Options{}, ops...))
	require.Len(t, named(list, "use"), 4)
	require.Equal(t, "abc", named(list, "text")[0].text)
	require.Len(t, named(named(list, "defs"), "defs"), 1)
	require.Len(t, named(list, "style"), 1)
}

// placed is the places of the characters as a browser finds them.
func placed(t *testing.T, f *font.Face, run *font.Run, size float64, xs string) (out []float64) {
	t.Helper()
	x, upem := 0.0, float64(f.UnitsPerEm)
	given := strings.Fields(xs)
	require.LessOrEqual(t, len(given), len(run.Glyphs))
	for i, g := range run.Glyphs {
		if i < len(given) {
			v, err := strconv.ParseFloat(given[i], 64)
			require.NoError(t, err)
			x = v
		}
		out = append(out, x)
		x += float64(f.GlyphAdvance(g.ID)) * size / upem
	}
	return out
}

// Every character stands within 0.02 pt of where it belongs.
func TestPlaces(t *testing.T) {
	spec := font.Spec{Family: "serif"}
	long := strings.Repeat("minimum ", 40)
	for _, c := range []struct {
		text    string
		size    float64
		spacing float64
		given   int // places in the file
	}{
		{"Monday", 9, 0, 1}, {"minimum", 7.8543, 0, 1}, {long, 10.00004, 0, 1}, {"AVAimum", 12, 0, 3}, {"mum AV mum", 12, 0, 6},
		{"spaced", 8, .7, 6}, {"x", 8, 3, 1}, {"tiny", .0004, 0, 1}, {"AVAVA", 300, 0, 5},
	} {
		ops := text(t, fonts(), spec, 3.21, 20, c.size, c.text)
		require.Len(t, ops, 1)
		o := ops[0].(draw.Text)
		o.Spacing = pt(c.spacing)
		e := named(parse(t, write(t, Options{}, o)), "text")[0]
		require.Len(t, strings.Fields(e.attrs["x"]), c.given, c.text)
		size, err := strconv.ParseFloat(e.attrs["font-size"], 64)
		require.NoError(t, err)
		pen := int64(0)
		for i, x := range placed(t, o.Run.Face, o.Run, size, e.attrs["x"]) {
			g := o.Run.Glyphs[i]
			want := 3.21 + float64(pen+int64(g.XOffset))*c.size/float64(o.Run.Face.UnitsPerEm) + float64(i)*c.spacing
			require.InDelta(t, want, x, .0201, "%s: glyph %d", c.text, i)
			pen += int64(g.Advance)
		}
	}
}

// Glyphs above or below the line say so, up to the last of them.
func TestHeights(t *testing.T) {
	o := text(t, fonts(), font.Spec{}, 10, 20, 10, "aaaa")[0].(draw.Text)
	run := *o.Run
	run.Glyphs = append([]font.Glyph{}, run.Glyphs...)
	run.Glyphs[1].YOffset = int32(run.Face.UnitsPerEm) / 2
	o.Run = &run
	require.Equal(t, "20 15 20", named(parse(t, write(t, Options{}, o)), "text")[0].attrs["y"])
	uses := named(parse(t, write(t, Options{Outlines: true}, o)), "use")
	require.Equal(t, "-1024", uses[1].attrs["y"])
	require.NotContains(t, uses[2].attrs, "y")
}

var classes = regexp.MustCompile(`font-family:(f[a-z2-7]{12});`)

// Names are made of what they name: equal subsets have equal names.
func TestNames(t *testing.T) {
	class := func(s string) string {
		return classes.FindStringSubmatch(write(t, Options{}, text(t, fonts(), font.Spec{}, 10, 20, 10, s)...))[1]
	}
	require.Equal(t, class("abc"), class("cabba"))
	require.NotEqual(t, class("abc"), class("abcd"))
}

func FuzzText(f *testing.F) {
	for _, s := range []string{
		"Monday", "]]>", "<script>&amp;\"'", "a\x00\x01\x1fb", "\ufffe\uffff\ufdd0", "\xed\xa0\x80", "\xff", "سلام 12 hello", "\u202eabc\u2066", "e\u0301\u0301", "fi ffi", "\ue000\uf8ff",
		"\U0010ffff\U0001f600", "<!--", "<![CDATA[", "\r\n\t", "⚡", "--></text>",
	} {
		f.Add(s, int32(0), false)
		f.Add(s, int32(-7), true)
	}
	f.Fuzz(func(t *testing.T, s string, shift int32, rtl bool) {
		if len(s) > 2000 {
			return
		}
		ops := text(t, fonts(), font.Spec{}, 10, 20, 10, s)
		glyphs := 0
		for i, op := range ops {
			o := op.(draw.Text)
			run := *o.Run // whatever text is said to belong to the glyphs
			run.Text, run.RTL = s, run.RTL != rtl
			run.Glyphs = append([]font.Glyph{}, run.Glyphs...)
			for k := range run.Glyphs {
				run.Glyphs[k].Cluster += shift
				glyphs++
			}
			o.Run = &run
			ops[i] = o
		}
		for _, outlines := range []bool{false, true} {
			var b bytes.Buffer
			link := draw.Link{Box: box(1, 1, 5, 5), Target: s}
			o := Options{Outlines: outlines, Title: s, Lang: s, Href: func(to string) string { return "#" + to }}
			require.NoError(t, Write(context.Background(), &b, geom.Size{W: pt(99), H: pt(99)}, []*draw.List{{Ops: ops, Links: []draw.Link{link}}}, o))
			require.True(t, utf8.Valid(b.Bytes()))
			list := parse(t, b.String())
			chars := 0
			for _, e := range named(list, "text") {
				for _, r := range e.text {
					require.True(t, isPlain(r) || r >= firstPrivate && r <= lastPrivate, "%U", r)
					chars++
				}
			}
			if !outlines {
				require.Equal(t, glyphs, chars)
			}
			for _, e := range list {
				require.Contains(t, []string{"svg", "title", "path", "style", "g", "text", "a", "defs", "use"}, e.name)
			}
		}
	})
}
