package widget

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// maxWork bounds what one page may compute beside painting: items of repeats,
// natural sizes asked for, and text shaped, each asked again counted again.
const maxWork = 500_000

// Painting and shaping long texts or fine patterns costs more than one step.
const (
	glyphsPerOp   = 10
	linesPerOp    = 2
	bytesPerShape = 64
	bytesPerToken = 16 // of texts and conditions that are evaluated
)

// work takes steps from the page's budget and says whether there are any left.
func (c *Context) work(steps int) bool {
	before := c.worked
	if c.worked += steps; c.worked > maxWork {
		c.Fail("page-too-full", "the page takes too long to lay out", "repeat fewer items, and nest fewer widgets and parts")
	}
	if before/1024 != c.worked/1024 && c.ctx.Err() != nil {
		c.Fail("cancelled", c.ctx.Err().Error(), "")
	}
	return c.err == nil
}

// workOn takes what a text or condition of so many bytes costs, and says whether
// there is any left. Short ones cost nothing.
func (c *Context) workOn(bytes int) bool {
	if bytes < bytesPerToken {
		return c.err == nil
	}
	return c.work(bytes / bytesPerToken)
}

// paintable takes what an operation costs from the page's budget and says
// whether it may be painted.
func (c *Context) paintable(op draw.Op) bool {
	cost := 1
	switch o := op.(type) {
	case draw.Text:
		cost += len(o.Run.Glyphs) / glyphsPerOp
	case draw.Lines:
		cost += o.N / linesPerOp
	case draw.Dots:
		cost += o.NY / linesPerOp
	case draw.Path:
		cost += len(o.Segs) / linesPerOp
	}
	return c.paintWork(cost)
}

// Painted is what the page's own part has cost so far, in drawing operations;
// fine patterns and long texts count as several.
func (c *Context) Painted() int { return c.painted }

// paintWork takes from what may be painted, links included.
func (c *Context) paintWork(cost int) bool {
	if c.painted += cost; c.painted > maxOps {
		c.Fail("page-too-full", fmt.Sprintf("the page has more than %d drawing operations", maxOps), "draw less, or with a wider pitch")
	}
	return c.err == nil
}
