package main

import (
	"context"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
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
	Page   string `required:"" placeholder:"N|KEY" help:"Page to draw: its number, from 1, or its key."`
	Out    string `short:"o" placeholder:"OUT.png" help:"File to write, - for standard output. Without it: the project's name with the page's number and .png in the current folder, or standard output when the project comes from standard input."`
	Width  *int   `xor:"size" placeholder:"PX" help:"Width in pixels; the height follows. Without it: the panel's pixels."`
	Scale  scale  `xor:"size" placeholder:"PERCENT" help:"Width as a part of the panel's, as in 50%."`
	Greys  *int   `enum:"2,4,16,256" placeholder:"N" help:"Grey levels: 2, 4, 16 or 256. Without it: the panel's."`
	Dither bool   `help:"Show greys between the levels as patterns."`
	colorFlag
	projectFlags
}

// Validate checks what the project has no part in.
func (p *pngCmd) Validate() error {
	if err := atLeastOne("--width", p.Width); err != nil {
		return err
	}
	return p.projectFlags.Validate()
}

// Run draws a page.
func (p *pngCmd) Run(ctx context.Context, s streams) error {
	return p.page(ctx, s, p.Page, p.Out, ".png", func(o *opened) (pageWriter, error) {
		if err := p.needsGrey(o.document.Device()); err != nil {
			return nil, err
		}
		options := einkpdf.PreviewOptions{Width: given(p.Width), Color: p.mode(), Greys: given(p.Greys), Dither: p.Dither}
		if p.Scale > 0 {
			panel, err := o.document.Preview(einkpdf.PreviewOptions{})
			if err != nil {
				return nil, err
			}
			width, _ := panel.Size()
			options.Width = max(int(geom.Ratio(p.Scale).Of(geom.Unit(width))), 1)
		}
		preview, err := o.document.Preview(options)
		if err != nil {
			return nil, err
		}
		return preview.WritePNG, nil
	})
}

// needsGrey refuses flags that do nothing for a coloured picture.
func (p *pngCmd) needsGrey(panel device.Profile) error {
	if mode := p.mode(); mode == einkpdf.ColorGrey || mode == einkpdf.ColorAuto && !panel.Color {
		return nil
	}
	switch {
	case p.Greys != nil:
		return &usageError{"--greys is for grey pictures, and this one is coloured; add --color grey"}
	case p.Dither:
		return &usageError{"--dither is for grey pictures, and this one is coloured; add --color grey"}
	}
	return nil
}
