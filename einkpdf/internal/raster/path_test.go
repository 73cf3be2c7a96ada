package raster

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// segs are the steps of a path: m and l take a point, c takes three, h none.
func segs(steps string, xy ...float64) (list []draw.Seg) {
	for _, step := range steps {
		s := draw.Seg{Kind: map[rune]draw.SegKind{'m': draw.MoveTo, 'l': draw.LineTo, 'c': draw.CurveTo, 'h': draw.ClosePath}[step]}
		for i := range map[rune]int{'m': 1, 'l': 1, 'c': 3}[step] {
			s.P[i] = at(xy[0], xy[1])
			xy = xy[2:]
		}
		list = append(list, s)
	}
	return list
}

func TestPaths(t *testing.T) {
	twice := func(s draw.Stroke) draw.Stroke { s.Color.A = 0x77; return s }
	for _, c := range []struct {
		name string
		w, h int
		op   draw.Path
		want string
	}{
		{"triangle", 4, 4, draw.Path{Segs: segs("mllh", 0, 0, 4, 0, 0, 4), Fill: black}, "fff8  ff8.  f8..  8..."},
		{"open paths are filled, too", 4, 4, draw.Path{Segs: segs("mll", 0, 0, 4, 0, 0, 4), Fill: black}, "fff8  ff8.  f8..  8..."},
		{"a hole", 4, 4, draw.Path{Segs: segs("mlllhmlllh", 0, 0, 4, 0, 4, 4, 0, 4, 1, 1, 1, 3, 3, 3, 3, 1), Fill: black}, "ffff  f..f  f..f  ffff"},
		{"no hole, as it goes the same way round", 4, 4, draw.Path{Segs: segs("mlllhmlllh", 0, 0, 4, 0, 4, 4, 0, 4, 1, 1, 3, 1, 3, 3, 1, 3), Fill: black},
			"ffff  ffff  ffff  ffff"},
		{"curve", 4, 4, draw.Path{Segs: segs("mclh", 0, 0, 2.21, 0, 4, 1.79, 4, 4, 0, 4), Fill: black}, "ea2.  ffe2  fffa  fffe"},
		{"a line goes on after a close", 4, 3, draw.Path{Segs: segs("mllhl", 0.5, 0.5, 2.5, 0.5, 2.5, 2.5, 0.5, 2.5), Stroke: stroke(1)}, "fff.  fef.  f4f."},
		{"corner", 4, 4, draw.Path{Segs: segs("mll", 0, 1, 3, 1, 3, 4), Stroke: stroke(2)}, "ffff  ffff  ..ff  ..ff"},
		{"closed", 4, 4, draw.Path{Segs: segs("mlllh", 0.5, 0.5, 3.5, 0.5, 3.5, 3.5, 0.5, 3.5), Stroke: stroke(1)}, "ffff  f..f  f..f  ffff"},
		{"not closed", 4, 4, draw.Path{Segs: segs("mlll", 0.5, 0.5, 3.5, 0.5, 3.5, 3.5, 0.5, 3.5), Stroke: stroke(1)}, "8fff  ...f  ...f  8fff"},
		{"translucent strokes do not add up", 5, 5, draw.Path{Segs: segs("mlml", 0, 2.5, 5, 2.5, 2.5, 0, 2.5, 5), Stroke: twice(stroke(1))},
			"..7..  ..7..  77777  ..7..  ..7.."},
		{"filled and framed", 4, 3, draw.Path{Segs: segs("mlllh", 0.5, 0.5, 3.5, 0.5, 3.5, 2.5, 0.5, 2.5), Fill: draw.Gray(0xAA), Stroke: stroke(1)}, "ffff  f55f  ffff"},
		{"moves alone show nothing", 3, 3, draw.Path{Segs: segs("mm", 1, 1, 2, 2), Fill: black, Stroke: capped(stroke(2), draw.Round)}, "...  ...  ..."},
		{"a point with round ends", 4, 4, draw.Path{Segs: segs("ml", 2, 2, 2, 2), Stroke: capped(stroke(4), draw.Round)}, "5ee5 effe effe 5ee5"},
		{"dashes go around corners", 5, 5, draw.Path{Segs: segs("mll", 0, 0.5, 4.5, 0.5, 4.5, 5), Stroke: dashed(stroke(1), draw.Butt, 3, 1)}, "fff.f  ....f  ....f  .....  ....f"},
		{"nothing to see", 2, 1, draw.Path{Segs: segs("ml", 0, 0, 2, 0)}, ".."},
		{"empty", 2, 1, draw.Path{Fill: black}, ".."},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, picture(c.want), levels(t, c.w, c.h, c.op))
		})
	}
}

