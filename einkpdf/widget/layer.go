package widget

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// Layer is the layout of a design: what is the same on all its pages, drawn
// once, and the widgets that are drawn again on each page.
//
// Which is which is observed, not guessed. One page is laid out while the
// Context notes whether a name of the page is looked up. A widget that did not
// look at the page cannot differ between pages, for drawing depends on nothing
// else; the same holds for the places that a container gives to its widgets.
// A Layer does not change once it is made.
type Layer struct {
	Static  draw.List
	dynamic []placed
	found   []Finding // what is to say of the static part, on each page
}

// maxKept bounds the findings of a layer: nobody reads more.
const maxKept = 1000

// placed is a kid in its place, waiting for its turn on each page.
type placed struct {
	kid
	at   geom.Rect
	list *draw.List // already drawn: static, but above something dynamic

	area geom.Rect // what it covers: its box and, beyond, what it painted on the first page
	in   *Layers   // not nil: at is the place of these layers, the kid's own is asked for on each page
}

// Prepare lays out a design on any one of its pages.
func Prepare(c *Context, body Widget, at geom.Rect) (*Layer, error) {
	layer := new(Layer)
	c.kept = &layer.found
	defer func() { c.kept = nil }()
	c.place(kid{widget: body, path: c.facts.Paths[body], pending: c.conditional(body)}, at, layer)
	return layer, c.Err()
}

// Bytes is about how much memory the layer takes.
func (l *Layer) Bytes() int64 {
	const found, later = 200, 200
	n := l.Static.Bytes() + int64(len(l.found)*found+len(l.dynamic)*later)
	for i := range l.dynamic {
		if list := l.dynamic[i].list; list != nil {
			n += list.Bytes()
		}
	}
	return n
}

// Draw is the page's own part: what comes on top of the static layer. It is
// drawn into the list, which is emptied first, so that pages may share its memory.
// What was found in the static layer is reported for the page as well.
func (l *Layer) Draw(c *Context, into *draw.List) error {
	for _, f := range l.found {
		c.reportAt(f.Pointer, f)
	}
	return l.draw(c, into, nil)
}

// draw is Draw; for a visit, last has the visit of each widget before this one.
func (l *Layer) draw(c *Context, into *draw.List, last []visit) error {
	into.Reset()
	c.list = into
	for i := range l.dynamic {
		if c.err != nil {
			break
		}
		p := &l.dynamic[i]
		if p.list != nil {
			c.list.Append(p.list)
			continue
		}
		at := p.at
		if p.in != nil {
			at = p.in.box(c, p.at, p.kid)
		}
		if _, ok := p.widget.(Container); last != nil && !ok {
			c.last = &last[i]
		}
		c.place(p.kid, at, nil)
		c.last = nil
	}
	return c.Err()
}

// place draws a widget and what is inside it. With a layer, what does not
// depend on the page goes to the layer's static list and the rest is kept for
// later; without one everything is drawn now.
func (c *Context) place(k kid, at geom.Rect, layer *Layer) {
	if c.err != nil || !c.count() {
		return
	}
	outer, outerPath := c.local, c.path
	c.local, c.path = k.local, k.path
	switch container, ok := k.widget.(Container); {
	case layer == nil:
		c.paint(k, at)
	case k.pending:
		layer.later(placed{kid: k, at: at, area: at})
	case ok:
		c.layContainer(container, k, at, layer)
	default:
		c.layLeaf(k, at, layer)
	}
	c.local, c.path = outer, outerPath
}

func (c *Context) count() bool {
	if c.widgets++; c.widgets > maxWidgets {
		c.Fail("page-too-full", fmt.Sprintf("the page has more than %d widgets", maxWidgets), "repeat fewer items")
	}
	if c.widgets%256 == 0 && c.ctx.Err() != nil && c.err == nil {
		c.Fail("cancelled", c.ctx.Err().Error(), "")
	}
	return c.err == nil
}

// paint draws a widget and everything inside it now.
func (c *Context) paint(k kid, at geom.Rect) {
	if k.pending && !c.shown(k.widget) {
		return
	}
	c.traced(k.widget, at)
	if container, ok := k.widget.(Container); ok {
		c.depth++
		kids := container.kids(c)
		for i, box := range container.arrange(c, at, kids) {
			c.place(kids[i], box, nil)
		}
		c.depth--
	}
}

// layContainer lays out a container whose arrangement is the same on every
// page; any other is kept whole for later.
func (c *Context) layContainer(container Container, k kid, at geom.Rect, layer *Layer) {
	outer, known := c.touched, c.known()
	c.touched = false
	kids := container.kids(c)
	layers, free := container.(*Layers)
	var boxes []geom.Rect
	if !free {
		boxes = container.arrange(c, at, kids)
	}
	dependent := c.touched
	c.touched = outer
	if dependent {
		c.forget(known)
		layer.later(placed{kid: k, at: at, area: at})
		return
	}
	c.layLeaf(k, at, layer)
	for i := range kids {
		if free {
			c.layFree(layers, kids[i], at, layer)
		} else {
			c.place(kids[i], boxes[i], layer)
		}
	}
}

// layFree places one kid of layers. Where its place depends on the page, as that
// of a text that takes the height it needs, the kid alone is kept for later.
func (c *Context) layFree(in *Layers, k kid, at geom.Rect, layer *Layer) {
	outer, known := c.touched, c.known()
	c.touched = false
	box := in.box(c, at, k)
	dependent := c.touched
	c.touched = outer
	if dependent {
		c.forget(known)
		box.H *= 2 // it may need more lines on other pages
		layer.later(placed{kid: k, in: in, at: at, area: box})
		return
	}
	c.place(k, box, layer)
}

// layLeaf draws a widget by itself and decides where the drawing belongs.
func (c *Context) layLeaf(k kid, at geom.Rect, layer *Layer) {
	outer, outerList, known := c.touched, c.list, c.known()
	c.touched, c.list = false, new(draw.List)
	c.draw(k.widget, at)
	drawn, dependent := c.list, c.touched
	c.touched, c.list = outer, outerList
	switch {
	case dependent:
		c.forget(known)
		layer.later(placed{kid: k, at: at, area: drawn.Bounds(at)})
	case drawn.Empty():
	case layer.covers(drawn.Bounds(at)):
		layer.later(placed{kid: k, at: at, area: drawn.Bounds(at), list: drawn})
	default:
		layer.Static.Append(drawn)
	}
}

// known is how many findings the layer has so far.
func (c *Context) known() int {
	if c.kept == nil {
		return 0
	}
	return len(*c.kept)
}

// forget drops later findings: they come up again when the widget is drawn.
func (c *Context) forget(known int) {
	if c.kept != nil {
		*c.kept = (*c.kept)[:known]
	}
}

// draw draws a widget by itself, and tells when nobody will see it.
func (c *Context) draw(w Widget, at geom.Rect) {
	page := geom.Rect{W: c.facts.Page.W, H: c.facts.Page.H}
	if !at.Empty() && !page.Empty() && !page.Intersects(at) {
		c.Warn("outside-page", "the widget lies outside of the page", "check x and y, and the sizes of what stands before it", at)
	}
	w.Draw(c, at)
}

func (l *Layer) later(p placed) { l.dynamic = append(l.dynamic, p) }

// covers says whether something dynamic lies below the box, so that the static
// layer, which is painted first, cannot take it.
func (l *Layer) covers(at geom.Rect) bool {
	for _, p := range l.dynamic {
		if p.area.Intersects(at) {
			return true
		}
	}
	return false
}
