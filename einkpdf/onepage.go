package einkpdf

import (
	"context"
	"fmt"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// RangeError says that a document has no page of that index.
type RangeError struct{ Page, Len int }

// Error says which pages there are.
func (e *RangeError) Error() string {
	return fmt.Sprintf("einkpdf: there is no page %d; the document has pages 0 to %d", e.Page, e.Len-1)
}

// pageAt is the page of an index, or a *RangeError.
func (d *Document) pageAt(index int) (*page, error) {
	if index < 0 || index >= len(d.pages) {
		return nil, &RangeError{index, len(d.pages)}
	}
	return &d.pages[index], nil
}

// drawOne draws a single page: static is what all pages of its design share,
// which never changes and is the same list each time, own is the rest. A blank
// page has neither.
func (d *Document) drawOne(ctx context.Context, p *page) (static, own *draw.List, err error) {
	if err := ctx.Err(); err != nil || p.design.Body == nil {
		return nil, nil, err
	}
	own = new(draw.List)
	err = d.guarded(ctx, p, func() error {
		layer, err := d.layerOf(ctx, p)
		if err != nil {
			return err
		}
		static = &layer.Static
		return layer.Draw(d.context(ctx, p), own)
	})
	return static, own, err
}

// trace draws a single page, and tells which widget painted what. Findings go
// to report.
func (d *Document) trace(ctx context.Context, p *page, report func(widget.Finding), into *draw.List) (widgets []widget.Traced, err error) {
	widgets, _, err = d.traceCost(ctx, p, report, into)
	return widgets, err
}

// traceCost is trace, and what the page costs as [widget.Context.Painted] counts.
func (d *Document) traceCost(ctx context.Context, p *page, report func(widget.Finding), into *draw.List) (widgets []widget.Traced, painted int, err error) {
	into.Reset()
	if err := ctx.Err(); err != nil || p.design.Body == nil {
		return nil, 0, err
	}
	facts := d.facts
	facts.Report = report
	err = d.guarded(ctx, p, func() error {
		c := widget.NewContext(ctx, &facts, p.key, p.vars)
		widgets, err = widget.Trace(c, p.design.Body, p.design.at, into)
		painted = c.Painted()
		return err
	})
	return widgets, painted, err
}

// guarded runs what draws a page. Its error is ctx.Err() or an [Errors].
func (d *Document) guarded(ctx context.Context, p *page, f func() error) error {
	err := p.guard(f)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return Errors{d.located(err)}
}
