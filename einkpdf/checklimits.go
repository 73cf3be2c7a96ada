package einkpdf

import (
	"context"
	"errors"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// checkLimits finds documents that draw more than may be written. The checks
// draw what pages share anew on each of them; so only documents that are too large
// in this way are drawn once more, as they are written.
func (c *checking) checkLimits(ctx context.Context) error {
	shared := 0
	for _, n := range c.shared {
		shared += n
	}
	if c.failed || c.painted <= c.options.Limits.Operations && shared <= maxStatic {
		return nil
	}
	i, err := c.firstTooMuch(ctx)
	if errs, ok := errors.AsType[Errors](err); ok {
		c.broken(i, errs)
		return nil
	}
	return err
}

// firstTooMuch draws the pages in order until what they draw is too much, and
// says which one it was. Nothing is kept of them, and their findings are known.
func (c *checking) firstTooMuch(ctx context.Context) (index int, err error) {
	var (
		list               draw.List
		operations, shared int
	)
	facts, layers := c.facts, map[*design]*widget.Layer{}
	facts.Report = nil
	for i := range c.Document.pages {
		p := &c.Document.pages[i]
		if err := ctx.Err(); err != nil {
			return i, err
		}
		if p.design.Body == nil {
			continue
		}
		err := c.guarded(ctx, p, func() (err error) {
			layer := layers[p.design]
			if layer == nil {
				if layer, err = widget.Prepare(widget.NewContext(ctx, &facts, p.key, p.vars), p.design.Body, p.design.at); err != nil {
					return err
				}
				layers[p.design] = layer
				if shared += len(layer.Static.Ops); shared > maxStatic {
					return c.sharesTooMuch(p)
				}
			}
			own := widget.NewContext(ctx, &facts, p.key, p.vars)
			err = layer.Draw(own, &list)
			if operations += own.Painted(); err == nil && operations > c.options.Limits.Operations {
				err = c.drawsTooMuch(p)
			}
			return err
		})
		if err != nil {
			return i, err
		}
	}
	return 0, nil
}
