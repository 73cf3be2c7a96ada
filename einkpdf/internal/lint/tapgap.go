package lint

import (
	"cmp"
	"slices"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// The edges of a target.
const (
	left = iota
	right
	top
	bottom
)

// need is how far the edges of a target have to move inwards until every
// neighbour is far enough, and the neighbours that say so.
type need struct {
	by [4]geom.Unit
	of [4]int32
}

// neighbours finds links that overlap, and links that are too near to each other.
// Those that are nearer than the gap are as good when they are larger: for a
// finger, a band between two links in which nothing happens is the same as one
// inside of them in which it does not want to tap.
func (c *Checker) neighbours(p *Page) {
	n := len(c.targets)
	c.needs = slices.Grow(c.needs[:0], n)[:n]
	clear(c.needs)
	c.order = slices.Grow(c.order[:0], n)[:n]
	for i := range c.order {
		c.order[i] = int32(i)
	}
	slices.SortFunc(c.order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(c.targets[a].box.X, c.targets[b].box.X), cmp.Compare(a, b))
	})
	for i, a := range c.order {
		reach := c.targets[a].box.Right() + c.gap
		for _, b := range c.order[i+1:] {
			if c.targets[b].box.X >= reach {
				break
			}
			if !c.spend() {
				break
			}
			c.compare(p, a, b)
		}
	}
	for i := range c.targets {
		c.tapGap(p, i)
	}
}

// compare looks at two targets.
func (c *Checker) compare(p *Page, i, k int32) {
	a, b := &c.targets[i], &c.targets[k]
	common := both(a.box, b.box)
	switch {
	case common.W <= -c.gap || common.H <= -c.gap || a.to == b.to || a.inside || b.inside:
	case common.W > hair && common.H > hair:
		c.tapOverlap(p, a, b, common)
	case common.H > hair: // beside each other
		if a.box.X > b.box.X {
			i, k = k, i
		}
		c.keepAway(i, k, right, c.gap-max(-common.W, 0))
	case common.W > hair: // below each other
		if a.box.Y > b.box.Y {
			i, k = k, i
		}
		c.keepAway(i, k, bottom, c.gap-max(-common.H, 0))
	}
}

// keepAway moves the edges between a target and its neighbour beyond the edge
// inwards, by half of what is missing each.
func (c *Checker) keepAway(i, k int32, edge int, missing geom.Unit) {
	if missing <= hair {
		return
	}
	if a := &c.needs[i]; missing/2 > a.by[edge] {
		a.by[edge], a.of[edge] = missing/2, k
	}
	edge-- // the opposite one
	if b := &c.needs[k]; missing/2 > b.by[edge] {
		b.by[edge], b.of[edge] = missing/2, i
	}
}

// tapGap says whether enough of a target is left between its neighbours.
func (c *Checker) tapGap(p *Page, i int) {
	t, n := &c.targets[i], &c.needs[i]
	width, height := t.box.W-n.by[left]-n.by[right], t.box.H-n.by[top]-n.by[bottom]
	edge, least, side, word := left, width, t.box.W, "wide"
	tooNarrow := n.by[left]+n.by[right] > 0 && width < c.minTap-hair
	tooLow := n.by[top]+n.by[bottom] > 0 && height < c.minTap-hair
	switch {
	case tooLow && (!tooNarrow || height < width):
		edge, least, side, word = top, height, t.box.H, "high"
	case !tooNarrow:
		return
	}
	if n.by[edge+1] > n.by[edge] {
		edge++
	}
	have := c.gap - 2*n.by[edge]
	c.add(TapGap, c.pointer(p, t), int64(c.minTap-least), func() widget.Finding {
		near := "touches"
		if have > hair {
			near = "is only " + millimetres(have) + " away from"
		}
		enough := c.minTap + side - least
		return widget.Finding{
			Message: "the link to " + quoted(t.to) + " " + near + " the one to " + quoted(c.targets[n.of[edge]].to) +
				" and is " + millimetres(side) + " " + word,
			Hint:     "leave " + millimetres(c.gap) + " between links, or make them " + millimetres(enough) + " " + word,
			Measured: inMM(have), Required: inMM(c.gap), Unit: "mm", Box: t.box,
		}
	})
}

// tapOverlap is about the upper one of two targets.
func (c *Checker) tapOverlap(p *Page, a, b *target, common geom.Rect) {
	if a.link > b.link {
		a, b = b, a
	}
	short := min(common.W, common.H)
	c.add(TapOverlap, c.pointer(p, b), int64(short), func() widget.Finding {
		return widget.Finding{
			Message:  "the link to " + quoted(b.to) + " and the one to " + quoted(a.to) + " overlap by " + sides(common) + "; readers differ in which of them a tap follows",
			Hint:     "move them apart, or remove one of them",
			Measured: inMM(short), Required: 0, Unit: "mm", Box: common,
		}
	})
}
