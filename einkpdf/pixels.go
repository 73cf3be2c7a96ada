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

// pixelReader reads single pixels, without an allocation for each. It gives what
// [color.NRGBAModel] does.
func pixelReader(img image.Image) func(x, y int) color.NRGBA {
	switch m := img.(type) {
	case *image.NRGBA:
		return m.NRGBAAt
	case *image.Paletted:
		var colors [256]color.NRGBA
		for i, c := range m.Palette[:min(len(m.Palette), len(colors))] {
			colors[i] = nrgba(c)
		}
		return func(x, y int) color.NRGBA { return colors[m.ColorIndexAt(x, y)] }
	case image.RGBA64Image:
		return func(x, y int) color.NRGBA { return straight(m.RGBA64At(x, y)) }
	}
	return func(x, y int) color.NRGBA { return nrgba(img.At(x, y)) }
}

func nrgba(c color.Color) color.NRGBA { return color.NRGBAModel.Convert(c).(color.NRGBA) }

// straight divides by alpha, which is multiplied in.
func straight(c color.RGBA64) color.NRGBA {
	switch c.A {
	case 0xFFFF:
		return color.NRGBA{R: uint8(c.R >> 8), G: uint8(c.G >> 8), B: uint8(c.B >> 8), A: 0xFF}
	case 0:
		return color.NRGBA{}
	}
	divide := func(v uint16) uint8 { return uint8(uint32(v) * 0xFFFF / uint32(c.A) >> 8) }
	return color.NRGBA{R: divide(c.R), G: divide(c.G), B: divide(c.B), A: uint8(c.A >> 8)}
}
