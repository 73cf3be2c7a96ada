package widget

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// Traced is a widget on a page: where it stands and what it painted.
type Traced struct {
	Widget  Widget
	Pointer string    // JSON pointer in the project; what is inside a part has the part's own
	Box     geom.Rect // its place on the page
	Depth   int       // how many widgets it is inside of
	// Ops and Links are what the widget itself has in the page's list, without what
	// is inside it: from the first index up to the second one.
	Ops, Links [2]int
}

// Trace draws a whole page into the list, which is emptied first, and tells what
// each widget has in it: outer widgets before inner ones, in painting order.
// The list shows the same as a [Layer] with its page's own part; only the order
// of what does not overlap may differ. It is for the renderer.
func Trace(c *Context, body Widget, at geom.Rect, into *draw.List) ([]Traced, error) {
	into.Reset()
	c.list, c.trace = into, new([]Traced)
	c.place(kid{widget: body, path: c.facts.Paths[body], pending: c.conditional(body)}, at, nil)
	return *c.trace, c.Err()
}

// traced draws a widget by itself and notes what it painted.
func (c *Context) traced(w Widget, at geom.Rect) {
	switch {
	case c.last != nil:
		c.visit(w, at, c.last)
		return
	case c.trace == nil:
		c.draw(w, at)
		return
	}
	t := Traced{Widget: w, Pointer: c.path, Box: at, Depth: c.depth}
	t.Ops[0], t.Links[0] = len(c.list.Ops), len(c.list.Links)
	c.draw(w, at)
	t.Ops[1], t.Links[1] = len(c.list.Ops), len(c.list.Links)
	*c.trace = append(*c.trace, t)
}
