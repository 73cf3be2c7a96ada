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

// Draw covers the box as far as it holds whole columns.
func (i *Isometric) Draw(c *Context, at geom.Rect) {
	if c.Dry() {
		return
	}
	pitch := c.Length(i.Pitch, 0)
	column := triangleHeight(pitch)
	n := c.Count(at.W, column)
	if n == 0 || at.Empty() {
		return
	}
	pen, whole := c.Pen(i.Stroke, ruling()), column*geom.Unit(n)
	at.X, at.W = at.X+(at.W-whole)/2, whole
	c.Lines(at.TopLeft(), geom.Point{X: at.X, Y: at.Bottom()}, column, 0, n+1, pen)

	// Lines of all directions meet on the left edge, counted from its middle.
	reach := c.Count(at.H/2+fall(at.W), pitch)
	segs := make([]Seg, 0, 4*(2*reach+1))
	for k := -reach; k <= reach; k++ {
		d := pitch * geom.Unit(k)
		segs = slanted(segs, at, d+fall(at.W/2), false)
		segs = slanted(segs, at, d-fall(at.W/2), true)
	}
	c.Path(segs, Color{}, pen)
}

// fall is how far a line at 30 degrees falls over a width, and run the width
// over which it falls by a height: one by, and times, the square root of three.
func fall(w geom.Unit) geom.Unit { return w.MulDiv(577_350, 1_000_000) }
func run(h geom.Unit) geom.Unit  { return h.MulDiv(1_732_051, 1_000_000) }

// slanted adds the part inside the box of the line that falls, or rises, to the
// right, and passes the middle of the box at a distance of d below it.
func slanted(segs []Seg, at geom.Rect, d geom.Unit, rises bool) []Seg {
	// Seen from the middle, a falling line has y = d + fall(x). It ends at the
	// sides of the box, or before that at top and bottom. A rising line is its
	// mirror image.
	left, right := at.W/2, at.W-at.W/2
	up, down := at.H/2, at.H-at.H/2
	if rises {
		left, right = right, left
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
