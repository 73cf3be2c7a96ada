package lint

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// strokeWidth finds lines, dots and areas thinner than a pixel. The panel draws
// them a pixel wide and paler, or leaves some out.
func (c *Checker) strokeWidth(w *widget.Traced, k ink) {
	if k.kind == textInk || k.width*100 >= c.pixel*98 {
		return
	}
	c.add(StrokeWidth, w.Pointer, int64(c.pixel-k.width), func() widget.Finding {
		what, how := "lines are", "thick"
		switch k.kind {
		case dotInk:
			what = "dots are"
		case dashInk:
			what, how = "dashes are", "long"
		}
		least := "1px"
		if c.zoom != "" { // a pixel of the page is none of the panel
			least = text(inPt(c.pixel+geom.Pt/200-1), 2) + "pt"
		}
		px := float64(k.width.MulDiv(100, int64(c.pixel))) / 100
		return widget.Finding{
			Message:  what + " " + text(inPt(k.width), 2) + " pt " + how + ", which is " + text(px, 2) + " pixels of the panel" + c.zoom,
			Hint:     "make them at least " + least + " " + how,
			Measured: px, Required: 1, Unit: "px", Box: w.Box,
		}
	})
}
