package main

import (
	"context"
	"fmt"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
)

// colorFlag is the flag of commands that draw pictures.
type colorFlag struct {
	Color string `enum:"auto,grey,color" default:"auto" placeholder:"HOW" help:"auto, grey or color: in colours where the panel has them (the default), or always grey or coloured."`
}

func (c colorFlag) mode() einkpdf.ColorMode {
	if c.Color == "auto" {
		return einkpdf.ColorAuto
	}
	return einkpdf.ColorMode(c.Color)
}

type pngCmd struct {
	Page   string     `required:"" placeholder:"N|KEY" help:"Page to draw: its number, from 1, or its key."`
	Out    string     `short:"o" placeholder:"OUT.png" help:"File to write, - for standard output. Without it: the project's name with the page's number and .png in the current folder, or standard output when the project comes from standard input."`
	Width  int        `xor:"size" placeholder:"PX" help:"Width in pixels; the height follows. Without it: the panel's pixels."`
	Scale  geom.Ratio `xor:"size" placeholder:"PERCENT" help:"Width as a part of the panel's, as in 50%."`
	Greys  int        `enum:"0,2,4,16,256" default:"0" placeholder:"N" help:"Grey levels: 2, 4, 16 or 256. Without it: the panel's."`
	Dither bool       `help:"Show greys between the levels as patterns."`
	colorFlag
	projectFlags
}

// Validate checks what the project has no part in.
func (p *pngCmd) Validate() error {
	if p.Width < 0 {
		return fmt.Errorf("--width must be at least 1, is %d", p.Width)
	}
	return p.projectFlags.Validate()
}

// Run draws a page.
func (p *pngCmd) Run(ctx context.Context, s streams) error {
	return p.page(ctx, s, p.Page, p.Out, ".png", func(o *opened) (pageWriter, error) {
		options := einkpdf.PreviewOptions{Width: p.Width, Color: p.mode(), Greys: p.Greys, Dither: p.Dither}
		if p.Scale > 0 {
			panel, err := o.document.Preview(einkpdf.PreviewOptions{})
			if err != nil {
				return nil, err
			}
			width, _ := panel.Size()
			options.Width = max(int(p.Scale.Of(geom.Unit(width))), 1)
		}
		preview, err := o.document.Preview(options)
		if err != nil {
			return nil, err
		}
		return preview.WritePNG, nil
	})
}
