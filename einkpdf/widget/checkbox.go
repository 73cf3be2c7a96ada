package widget

import "github.com/einkpdf/platform/einkpdf/geom"

// Checkbox is a box to tick, with a label.
type Checkbox struct {
	Frame
	Label   Text        `key:"label" doc:"What stands beside the box. A text that is too long gets smaller and is broken into lines."`
	Checked bool        `key:"checked" doc:"Draws the check mark."`
	Shape   string      `key:"shape" enum:"square,circle" default:"square" doc:"Shape of the box."`
	Size    geom.Length `key:"size" min:"1mm" max:"50mm" default:"4mm" doc:"Width and height of the box."`
	Gap     geom.Length `key:"gap" min:"0mm" max:"50mm" doc:"Space between box and label; by default half of the box."`
	Align   string      `key:"align" enum:"left,center,right" default:"left" doc:"Where box and label go together."`
	Stroke  Stroke      `key:"stroke" doc:"Outline of the box."`
	Fill    Color       `key:"fill" doc:"Colour inside the box."`
	Check   Color       `key:"check-color" default:"black" doc:"Colour of the check mark."`
	Style   StyleRef    `key:"style" doc:"How the label looks."`
	Link    Target      `key:"link" doc:"Where a tap on the widget leads."`
}

// Checkbox is the kind "checkbox".
func (catalog) Checkbox() Kind {
	return Kind{"checkbox", "A box to tick, with a label.", &Checkbox{}}
}

func (b *Checkbox) measure(c *Context) (size, gap geom.Unit, style Style) {
	size = c.LengthOr(b.Size, 0, c.Length(geom.MM(4), 0))
	gap = c.LengthOr(b.Gap, 0, size/2)
	return size, gap, c.Style(b.Style, Style{Size: textSize(size, 85)})
}

// Draw paints the box in the middle of the height and the label beside it.
func (b *Checkbox) Draw(c *Context, at geom.Rect) {
	c.Link(at, b.Link)
	size, gap, style := b.measure(c)
	size = min(size, at.W, at.H)
	label := c.String(b.Label)
	used := size
	if label != "" {
		used += gap + min(c.TextWidth(label, style), max(at.W-size-gap, 0))
	}
	box := geom.Rect{X: at.X + align(b.Align, at.W-used), Y: at.Y + (at.H-size)/2, W: size, H: size}
	pen, color := c.Pen(b.Stroke, outline()), b.Check
	pick(&color, Gray(0))
	c.mark(box.InsetAll(pen.Width/2), b.Shape, b.Fill, pen)
	if b.Checked {
		c.tick(box, color)
	}
	style.Align = "left"
	x := box.Right() + gap
	c.WriteParagraph(geom.Rect{X: x, Y: at.Y, W: at.Right() - x, H: at.H}, label, style, true, 5*geom.Pt)
}

// Natural is box and label.
func (b *Checkbox) Natural(c *Context, _ geom.Size) (geom.Size, bool) {
	size, gap, style := b.measure(c)
	label := c.String(b.Label)
	if label == "" {
		return geom.Size{W: size, H: size}, true
	}
	return geom.Size{W: size + gap + c.TextWidth(label, style) + slack, H: max(size, c.LineHeight(style))}, true
}
