package lint

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// stem is how thick the strokes of letters are, in percent of their size.
const stem = 9

// colorDetail finds coloured lines and letters that are finer than the panel's
// coloured pixels: their colour comes and goes.
func (c *Checker) colorDetail(w *widget.Traced, k ink) {
	if c.colorPixel == 0 || !isColored(k.color) {
		return
	}
	thick := k.width
	if k.kind == textInk {
		thick = k.width.MulDiv(stem, 100)
	}
	if thick*100 >= c.colorPixel*98 {
		return
	}
	c.add(ColorDetail, w.Pointer, int64(c.colorPixel-thick), func() widget.Finding {
		message := "coloured lines are " + text(inPt(thick), 2) + " pt thick"
		hint := "make them at least " + text(inPt(c.colorPixel), 2) + "pt thick, or grey"
		switch k.kind {
		case dashInk:
			message, hint = "coloured dashes are "+text(inPt(thick), 2)+" pt long", "make them at least "+text(inPt(c.colorPixel), 2)+"pt long, or grey"
		case dotInk:
			message = "coloured dots are " + text(inPt(thick), 2) + " pt wide"
		case textInk:
			message = "the strokes of coloured letters of " + text(inPt(k.width), 1) + " pt are about " + text(inPt(thick), 2) + " pt thick"
			hint = "make them at least " + text(inPt(largeEnough(c.colorPixel)), 1) + "pt large, or black"
		}
		return widget.Finding{
			Message: message + ", a coloured pixel of the panel is " + text(inPt(c.colorPixel), 2) + " pt" + c.zoom, Hint: hint,
			Measured: inPt(thick), Required: inPt(c.colorPixel), Unit: "pt", Box: w.Box,
		}
	})
}

// largeEnough is the size of letters with strokes of a thickness, rounded up to
// a tenth of a point.
func largeEnough(thick geom.Unit) geom.Unit {
	const tenth = geom.Pt / 10
	return (thick.MulDiv(100, stem) + tenth - 1) / tenth * tenth
}

// isColored says whether one sees that a colour is no grey.
func isColored(c draw.Color) bool {
	return max(c.R, c.G, c.B)-min(c.R, c.G, c.B) > alike
}
