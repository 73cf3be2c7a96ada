package raster

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// randomOps are operations of all kinds on a page of 90 by 70 points, some of
// which reach beyond it.
func randomOps(t testing.TB, seed uint64, n int) (ops []draw.Op) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 77))
	place := func() geom.Point { return at(r.Float64()*110-10, r.Float64()*90-10) }
	col := func() draw.Color {
		c := draw.Color{R: uint8(r.IntN(256)), G: uint8(r.IntN(256)), B: uint8(r.IntN(256)), A: 255}
		if r.IntN(3) == 0 {
			c.A = uint8(1 + r.IntN(255))
		}
		return c
	}
	str := func() draw.Stroke {
		s := draw.Stroke{Color: col(), Width: pt(r.Float64() * 3), Cap: draw.Cap(r.IntN(3))}
		if r.IntN(2) == 0 {
			s.Dash = draw.Dash{On: pt(r.Float64() * 5), Off: pt(r.Float64() * 5)}
		}
		return s
	}
	pixels := &draw.Picture{Width: 9, Height: 7}
	for range 63 {
		pixels.RGB = append(pixels.RGB, uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)))
		pixels.Alpha = append(pixels.Alpha, uint8(r.IntN(256)))
	}
	for range n {
		switch r.IntN(9) {
		case 0:
			ops = append(ops, draw.Rect{Box: geom.Rect{X: place().X, Y: place().Y, W: pt(r.Float64() * 40), H: pt(r.Float64() * 40)}, Radius: pt(r.Float64() * 9), Fill: col(), Stroke: str()})
		case 1:
			l := draw.Line{A: place(), B: place(), Stroke: str()}
			if r.IntN(2) == 0 {
				l.B.X = l.A.X
			}
			ops = append(ops, l)
		case 2:
			l := draw.Lines{A: place(), B: place(), DX: pt(r.Float64() * 3), DY: pt(r.Float64() * 3), N: r.IntN(9), Stroke: str()}
			if r.IntN(2) == 0 {
				l.B.Y, l.DX = l.A.Y, 0
			}
			ops = append(ops, l)
		case 3:
			ops = append(ops, draw.Dots{First: place(), PitchX: pt(r.Float64() * 9), PitchY: pt(r.Float64() * 9), NX: r.IntN(9), NY: r.IntN(9),
				Shift: pt(float64(r.IntN(2)) * 3), Diameter: pt(r.Float64() * 5), Square: r.IntN(2) == 0, Color: col()})
		case 4, 5:
			var s []draw.Seg
			for i := range 2 + r.IntN(6) {
				kind := draw.SegKind(r.IntN(4))
				if i == 0 {
					kind = draw.MoveTo
				}
				s = append(s, draw.Seg{Kind: kind, P: [3]geom.Point{place(), place(), place()}})
			}
			ops = append(ops, draw.Path{Segs: s, Fill: col(), Stroke: str()})
		case 6, 7:
			o := text(t, font.Spec{Bold: r.IntN(2) == 0}, place(), 3+r.Float64()*20, "March é&8")
			o.Color, o.Spacing = col(), pt(r.Float64())
			ops = append(ops, draw.Push{Turn: r.IntN(4), Center: at(45, 35)}, o, draw.Pop{})
		case 8:
			ops = append(ops, draw.Image{Box: geom.Rect{X: place().X, Y: place().Y, W: pt(r.Float64() * 40), H: pt(r.Float64() * 40)}, Image: pixels, Alpha: uint8(r.IntN(256))})
		}
	}
	return ops
}

