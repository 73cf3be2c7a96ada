package widget

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func TestIsometric(t *testing.T) {
	for _, at := range []geom.Rect{pt(0, 0, 100, 100), pt(10, 20, 447, 596), pt(0, 0, 300, 20), pt(0, 0, 20, 300), {X: 7, Y: 9, W: 100_000_001, H: 33_333_333}} {
		list := newBench(t).draw(&Isometric{Pitch: geom.Points(14)}, at)
		upright := ops[draw.Lines](list)[0]
		require.GreaterOrEqual(t, upright.A.X, at.X)
		last := upright.A.X + upright.DX*geom.Unit(upright.N-1)
		require.LessOrEqual(t, last, at.Right())
		require.Less(t, at.Right()-last, upright.DX)

		segs := ops[draw.Path](list)[0].Segs
		require.Zero(t, len(segs)%2)
		rising := 0
		for i := 0; i < len(segs); i += 2 {
			a, b := segs[i].P[0], segs[i+1].P[0]
			for _, p := range []geom.Point{a, b} {
				require.True(t, p.X >= at.X && p.X <= at.Right() && p.Y >= at.Y && p.Y <= at.Bottom(), "%v is in %v", p, at)
				onEdge := p.X == at.X || p.X == at.Right() || p.Y == at.Y || p.Y == at.Bottom()
				require.True(t, onEdge, "%v ends on an edge of %v", p, at)
			}
			require.InDelta(t, float64(fall((b.X - a.X).Abs())), float64((b.Y - a.Y).Abs()), 2000, "30 degrees")
			if (b.X-a.X)*(b.Y-a.Y) < 0 {
				rising++
			}
		}
		require.InDelta(t, len(segs)/4, rising, 1, "as many rise as fall")
	}
}

// The three directions meet in points.
func TestIsometricMeets(t *testing.T) {
	at := pt(0, 0, 447, 596)
	list := newBench(t).draw(&Isometric{Pitch: geom.Points(14)}, at)
	upright := ops[draw.Lines](list)[0]
	for _, s := range ops[draw.Path](list)[0].Segs {
		p := s.P[0]
		if p.X != at.X || p.Y == at.Y || p.Y == at.Bottom() {
			continue
		}
		// Where the line meets the first upright line, it is a whole number of
		// half pitches from the middle.
		steps := (p.X - upright.A.X).Abs()
		y := (p.Y + fall(steps) - at.Center().Y).Abs() % (7 * geom.Pt)
		z := (p.Y - fall(steps) - at.Center().Y).Abs() % (7 * geom.Pt)
		off := min(y, 7*geom.Pt-y, z, 7*geom.Pt-z)
		require.Less(t, off, geom.Pt/100)
	}
}
