package golden

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
	"github.com/einkpdf/platform/einkpdf/internal/inktest"
	"github.com/einkpdf/platform/einkpdf/internal/pdfout"
	"github.com/einkpdf/platform/einkpdf/internal/raster"
)

// Pages of random operations: 216 points wide, 200 pixels to an inch.
const (
	randomSide  = 216
	randomDPI   = 200
	randomPages = 40   // of each kind
	minRandom   = 0.97 // of the ink, see minRaster
)

// TestRandomRaster compares pictures of package raster with those that poppler
// makes of a PDF, for lists that no project makes.
func TestRandomRaster(t *testing.T) {
	requirePoppler(t)
	out := outFolder(t)
	for _, kind := range []string{"rect", "line", "lines", "dots", "path", "text", "image"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			size := geom.Size{W: randomSide * geom.Pt, H: randomSide * geom.Pt}
			const side = randomSide * randomDPI / 72
			d, err := raster.New(raster.Config{Page: size, Width: side, Height: side, Color: true})
			require.NoError(t, err)
			var pdf bytes.Buffer
			w := pdfout.New(&pdf, pdfout.Options{})
			var ours []image.Image
			for page := range randomPages {
				l := (&randomList{Rand: rand.New(rand.NewPCG(uint64(page), 4)), t: t}).page(kind)
				require.NoError(t, w.Page(draw.Page{Size: size, List: l}))
				p, err := d.Draw(context.Background(), nil, l)
				require.NoError(t, err)
				ours = append(ours, p.Image())
			}
			require.NoError(t, w.Close(nil, nil))
			require.NoError(t, inktest.Pages(context.Background(), pdf.Bytes(), randomDPI, 1, 0, func(page int, theirs *image.RGBA) error {
				lost, added := inktest.Compare(theirs, ours[page-1])
				if min(lost, added) >= minRandom {
					return nil
				}
				path := filepath.Join(out.path(t), fmt.Sprintf("random-%s-%d.png", kind, page))
				t.Errorf("page %d: %.2f %% of poppler's ink is not there, %.2f %% only there; poppler's, ours, and the difference: %s",
					page, 100*(1-lost), 100*(1-added), path)
				return sideBySide(path, theirs, ours[page-1])
			}))
		})
	}
}

// randomList makes display lists.
type randomList struct {
	*rand.Rand
	t    *testing.T
	list draw.List
}

// page is three operations of a kind, each in groups.
func (r *randomList) page(kind string) *draw.List {
	for range 3 {
		depth := r.IntN(3)
		for range depth {
			p := draw.Push{Center: r.point(), Turn: r.IntN(4)}
			if r.IntN(3) == 0 {
				p.Clip = geom.Rect{X: r.length(0, 80), Y: r.length(0, 80), W: r.length(50, 150), H: r.length(50, 150)}
			}
			if r.IntN(2) == 0 { // so that something is to be seen
				p.Center = geom.Point{X: randomSide * geom.Pt / 2, Y: randomSide * geom.Pt / 2}
			}
			r.add(p)
		}
		r.add(r.op(kind))
		for range depth {
			r.add(draw.Pop{})
		}
	}
	return &r.list
}

func (r *randomList) add(op draw.Op) { r.list.Ops = append(r.list.Ops, op) }

// length is a length between two numbers of points.
func (r *randomList) length(from, to float64) geom.Unit {
	return geom.Unit((from + r.Float64()*(to-from)) * float64(geom.Pt))
}

func (r *randomList) point() geom.Point {
	return geom.Point{X: r.length(-20, randomSide+20), Y: r.length(-20, randomSide+20)}
}

func (r *randomList) box() geom.Rect {
	return geom.Rect{X: r.length(-20, 150), Y: r.length(-20, 150), W: r.length(0, 150), H: r.length(0, 150)}
}

func (r *randomList) color() draw.Color {
	c := draw.Color{R: uint8(r.IntN(200)), G: uint8(r.IntN(200)), B: uint8(r.IntN(200)), A: 255}
	if r.IntN(2) == 0 {
		c.A = uint8(50 + r.IntN(200))
	}
	return c
}

