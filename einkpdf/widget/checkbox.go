package widget

import "github.com/einkpdf/platform/einkpdf/geom"

// Checkbox is a box to tick, with a label.
type Checkbox struct {
	Frame
	Label   Text        `key:"label" doc:"What stands beside the box. A text that is too long is broken into lines, and gets smaller where there is no room for them."`
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

// Draw paints box and label in the middle of the height. The box stands beside
// the first line of the label.
func (b *Checkbox) Draw(c *Context, at geom.Rect) {
	c.Link(at, b.Link)
	if c.dry {
		return
	}
	size, gap, style := b.measure(c)
	size = min(size, at.W, at.H)
	label, room := c.String(b.Label), max(at.W-size-gap, 0)
	style = c.shrunk(style, 5*geom.Pt, func(s Style) bool {
		n, fits := c.lines(label, s, room)
		return fits && (n == 1 || labelled(n, c.LineHeight(s), size) <= at.H+slack)
	})
	used, n, pitch := size, 1, c.LineHeight(style)
	if label != "" {
		used += gap + min(c.TextWidth(label, style), room)
		n, _ = c.lines(label, style, room)
	}
	first := max(size, pitch)
	top := at.Y + (at.H-labelled(n, pitch, size))/2
	if n > 1 {
		top = max(top, at.Y)
	}
	box := geom.Rect{X: at.X + align(b.Align, at.W-used), Y: top + (first-size)/2, W: size, H: size}
	pen, color := c.Pen(b.Stroke, outline()), b.Check
	pick(&color, Gray(0))
	c.mark(box.InsetAll(pen.Width/2), b.Shape, b.Fill, pen)
	if b.Checked {
		c.tick(box, color)
	}
	style.Align, style.VAlign = "left", "middle"
	text := geom.Rect{X: box.Right() + gap, Y: top + (first-pitch)/2, W: at.Right() - box.Right() - gap, H: pitch * geom.Unit(n)}
	c.WriteParagraph(text, label, style, false, 0)
	if need := labelled(n, pitch, size); n > 1 && need > at.H+slack {
		c.overflow(at, "the lines of the label need", need, at.H, "make the checkbox wider or higher, or its label shorter")
	}
}

// labelled is the height of a box with n lines beside it.
func labelled(n int, pitch, size geom.Unit) geom.Unit {
	return max(size, pitch) + pitch*geom.Unit(n-1)
}

// Natural is box and label.
func (b *Checkbox) Natural(c *Context, space geom.Size) (geom.Size, bool) {
	size, gap, style := b.measure(c)
	label := c.String(b.Label)
	if label == "" {
		return geom.Size{W: size, H: size}, true
	}
	n, _ := c.lines(label, style, max(space.W-size-gap, 0))
	width := size + gap + c.TextWidth(label, style) + slack
	return geom.Size{W: min(width, space.W), H: labelled(n, c.LineHeight(style), size)}, true
}
