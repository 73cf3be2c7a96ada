package widget

import "github.com/einkpdf/platform/einkpdf/geom"

// TextBox is text that is broken into lines.
type TextBox struct {
	Frame
	Text    Text        `key:"text" required:"true" maxlen:"10000" doc:"What it says; tokens such as {date|full} are replaced."`
	Style   StyleRef    `key:"style" doc:"How it looks."`
	Fit     string      `key:"fit" enum:"wrap,line,shrink,shrink-wrap" default:"wrap" doc:"Break into lines; keep one line, which begins at the left edge where it is too long; make the letters smaller until one line fits; or break into lines and make the letters smaller."`
	MinSize geom.Length `key:"min-size" min:"2pt" max:"200pt" default:"5pt" doc:"Smallest font size that shrinking leads to."`
	Rotate  int         `key:"rotate" min:"0" max:"270" doc:"Turn clockwise by 90, 180 or 270 degrees." default:"0"`
	Link    Target      `key:"link" doc:"Where a tap on the text leads."`
}

// Text is the kind "text".
func (catalog) Text() Kind {
	return Kind{"text", "Text, broken into lines.", &TextBox{}}
}

// Check refuses turns that are no quarter turns.
func (t *TextBox) Check(report func(code, pointer, message, hint string)) {
	if t.Rotate%90 != 0 {
		report("range", "/rotate", "must be 0, 90, 180 or 270", "")
	}
}

// Draw paints the text.
func (t *TextBox) Draw(c *Context, at geom.Rect) {
	c.Link(at, t.Link)
	if c.Dry() {
		return
	}
	style := c.Style(t.Style, Style{})
	c.Turn(at, t.Rotate/90, func(at geom.Rect) {
		c.writeFit(at, c.String(t.Text), style, t.Fit, c.LengthOr(t.MinSize, 0, 5*geom.Pt))
	})
}

// Natural is the height of the lines, and the width of the text in one line.
func (t *TextBox) Natural(c *Context, space geom.Size) (geom.Size, bool) {
	style := c.Style(t.Style, Style{})
	if t.Rotate%180 != 0 {
		w := c.TextWidth(c.String(t.Text), style)
		return geom.Size{W: c.LineHeight(style), H: w}, true
	}
	if t.Fit == "line" || t.Fit == "shrink" {
		return geom.Size{W: c.TextWidth(c.String(t.Text), style), H: c.LineHeight(style)}, true
	}
	s := c.String(t.Text)
	return geom.Size{W: min(c.TextWidth(s, style)+slack, space.W), H: c.ParagraphHeight(s, style, space.W)}, true
}
