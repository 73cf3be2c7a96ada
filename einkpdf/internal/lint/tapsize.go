package lint

import (
	"github.com/einkpdf/platform/einkpdf/widget"
)

// tapSize finds links that are smaller than a finger hits.
func (c *Checker) tapSize(p *Page) {
	for i := range c.targets {
		t := &c.targets[i]
		short := min(t.box.W, t.box.H)
		if t.inside || t.large || short >= c.minTap-hair {
			continue
		}
		c.add(TapSize, c.pointer(p, t), int64(c.minTap-short), func() widget.Finding {
			return widget.Finding{
				Message:  "the link to " + quoted(t.to) + " is " + sides(t.box) + ", " + millimetres(c.minTap) + " are needed" + c.zoom,
				Hint:     "make it larger, show less on the page, or let a larger area lead there",
				Measured: inMM(short), Required: inMM(c.minTap), Unit: "mm", Box: t.box,
			}
		})
	}
}
