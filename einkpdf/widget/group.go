package widget

import (
	"slices"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/plan"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// Container is a widget made of other widgets. Its Draw paints what lies behind
// them and nothing else.
type Container interface {
	Widget
	// kids are the widgets inside, after conditions and repeats.
	kids(c *Context) []kid
	// arrange gives each kid its place inside at.
	arrange(c *Context, at geom.Rect, kids []kid) []geom.Rect
}

// kid is one widget inside a container.
type kid struct {
	widget Widget
	frame  *Frame // of the widget; for a part, what it leaves open is that of its body
	local  *binding
	path   string
	// pending: the condition depends on the page and is asked when it is drawn.
	pending bool
}

// Group has the properties that every container has.
type Group struct {
	Children []Widget    `key:"children" doc:"The widgets inside, in reading and painting order."`
	Repeat   *Repeat     `key:"repeat" doc:"Repeats child once for each item, after the children."`
	Child    Widget      `key:"child" doc:"The widget that repeat repeats." names:"item"`
	Padding  Edges       `key:"padding" doc:"Space between the edges and the widgets inside."`
	Fill     Color       `key:"fill" doc:"Colour behind the widgets inside."`
	Stroke   Stroke      `key:"stroke" doc:"Line around the container."`
	Radius   geom.Length `key:"radius" doc:"Radius of the corners of fill and stroke." min:"0mm" max:"100mm"`
}

// Check refuses a repeat without a child and a child without a repeat.
func (g *Group) Check(report func(code, pointer, message, hint string)) {
	switch {
	case g.Repeat != nil && g.Child == nil:
		report(source.CodeMissing, "/repeat", "there is no child to repeat", "say under child which widget is repeated")
	case g.Repeat == nil && g.Child != nil:
		report(source.CodeMissing, "/child", "nothing says what the child is repeated over", "add repeat, as in repeat: {each: 1..12}, or put the widget under children")
	}
}

// checkPlaces refuses places of kids in containers that place them themselves.
func (g *Group) checkPlaces(report func(code, pointer, message, hint string)) {
	g.Check(report)
	refuse := func(w Widget, pointer string) {
		if w == nil {
			return
		}
		if f := w.frame(); !f.X.IsZero() || !f.Y.IsZero() {
			report(source.CodeUnknownKey, pointer, "x and y have an effect in layers only", "put the widget into layers, or remove x and y")
		}
	}
	for i, w := range g.Children {
		refuse(w, "/children/"+strconv.Itoa(i))
	}
	refuse(g.Child, "/child")
}

// Draw paints fill and stroke.
func (g *Group) Draw(c *Context, at geom.Rect) {
	if g.Fill.A == 0 && g.Stroke == (Stroke{}) {
		return
	}
	var pen Pen
	if g.Stroke != (Stroke{}) {
		pen = c.Pen(g.Stroke, Stroke{Color: Gray(0), Width: geom.Points(0.5)})
	}
	c.Rect(at, c.Length(g.Radius, at.W), g.Fill, pen)
}

// inside is the place for the kids.
func (g *Group) inside(c *Context, at geom.Rect) geom.Rect {
	return at.Inset(c.edges(g.Padding))
}

func (c *Context) edges(e Edges) geom.Insets {
	return geom.Insets{Top: c.Length(e.Top, 0), Right: c.Length(e.Right, 0), Bottom: c.Length(e.Bottom, 0), Left: c.Length(e.Left, 0)}
}

func (g *Group) kids(c *Context) []kid { return g.expand(c, false) }

// expand lists the kids. With free, a kid's presence does not move the others,
// and conditions that depend on the page may stay pending.
func (g *Group) expand(c *Context, free bool) []kid {
	kids := make([]kid, 0, len(g.Children))
	for _, w := range g.Children {
		kids = c.addKid(kids, w, free)
	}
	if g.Repeat == nil || g.Child == nil {
		return kids
	}
	outer := c.local
	g.Repeat.each(c, func(it plan.Item) {
		if it.Index == 1 {
			kids = slices.Grow(kids, it.Count)
		}
		kids = c.addKid(kids, g.Child, free)
	})
	c.local = outer
	return kids
}

func (c *Context) addKid(kids []kid, w Widget, free bool) []kid {
	if c.err != nil {
		return kids
	}
	k := kid{widget: w, frame: c.frameOf(w), local: c.local, path: c.facts.Paths[w]}
	if !c.conditional(w) {
		return append(kids, k)
	}
	outer, outerPath := c.touched, c.path
	c.touched, c.path = false, k.path
	holds := c.shown(w)
	if free && c.touched {
		k.pending, holds, c.touched = true, true, false
	}
	c.touched, c.path = c.touched || outer, outerPath
	if !holds {
		return kids
	}
	return append(kids, k)
}

// conditional says whether a widget has a condition, or is a part whose body has one.
func (c *Context) conditional(w Widget) bool {
	for ; w != nil; w = c.bodyOf(w) {
		if w.frame().When != "" {
			return true
		}
	}
	return false
}

// shown says whether the conditions of a widget hold: its own and, for a part,
// that of its body.
func (c *Context) shown(w Widget) bool {
	for ; w != nil; w = c.bodyOf(w) {
		if !c.Holds(w.frame().When) {
			return false
		}
	}
	return true
}

// bodyOf is what a part stands for; nil for any other widget.
func (c *Context) bodyOf(w Widget) Widget {
	if part, ok := w.(*Part); ok {
		return c.facts.Parts[part.Name]
	}
	return nil
}

func (g *Group) group() *Group { return g }

// frameOf is a widget's frame. A part has the size and place of its body where
// it gives none.
func (c *Context) frameOf(w Widget) *Frame {
	body := c.bodyOf(w)
	if body == nil {
		return w.frame()
	}
	f := *w.frame()
	for ; body != nil; body = c.bodyOf(body) {
		inner := body.frame()
		pick(&f.Width, inner.Width)
		pick(&f.Height, inner.Height)
		pick(&f.X, inner.X)
		pick(&f.Y, inner.Y)
	}
	return &f
}
