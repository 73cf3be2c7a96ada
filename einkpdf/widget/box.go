package widget

import "github.com/einkpdf/platform/einkpdf/geom"

// Box is a rectangle.
type Box struct {
	Frame
	Fill   Color       `key:"fill" doc:"Colour inside; a colour such as #00000020 lets through what lies behind."`
	Stroke Stroke      `key:"stroke" doc:"Line around the box. A box without fill and stroke gets a thin black one."`
	Radius geom.Length `key:"radius" min:"0mm" max:"100mm" doc:"Radius of the corners, at most half of the shorter side."`
	Link   Target      `key:"link" doc:"Where a tap on the box leads."`
}

// Box is the kind "box".
func (catalog) Box() Kind {
	return Kind{"box", "A rectangle with fill and outline.", &Box{}}
}

// Draw paints the rectangle; the line runs along its edges.
func (b *Box) Draw(c *Context, at geom.Rect) {
	c.Link(at, b.Link)
	var pen Pen
	if b.Stroke != (Stroke{}) || b.Fill == (Color{}) {
		pen = c.Pen(b.Stroke, Stroke{Color: Gray(0), Width: geom.Points(0.5)})
	}
	c.Rect(at, c.Length(b.Radius, 0), b.Fill, pen)
}
