package raster

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// source is an image to be scaled.
type source interface {
	size() image.Point
	translucent() bool
	// row writes the levels of a row, of 16 bits: one or three a pixel, multiplied
	// by alpha, and alpha when the image is translucent.
	row(y int, line []uint32)
}

// source makes the source of a picture, which was checked.
func (c *canvas) source(p *draw.Picture) (source, error) {
	if p.JPEG == nil {
		return pixels{p, c.color}, nil
	}
	cfg, err := jpeg.DecodeConfig(bytes.NewReader(p.JPEG))
	if err != nil {
		return nil, fmt.Errorf("a JPEG picture: %w", err)
	}
	if cfg.Width != p.Width || cfg.Height != p.Height {
		return nil, fmt.Errorf("a JPEG picture has %dx%d pixels, not %dx%d", cfg.Width, cfg.Height, p.Width, p.Height)
	}
	img, err := jpeg.Decode(&patient{bytes.NewReader(p.JPEG), c.ctx})
	if err != nil {
		return nil, fmt.Errorf("a JPEG picture: %w", err)
	}
	return photo{img, c.color}, nil
}

// patient reads until ctx ends, a little at a time: a few bytes of a progressive
// JPEG can be a scan of all of it.
type patient struct {
	*bytes.Reader
	ctx context.Context // of the call that reads
}

func (r *patient) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	const little = 256
	return r.Reader.Read(b[:min(len(b), little)])
}

// wide is a level of eight bits in sixteen.
const wide = 0x101

// pixels is a picture of pixels.
type pixels struct {
	*draw.Picture
	color bool
}

func (p pixels) size() image.Point { return image.Pt(p.Width, p.Height) }

func (p pixels) translucent() bool { return p.Alpha != nil }

func (p pixels) row(y int, line []uint32) {
	from := y * p.Width
	i := 0
	for x := from; x < from+p.Width; x++ {
		a := uint32(255)
		if p.Alpha != nil {
			a = uint32(p.Alpha[x])
		}
		var r, g, b uint8
		if p.Gray != nil {
			r = p.Gray[x]
			g, b = r, r
		} else {
			r, g, b = p.RGB[3*x], p.RGB[3*x+1], p.RGB[3*x+2]
		}
		i += put(line[i:], r, g, b, a, p.color)
		if p.Alpha != nil {
			line[i] = a * wide
			i++
		}
	}
}

// put writes the levels of a pixel, and says how many there are.
func put(line []uint32, r, g, b uint8, a uint32, colored bool) int {
	over := func(v uint8) uint32 {
		if a == 255 {
			return uint32(v) * wide
		}
		return uint32(v) * wide * a / 255
	}
	if !colored {
		if r != g || g != b {
			r = luminance(r, g, b)
		}
		line[0] = over(r)
		return 1
	}
	line[0], line[1], line[2] = over(r), over(g), over(b)
	return 3
}

// photo is a decoded JPEG.
type photo struct {
	image.Image
	color bool
}

func (p photo) size() image.Point { return p.Bounds().Size() }

func (p photo) translucent() bool { return false }

func (p photo) row(y int, line []uint32) {
	b := p.Bounds()
	y += b.Min.Y
	i := 0
	for x := b.Min.X; x < b.Max.X; x++ {
		switch m := p.Image.(type) {
		case *image.Gray:
			v := m.Pix[m.PixOffset(x, y)]
			i += put(line[i:], v, v, v, 255, p.color)
		case *image.YCbCr:
			if yy := m.Y[m.YOffset(x, y)]; p.color {
				at := m.COffset(x, y)
				r, g, b := color.YCbCrToRGB(yy, m.Cb[at], m.Cr[at])
				i += put(line[i:], r, g, b, 255, true)
			} else {
				line[i] = uint32(yy) * wide
				i++
			}
		default:
			c := color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA)
			i += put(line[i:], c.R, c.G, c.B, 255, p.color)
		}
	}
}
