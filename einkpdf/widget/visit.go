package widget

import (
	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// Visits asks the pages of a design for their links and anchors without
// painting them. It visits one page at a time.
//
// A widget that finds on a page what it found on the one before links to the
// same: the calendar of a month is the same on all days of it. It is then not
// asked again.
type Visits struct {
	Static *draw.List // links and anchors that every page has
	layer  *Layer
	last   []visit // of each of the layer's widgets, on the page before
}

// LinkFunc hears of links that lead nowhere so far: the JSON pointer of the
// widget and the name of the target, which may yet turn out to be an anchor.
// Links that may be left out are not among them.
type LinkFunc func(pointer, target string)

// PrepareVisits lays out a design on any one of its pages. Links of the static
// part that lead nowhere are reported to open.
func PrepareVisits(c *Context, body Widget, at geom.Rect, open LinkFunc) (*Visits, error) {
	c.dry, c.open = true, open
	layer, err := Prepare(c, body, at)
	if err != nil {
		return nil, err
	}
	return &Visits{&layer.Static, layer, make([]visit, len(layer.dynamic))}, nil
}

// Visit gives the links and anchors of the page's own part to into, which is
// emptied first. Those that lead nowhere are reported to open, too, unless the
// same widget has reported them on the page before.
func (v *Visits) Visit(c *Context, open LinkFunc, into *draw.List) error {
	c.dry, c.open = true, open
	return v.layer.draw(c, into, v.last)
}

// visit is what a widget linked on a page, and what of the page this came from.
type visit struct {
	known bool // it came from the answers to what was asked alone
	never bool // it comes from more than that, as it will on the next page
	at    geom.Rect
	asked []question
	list  draw.List

	worked, painted int // taken from the budgets

	// While the widget is drawn:
	local    *binding // the names around it
	answered int      // how often it looked at the page for what was asked
	open     bool     // a link leads nowhere so far; that may change
}

// question is a period of the page that a widget asked for, and the answer.
type question struct {
	of     Span
	answer calendar.Period
	unused bool // whatever the answer, the links are the same
}

// visit draws a widget, unless it would do what it did on the page before.
func (c *Context) visit(w Widget, at geom.Rect, v *visit) {
	switch {
	case v.never:
		c.draw(w, at)
		return
	case v.holds(c, at):
		if c.work(v.worked) && c.paintWork(v.painted) {
			c.list.Append(&v.list)
		}
		return
	}
	v.list.Reset()
	*v = visit{at: at, asked: v.asked[:0], list: v.list, local: c.local}
	reads, worked, painted, outer := c.reads, c.worked, c.painted, c.list
	c.list, c.visited = &v.list, v
	c.draw(w, at)
	c.list, c.visited = outer, nil
	outer.Append(&v.list)
	v.worked, v.painted = c.worked-worked, c.painted-painted
	v.never = c.reads-reads > v.answered
	v.known = c.err == nil && !v.open && !v.never
}

// holds says whether the widget would do the same again: all that it asked of
// the page has the same answer. A question that fails now would also fail the
// widget, with the same error.
func (v *visit) holds(c *Context, at geom.Rect) bool {
	if !v.known || v.at != at || c.worked+v.worked > maxWork || c.painted+v.painted > maxOps {
		return false
	}
	worked, same := c.worked, true
	for i := 0; i < len(v.asked) && same && c.err == nil; i++ {
		q := &v.asked[i]
		same = c.Period(q.of) == q.answer || q.unused
	}
	c.worked = worked // this work is the widget's own, which counts it
	return same
}

// answer notes a period that the widget asked for, with so many looks at the
// page. What depends on names that the widget has bound cannot be asked again.
func (v *visit) answer(c *Context, q question, looks int) {
	if looks > 0 && c.local == v.local {
		v.answered += looks
		v.asked = append(v.asked, q)
	}
}
