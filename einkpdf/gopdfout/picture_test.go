package gopdfout

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// pens are strokes with all ends, solid and dashed.
func pens(width float64, c draw.Color) (all []draw.Stroke) {
	dashes := []draw.Dash{{}, {On: pt(6), Off: pt(4)}, {On: pt(2.834645), Off: pt(2.834645)}, {Off: pt(7.137)}, {On: pt(5), Off: pt(3), More: [4]geom.Unit{pt(1), pt(3)}}}
	for _, d := range dashes {
		for _, e := range []draw.Cap{draw.Butt, draw.Round, draw.Square} {
			if d.On == 0 && d.Off > 0 && e == draw.Square { // poppler leaves these dots out
				e = draw.Round
			}
			all = append(all, draw.Stroke{Color: c, Width: pt(width), Cap: e, Dash: d})
		}
	}
	return all
}

// curve is a wave with a corner, open or closed.
func curve(x, y float64, closed bool) []draw.Seg {
	segs := []draw.Seg{
		{Kind: draw.MoveTo, P: [3]geom.Point{at(x, y)}},
		{Kind: draw.CurveTo, P: [3]geom.Point{at(x+20, y-40), at(x+40, y+60), at(x+60, y)}},
		{Kind: draw.LineTo, P: [3]geom.Point{at(x+70, y+20)}},
		{Kind: draw.LineTo, P: [3]geom.Point{at(x+90, y-15)}},
	}
	if closed {
		segs = append(segs, draw.Seg{Kind: draw.ClosePath})
	}
	return segs
}

