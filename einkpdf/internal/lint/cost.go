package lint

import (
	"strconv"

	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// What a page may have before readers get slow; docs/checks.md has the figures
// that these come from.
const (
	manyLinks     = 150
	tooManyLinks  = 400
	manyOperators = 20_000
	manyBytes     = 64 << 10
)

// pageLinks finds pages with too many links.
func (c *Checker) pageLinks(p *Page) {
	n := len(p.List.Links)
	if n <= manyLinks {
		return
	}
	severity, limit := widget.Warning, manyLinks
	if n > tooManyLinks {
		severity, limit = widget.Failure, tooManyLinks
	}
	c.found.add(c.at, severity, PageLinks, p.Pointer, int64(n), func() widget.Finding {
		return widget.Finding{
			Message:  "the page has " + strconv.Itoa(n) + " links; readers take long to open pages with more than " + strconv.Itoa(manyLinks),
			Hint:     "link to months or weeks instead of days, or use several pages",
			Measured: float64(n), Required: float64(limit), Unit: "links", Box: c.sheet(),
		}
	})
}

// pageContent finds pages that take long to draw or to load.
func (c *Checker) pageContent(p *Page) {
	if len(p.List.Ops) == 0 {
		return
	}
	cost, err := c.meter.Measure(c.facts.Page, p.List)
	bytes := 0
	if err == nil && cost.Bytes > manyBytes { // it never gets larger
		bytes, err = c.meter.Compressed()
	}
	if err != nil {
		c.Report(widget.Finding{Severity: widget.Failure, Code: source.CodeInternal, Pointer: p.Pointer,
			Message: "the page cannot be written: " + err.Error(), Hint: "draw less on it, or mend the widget of the program that paints it"})
		return
	}
	if cost.Operators > manyOperators {
		c.add(PageOperators, p.Pointer, int64(cost.Operators), func() widget.Finding {
			return widget.Finding{
				Message:  "the page takes " + strconv.Itoa(cost.Operators) + " drawing operators; readers take long to draw more than " + strconv.Itoa(manyOperators),
				Hint:     "use a wider pitch, and dots, lines or squares instead of many boxes",
				Measured: float64(cost.Operators), Required: manyOperators, Unit: "operators", Box: c.sheet(),
			}
		})
	}
	if bytes > manyBytes {
		c.add(PageBytes, p.Pointer, int64(bytes), func() widget.Finding {
			return widget.Finding{
				Message:  "what the page draws takes " + strconv.Itoa(bytes>>10) + " KiB in the file; readers take long to load more than " + strconv.Itoa(manyBytes>>10),
				Hint:     "draw less on the page, or make a picture of what is always the same",
				Measured: float64(bytes), Required: manyBytes, Unit: "bytes", Box: c.sheet(),
			}
		})
	}
}
