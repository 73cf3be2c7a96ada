package widget

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func TestIsometric(t *testing.T) {
	for _, at := range []geom.Rect{pt(0, 0, 100, 100), pt(10, 20, 447, 596), pt(0, 0, 300, 20), pt(0, 0, 20, 300), {X: 7, Y: 9, W: 100_000_001, H: 33_333_333}} {
		list := newBench(t).draw(&Isometric{Pitch: geom.Points(14)}, at)
		upright := ops[draw.Lines](list)[0]
		grid := geom.Rect{X: upright.A.X, Y: at.Y, W: upright.DX * geom.Unit(upright.N-1), H: at.H}
		require.True(t, at.Contains(grid))
		require.Less(t, at.W-grid.W, upright.DX, "no column is missing")
		require.InDelta(t, int64(grid.X-at.X), int64(at.Right()-grid.Right()), 1, "centred")

		segs := ops[draw.Path](list)[0].Segs
		require.Zero(t, len(segs)%2)
		rising := 0
		for i := 0; i < len(segs); i += 2 {
			a, b := segs[i].P[0], segs[i+1].P[0]
			for _, p := range []geom.Point{a, b} {
				require.True(t, p.X >= grid.X && p.X <= grid.Right() && p.Y >= grid.Y && p.Y <= grid.Bottom(), "%v is in %v", p, grid)
				onEdge := p.X == grid.X || p.X == grid.Right() || p.Y == grid.Y || p.Y == at.Bottom()
				require.True(t, onEdge, "%v ends on an edge of %v", p, grid)
			}
			require.InDelta(t, float64(fall((b.X - a.X).Abs())), float64((b.Y - a.Y).Abs()), 2000, "30 degrees")
			if (b.X-a.X)*(b.Y-a.Y) < 0 {
				rising++
			}
		}
		require.InDelta(t, len(segs)/4, rising, 1, "as many rise as fall")
	}
}

// On every upright line, the lines of the other directions cross in points that
// are a pitch apart.
func TestIsometricMeets(t *testing.T) {
	list := newBench(t).draw(&Isometric{Pitch: geom.Points(14)}, pt(0, 0, 447, 596))
	upright := ops[draw.Lines](list)[0]
	segs := ops[draw.Path](list)[0].Segs
	for i := range upright.N {
		x := upright.A.X + upright.DX*geom.Unit(i)
		var falling, rising []geom.Unit
		for k := 0; k < len(segs); k += 2 {
			a, b := segs[k].P[0], segs[k+1].P[0]
			if x < min(a.X, b.X) || x > max(a.X, b.X) {
				continue
			}
			if y := a.Y + (b.Y-a.Y).MulDiv(int64(x-a.X)/1000, int64(b.X-a.X)/1000); (b.X > a.X) == (b.Y > a.Y) {
				falling = append(falling, y)
			} else {
				rising = append(rising, y)
			}
		}
		slices.Sort(falling)
		slices.Sort(rising)
		require.InDelta(t, 596/14, len(falling), 1)
		for k := 1; k < len(falling); k++ {
			require.InDelta(t, int64(14*geom.Pt), int64(falling[k]-falling[k-1]), float64(geom.Pt/100))
		}
		off := (falling[len(falling)/2] - rising[len(rising)/2]).Abs() % (14 * geom.Pt)
		require.Less(t, min(off, 14*geom.Pt-off), geom.Pt/100, "column %d", i)
	}
}
