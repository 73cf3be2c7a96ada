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

// Dash is a dash pattern: On drawn, Off left out, and so on. The zero value is
// a solid line. With a round cap and On = 0 it gives dots.
type Dash struct{ On, Off geom.Unit }

// Cap is the shape of a line's ends.
type Cap uint8

// The line ends, in PDF's numbering.
const (
	Butt Cap = iota
	Round
	Square
)

// Picture is a decoded image, immutable and shared by all pages that show it.
type Picture struct {
	Width, Height int
	// Gray has one byte a pixel when the picture is grey, else RGB has three.
	Gray, RGB []byte
	// Alpha has one byte a pixel, or is nil when the picture is opaque.
	Alpha []byte
}