func (r *randomList) stroke() draw.Stroke {
	s := draw.Stroke{Color: r.color(), Width: r.length(0.3, 8), Cap: draw.Cap(r.IntN(3))}
	switch r.IntN(4) {
	case 0:
		s.Dash = draw.Dash{On: r.length(1, 20), Off: r.length(2, 20)}
	case 1:
		s.Dash = draw.Dash{On: r.length(1, 20), Off: r.length(2, 20), More: [4]geom.Unit{r.length(1, 5), r.length(1, 9)}}
	case 2:
		if s.Cap == draw.Round { // poppler leaves out square dots
			s.Dash = draw.Dash{Off: s.Width + r.length(2, 9)}
		}
	}
	return s
}

func (r *randomList) op(kind string) draw.Op {
	switch kind {
	case "rect":
		o := draw.Rect{Box: r.box(), Radius: r.length(-20, 60), Stroke: r.stroke()}
		if r.IntN(2) == 0 {
			o.Fill = r.color()
		}
		return o
	case "line":
		o := draw.Line{A: r.point(), B: r.point(), Stroke: r.stroke()}
		switch r.IntN(4) {
		case 0:
			o.B.X = o.A.X
		case 1:
			o.B.Y = o.A.Y
		case 2:
			if r.IntN(2) == 0 {
				o.B = o.A
			}
		}
		return o
	case "lines":
		o := draw.Lines{A: r.point(), B: r.point(), DX: r.length(-9, 9), DY: r.length(-9, 9), N: 1 + r.IntN(12), Stroke: r.stroke()}
		switch r.IntN(3) {
		case 0:
			o.B.X = o.A.X
		case 1:
			o.B.Y = o.A.Y
		}
		return o
	case "dots":
		o := draw.Dots{First: r.point(), PitchX: r.length(2, 20), PitchY: r.length(2, 20), NX: 1 + r.IntN(12), NY: 1 + r.IntN(12),
			Diameter: r.length(0.5, 9), Square: r.IntN(2) == 0, Color: r.color()}
		if r.IntN(2) == 0 {
			o.Shift = r.length(-9, 9)
		}
		return o
	case "path":
		var o draw.Path
		for i := range 2 + r.IntN(9) {
			s := draw.Seg{Kind: draw.SegKind(r.IntN(4)), P: [3]geom.Point{r.point(), r.point(), r.point()}}
			switch {
			case i == 0:
				s.Kind = draw.MoveTo
			case o.Segs[i-1].Kind == draw.MoveTo && s.Kind == draw.ClosePath: // poppler leaves out points with dashes
				s.Kind = draw.LineTo
			}
			o.Segs = append(o.Segs, s)
		}
		o.Stroke = r.stroke()
		if r.IntN(2) == 0 {
			o.Fill = r.color()
		}
		return o
	case "text":
		families := []string{"sans", "serif", "mono"}
		spec := font.Spec{Family: families[r.IntN(3)], Bold: r.IntN(2) == 0, Italic: r.IntN(2) == 0}
		texts := []string{"Wednesday 27", "AVATAR fi", "q\u0308a\u0301\u0323", "Ελλάδα", "שלום", "…§@%"}
		line, err := font.Builtin().Shape(spec, "en", texts[r.IntN(len(texts))])
		require.NoError(r.t, err)
		return draw.Text{At: geom.Point{X: r.length(-20, 150), Y: r.length(20, 200)}, Run: line.Runs[0], Size: r.length(4, 60), Spacing: r.length(-1, 4), Color: r.color()}
	default:
		m := &draw.Picture{Width: 1 + r.IntN(6), Height: 1 + r.IntN(6)}
		for range m.Width * m.Height {
			m.RGB = append(m.RGB, uint8(r.IntN(200)), uint8(r.IntN(200)), uint8(r.IntN(200)))
			m.Alpha = append(m.Alpha, uint8(r.IntN(256)))
		}
		if r.IntN(2) == 0 {
			m.Alpha = nil
		}
		o := draw.Image{Box: r.box(), Image: m}
		if r.IntN(2) == 0 {
			o.Alpha = uint8(r.IntN(256))
		}
		return o
	}
}
