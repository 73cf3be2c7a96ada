package pdfout

import (
	"io"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

func TestAppendFixed(t *testing.T) {
	for _, c := range []struct {
		v        int64
		decimals int
		want     string
	}{
		{0, 2, "0"}, {5, 2, "0.05"}, {50, 2, "0.5"}, {-5, 2, "-0.05"}, {12345, 2, "123.45"}, {12300, 2, "123"},
		{1, 4, "0.0001"}, {-10001, 4, "-1.0001"}, {7, 0, "7"}, {44729, 2, "447.29"}, {1_000_000_000_000, 2, "10000000000"},
	} {
		require.Equal(t, c.want, string(appendFixed(nil, c.v, c.decimals)))
	}
}

func TestRounding(t *testing.T) {
	require.EqualValues(t, 1, draw.Hundredths(5_000))
	require.EqualValues(t, 0, draw.Hundredths(4_999))
	require.EqualValues(t, 0, draw.Hundredths(-5_000))
	require.EqualValues(t, -1, draw.Hundredths(-5_001))
	for _, u := range []geom.Unit{math.MinInt64, math.MaxInt64} {
		require.Regexp(t, `^-?[0-9]+(\.[0-9]+)?$`, string(appendFixed(nil, draw.Hundredths(u), centi)))
	}
}

func TestStrings(t *testing.T) {
	require.Equal(t, `(a\(b\)\\\r)`, string(appendString(nil, "a(b)\\\r")))
	require.Equal(t, "(plain)", string(appendTextString(nil, "plain")))
	require.Equal(t, "(\xfe\xff\x00\xe4\xd8\x3d\xde\x00)", string(appendTextString(nil, "ä😀")))
	require.Equal(t, "(\xfe\xff\xff\xfd)", string(appendTextString(nil, "\xff")))
	require.Equal(t, "(\xfe\xff\\\\\\()", string(appendTextString(nil, "\u5c28")), "escapes inside UTF-16")
	require.Equal(t, "/A#20b#2F#C3#A4+", string(appendName(nil, "A b/ä\x00+")))
}

// show is the operators for one run at 0, 0 of a page without height.
func show(t *testing.T, run *font.Run, size geom.Unit) string {
	w := New(io.Discard, Options{})
	w.ops.reset(w, 0)
	require.NoError(t, w.ops.list(&draw.List{Ops: []draw.Op{draw.Text{Run: run, Size: size, Color: draw.Gray(0)}}}))
	return string(w.ops.buf)
}

func TestShow(t *testing.T) {
	base := *shape(t, font.Spec{Family: "sans"}, "abc")[0]
	change := func(f func(g []font.Glyph)) *font.Run {
		run := base
		run.Glyphs = append([]font.Glyph(nil), base.Glyphs...)
		for i := range run.Glyphs {
			run.Glyphs[i].Advance = int32(base.Face.GlyphAdvance(run.Glyphs[i].ID))
		}
		f(run.Glyphs)
		return &run
	}
	em := int32(base.Face.UnitsPerEm)
	require.EqualValues(t, 2048, em)
	const start = "BT\n/F1 10 Tf 0 0 Td "
	for name, c := range map[string]struct {
		f    func(g []font.Glyph)
		want string
	}{
		"plain":  {func([]font.Glyph) {}, "(\x00\x01\x00\x02\x00\x03)Tj\n"},
		"kern":   {func(g []font.Glyph) { g[0].Advance -= em / 8 }, "[(\x00\x01)125(\x00\x02\x00\x03)]TJ\n"},
		"shift":  {func(g []font.Glyph) { g[1].XOffset = em / 4 }, "[(\x00\x01)-250(\x00\x02)250(\x00\x03)]TJ\n"},
		"first":  {func(g []font.Glyph) { g[0].XOffset = em / 4 }, "[-250(\x00\x01)250(\x00\x02\x00\x03)]TJ\n"},
		"raise":  {func(g []font.Glyph) { g[1].YOffset = em / 2 }, "(\x00\x01)Tj\n5 Ts (\x00\x02)Tj\n0 Ts (\x00\x03)Tj\n"},
		"raised": {func(g []font.Glyph) { g[2].YOffset = -em / 2 }, "(\x00\x01\x00\x02)Tj\n-5 Ts (\x00\x03)Tj\n0 Ts\n"},
		// One unit of 1/2048 em is less than half of a thousandth; two are one.
		"carry": {func(g []font.Glyph) { g[0].Advance++; g[1].Advance++ }, "[(\x00\x01\x00\x02)-1(\x00\x03)]TJ\n"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, start+c.want+"ET\n", show(t, change(c.f), 10*geom.Pt))
		})
	}
}

