package main

import (
	"cmp"
	"context"
	"io"

	"github.com/einkpdf/platform/einkpdf"
)

type sheetCmd struct {
	Out     string `short:"o" placeholder:"OUT.png" help:"File to write, - for standard output. Without it: the project's name with -sheet.png in the current folder, or standard output when the project comes from standard input."`
	Columns *int   `placeholder:"N" help:"Pages beside each other, at most 60. Without it: what suits their number."`
	Width   *int   `placeholder:"PX" help:"Width in pixels; the height follows. Without it: what suits the columns."`
	colorFlag
	projectFlags
}

// Validate checks what the project has no part in.
func (c *sheetCmd) Validate() error {
	if err := cmp.Or(atLeastOne("--columns", c.Columns), atLeastOne("--width", c.Width)); err != nil {
		return err
	}
	return c.projectFlags.Validate()
}

// Run draws the first page of each design.
func (c *sheetCmd) Run(ctx context.Context, s streams) error {
	out := c.output(c.Out, "-sheet.png")
	if err := checkOutput(out, c.File, ".png"); err != nil {
		return err
	}
	o, err := c.open(ctx, s.in)
	if err != nil {
		return err
	}
	if err := writeTo(out, s.out, func(w io.Writer) error {
		return o.document.WriteSheet(ctx, w, einkpdf.SheetOptions{Columns: given(c.Columns), Width: given(c.Width), Color: c.mode()})
	}); err != nil {
		return o.from.locate(err)
	}
	warn(s.err, o.name, o.from.findings(o.document.Findings()))
	summary(s.err, o.name, o.from.report())
	return nil
}
