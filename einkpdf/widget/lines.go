package widget

import "github.com/einkpdf/platform/einkpdf/geom"

// Lines is ruled paper.
type Lines struct {
	Frame
	Pitch        geom.Length `key:"pitch" required:"true" min:"0.35mm" max:"200mm" doc:"Distance between the lines."`
	Stroke       Stroke      `key:"stroke" doc:"The lines; thin and light grey by default."`
	Start        string      `key:"start" enum:"pitch,edge" default:"pitch" doc:"Where the first line is: one pitch below the top edge, or on the edge."`
	Count        int         `key:"count" min:"1" max:"1000" doc:"Largest number of lines in a column; without it as many as fit."`
	Columns      int         `key:"columns" min:"1" max:"20" default:"1" doc:"Number of columns side by side."`
	ColumnGap    geom.Length `key:"column-gap" min:"0mm" max:"200mm" default:"5mm" doc:"Space between columns."`
	Margin       geom.Length `key:"margin" min:"0mm" max:"200mm" doc:"Draws a margin line, this far from the left edge of each column."`
	MarginStroke Stroke      `key:"margin-stroke" doc:"The margin line; without it like the lines."`
	Padding      Edges       `key:"padding" doc:"Space between the edges and the lines."`
}

// Lines is the kind "lines".
func (catalog) Lines() Kind {
	return Kind{"lines", "Ruled lines to write on.", &Lines{}}
}

// Draw rules the columns.
func (l *Lines) Draw(c *Context, at geom.Rect) {
	if c.Dry() {
		return
	}
	at = at.Inset(c.edges(l.Padding))
	if at.Empty() {
		return
	}
	pitch, pen := c.Length(l.Pitch, 0), c.Pen(l.Stroke, ruling())
	n, y := c.Count(at.H, pitch), at.Y+pitch
	if l.Start == "edge" {
		n, y = n+1, at.Y
	}
	if l.Count > 0 {
		n = min(n, l.Count)
	}
	for _, col := range columns(at, l.Columns, c.columnGap(l.ColumnGap)) {
		c.Lines(geom.Point{X: col.X, Y: y}, geom.Point{X: col.Right(), Y: y}, 0, pitch, n, pen)
		if !l.Margin.IsZero() {
			x := col.X + c.Length(l.Margin, 0)
			c.Line(geom.Point{X: x, Y: col.Y}, geom.Point{X: x, Y: col.Bottom()}, c.Pen(l.MarginStroke, l.Stroke.over(ruling())))
		}
	}
}

// Natural is the height of a given number of lines.
func (l *Lines) Natural(c *Context, space geom.Size) (geom.Size, bool) {
	in, n := c.edges(l.Padding), l.Count
	if l.Start == "edge" {
		n--
	}
	return geom.Size{W: space.W, H: in.Top + in.Bottom + c.Length(l.Pitch, 0)*geom.Unit(max(n, 0))}, l.Count > 0
}

// columnGap is the space between columns of writing.
func (c *Context) columnGap(gap geom.Length) geom.Unit {
	return c.LengthOr(gap, 0, c.Length(geom.MM(5), 0))
}
