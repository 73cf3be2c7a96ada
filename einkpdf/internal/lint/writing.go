package lint

import (
	"slices"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// area is a place to write on.
type area struct {
	box  geom.Rect
	name string
	ops  int // what is painted above it begins there
}

// inside is how far a link may reach into a place to write on, or under a
// toolbar: nobody writes or taps so near to an edge.
const inside = millimetre

// writingAreas finds links where one writes: the pen would follow them.
func (c *Checker) writingAreas(p *Page) {
	if len(c.targets) == 0 {
		return
	}
	c.areas = c.areas[:0]
	for i := range p.Widgets {
		if w, ok := p.Widgets[i].Widget.(widget.Writer); ok && !p.Widgets[i].Box.Empty() {
			c.areas = append(c.areas, area{p.Widgets[i].Box, w.Writing(), p.Widgets[i].Ops[1]})
		}
	}
	if len(c.areas) == 0 {
		return
	}
	c.opaque(p.List)
	c.budget = 4 * maxCompared // 6,000 places beside 150 links
	page := geom.Rect{W: c.facts.Page.W, H: c.facts.Page.H}
	for i, l := range p.List.Links[:min(len(p.List.Links), maxTargets)] {
		box := both(l.Box, page)
		for k := range c.areas {
			if !c.spend() {
				return
			}
			a := &c.areas[k]
			common := both(box, a.box)
			if common.W <= inside || common.H <= inside || c.covered(a, common) {
				continue
			}
			c.add(LinkInWritingArea, p.Widgets[c.owners[i]].Pointer, int64(min(common.W, common.H)), func() widget.Finding {
				return widget.Finding{
					Message:  "the link to " + quoted(l.Target) + " lies on " + a.name + ", by " + sides(common) + ": the pen would follow it",
					Hint:     "move the link away, or let " + a.name + " begin beside it",
					Measured: inMM(min(common.W, common.H)), Required: inMM(inside), Unit: "mm", Box: common,
				}
			})
		}
	}
}

// cover is something opaque.
type cover struct {
	box geom.Rect
	op  int // that paints it
}

// opaque lists what is opaque on a page, such as the fill of a button on dotted
// paper.
func (c *Checker) opaque(l *draw.List) {
	c.covers = c.covers[:0]
	groups := 0
	for i, op := range l.Ops {
		switch o := op.(type) {
		case draw.Push:
			groups++
		case draw.Pop:
			groups--
		case draw.Rect:
			if groups == 0 && o.Fill.A == 255 {
				c.covers = append(c.covers, cover{o.Box, i})
			}
		}
	}
}

// covered says whether something opaque lies above a part of an area: nobody
// writes there.
func (c *Checker) covered(a *area, part geom.Rect) bool {
	for _, above := range slices.Backward(c.covers) {
		if above.op < a.ops {
			break
		}
		if !c.spend() {
			return true // the page has far worse findings
		}
		if above.box.Contains(part) {
			return true
		}
	}
	return false
}
