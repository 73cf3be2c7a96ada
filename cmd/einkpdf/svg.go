package main

import (
	"context"
	"io"

	"github.com/einkpdf/platform/einkpdf"
)

type svgCmd struct {
	Page     string `required:"" placeholder:"N|KEY" help:"Page to draw: its number, from 1, or its key."`
	Out      string `short:"o" placeholder:"OUT.svg" help:"File to write, - for standard output. Without it: the project's name with the page's number and .svg in the current folder, or standard output when the project comes from standard input."`
	Outlines bool   `help:"Draw letters as shapes instead of text in a font that the file has inside."`
	projectFlags
}

// Run draws a page.
func (c *svgCmd) Run(ctx context.Context, s streams) error {
	return c.page(ctx, s, c.Page, c.Out, ".svg", func(o *opened) (pageWriter, error) {
		return func(ctx context.Context, w io.Writer, page int) error {
			return o.document.WriteSVG(ctx, w, page, einkpdf.SVGOptions{Outlines: c.Outlines})
		}, nil
	})
}
