package einkpdf

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/svg"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// SVGOptions say how a page is written as SVG. The zero value is text as text,
// without links.
type SVGOptions struct {
	// Outlines draws letters as shapes. Otherwise text is text, which can be
	// selected and searched, in subsets of its fonts that the file has inside.
	Outlines bool
	// Href gives the address of a link's target, which is the key of a page or an
	// anchor; "" leaves the link out. Without it there are no links. Addresses must
	// be relative, http or https ones.
	Href func(target string) string
	// MaxBytes bounds the size of the file; 0 = 16 MiB.
	MaxBytes int
}

// WriteSVG writes one page, counted from 0, as an SVG file that stands alone:
// fonts and pictures are inside. A point of the page is a unit of the file. The
// same page gives the same bytes.
//
// Errors are a [*RangeError], ctx.Err(), an [Errors] of what is wrong on the page, an
// [*ArgumentError] of code [CodeTooLarge] for a file beyond MaxBytes, or the
// writer's. After an error w may hold part of a file.
func (d *Document) WriteSVG(ctx context.Context, w io.Writer, page int, o SVGOptions) error {
	p, err := d.pageAt(page)
	if err != nil {
		return err
	}
	static, own, err := d.drawOne(ctx, p)
	if err != nil {
		return err
	}
	err = guard(p.key, func() error {
		return svg.Write(ctx, w, d.facts.Page, []*draw.List{static, own}, svg.Options{Outlines: o.Outlines,
			Title: d.project.Title + " – " + p.key, Lang: d.facts.Locale.Tag(), Href: o.Href, MaxBytes: o.MaxBytes})
	})
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, svg.ErrTooLarge):
		if o.MaxBytes <= 0 {
			o.MaxBytes = svg.DefaultMaxBytes
		}
		return wrongArgument(CodeTooLarge, "page "+p.key+": its SVG has more than "+thousands(int64(o.MaxBytes))+" bytes", "use smaller pictures or simpler patterns, or raise the limit of bytes")
	}
	if _, panicked := errors.AsType[*widget.Problem](err); panicked {
		return Errors{d.located(err)}
	}
	return fmt.Errorf("einkpdf: page %s: %w", p.key, err)
}
