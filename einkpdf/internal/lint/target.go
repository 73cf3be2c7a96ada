package lint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
)

// target is a place to tap: a link, or several to the same place that touch and
// form a rectangle together.
type target struct {
	box    geom.Rect // on the page
	to     string
	link   int32 // the first of its links
	inside bool  // inside of another one to the same place
	large  bool  // large enough to be tapped, with one to the same place that it touches
}

// own finds the widget of each link.
func (c *Checker) own(p *Page) {
	c.owners = slices.Grow(c.owners[:0], len(p.List.Links))[:len(p.List.Links)]
	clear(c.owners)
	for i := range p.Widgets {
		for k := p.Widgets[i].Links[0]; k < p.Widgets[i].Links[1]; k++ {
			c.owners[k] = int32(i)
		}
	}
}

// pointer is that of the widget that a target belongs to.
func (c *Checker) pointer(p *Page, t *target) string { return p.Widgets[c.owners[t.link]].Pointer }

// collectTargets finds the places to tap on a page, in the order of its links.
func (c *Checker) collectTargets(p *Page) {
	page := geom.Rect{W: c.facts.Page.W, H: c.facts.Page.H}
	c.targets = c.targets[:0]
	for i, l := range p.List.Links[:min(len(p.List.Links), maxTargets)] {
		if box := both(l.Box, page); !box.Empty() {
			c.targets = append(c.targets, target{box: box, to: l.Target, link: int32(i)})
		}
	}
	t := c.targets
	byColumn := func(a, b target) int {
		return cmp.Or(strings.Compare(a.to, b.to), cmp.Compare(a.box.X, b.box.X), cmp.Compare(a.box.W, b.box.W), cmp.Compare(a.box.Y, b.box.Y), cmp.Compare(a.link, b.link))
	}
	byRow := func(a, b target) int {
		return cmp.Or(strings.Compare(a.to, b.to), cmp.Compare(a.box.Y, b.box.Y), cmp.Compare(a.box.H, b.box.H), cmp.Compare(a.box.X, b.box.X), cmp.Compare(a.link, b.link))
	}
	slices.SortFunc(t, byColumn)
	if doubled(t) {
		t = join(t, false)
		slices.SortFunc(t, byRow)
		t = join(t, true)
		slices.SortFunc(t, byColumn)
		t = join(t, false)
		c.relate(t)
	}
	slices.SortFunc(t, func(a, b target) int { return cmp.Compare(a.link, b.link) })
	c.targets = t
}

// doubled says whether several of the targets lead to one place. Those stand together.
func doubled(list []target) bool {
	for i := 1; i < len(list); i++ {
		if list[i].to == list[i-1].to {
			return true
		}
	}
	return false
}

// join makes one of targets to the same place that follow each other in a
// column, or in a row.
func join(list []target, row bool) []target {
	kept := list[:0]
	for _, t := range list {
		if n := len(kept) - 1; n >= 0 && kept[n].to == t.to && kept[n].extend(t, row) {
			continue
		}
		kept = append(kept, t)
	}
	return kept
}

// extend takes the one that follows in, if the two form a rectangle.
func (t *target) extend(o target, row bool) bool {
	a, b := t.box, o.box
	if row {
		if (a.Y-b.Y).Abs() > hair || (a.H-b.H).Abs() > hair || b.X > a.Right()+hair {
			return false
		}
		t.box.W = max(a.Right(), b.Right()) - a.X
	} else {
		if (a.X-b.X).Abs() > hair || (a.W-b.W).Abs() > hair || b.Y > a.Bottom()+hair {
			return false
		}
		t.box.H = max(a.Bottom(), b.Bottom()) - a.Y
	}
	t.link = min(t.link, o.link)
	return true
}

// relate marks targets that lie inside of others to the same place, and those that
// are large enough with them. Such targets stand together.
func (c *Checker) relate(list []target) {
	for i := range list {
		for k := i + 1; k < len(list) && list[k].to == list[i].to && c.spend(); k++ {
			a, b := &list[i], &list[k]
			switch {
			case a.box.Contains(b.box):
				b.inside = true
			case b.box.Contains(a.box):
				a.inside = true
			case c.tappable(a.box, b.box):
				a.large, b.large = true, true
			}
		}
	}
}

// tappable says whether two boxes touch and have a rectangle in both of them
// together that is large enough to be tapped.
func (c *Checker) tappable(a, b geom.Rect) bool {
	common, least := both(a, b), c.minTap-hair
	if common.W < -hair || common.H < -hair {
		return false
	}
	width, height := max(a.Right(), b.Right())-min(a.X, b.X), max(a.Bottom(), b.Bottom())-min(a.Y, b.Y)
	return common.W >= least && height >= least || common.H >= least && width >= least
}

// spend says whether one more comparison is allowed.
func (c *Checker) spend() bool {
	c.budget--
	return c.budget >= 0
}
