package widget

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// extent is the box around all dots of a grid.
func extent(d draw.Dots) geom.Rect {
	w := d.PitchX * geom.Unit(d.NX-1)
	h := d.PitchY * geom.Unit(d.NY-1)
	return geom.Rect{X: d.First.X - d.Diameter/2, Y: d.First.Y - d.Diameter/2, W: w + d.Diameter, H: h + d.Diameter}
}

func TestDots(t *testing.T) {
	b := newBench(t)
	at := pt(10, 20, 101, 55)
	grid := func(d *Dots) draw.Dots { return ops[draw.Dots](b.draw(d, at))[0] }

	d := grid(&Dots{Pitch: geom.Points(10), Diameter: geom.Points(1)})
	require.Equal(t, []int{11, 6}, []int{d.NX, d.NY})
	require.Equal(t, geom.Pt*45/2, d.First.Y, "what is left over goes above and below alike")
	require.Equal(t, at.X, extent(d).X)
	require.Equal(t, at.Right(), extent(d).Right())
	require.Equal(t, Gray(0x77), d.Color)

	d = grid(&Dots{Pitch: geom.Points(10), Diameter: geom.Points(1), Align: "top-left", Padding: All(geom.Points(2))})
	require.Equal(t, []int{10, 6}, []int{d.NX, d.NY})
	require.Equal(t, geom.Point{X: geom.Pt * 25 / 2, Y: geom.Pt * 45 / 2}, d.First)

	require.Empty(t, b.draw(&Dots{Pitch: geom.Points(10), Diameter: geom.Points(9)}, pt(0, 0, 8, 100)).Ops, "no room for a dot")
}

func TestDotsIsometric(t *testing.T) {
	b := newBench(t)
	for _, at := range []geom.Rect{pt(0, 0, 100, 80), pt(3, 7, 447, 596), pt(0, 0, 11, 11)} {
		d := ops[draw.Dots](b.draw(&Dots{Pitch: geom.Points(10), Diameter: geom.Points(1), Pattern: "isometric"}, at))[0]
		require.Equal(t, 5*geom.Pt, d.PitchY)
		require.Equal(t, d.PitchX, 2*d.Shift)
		// A dot and its two neighbours in the next column are one pitch away.
		side := float64(d.Shift*d.Shift + d.PitchY*d.PitchY)
		require.InEpsilon(t, float64(100*geom.Pt*geom.Pt), side, 1e-5)
		require.True(t, at.Contains(extent(d)), "%v in %v", extent(d), at)
	}
}

func TestDotsRefuseTooFine(t *testing.T) {
	require.Contains(t, newBench(t).fails(&Dots{Pitch: geom.Points(0.3), Diameter: geom.Points(0.1)}, pt(0, 0, 450, 600)), "marks")
}

func TestDotsShapes(t *testing.T) {
	b := newBench(t)
	at := pt(10, 20, 101, 55)
	grid := func(d Dots) draw.Dots {
		d.Pitch, d.Diameter = geom.Points(10), geom.Points(1)
		return ops[draw.Dots](b.draw(&d, at))[0]
	}
	round, square := grid(Dots{}), grid(Dots{Shape: "square"})
	require.False(t, round.Square)
	require.True(t, square.Square)
	square.Square = false
	require.Equal(t, round, square, "in the same places")
}

// A corner that is asked for has a dot, and the others are whole pitches away.
func TestDotsAlign(t *testing.T) {
	b := newBench(t)
	for _, at := range []geom.Rect{pt(10, 20, 101, 55), pt(3, 7, 447, 596), pt(0, 0, 13, 36)} {
		for _, pattern := range []string{"square", "isometric"} {
			d := &Dots{Pitch: geom.Points(10), Diameter: geom.Points(2), Pattern: pattern}
			grid := func(align string) draw.Dots {
				d.Align = align
				return ops[draw.Dots](b.draw(d, at))[0]
			}
			require.Equal(t, at.TopLeft().Add(geom.Pt, geom.Pt), grid("top-left").First)
			g := grid("bottom-left")
			require.Equal(t, at.X, extent(g).X)
			require.Equal(t, at.Bottom(), extent(g).Bottom())
			require.True(t, at.Contains(extent(g)))
			if g.Shift != 0 {
				require.Equal(t, 1, g.NY%2, "the last row is one of those that are not moved")
			}
		}
	}
}