// hostileOps have all the numbers that nobody writes.
func hostileOps(t testing.TB) (ops []draw.Op) {
	t.Helper()
	word := text(t, font.Spec{}, at(0, 0), 1, "Wi").Run
	picture := &draw.Picture{Width: 2, Height: 2, Gray: []byte{0, 255, 255, 0}, Alpha: []byte{9, 99, 199, 255}}
	values := []geom.Unit{math.MinInt64, math.MinInt64 / 2, -1 << 40, -1, 0, 1, 999, 1 << 20, 1 << 34, 1 << 40, 1<<62 + 5, math.MaxInt64}
	for i, v := range values {
		for j, w := range values {
			a, b := geom.Point{X: v, Y: w}, geom.Point{X: w, Y: 50 * geom.Pt}
			s := draw.Stroke{Color: draw.Color{A: uint8(100 * i)}, Width: w, Cap: draw.Cap(j), Dash: draw.Dash{On: v, Off: w}}
			thin := draw.Stroke{Color: black, Width: 1 << 20, Cap: draw.Cap(i), Dash: draw.Dash{On: geom.Unit(i), Off: geom.Unit(j)}}
			if j%2 == 0 {
				thin.Dash = draw.Dash{On: v, Off: w}
			}
			ops = append(ops,
				draw.Push{Clip: geom.Rect{X: -v, Y: -w, W: v, H: w}, Center: geom.Point{X: v, Y: w}, Turn: i - j}, draw.Pop{},
				draw.Push{Center: geom.Point{X: v, Y: w}, Turn: i - j},
				draw.Rect{Box: geom.Rect{X: v, Y: w, W: v, H: w}, Radius: w, Fill: black, Stroke: s},
				draw.Rect{Box: geom.Rect{W: v, H: w}, Radius: geom.Pt, Fill: s.Color, Stroke: thin},
				draw.Line{A: a, B: b, Stroke: s}, draw.Line{A: a, B: b, Stroke: thin}, draw.Line{A: a, B: geom.Point{X: w, Y: w}, Stroke: thin},
				draw.Lines{A: a, B: b, DX: v, DY: w, N: 3, Stroke: s}, draw.Lines{A: at(0, 0), B: at(9, 9), DX: v, DY: w, N: 5, Stroke: thin},
				draw.Dots{First: a, PitchX: v, PitchY: w, NX: 3, NY: 3, Shift: w, Diameter: v, Square: i%2 == 0, Color: s.Color},
				draw.Dots{First: at(5, 5), PitchX: v, PitchY: w, NX: 3, NY: 3, Shift: w, Diameter: w, Color: black},
				draw.Text{At: a, Run: word, Size: w, Spacing: v, Color: black}, draw.Text{At: at(1, 1), Run: word, Size: v, Spacing: w, Color: s.Color},
				draw.Image{Box: geom.Rect{X: v, Y: w, W: w, H: v}, Image: picture, Alpha: uint8(i)},
				draw.Image{Box: geom.Rect{W: v, H: w}, Image: picture},
				draw.Path{Segs: []draw.Seg{{P: [3]geom.Point{a}}, {Kind: draw.CurveTo, P: [3]geom.Point{b, a, at(5, 5)}}, {Kind: draw.LineTo, P: [3]geom.Point{{X: w, Y: v}}}, {Kind: draw.ClosePath}},
					Fill: s.Color, Stroke: s},
				draw.Path{Segs: []draw.Seg{{P: [3]geom.Point{a}}, {Kind: draw.LineTo, P: [3]geom.Point{at(3, 4)}}, {Kind: draw.LineTo, P: [3]geom.Point{b}}}, Stroke: thin},
				draw.Pop{},
			)
		}
	}
	return ops
}

// Numbers that nobody writes neither panic nor take long.
func TestHostileNumbers(t *testing.T) {
	ops := hostileOps(t)
	for _, c := range []bool{false, true} {
		for _, size := range []geom.Size{{W: 90 * geom.Pt, H: 70 * geom.Pt}, {W: 1, H: 2}, {W: 14400 * geom.Pt, H: 14400 * geom.Pt}} {
			d, err := New(Config{Page: size, Width: 90, Height: 70, Color: c})
			require.NoError(t, err)
			_, err = d.Draw(context.Background(), nil, list(ops...))
			require.NoError(t, err)
		}
	}
}

// FuzzDraw draws what a seed makes on pages of all sizes.
func FuzzDraw(f *testing.F) {
	f.Add(uint64(1), int64(90e6), int64(70e6), 90, 70, false)
	f.Add(uint64(2), int64(1), int64(3), 5, 500, true)
	f.Add(uint64(3), int64(14400e6), int64(1), 200, 1, true)
	f.Fuzz(func(t *testing.T, seed uint64, w, h int64, width, height int, color bool) {
		d, err := New(Config{Page: geom.Size{W: geom.Unit(w), H: geom.Unit(h)}, Width: width, Height: height, Color: color, MaxPixels: 1 << 20})
		if err != nil {
			return
		}
		_, err = d.Draw(context.Background(), nil, list(randomOps(t, seed, 8)...))
		require.NoError(t, err)
	})
}
