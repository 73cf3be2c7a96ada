package draw

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
)

func pt(x, y, w, h int64) geom.Rect {
	u := func(n int64) geom.Unit { return geom.Unit(n) * geom.Pt }
	return geom.Rect{X: u(x), Y: u(y), W: u(w), H: u(h)}
}

// Thin strokes have no width, wide ones reach beyond what they follow, with
// whatever ends they have.
func TestBounds(t *testing.T) {
	black := Gray(0)
	a, b := geom.Point{X: 20 * geom.Pt, Y: 30 * geom.Pt}, geom.Point{X: 60 * geom.Pt, Y: 30 * geom.Pt}
	tests := []struct {
		name string
		op   Op
		want geom.Rect
	}{
		{"thin line", Line{A: a, B: b, Stroke: Stroke{Color: black, Width: 2 * geom.Pt}}, pt(20, 30, 40, 0)},
		{"wide line", Line{A: a, B: b, Stroke: Stroke{Color: black, Width: 8 * geom.Pt, Cap: Square}}, pt(16, 26, 48, 8)},
		{"wide line without colour", Line{A: a, B: b, Stroke: Stroke{Width: 8 * geom.Pt}}, pt(20, 30, 40, 0)},
		{"lines", Lines{A: a, B: b, DY: 10 * geom.Pt, N: 3, Stroke: Stroke{Color: black, Width: 4 * geom.Pt}}, pt(18, 28, 44, 24)},
		{"rect", Rect{Box: pt(5, 5, 10, 10), Stroke: Stroke{Color: black, Width: 6 * geom.Pt}}, pt(2, 2, 16, 16)},
		{"path", Path{Segs: []Seg{{Kind: MoveTo, P: [3]geom.Point{a}}, {Kind: LineTo, P: [3]geom.Point{b}}}, Stroke: Stroke{Color: black, Width: 4 * geom.Pt}}, pt(18, 28, 44, 4)},
		{"dots", Dots{First: a, PitchX: 10 * geom.Pt, PitchY: 10 * geom.Pt, NX: 2, NY: 2, Diameter: 4 * geom.Pt, Color: black, Square: true}, pt(18, 28, 14, 14)},
		{"picture", Image{Box: pt(1, 2, 3, 4)}, pt(1, 2, 3, 4)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := &List{Ops: []Op{tt.op}}
			box := geom.Rect{X: tt.want.X + tt.want.W/2, Y: tt.want.Y + tt.want.H/2}
			require.Equal(t, tt.want, l.Bounds(box))
		})
	}
}

func TestDashAppend(t *testing.T) {
	tests := []struct {
		name string
		dash Dash
		want []geom.Unit
	}{
		{"solid", Dash{}, nil},
		{"dots", Dash{Off: 3}, []geom.Unit{0, 3}},
		{"dashes", Dash{On: 5, Off: 3}, []geom.Unit{5, 3}},
		{"nothing left out", Dash{On: 5}, nil},
		{"dash and dot", Dash{On: 5, Off: 2, More: [4]geom.Unit{0, 2}}, []geom.Unit{5, 2, 0, 2}},
		{"three pairs", Dash{On: 1, Off: 2, More: [4]geom.Unit{3, 4, 5, 6}}, []geom.Unit{1, 2, 3, 4, 5, 6}},
		{"negative", Dash{On: 5, Off: 2, More: [4]geom.Unit{-1, 2}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, append([]geom.Unit{9}, tt.want...), tt.dash.Append([]geom.Unit{9}))
		})
	}
}
