package einkpdf

import (
	"image"
	"image/color"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// toPicture keeps what is needed of an image, and no more: one byte for each
// grey pixel, three for others, and one if the image is not opaque. It may keep
// the image's own memory.
func toPicture(img image.Image) *draw.Picture {
	b := img.Bounds()
	p := &draw.Picture{Width: b.Dx(), Height: b.Dy()}
	n := p.Width * p.Height
	if g, ok := img.(*image.Gray); ok && g.Stride == p.Width && len(g.Pix) == n {
		p.Gray = g.Pix
		return p
	}
	at := pixelReader(img)
	grey, opaque := true, true
	eachPixel(b, func(x, y int) {
		c := at(x, y)
		grey = grey && c.R == c.G && c.G == c.B
		opaque = opaque && c.A == 0xFF
	})
	if grey {
		p.Gray = make([]byte, 0, n)
	} else {
		p.RGB = make([]byte, 0, 3*n)
	}
	if !opaque {
		p.Alpha = make([]byte, 0, n)
	}
	eachPixel(b, func(x, y int) {
		c := at(x, y)
		if grey {
			p.Gray = append(p.Gray, c.R)
		} else {
			p.RGB = append(p.RGB, c.R, c.G, c.B)
		}
		if !opaque {
			p.Alpha = append(p.Alpha, c.A)
		}
	})
	return p
}

func eachPixel(b image.Rectangle, visit func(x, y int)) {
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			visit(x, y)
		}
	}
}

// pixelReader reads single pixels. The types that photographs and drawings are
// decoded to are read without an allocation for each pixel.
func pixelReader(img image.Image) func(x, y int) color.NRGBA {
	switch m := img.(type) {
	case *image.NRGBA:
		return m.NRGBAAt
	case *image.RGBA:
		return func(x, y int) color.NRGBA {
			c := m.RGBAAt(x, y)
			if c.A == 0xFF {
				return color.NRGBA(c)
			}
			return nrgba(c)
		}
	case *image.YCbCr:
		return func(x, y int) color.NRGBA {
			c := m.YCbCrAt(x, y)
			r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
			return color.NRGBA{R: r, G: g, B: b, A: 0xFF}
		}
	}
	return func(x, y int) color.NRGBA { return nrgba(img.At(x, y)) }
}

func nrgba(c color.Color) color.NRGBA {
	return color.NRGBAModel.Convert(c).(color.NRGBA) //nolint:forcetypeassert // what the model gives
}
