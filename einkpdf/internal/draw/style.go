package draw

import "github.com/einkpdf/platform/einkpdf/geom"

// Color is an sRGB colour with an alpha of 255 (opaque) or less; the zero value
// is "no colour": nothing is drawn.
type Color struct{ R, G, B, A uint8 }

// IsZero says whether the colour is "no colour".
func (c Color) IsZero() bool { return c.A == 0 }

// Gray is an opaque grey of the level 0 (black) to 255 (white).
func Gray(level uint8) Color { return Color{level, level, level, 255} }

// Stroke is how a line is drawn. A zero Width draws nothing.
type Stroke struct {
	Color Color
	Width geom.Unit
	Dash  Dash
	Cap   Cap
}

// IsZero says whether the stroke draws nothing.
func (s Stroke) IsZero() bool { return s.Width <= 0 || s.Color.IsZero() }

// Dash is a dash pattern: On drawn, Off left out, and so on from the start of
// each line. The zero value is a solid line. With On = 0, round and square caps
// give dots.
type Dash struct {
	On, Off geom.Unit
	More    [4]geom.Unit // up to two more pairs of on and off; pairs of zeros are no part of the pattern
}

// Append adds the lengths of the pattern to dst, on and off in turn: none for a
// solid line, otherwise an even number of which none is negative and not all of
// those left out are zero.
func (d Dash) Append(dst []geom.Unit) []geom.Unit {
	n, gaps := len(dst), false
	for _, pair := range [][2]geom.Unit{{d.On, d.Off}, {d.More[0], d.More[1]}, {d.More[2], d.More[3]}} {
		on, off := pair[0], pair[1]
		if on < 0 || off < 0 {
			return dst[:n]
		}
		if on > 0 || off > 0 {
			dst = append(dst, on, off)
			gaps = gaps || off > 0
		}
	}
	if !gaps {
		return dst[:n]
	}
	return dst
}

// Cap is the shape of a line's ends.
type Cap uint8

// The line ends, in PDF's numbering.
const (
	Butt Cap = iota
	Round
	Square
)

// Picture is an image, immutable and shared by all pages that show it: pixels,
// or a JPEG file.
type Picture struct {
	Width, Height int
	// Gray has one byte a pixel when the picture is grey, else RGB has three.
	Gray, RGB []byte
	// Alpha has one byte a pixel, or is nil when the picture is opaque.
	Alpha []byte
	// JPEG is a whole file that decodes to opaque pixels of that size, in place of
	// Gray and RGB. It has one component when JPEGGray, else three. It is baseline
	// or progressive, of eight bits, and has nothing but the picture in it.
	JPEG     []byte
	JPEGGray bool
}
