package raster

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

var mono = font.Spec{Family: "Liberation Mono", Bold: true}

func TestText(t *testing.T) {
	up := text(t, mono, at(1, 9), 12, "l")
	require.Equal(t, picture(`
		..7aa7...
		..46fa...
		....fa...
		....fa...
		....fa...
		....fa...
		....fa...
		....ec21.
		....5efb.
		.........`), levels(t, 9, 10, up))
	turned := up
	turned.At = at(2, 1)
	require.Equal(t, levels(t, 10, 9, draw.Push{Center: at(2, 1), Turn: 1}, turned, draw.Pop{}), levels(t, 10, 9, draw.Push{Center: at(2, 1), Turn: -3}, turned, draw.Pop{}))
}

// A glyph is the same wherever it stands, up to a quarter of a pixel along its
// line and whole pixels across.
func TestGlyphPlaces(t *testing.T) {
	ink := func(ops ...draw.Op) (sum, x, y int) {
		p, err := drawer(t, 60, 60).Draw(context.Background(), nil, list(ops...))
		require.NoError(t, err)
		for i, v := range p.Gray {
			sum, x, y = sum+255-int(v), x+(255-int(v))*(i%60), y+(255-int(v))*(i/60)
		}
		return sum, x * 100 / sum, y * 100 / sum
	}
	sum, x, y := ink(text(t, mono, at(20, 30), 14, "n"))
	for _, c := range []struct {
		ops    []draw.Op
		dx, dy int // in 1/100 pixels
		within int
	}{
		{ops: []draw.Op{text(t, mono, at(20.25, 30), 14, "n")}, dx: 25, within: 2},
		{ops: []draw.Op{text(t, mono, at(20.1, 30.4), 14, "n")}, within: 1},
		{ops: []draw.Op{text(t, mono, at(23.9, 30.6), 14, "n")}, dx: 400, dy: 100, within: 2},
		{ops: []draw.Op{draw.Push{Center: at(30, 30), Turn: 2}, text(t, mono, at(20, 30), 14, "n"), draw.Pop{}}, dx: 5900 - 2*x, dy: 5900 - 2*y, within: 3},
		{ops: []draw.Op{draw.Push{Center: at(30, 30), Turn: 1}, text(t, mono, at(20, 30), 14, "n"), draw.Pop{}}, dx: 5900 - y - x, dy: x - y, within: 3},
		{ops: []draw.Op{draw.Push{Center: at(30, 30), Turn: 3}, text(t, mono, at(20, 30), 14, "n"), draw.Pop{}}, dx: y - x, dy: 5900 - x - y, within: 3},
	} {
		s, gx, gy := ink(c.ops...)
		require.InDelta(t, sum, s, float64(sum)/50)
		require.InDelta(t, x+c.dx, gx, float64(c.within), "%v", c.ops)
		require.InDelta(t, y+c.dy, gy, float64(c.within), "%v", c.ops)
	}
}

// Advances, offsets and spacing are those of the run.
func TestGlyphPositions(t *testing.T) {
	one := text(t, mono, at(10, 30), 10, "l")
	g := one.Run.Glyphs[0]
	em := int32(one.Run.Face.UnitsPerEm)
	run := *one.Run
	run.Glyphs = []font.Glyph{{ID: g.ID, Advance: em}, {ID: g.ID, Advance: em, XOffset: em / 10, YOffset: em / 2}, {ID: g.ID, Advance: 0}}
	all := draw.Text{At: at(10, 30), Run: &run, Size: pt(10), Spacing: pt(2), Color: black}
	shifted := func(dx, dy float64) draw.Op {
		o := one
		o.At = o.At.Add(pt(dx), pt(dy))
		return o
	}
	require.Equal(t, levels(t, 60, 40, shifted(0, 0), shifted(13, -5), shifted(24, 0)), levels(t, 60, 40, all))
}

// Large letters are not kept as masks, and look the same.
func TestLargeText(t *testing.T) {
	small := func(scale int) *Picture {
		d, err := New(Config{Page: geom.Size{W: 100 * geom.Pt, H: 100 * geom.Pt}, Width: 100 * scale, Height: 100 * scale})
		require.NoError(t, err)
		p, err := d.Draw(context.Background(), nil, list(text(t, font.Spec{}, at(10, 80), 90, "&")))
		require.NoError(t, err)
		require.Equal(t, scale > 1, len(d.glyphs.young) == 0)
		return p
	}
	one, four := small(1), small(4)
	for y := range 100 {
		for x := range 100 {
			sum := 0
			for i := range 16 {
				sum += int(four.Gray[(4*y+i/4)*400+4*x+i%4])
			}
			require.InDelta(t, sum/16, one.Gray[y*100+x], 12, "%d %d", x, y)
		}
	}
}

func TestBlankText(t *testing.T) {
	d := drawer(t, 20, 20)
	for _, o := range []draw.Text{
		text(t, mono, at(5, 5), 10, " "),
		{}, {Run: new(font.Run)},
		{Run: text(t, mono, at(5, 5), 10, "x").Run, Size: -1, Color: black},
		{Run: text(t, mono, at(5, 5), 10, "x").Run, Size: pt(5)},
		text(t, mono, at(500, 500), 10, "outside"),
	} {
		p, err := d.Draw(context.Background(), nil, list(o))
		require.NoError(t, err)
		for _, v := range p.Gray {
			require.Equal(t, byte(255), v)
		}
	}
}
