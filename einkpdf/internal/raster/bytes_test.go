package raster

import (
	"context"
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// samePixels are the digests of pictures, the same on every processor. When a
// change of the pixels is meant, note those that the test prints.
var samePixels = map[string]string{
	"planner":                  "ab337e664793cc7df32b3cb08258e84f",
	"planner in colour, small": "c578b09ab8a00314d7e7dcbfdfd085a6",
	"shapes":                   "945ca78cd113e0257065ec3ebed47e0f",
	"shapes in colour":         "80941d9b2ecf1468feb6b10a467d1721",
	"hostile":                  "ff495993afd589d0e535d1c48fa1a6e1",
}

// TestSameBytesRaster compares pictures with those that were made before, on any
// processor.
func TestSameBytesRaster(t *testing.T) {
	static, own := plannerPage(t, 5)
	shapes := list(
		draw.Path{Segs: segs("mcch", 50, 50, 90, 10, 200, 60, 210, 130, 160, 300, 90, 200, 50, 50), Fill: draw.Color{R: 200, G: 100, B: 50, A: 200}, Stroke: stroke(3)},
		draw.Path{Segs: segs("mllll", 20, 300, 120, 310, 60, 380, 200, 420, 30, 333), Stroke: dashed(stroke(2), draw.Round, 7, 5)},
		draw.Path{Segs: segs("mc", 220, 300, 400, 250, 180, 500, 420, 480), Stroke: dashed(stroke(0.5), draw.Square, 3, 2)},
		draw.Rect{Box: box(230, 20, 120, 80), Radius: pt(13), Fill: draw.Gray(0xDD), Stroke: dashed(stroke(1.5), draw.Round, 0, 4)},
		line(5, 580, 440, 20, stroke(0.7)),
		draw.Dots{First: at(20, 450), PitchX: pt(7.3), PitchY: pt(6.1), NX: 20, NY: 15, Shift: pt(3.65), Diameter: pt(2.2), Color: draw.Color{B: 255, A: 99}},
		draw.Push{Clip: box(250, 110, 130, 90), Center: at(300, 150), Turn: 1},
		text(t, font.Spec{Family: "DejaVu Serif", Italic: true}, at(240, 150), 21, "Größe & façade, 2026"),
		draw.Image{Box: box(290, 100, 60, 33), Image: photograph(t, false)},
		draw.Pop{},
		text(t, font.Spec{Family: "Liberation Serif"}, at(30, 560), 170, "g§8"),
		draw.Image{Box: box(360, 110, 40, 100), Image: photograph(t, true), Alpha: 150},
	)
	hostile := list(hostileOps(t)...)
	got := map[string]string{}
	for _, c := range []struct {
		name          string
		width, height int
		color         bool
		static, own   *draw.List
	}{
		{"planner", 1404, 1872, false, static, own},
		{"planner in colour, small", 301, 400, true, static, own},
		{"shapes", 1404, 1872, false, shapes, nil},
		{"shapes in colour", 1000, 1400, true, nil, shapes},
		{"hostile", 111, 97, true, hostile, own},
	} {
		d, err := New(Config{Page: geom.Size{W: 447_292_035, H: 596_389_381}, Width: c.width, Height: c.height, Color: c.color})
		require.NoError(t, err)
		p, err := d.Draw(context.Background(), c.static, c.own)
		require.NoError(t, err)
		got[c.name] = fmt.Sprintf("%.16x", sha256.Sum256(p.pix()))
	}
	require.Equal(t, samePixels, got)
}
