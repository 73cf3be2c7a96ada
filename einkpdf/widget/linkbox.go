package widget

import "github.com/einkpdf/platform/einkpdf/geom"

// LinkBox is a text that can be tapped. An optional link ("day/{date+1d}?")
// whose page does not exist is left out together with its text.
type LinkBox struct {
	Frame
	Text   Text        `key:"text" required:"true" doc:"What it says."`
	To     Target      `key:"to" required:"true" doc:"The page key or anchor that it leads to; a trailing ? leaves it out where there is none."`
	Style  StyleRef    `key:"style" doc:"How it looks."`
	Fit    string      `key:"fit" enum:"wrap,line,shrink,shrink-wrap" default:"shrink" doc:"Break into lines; keep one line, which begins at the left edge where it is too long; make the letters smaller until one line fits; or break into lines and make the letters smaller."`
	Fill   Color       `key:"fill" doc:"Colour behind the text."`
	Stroke Stroke      `key:"stroke" doc:"Line around the box."`
	Radius geom.Length `key:"radius" doc:"Radius of the corners." min:"0mm" max:"100mm"`
	Rotate int         `key:"rotate" min:"0" max:"270" doc:"Turn clockwise by 90, 180 or 270 degrees." default:"0"`
}

// Link is the kind "link".
func (catalog) Link() Kind {
	return Kind{"link", "A line of text that jumps to a page or anchor.", &LinkBox{}}
}

// Check refuses turns that are no quarter turns.
func (l *LinkBox) Check(report func(code, pointer, message, hint string)) {
	if l.Rotate%90 != 0 {
		report("range", "/rotate", "must be 0, 90, 180 or 270", "")
	}
}

// Draw paints the text and makes the box tappable.
func (l *LinkBox) Draw(c *Context, at geom.Rect) {
	if !c.Link(at, l.To) || c.Dry() {
		return
	}
	var pen Pen
	if l.Stroke != (Stroke{}) {
		pen = c.Pen(l.Stroke, Stroke{Color: Gray(0), Width: geom.Points(0.5)})
	}
	c.Rect(at, c.Length(l.Radius, at.W), l.Fill, pen)
	c.Turn(at, l.Rotate/90, func(at geom.Rect) {
		fit := l.Fit
		pick(&fit, "shrink")
		c.writeFit(at, c.String(l.Text), c.Style(l.Style, Style{Align: "center"}), fit, 5*geom.Pt)
	})
}

// Natural is the text with room for a finger.
func (l *LinkBox) Natural(c *Context, _ geom.Size) (geom.Size, bool) {
	style := c.Style(l.Style, Style{Align: "center"})
	finger := c.Length(geom.MM(7), 0)
	long := max(c.TextWidth(c.String(l.Text), style)+c.Length(style.Size, 0), finger)
	high := max(c.LineHeight(style), finger)
	if l.Rotate%180 != 0 {
		return geom.Size{W: high, H: long}, true
	}
	return geom.Size{W: long, H: high}, true
}