// pictures are the things that pages are drawn of.
func pictures(t *testing.T) map[string][]draw.Op {
	all := map[string][]draw.Op{}
	add := func(name string, o ...draw.Op) { all[name] = append(all[name], o...) }
	black, red, veil := draw.Gray(0), draw.Color{R: 200, G: 30, B: 60, A: 255}, draw.Color{B: 255, A: 100}

	for i, s := range pens(5, black) {
		y := 20 + 12*float64(i)
		add("lines", draw.Line{A: at(20, y), B: at(300, y), Stroke: s}, draw.Line{A: at(320, y), B: at(420, y+21), Stroke: s})
	}
	for i, s := range pens(4, veil) {
		y := 220 + 12*float64(i)
		add("lines", draw.Line{A: at(20, y), B: at(300, y), Stroke: s})
	}
	add("lines", draw.Lines{A: at(20, 420), B: at(400, 420), DX: pt(1), DY: pt(8), N: 20, Stroke: draw.Stroke{Color: draw.Gray(0x77), Width: pt(0.5)}},
		draw.Line{A: at(420, 300), B: at(420, 300), Stroke: draw.Stroke{Color: black, Width: pt(9), Cap: draw.Round}})

	for i, s := range pens(2.5, black) {
		x, y := 20+140*float64(i%3), 15+60*float64(i/3)
		add("boxes", draw.Rect{Box: box(x, y, 60, 45), Stroke: s, Fill: draw.Gray(0xDD)},
			draw.Rect{Box: box(x+70, y, 60, 45), Radius: pt(12), Stroke: s})
	}
	add("boxes", draw.Rect{Box: box(30, 320, 200, 100), Fill: veil, Stroke: draw.Stroke{Color: draw.Color{R: 255, A: 90}, Width: pt(20)}},
		draw.Rect{Box: box(100, 360, 200, 100), Fill: veil, Radius: pt(500)}, draw.Rect{Box: box(300, 330, 80, 80), Fill: red, Radius: pt(40)})

	for i, s := range pens(3, black) {
		x, y := 20+140*float64(i%3), 40+70*float64(i/3)
		add("shapes", draw.Path{Segs: curve(x, y, i%2 == 1), Stroke: s})
	}
	ring := []draw.Seg{{P: [3]geom.Point{at(30, 400)}}, {Kind: draw.LineTo, P: [3]geom.Point{at(130, 400)}}, {Kind: draw.LineTo, P: [3]geom.Point{at(130, 500)}}, {Kind: draw.LineTo, P: [3]geom.Point{at(30, 500)}}, {Kind: draw.ClosePath},
		{P: [3]geom.Point{at(60, 430)}}, {Kind: draw.LineTo, P: [3]geom.Point{at(60, 470)}}, {Kind: draw.LineTo, P: [3]geom.Point{at(100, 470)}}, {Kind: draw.LineTo, P: [3]geom.Point{at(100, 430)}}, {Kind: draw.ClosePath},
		{Kind: draw.LineTo, P: [3]geom.Point{at(80, 450)}}}
	add("shapes", draw.Path{Segs: ring, Fill: veil, Stroke: draw.Stroke{Color: red, Width: pt(1)}},
		draw.Path{Segs: curve(160, 450, true), Fill: red}, draw.Path{Segs: curve(300, 450, false), Fill: draw.Gray(0xAA), Stroke: draw.Stroke{Color: veil, Width: pt(6)}})

	add("dots", draw.Dots{First: at(20, 20), PitchX: pt(14.173), PitchY: pt(14.173), NX: 28, NY: 10, Diameter: pt(1.2), Color: black},
		draw.Dots{First: at(20, 180), PitchX: pt(14.173), PitchY: pt(12.274), NX: 28, NY: 10, Diameter: pt(2), Shift: pt(7.0866), Color: draw.Gray(0x77)},
		draw.Dots{First: at(20, 320), PitchX: pt(20), PitchY: pt(15), NX: 20, NY: 5, Diameter: pt(8), Color: veil},
		draw.Dots{First: at(20, 420), PitchX: pt(10), PitchY: pt(10), NX: 40, NY: 5, Diameter: pt(2), Square: true, Color: black},
		draw.Dots{First: at(50, 520), NX: 1, NY: 1, Diameter: pt(30), Color: veil})

	mark := func(x, y float64) []draw.Op {
		return []draw.Op{draw.Rect{Box: box(x, y, 80, 30), Fill: draw.Gray(0xCC)}, draw.Line{A: at(x, y), B: at(x+60, y+30), Stroke: draw.Stroke{Color: black, Width: pt(2)}}}
	}
	for turn := range 4 {
		x, y := 30+100*float64(turn), 60.0
		add("groups", draw.Push{Center: at(x+40, y+15), Turn: turn})
		add("groups", mark(x, y)...)
		add("groups", draw.Push{Clip: box(x+10, y+5, 40, 60), Center: at(x+40, y+60), Turn: 1})
		add("groups", draw.Rect{Box: box(x-50, y, 200, 70), Fill: veil})
		add("groups", draw.Pop{}, draw.Line{A: at(x, y+50), B: at(x+60, y+50), Stroke: draw.Stroke{Color: red, Width: pt(3)}}, draw.Pop{})
	}
	add("groups", mark(30, 300)...)

	gray := &draw.Picture{Width: 4, Height: 2, Gray: []byte{0, 50, 100, 150, 150, 100, 50, 0}}
	rgb := &draw.Picture{Width: 2, Height: 2, RGB: []byte{255, 0, 0, 0, 255, 0, 0, 0, 255, 20, 20, 20}}
	soft := &draw.Picture{Width: 2, Height: 2, Gray: []byte{0, 0, 0, 0}, Alpha: []byte{255, 128, 60, 255}}
	colour := &draw.Picture{Width: 2, Height: 2, RGB: rgb.RGB, Alpha: soft.Alpha}
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, &image.Gray{Pix: make([]byte, 64), Stride: 8, Rect: image.Rect(0, 0, 8, 8)}, nil))
	file := &draw.Picture{Width: 8, Height: 8, JPEG: b.Bytes(), JPEGGray: true}
	var c bytes.Buffer
	require.NoError(t, jpeg.Encode(&c, image.NewPaletted(image.Rect(0, 0, 9, 9), color.Palette{color.RGBA{R: 200, G: 60, A: 255}}), nil))
	coloured := &draw.Picture{Width: 9, Height: 9, JPEG: c.Bytes()}
	// The same numbers as red, green and blue.
	app := []byte("\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00")
	direct := &draw.Picture{Width: 9, Height: 9, JPEG: slices.Concat(c.Bytes()[:2], app, c.Bytes()[2:])}
	add("images", draw.Rect{Box: box(0, 0, 440, 60), Fill: draw.Gray(0xBB)})
	for i, p := range []*draw.Picture{gray, rgb, soft, colour, file, coloured, direct} {
		add("images", draw.Image{Box: box(10+60*float64(i), 20, 50, 90), Image: p}, draw.Image{Box: box(10+60*float64(i), 130, 50, 30), Image: p, Alpha: 100})
	}
	return all
}

// TestPictures draws everything with both writers.
func TestPictures(t *testing.T) {
	for name, list := range pictures(t) {
		t.Run(name, func(t *testing.T) {
			own, other := both(t, draw.Page{Size: pageSize, List: ops(list...)})
			requireSame(t, own, other, 60, 1, 1)
			requireSame(t, own, other, 150, 1, 1)
		})
	}
}