func TestGroupedText(t *testing.T) {
	run := shape(t, font.Spec{Family: "sans"}, "x")[0]
	text := func(x, y float64) draw.Op {
		return draw.Text{At: at(x, y), Run: run, Size: 9 * geom.Pt, Color: draw.Gray(0)}
	}
	line := func(y float64) draw.Op {
		return draw.Line{A: at(0, y), B: at(5, y), Stroke: draw.Stroke{Width: geom.Pt, Color: draw.Gray(0)}}
	}
	w := New(io.Discard, Options{})
	w.ops.reset(w, pt(100))
	require.NoError(t, w.ops.list(&draw.List{Ops: []draw.Op{text(10, 20), text(15.5, 22), line(1), line(2), text(1, 1)}}))
	require.Equal(t, "BT\n/F1 9 Tf 10 80 Td (\x00\x01)Tj\n5.5 -2 Td (\x00\x01)Tj\nET\n"+
		"0 99 m 5 99 l\n0 98 m 5 98 l\nS\nBT\n1 99 Td (\x00\x01)Tj\nET\n", string(w.ops.buf))
}

func TestGlyphText(t *testing.T) {
	glyphs := func(clusters ...int32) (gs []font.Glyph) {
		for _, c := range clusters {
			gs = append(gs, font.Glyph{Cluster: c})
		}
		return gs
	}
	for name, c := range map[string]struct {
		run  font.Run
		want []string
	}{
		"one each":            {font.Run{Text: "aä", Glyphs: glyphs(0, 1)}, []string{"a", "ä"}},
		"ligature":            {font.Run{Text: "office", Glyphs: glyphs(0, 1, 4, 5)}, []string{"o", "ffi", "c", "e"}},
		"base and mark":       {font.Run{Text: "e\u0301x", Glyphs: glyphs(0, 0, 3)}, []string{"e", "\u0301", "x"}},
		"one in two glyphs":   {font.Run{Text: "äx", Glyphs: glyphs(0, 0, 2)}, []string{"ä", "", "x"}},
		"right to left":       {font.Run{RTL: true, Text: "אבג", Glyphs: glyphs(4, 2, 0)}, []string{"ג", "ב", "א"}},
		"rtl ligature":        {font.Run{RTL: true, Text: "سلام", Glyphs: glyphs(6, 2, 0)}, []string{"م", "لا", "س"}},
		"rtl mark":            {font.Run{RTL: true, Text: "בּא", Glyphs: glyphs(4, 0, 0)}, []string{"א", "ּ", "ב"}},
		"no-break space":      {font.Run{Text: "\u00a0", Glyphs: glyphs(0)}, []string{" "}},
		"damaged clusters":    {font.Run{Text: "ab", Glyphs: glyphs(9, -1)}, []string{"", ""}},
		"clusters in reverse": {font.Run{Text: "ab", Glyphs: glyphs(1, 0)}, []string{"", "ab"}},
	} {
		t.Run(name, func(t *testing.T) {
			for i, want := range c.want {
				require.Equal(t, want, glyphText(&c.run, i), "glyph %d", i)
			}
		})
	}
}
