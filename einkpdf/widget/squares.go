package widget

import "github.com/einkpdf/platform/einkpdf/geom"

// Squares is square grid paper.
type Squares struct {
	Frame
	Pitch        geom.Length `key:"pitch" required:"true" min:"1mm" max:"200mm" doc:"Side of a square."`
	Stroke       Stroke      `key:"stroke" doc:"The lines; thin and light grey by default."`
	AccentEvery  int         `key:"accent-every" min:"2" max:"100" doc:"Every how many lines there is an accent line, counted from the top left; 5 gives blocks of five squares."`
	AccentStroke Stroke      `key:"accent-stroke" doc:"The accent lines; by default like the others, but darker."`
	Border       string      `key:"border" enum:"closed,open" default:"closed" doc:"Whether the outermost squares have their outer line."`
	Align        string      `key:"align" enum:"center,top-left" default:"center" doc:"Whether the space that is left over goes to all edges, or to the right and the bottom."`
}

// Squares is the kind "squares".
func (catalog) Squares() Kind {
	return Kind{"squares", "Square grid paper.", &Squares{}}
}

// Draw paints as many whole squares as the box holds.
func (s *Squares) Draw(c *Context, at geom.Rect) {
	if c.Dry() {
		return
	}
	pitch := c.Length(s.Pitch, 0)
	nx, ny := c.Count(at.W, pitch), c.Count(at.H, pitch)
	if nx == 0 || ny == 0 {
		return
	}
	grid := geom.Rect{X: at.X, Y: at.Y, W: pitch * geom.Unit(nx), H: pitch * geom.Unit(ny)}
	if s.Align != "top-left" {
		grid.X += (at.W - grid.W) / 2
		grid.Y += (at.H - grid.H) / 2
	}
	first, last := 0, 0 // lines left out at either side
	if s.Border == "open" {
		first, last = 1, 1
	}
	s.rule(c, grid, pitch, 1, first, nx-last, ny-last, c.Pen(s.Stroke, ruling()))
	if s.AccentEvery > 1 {
		under := s.Stroke
		under.Color = Gray(0x77)
		first = (first + s.AccentEvery - 1) / s.AccentEvery
		s.rule(c, grid, pitch, s.AccentEvery, first, (nx-last)/s.AccentEvery, (ny-last)/s.AccentEvery, c.Pen(s.AccentStroke, under.over(ruling())))
	}
}

// rule draws every n-th line of the grid from the first to the last one,
// counted in such steps.
func (s *Squares) rule(c *Context, grid geom.Rect, pitch geom.Unit, n, first, lastX, lastY int, pen Pen) {
	step := pitch * geom.Unit(n)
	x, y := grid.X+step*geom.Unit(first), grid.Y+step*geom.Unit(first)
	// Lines of a closed border meet in full corners.
	half := geom.Unit(0)
	if s.Border != "open" {
		half = pen.Width / 2
	}
	c.Lines(geom.Point{X: grid.X - half, Y: y}, geom.Point{X: grid.Right() + half, Y: y}, 0, step, lastY-first+1, pen)
	c.Lines(geom.Point{X: x, Y: grid.Y - half}, geom.Point{X: x, Y: grid.Bottom() + half}, step, 0, lastX-first+1, pen)
}
