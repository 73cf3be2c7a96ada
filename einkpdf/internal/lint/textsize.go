package lint

import (
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// textSize finds letters that are too small to read.
func (c *Checker) textSize(w *widget.Traced, k ink, op draw.Op) {
	if k.kind != textInk || k.width >= c.minText-geom.Pt/20 {
		return
	}
	c.add(TextSize, w.Pointer, int64(c.minText-k.width), func() widget.Finding {
		shown := ""
		if t, ok := op.(draw.Text); ok {
			shown = quoted(strings.TrimSpace(t.Run.Text))
		}
		return widget.Finding{
			Message:  "the text " + shown + " has letters of " + text(inPt(k.width), 1) + " pt, " + text(inPt(c.minText), 1) + " pt are needed" + c.zoom,
			Hint:     "give it more room or a larger size, or leave it out",
			Measured: inPt(k.width), Required: inPt(c.minText), Unit: "pt", Box: w.Box,
		}
	})
}