// A pointed corner sticks out as far as ten times the width; a sharper one is
// cut off.
func TestMiter(t *testing.T) {
	reach := func(h float64) int {
		d := drawer(t, 200, 40)
		p, err := d.Draw(context.Background(), nil, list(draw.Path{Segs: segs("mll", 10, 20-h, 100, 20, 10, 20+h), Stroke: stroke(4)}))
		require.NoError(t, err)
		last := 0
		for x := range p.Width {
			if p.Gray[20*p.Width+x] < 128 || p.Gray[19*p.Width+x] < 128 {
				last = x
			}
		}
		return last
	}
	require.InDelta(t, 114, reach(9.5), 1) // 1/sin of half the angle is 9.5: 19 beyond the corner, the last five of which are thin
	require.InDelta(t, 100, reach(8.5), 1)
}

func TestGroups(t *testing.T) {
	l := []draw.Op{ // an L of three by four pixels
		draw.Rect{Box: box(0, 0, 1, 4), Fill: black},
		draw.Rect{Box: box(1, 3, 2, 1), Fill: draw.Gray(0x77)},
	}
	group := func(p draw.Push, ops ...draw.Op) []draw.Op {
		return append(append([]draw.Op{p}, ops...), draw.Pop{})
	}
	turn := func(n int) draw.Push { return draw.Push{Center: at(2.5, 2.5), Turn: n} }
	for _, c := range []struct {
		name string
		ops  []draw.Op
		want string
	}{
		{"not turned", group(turn(0), l...), "f....  f....  f....  f88..  ....."},
		{"a quarter, clockwise", group(turn(1), l...), ".ffff  .8...  .8...  .....  ....."},
		{"half", group(turn(2), l...), ".....  ..88f  ....f  ....f  ....f"},
		{"three quarters", group(turn(3), l...), ".....  .....  ...8.  ...8.  ffff."},
		{"minus one quarter", group(turn(-1), l...), ".....  .....  ...8.  ...8.  ffff."},
		{"about another centre", group(draw.Push{Center: at(2, 2), Turn: 1}, l...), "ffff.  8....  8....  .....  ....."},
		{"clipped", group(draw.Push{Clip: box(0, 2, 2, 2)}, l...), ".....  .....  f....  f8...  ....."},
		{"clips add up", group(draw.Push{Clip: box(0, 2, 2, 2)}, group(draw.Push{Clip: box(0, 0, 5, 3)}, l...)...), ".....  .....  f....  .....  ....."},
		{"nothing left", group(draw.Push{Clip: box(0, 2, 2, 2)}, group(draw.Push{Clip: box(3, 0, 2, 3)}, l...)...), ".....  .....  .....  .....  ....."},
		{"clips are outside of the turn", group(draw.Push{Clip: box(0, 0, 5, 1), Center: at(2.5, 2.5), Turn: 1}, l...), ".ffff  .....  .....  .....  ....."},
		{"turns in turns", group(turn(1), group(turn(1), l...)...), ".....  ..88f  ....f  ....f  ....f"},
		{"turns about different centres", group(turn(1), group(draw.Push{Center: at(2, 2), Turn: 3}, l...)...), ".f...  .f...  .f...  .f88.  ....."},
		{"clips in turns", group(turn(1), group(draw.Push{Clip: box(0, 0, 1, 2)}, l...)...), "...ff  .....  .....  .....  ....."},
		{"ends", append(group(turn(1)), l...), "f....  f....  f....  f88..  ....."},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, picture(c.want), levels(t, 5, 5, c.ops...))
		})
	}
}

