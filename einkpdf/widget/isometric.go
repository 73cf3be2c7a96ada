package widget

import "github.com/einkpdf/platform/einkpdf/geom"

// Isometric is paper for drawing in three dimensions: upright lines and lines
// that rise and fall at 30 degrees.
type Isometric struct {
	Frame
	Pitch  geom.Length `key:"pitch" required:"true" min:"1mm" max:"200mm" doc:"Side of a triangle."`
	Stroke Stroke      `key:"stroke" doc:"The lines; thin and light grey by default."`
}

// Isometric is the kind "isometric".
func (catalog) Isometric() Kind {
	return Kind{"isometric", "Paper with lines in three directions, for drawing in three dimensions.", &Isometric{}}
}

// Draw covers the box; lines of all three directions meet in its middle.
func (i *Isometric) Draw(c *Context, at geom.Rect) {
	pitch := c.Length(i.Pitch, 0)
	if at.Empty() {
		return
	}
	pen, mid := c.Pen(i.Stroke, ruling()), at.Center()
	column := triangleHeight(pitch)
	half := c.Count(at.W/2, column)
	x := mid.X - column*geom.Unit(half)
	c.Lines(geom.Point{X: x, Y: at.Y}, geom.Point{X: x, Y: at.Bottom()}, column, 0, 2*half+1, pen)

	// A slanted line is known by where it crosses the middle column.
	reach := c.Count(at.H/2+fall(at.W-at.W/2), pitch)
	segs := make([]Seg, 0, 4*(2*reach+1))
	for k := -reach; k <= reach; k++ {
		d := pitch * geom.Unit(k)
		segs = slanted(segs, at, mid.Y+d, false)
		segs = slanted(segs, at, mid.Y+d, true)
	}
	c.Path(segs, Color{}, pen)
}

// fall is how far a line at 30 degrees falls over a width, and run the width
// over which it falls by a height: one by, and times, the square root of three.
func fall(w geom.Unit) geom.Unit { return w.MulDiv(577_350, 1_000_000) }
func run(h geom.Unit) geom.Unit  { return h.MulDiv(1_732_051, 1_000_000) }

// slanted adds the part inside the box of the line that crosses the middle
// column at y and falls, or rises, to the right.
func slanted(segs []Seg, at geom.Rect, y geom.Unit, rises bool) []Seg {
	// Seen from the middle, the falling line has y = d + fall(x). Its ends are
	// where it leaves the box at the sides, or before that at top and bottom.
	left, right := at.W/2, at.W-at.W/2
	up, down := at.H/2, at.H-at.H/2
	d := y - at.Center().Y
	if rises {
		left, right = right, left // mirrored
	}
	x0, y0 := -left, d-fall(left)
	x1, y1 := right, d+fall(right)
	if y0 < -up {
		x0, y0 = -run(d+up), -up
	}
	if y1 > down {
		x1, y1 = run(down-d), down
	}
	if x1 <= x0 {
		return segs
	}
	if rises {
		x0, x1 = -x0, -x1
	}
	mid := at.Center()
	return append(segs, Move(mid.Add(x0, y0)), To(mid.Add(x1, y1)))
}
