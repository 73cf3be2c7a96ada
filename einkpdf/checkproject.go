package einkpdf

import (
	"context"

	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/internal/lint"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// CheckProject compiles a project and checks it, as [Document.Check] does. Links
// that lead nowhere and keys that are given twice, with which there is no
// document, are findings beside the others, with their places on the pages. A
// project that cannot be compiled for another reason has a report of its errors.
//
// The error is an [*ArgumentError] about the options or ctx.Err().
func CheckProject(ctx context.Context, p *Project, o Options, check CheckOptions) (*CheckReport, error) {
	c := newCompiler(p, o)
	c.lenient = true
	err := c.compile(ctx)
	if r, ok := ReportOf(err); ok {
		r.Device, r.Orientation = o.Device, o.Orientation
		if o.Hand == device.Left {
			r.Hand = "left"
		}
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	return c.doc.check(ctx, check, c.doubled)
}

// doubledKey is a page key or an anchor that was given before.
type doubledKey struct {
	page                   int // index
	pointer, message, hint string
}

// checkKeys reports keys that were given twice.
func (c *checking) checkKeys(doubled []doubledKey) {
	pages := map[string]int{}
	for i := range c.Document.pages {
		pages[c.Document.pages[i].key]++
	}
	for _, d := range doubled {
		p := &c.Document.pages[d.page]
		f := widget.Finding{Severity: widget.Failure, Code: lint.DoubledKey, Pointer: d.pointer, Message: d.message, Hint: d.hint}
		if n := pages[p.key]; n > 1 {
			f.Measured, f.Required, f.Unit = float64(n), 1, "pages"
			f.Box.W, f.Box.H = c.facts.Page.W, c.facts.Page.H
		}
		c.lint.ReportAt(d.page, c.page(p), f)
	}
}
