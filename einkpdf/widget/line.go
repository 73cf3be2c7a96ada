package widget

import "github.com/einkpdf/platform/einkpdf/geom"

// Line is one straight line.
type Line struct {
	Frame
	Direction string `key:"direction" enum:"horizontal,vertical" default:"horizontal" doc:"Across the middle of the box, or down it."`
	Stroke    Stroke `key:"stroke" doc:"The line; thin and grey by default."`
}

// Line is the kind "line".
func (catalog) Line() Kind {
	return Kind{"line", "A horizontal or vertical line.", &Line{}}
}

func (l *Line) pen(c *Context) Pen {
	return c.Pen(l.Stroke, Stroke{Color: Gray(0x77), Width: geom.Points(0.5)})
}

// Draw paints the line through the middle of the box.
func (l *Line) Draw(c *Context, at geom.Rect) {
	mid := at.Center()
	if l.Direction == "vertical" {
		c.Line(geom.Point{X: mid.X, Y: at.Y}, geom.Point{X: mid.X, Y: at.Bottom()}, l.pen(c))
		return
	}
	c.Line(geom.Point{X: at.X, Y: mid.Y}, geom.Point{X: at.Right(), Y: mid.Y}, l.pen(c))
}

// Natural is the line's thickness; its length follows the other widgets.
func (l *Line) Natural(c *Context, space geom.Size) (geom.Size, bool) {
	if l.Direction == "vertical" {
		return geom.Size{W: l.pen(c).Width}, true
	}
	return geom.Size{W: space.W, H: l.pen(c).Width}, true
}
