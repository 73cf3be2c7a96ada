package lint

import (
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// edges finds links under what the device shows or keeps for itself. As in the
// layout, in landscape the same edges count as in portrait, and the toolbar's
// left and right are exchanged for the left hand.
func (c *Checker) edges(p *Page) {
	if len(c.targets) == 0 {
		return
	}
	d, page := c.facts.Device, geom.Rect{W: c.facts.Page.W, H: c.facts.Page.H}
	if d.Toolbar.Measured {
		e := d.Toolbar.Edges
		if c.facts.Hand == device.Left {
			e.Left, e.Right = e.Right, e.Left
		}
		for _, band := range bands(page, e) {
			c.under(p, band, LinkInToolbar, "the toolbar", "use toolbar: avoid, or keep links away from this edge")
		}
	}
	if d.DeadBands.Measured {
		for _, band := range bands(page, d.DeadBands.Edges) {
			c.under(p, band, LinkInDeadBand, "the band where the device keeps taps for itself", "use toolbar: avoid, or keep links away from this edge")
		}
	}
	if b := d.CloseButton; b.Measured {
		corner := geom.Rect{W: b.Size.W, H: b.Size.H}
		side := "left"
		if c.facts.Hand == device.Right {
			corner.X, side = page.W-corner.W, "right"
		}
		c.under(p, corner, LinkUnderClose, "the button that closes the document", "keep links out of the top "+side+" corner")
	}
}

// bands are the edges of a page that are not zero.
func bands(page geom.Rect, e geom.Insets) []geom.Rect {
	var list []geom.Rect
	for _, b := range [...]geom.Rect{
		{W: page.W, H: e.Top},
		{X: page.W - e.Right, W: e.Right, H: page.H},
		{Y: page.H - e.Bottom, W: page.W, H: e.Bottom},
		{W: e.Left, H: page.H},
	} {
		if !b.Empty() {
			list = append(list, b)
		}
	}
	return list
}

// under finds links of which a place takes so much that the rest is too small.
// Those that were too small before are known for it, and the rest may be as small.
func (c *Checker) under(p *Page, taken geom.Rect, code, what, hint string) {
	for i := range c.targets {
		t := &c.targets[i]
		common := both(t.box, taken)
		if t.inside || min(common.W, common.H) <= inside {
			continue
		}
		left, need := rest(t.box, taken), min(c.minTap, t.box.W, t.box.H)
		if left >= need-hair {
			continue
		}
		c.add(code, c.pointer(p, t), int64(c.minTap-left), func() widget.Finding {
			message := "the link to " + quoted(t.to) + " lies under " + what
			if left > 0 {
				message = "of the link to " + quoted(t.to) + " only " + millimetres(left) + " are beside " + what
			}
			return widget.Finding{Message: message, Hint: hint,
				Measured: inMM(left), Required: inMM(c.minTap), Unit: "mm", Box: common}
		})
	}
}

// rest is the shorter side of the largest part of a box beside what is taken.
func rest(box, taken geom.Rect) geom.Unit {
	wide := max(taken.X-box.X, box.Right()-taken.Right())
	high := max(taken.Y-box.Y, box.Bottom()-taken.Bottom())
	return max(min(wide, box.H), min(high, box.W), 0)
}
