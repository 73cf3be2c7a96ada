package widget

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/layout"
)

// Stack puts its widgets below each other. Heights that are not given are the
// natural height of texts and one share of the rest for everything else.
type Stack struct {
	Frame
	Group
	Gap   geom.Length `key:"gap" doc:"Space between neighbours." min:"0mm" max:"500mm"`
	Align string      `key:"align" enum:"left,center,right" doc:"Where widgets go that are narrower than the stack." default:"left"`
}

// Stack is the kind "stack".
func (catalog) Stack() Kind {
	return Kind{"stack", "Widgets below each other.", &Stack{}}
}

// Check refuses what has no effect.
func (s *Stack) Check(report func(code, pointer, message, hint string)) { s.checkPlaces(report) }

// Draw paints fill and stroke.
func (s *Stack) Draw(c *Context, at geom.Rect) { s.Group.Draw(c, at) }

func (s *Stack) arrange(c *Context, at geom.Rect, kids []kid) []geom.Rect {
	at = s.inside(c, at)
	pos, size := c.tracks(at.Size(), c.Length(s.Gap, at.H), kids, true)
	boxes := make([]geom.Rect, len(kids))
	for i, k := range kids {
		w := c.across(k, k.frame.Width, geom.Size{W: at.W, H: size[i]}, false)
		boxes[i] = geom.Rect{X: at.X + align(s.Align, at.W-w), Y: at.Y + pos[i], W: w, H: size[i]}
	}
	return boxes
}

// Natural is what the widgets need when each of them has a size.
func (s *Stack) Natural(c *Context, space geom.Size) (geom.Size, bool) {
	kids := s.kids(c)
	in := c.edges(s.Padding)
	inner := geom.Rect{W: space.W, H: space.H}.Inset(in).Size()
	total := in.Top + in.Bottom + c.Length(s.Gap, space.H)*geom.Unit(max(len(kids)-1, 0))
	for _, k := range kids {
		h, ok := c.natural(k, k.frame.Height, inner, true)
		if !ok {
			return geom.Size{}, false
		}
		total += h
	}
	return geom.Size{W: space.W, H: total}, len(kids) > 0
}

// Row puts its widgets beside each other. Widths that are not given are one
// share of the rest.
type Row struct {
	Frame
	Group
	Gap   geom.Length `key:"gap" doc:"Space between neighbours." min:"0mm" max:"500mm"`
	Align string      `key:"align" enum:"top,middle,bottom" doc:"Where widgets go that are lower than the row." default:"top"`
}

// Row is the kind "row".
func (catalog) Row() Kind {
	return Kind{"row", "Widgets beside each other.", &Row{}}
}

// Check refuses what has no effect.
func (r *Row) Check(report func(code, pointer, message, hint string)) { r.checkPlaces(report) }

// Draw paints fill and stroke.
func (r *Row) Draw(c *Context, at geom.Rect) { r.Group.Draw(c, at) }

func (r *Row) arrange(c *Context, at geom.Rect, kids []kid) []geom.Rect {
	at = r.inside(c, at)
	pos, size := c.tracks(at.Size(), c.Length(r.Gap, at.W), kids, false)
	boxes := make([]geom.Rect, len(kids))
	for i, k := range kids {
		h := c.across(k, k.frame.Height, geom.Size{W: size[i], H: at.H}, true)
		boxes[i] = geom.Rect{X: at.X + pos[i], Y: at.Y + align(r.Align, at.H-h), W: size[i], H: h}
	}
	return boxes
}

// Natural is the height of the highest widget when each of them has one.
func (r *Row) Natural(c *Context, space geom.Size) (geom.Size, bool) {
	in := c.edges(r.Padding)
	kids := r.kids(c)
	inner := geom.Rect{W: space.W, H: space.H}.Inset(in).Size()
	_, widths := c.tracks(inner, c.Length(r.Gap, inner.W), kids, false)
	var highest geom.Unit
	for i, k := range kids {
		h, ok := c.natural(k, k.frame.Height, geom.Size{W: widths[i], H: inner.H}, true)
		if !ok {
			return geom.Size{}, false
		}
		highest = max(highest, h)
	}
	return geom.Size{W: space.W, H: highest + in.Top + in.Bottom}, len(kids) > 0
}

// align is where something goes that leaves rest free.
func align(where string, rest geom.Unit) geom.Unit {
	switch where {
	case "center", "middle":
		return rest / 2
	case "right", "bottom":
		return rest
	}
	return 0
}

// tracks shares out the height (down) or the width of a space.
func (c *Context) tracks(space geom.Size, gap geom.Unit, kids []kid, down bool) (pos, size []geom.Unit) {
	list := make([]layout.Track, len(kids))
	whole := space.W
	if down {
		whole = space.H
	}
	for i, k := range kids {
		l := k.frame.Width
		if down {
			l = k.frame.Height
		}
		list[i] = c.track(k, l, space, down)
	}
	pos, size, over := layout.Distribute(whole, gap, list)
	if over > slack {
		at := geom.Rect{}
		c.warnRoom("layout-overflow", fmt.Sprintf("the widgets need %.1f pt more than the %.1f pt there are", over.Points(), whole.Points()),
			"make some of them smaller, or give them shares such as 1fr", at, whole, whole+over)
	}
	return pos, size
}

func (c *Context) track(k kid, l geom.Length, space geom.Size, down bool) layout.Track {
	switch {
	case l.Unit == geom.Fraction:
		return layout.Share(l.Value)
	case l.Unit == geom.Percent:
		return layout.Percent(l.Value)
	case l.Physical():
		return layout.Fixed(c.Length(l, 0))
	case l.Unit == geom.Unset && !down:
		return layout.Share(layout.Micro)
	}
	if u, ok := c.natural(k, l, space, down); ok {
		return layout.Fixed(u)
	}
	return layout.Share(layout.Micro)
}

// across is a kid's size in the direction that it does not share with others:
// all there is, unless it has a length or its natural size is asked for.
func (c *Context) across(k kid, l geom.Length, space geom.Size, down bool) geom.Unit {
	whole := space.W
	if down {
		whole = space.H
	}
	switch l.Unit {
	case geom.Unset, geom.Fraction:
		return whole
	case geom.Auto:
		if u, ok := c.natural(k, l, space, down); ok {
			return min(u, whole)
		}
		return whole
	}
	return c.Length(l, whole)
}

// natural is the size that a kid has by itself in one direction.
func (c *Context) natural(k kid, l geom.Length, space geom.Size, down bool) (geom.Unit, bool) {
	switch {
	case l.Physical():
		return c.Length(l, 0), true
	case l.Unit == geom.Fraction || l.Unit == geom.Percent:
		return 0, false
	}
	m, ok := k.widget.(Measurer)
	if !ok || !c.work(1) {
		return 0, false
	}
	outer, outerPath := c.local, c.path
	c.local, c.path = k.local, k.path
	defer func() { c.local, c.path = outer, outerPath }()
	if w := k.frame.Width; down && w.Physical() {
		space.W = c.Length(w, 0)
	}
	size, ok := m.Natural(c, space)
	if down {
		return size.H, ok
	}
	return size.W, ok
}
