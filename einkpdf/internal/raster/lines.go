package raster

import (
	"image"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func (c *canvas) oneLine(o draw.Line) {
	if o.Stroke.IsZero() {
		return
	}
	var store [6]geom.Unit
	p := c.pen(o.Stroke, &store)
	a, b := c.at(o.A), c.at(o.B)
	if p.ink.a == 255 {
		c.straight(a, b, p, p.ink)
		return
	}
	c.painted(p.ink, func(k ink) { c.straight(a, b, p, k) })
}

func (c *canvas) lines(o draw.Lines) error {
	if o.Stroke.IsZero() || o.N <= 0 {
		return nil
	}
	if o.N > maxParts {
		return errTooMuch
	}
	var store [6]geom.Unit
	p := c.pen(o.Stroke, &store)
	c.painted(p.ink, func(k ink) {
		for i := range o.N {
			dx, dy := geom.Unit(i)*o.DX, geom.Unit(i)*o.DY
			c.straight(c.at(o.A.Add(dx, dy)), c.at(o.B.Add(dx, dy)), p, k)
			if !c.spend(16) {
				return
			}
		}
	})
	return nil
}

// dotGrid draws dots as the PDF does: every row is a dashed line, which is why a
// row whose dots have no pitch has one dot, and square dots that touch are a bar.
func (c *canvas) dotGrid(o draw.Dots) error {
	if o.Color.IsZero() || o.Diameter <= 0 || o.NX <= 0 || o.NY <= 0 {
		return nil
	}
	if o.PitchX <= 0 {
		o.NX = 1
	}
	if int64(o.NX)*int64(o.NY) > maxParts || o.NX > maxParts || o.NY > maxParts {
		return errTooMuch
	}
	k := newInk(o.Color, c.color)
	width := min(max(c.view.length(o.Diameter), onePixel), widest)
	apart := min(o.PitchX, o.PitchY.Abs()) > o.Diameter+o.Diameter/8 && o.Shift == 0
	if k.a == 255 || apart && width > 2*onePixel {
		c.dotRows(o, width, k)
	} else {
		c.painted(k, func(k ink) { c.dotRows(o, width, k) })
	}
	return nil
}

func (c *canvas) dotRows(o draw.Dots, width int64, k ink) {
	for row := range o.NY {
		first, n := o.First, o.NX
		first.Y += geom.Unit(row) * o.PitchY
		if o.Shift != 0 && row%2 == 1 {
			first.X += o.Shift
			n--
		}
		for i := range n {
			at := c.at(first.Add(geom.Unit(i)*o.PitchX, 0))
			if o.Square {
				c.square(at, roundFine(width), k)
			} else {
				c.disc(at, width, k)
			}
			if !c.spend(8) {
				return
			}
		}
	}
}

// square paints a square of whole pixels about a point.
func (c *canvas) square(at point, side int, k ink) {
	half := int64(side) << fineBits / 2
	x, y := roundFine(at.x-half), roundFine(at.y-half)
	c.fill(image.Rect(x, y, x+side, y+side), k)
}
