package raster

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func line(x0, y0, x1, y1 float64, s draw.Stroke) draw.Line {
	return draw.Line{A: at(x0, y0), B: at(x1, y1), Stroke: s}
}

func dashed(s draw.Stroke, cap draw.Cap, on, off float64) draw.Stroke {
	s.Cap, s.Dash = cap, draw.Dash{On: pt(on), Off: pt(off)}
	return s
}

func capped(s draw.Stroke, c draw.Cap) draw.Stroke {
	s.Cap = c
	return s
}

func TestOperations(t *testing.T) {
	grey := draw.Gray(0x77)
	for _, c := range []struct {
		name string
		w, h int
		ops  []draw.Op
		want string
	}{
		{"rectangle", 5, 4, []draw.Op{draw.Rect{Box: box(1, 1, 3, 2), Fill: black}}, ".....  .fff.  .fff.  ....."},
		{"edges are rounded", 5, 3, []draw.Op{draw.Rect{Box: box(0.6, 0.4, 2.8, 1.8), Fill: black}}, ".ff..  .ff..  ....."},
		{"neighbours touch", 5, 1, []draw.Op{
			draw.Rect{Box: box(0, 0, 2.4, 1), Fill: black}, draw.Rect{Box: box(2.4, 0, 2.2, 1), Fill: grey},
		}, "ff888"},
		{"at least a pixel", 4, 3, []draw.Op{draw.Rect{Box: box(1.2, 1.6, 0.1, 0.1), Fill: black}, draw.Rect{Box: box(3, 1, 0, 0), Fill: black}},
			"....  .f.f  ...."},
		{"grey and white", 3, 1, []draw.Op{
			draw.Rect{Box: box(0, 0, 3, 1), Fill: grey}, draw.Rect{Box: box(1, 0, 1, 1), Fill: draw.Gray(255)},
		}, "8.8"},
		{"half covering", 3, 1, []draw.Op{
			draw.Rect{Box: box(0, 0, 2, 1), Fill: black}, draw.Rect{Box: box(1, 0, 2, 1), Fill: draw.Color{R: 255, G: 255, B: 255, A: 0x88}},
		}, "f7."},
		{"colours are grey", 3, 1, []draw.Op{
			draw.Rect{Box: box(0, 0, 1, 1), Fill: draw.Color{R: 255, A: 255}}, draw.Rect{Box: box(1, 0, 1, 1), Fill: draw.Color{G: 255, A: 255}},
			draw.Rect{Box: box(2, 0, 1, 1), Fill: draw.Color{B: 255, A: 255}},
		}, "b6d"},
		{"no colour", 3, 1, []draw.Op{draw.Rect{Box: box(0, 0, 3, 1)}, line(0, 0, 3, 0, draw.Stroke{Width: pt(1)}), line(0, 0, 3, 0, draw.Stroke{Color: black})}, "..."},
		{"frame", 6, 5, []draw.Op{draw.Rect{Box: box(1.5, 1.5, 3, 2), Stroke: stroke(1)}}, "......  .ffff.  .f..f.  .ffff.  ......"},
		{"thick frame", 6, 5, []draw.Op{draw.Rect{Box: box(2, 2, 2, 1), Stroke: stroke(2)}}, "......  .ffff.  .ffff.  .ffff.  ......"},
		{"frame with a filling", 5, 5, []draw.Op{draw.Rect{Box: box(0.5, 0.5, 4, 4), Fill: grey, Stroke: stroke(1)}},
			"fffff  f888f  f888f  f888f  fffff"},
		{"translucent frame", 4, 4, []draw.Op{draw.Rect{Box: box(0.5, 0.5, 3, 3), Stroke: draw.Stroke{Color: draw.Color{A: 0x77}, Width: pt(1)}}},
			"7777  7..7  7..7  7777"},
		{"negative", 2, 1, []draw.Op{draw.Rect{Box: box(1, 0, -1, 1), Fill: black}}, ".."},
		{"rounded", 8, 8, []draw.Op{draw.Rect{Box: box(0, 0, 8, 8), Radius: pt(4), Fill: black}},
			".2aeea2. 2effffe2 affffffa effffffe effffffe affffffa 2effffe2 .2aeea2."},
		{"rounded frame", 9, 7, []draw.Op{draw.Rect{Box: box(0.4, 0.6, 8, 6), Radius: pt(2), Stroke: stroke(1)}},
			"2cfffffc2 c8.....8c f.......f f.......f f.......f c8.....8c 2cfffffc2"},
		{"level line", 6, 3, []draw.Op{line(1, 1.5, 5, 1.5, stroke(1))}, "......  .ffff.  ......"},
		{"line between pixels", 6, 3, []draw.Op{line(1, 1.9, 5, 1.9, stroke(0.2))}, "......  .ffff.  ......"},
		{"wide lines are whole pixels", 4, 5, []draw.Op{line(0, 2.2, 4, 2.2, stroke(2.3))}, "....  ffff  ffff  ....  ...."},
		{"backwards", 4, 2, []draw.Op{line(3, 0.5, 1, 0.5, stroke(1))}, ".ff. ...."},
		{"upright line", 3, 4, []draw.Op{line(1.5, 3, 1.5, 1, stroke(1))}, "...  .f.  .f.  ..."},
		{"along the edge of the paper", 3, 3, []draw.Op{line(0, 3, 3, 3, stroke(1)), line(3, 0, 3, 3, stroke(1))}, "..f  ..f  fff"},
		{"just outside", 2, 2, []draw.Op{line(0, 2.6, 2, 2.6, stroke(1)), line(-0.7, 0, -0.7, 2, stroke(1))}, "..  .."},
		{"slanted line", 4, 4, []draw.Op{line(0, 0, 4, 4, stroke(1))}, "e4..  4e4.  .4e4  ..4e"},
		{"square ends", 6, 3, []draw.Op{line(2, 1.5, 4, 1.5, capped(stroke(2), draw.Square))}, "......  .ffff.  .ffff."},
		{"round ends", 8, 4, []draw.Op{line(2, 2, 6, 2, capped(stroke(4), draw.Round))}, "5effffe5 effffffe effffffe 5effffe5"},
		{"dashes", 8, 1, []draw.Op{line(0, 0.5, 8, 0.5, dashed(stroke(1), draw.Butt, 2, 1))}, "ff.ff.ff"},
		{"dashes from the start", 8, 1, []draw.Op{line(8, 0.5, 0, 0.5, dashed(stroke(1), draw.Butt, 2, 2))}, "..ff..ff"},
		{"dashes with square ends", 9, 1, []draw.Op{line(0, 0.5, 9, 0.5, dashed(stroke(1), draw.Square, 1, 3))}, "ff..ff..f"},
		{"short dashes", 6, 1, []draw.Op{line(0, 0.5, 6, 0.5, dashed(stroke(1), draw.Butt, 0.1, 2.9))}, "f..f.."},
		{"dots and dashes", 10, 1, []draw.Op{line(0, 0.5, 10, 0.5, draw.Stroke{Color: black, Width: pt(1), Dash: draw.Dash{On: pt(3), Off: pt(1), More: [4]geom.Unit{pt(1), pt(1)}}})},
			"fff.f.fff."},
		{"no gaps", 4, 1, []draw.Op{line(0, 0.5, 4, 0.5, dashed(stroke(1), draw.Butt, 1, 0))}, "ffff"},
		{"nothing but gaps", 4, 1, []draw.Op{line(0, 0.5, 4, 0.5, dashed(stroke(1), draw.Butt, 0, 1))}, "...."},
		{"dots of a line", 9, 2, []draw.Op{line(1, 1, 9, 1, dashed(stroke(2), draw.Round, 0, 4))}, "cc..cc..c  cc..cc..c"},
		{"too fine to see", 4, 1, []draw.Op{line(0, 0.5, 4, 0.5, dashed(stroke(1), draw.Butt, 0.01, 0.01))}, "7777"},
		{"slanted dashes", 8, 8, []draw.Op{line(0, 0, 8, 8, dashed(stroke(1.5), draw.Butt, 2.8284, 2.8284))},
			"f8...... 8f4..... .4...... ....4... ...4f8.. ....8f4. .....4.. ........"},
		{"a point", 4, 2, []draw.Op{line(1, 1, 1, 1, stroke(2)), line(3, 1, 3, 1, capped(stroke(2), draw.Square))}, "....  ...."},
		{"a round point", 4, 4, []draw.Op{line(2, 2, 2, 2, capped(stroke(4), draw.Round))}, "5ee5 effe effe 5ee5"},
		{"lines", 4, 7, []draw.Op{draw.Lines{A: at(0, 0.5), B: at(3, 0.5), DY: pt(2.5), N: 3, Stroke: stroke(1)}},
			"fff. .... .... fff. .... fff. ...."},
		{"lines sideways", 7, 2, []draw.Op{draw.Lines{A: at(0.5, 0), B: at(0.5, 2), DX: pt(2), N: 3, Stroke: stroke(1)}}, "f.f.f..  f.f.f.."},
		{"translucent lines do not add up", 3, 3, []draw.Op{draw.Lines{A: at(0, 1.5), B: at(3, 1.5), N: 5, Stroke: draw.Stroke{Color: draw.Color{A: 0x77}, Width: pt(1)}}},
			"...  777  ..."},
		{"no lines", 2, 1, []draw.Op{draw.Lines{A: at(0, 0), B: at(2, 0), N: -1, Stroke: stroke(1)}}, ".."},
		{"square dots", 7, 4, []draw.Op{draw.Dots{First: at(1.5, 0.5), PitchX: pt(2), PitchY: pt(2), NX: 3, NY: 2, Diameter: pt(1), Square: true, Color: black}},
			".f.f.f.  .......  .f.f.f.  ......."},
		{"shifted rows", 7, 5, []draw.Op{draw.Dots{First: at(1.5, 0.5), PitchX: pt(2), PitchY: pt(2), NX: 3, NY: 3, Shift: pt(1), Diameter: pt(1), Square: true, Color: black}},
			".f.f.f.  .......  ..f.f..  .......  .f.f.f."},
		{"round dots", 8, 4, []draw.Op{draw.Dots{First: at(2, 2), PitchX: pt(4), PitchY: pt(4), NX: 2, NY: 1, Diameter: pt(3), Color: black}},
			".66..66. 6ff66ff6 6ff66ff6 .66..66."},
		{"dots without a pitch", 3, 1, []draw.Op{draw.Dots{First: at(0.5, 0.5), PitchY: pt(1), NX: 3, NY: 1, Diameter: pt(1), Square: true, Color: black}}, "f.."},
		{"square dots that touch", 6, 1, []draw.Op{draw.Dots{First: at(1, 0.5), PitchX: pt(1), PitchY: pt(1), NX: 4, NY: 1, Diameter: pt(2), Square: true, Color: draw.Color{A: 0x77}}},
			"77777."},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, picture(c.want), levels(t, c.w, c.h, c.ops...))
		})
	}
}