// Dashes of boxes begin where the PDF begins the box: at the bottom left.
func TestDashedBox(t *testing.T) {
	s := dashed(stroke(1), draw.Butt, 3, 100)
	require.Equal(t, picture("......  ......  ......  8ff8.."), levels(t, 6, 4, draw.Rect{Box: box(0.5, 0.5, 5, 3), Stroke: s}))
	require.Equal(t, picture("..8ff8..  ........  ........  ........"), levels(t, 8, 4, draw.Rect{Box: box(0.5, 0.5, 7, 7), Radius: pt(2), Stroke: s}))
}

func TestBadLists(t *testing.T) {
	many := geom.Unit(1) << 40
	for want, ops := range map[string][]draw.Op{
		"groups are nested more than 24 deep":        make([]draw.Op, 25),
		"1 groups are not closed":                    {draw.Push{}},
		"operation 1: a group is closed that was":    {draw.Rect{}, draw.Pop{}},
		"unknown operation <nil>":                    {nil},
		"a path does not begin with a move":          {draw.Path{Segs: segs("l", 1, 1), Fill: black}},
		"unknown path step 9":                        {draw.Path{Segs: []draw.Seg{{}, {Kind: 9}}, Fill: black}},
		"more than 4194304 lines":                    {draw.Lines{N: 1 << 30, Stroke: stroke(1)}},
		"more than 4194304 lines, dots or edges":     {draw.Dots{NX: 1 << 20, NY: 1 << 20, PitchX: 1, Diameter: 1, Color: black}},
		"operation 0: more than 4194304 lines, dots": {draw.Dots{NX: 1, NY: 1 << 30, PitchX: many, Diameter: 1, Color: black}},
		"a text has no usable font":                  {draw.Text{Run: brokenRun(), Size: 1, Color: black}},
		"a picture of 0x0 pixels":                    {draw.Image{Box: box(0, 0, 1, 1), Image: &draw.Picture{}}},
		"has 3 grey, 0 RGB, 0 alpha and 0 JPEG":      {draw.Image{Box: box(0, 0, 1, 1), Image: &draw.Picture{Width: 2, Height: 2, Gray: make([]byte, 3)}}},
		"has 0 grey, 12 RGB, 1 alpha":                {draw.Image{Box: box(0, 0, 1, 1), Image: &draw.Picture{Width: 2, Height: 2, RGB: make([]byte, 12), Alpha: make([]byte, 1)}}},
		"at most 40000000 are decoded":               {draw.Image{Box: box(0, 0, 1, 1), Image: &draw.Picture{Width: 60000, Height: 60000, JPEG: []byte("x")}}},
		"a JPEG picture: ":                           {draw.Image{Box: box(0, 0, 1, 1), Image: &draw.Picture{Width: 2, Height: 2, JPEG: []byte("x")}}},
	} {
		for i := range ops {
			if ops[i] == nil && len(ops) > 1 {
				ops[i] = draw.Push{}
			}
		}
		d := drawer(t, 10, 10)
		p, err := d.Draw(context.Background(), list(ops...), nil)
		require.ErrorContains(t, err, want)
		require.Nil(t, p)
		_, err = d.Draw(context.Background(), nil, list(ops...))
		require.ErrorContains(t, err, want)
		p, err = d.Draw(context.Background(), nil, nil)
		require.NoError(t, err, "after an error")
		require.Equal(t, byte(255), p.Gray[0])
	}
}

// Pieces of a curve that run along an axis are not moved onto whole pixels.
func TestCurvesStay(t *testing.T) {
	curve := draw.Path{Segs: segs("mc", 0, 20, 100, 20-40./3, 300, 20-40./3, 400, 20), Stroke: stroke(1)} // its top is at 200, 10
	p, err := drawer(t, 400, 20).Draw(context.Background(), nil, list(curve))
	require.NoError(t, err)
	for x := 199; x < 201; x++ {
		require.InDelta(t, 128, p.Gray[9*400+x], 16)
		require.InDelta(t, 128, p.Gray[10*400+x], 16)
	}
}
