package font

import "github.com/einkpdf/platform/einkpdf/geom"

// Glyph is one shaped glyph. Advances and offsets are in font units of the
// run's face; y offsets grow upwards as in the font.
type Glyph struct {
	ID      uint16
	Advance int32
	XOffset int32
	YOffset int32
	// Cluster is the byte offset in Run.Text of the first byte that this glyph
	// stands for. Glyphs are in visual order, so clusters fall in right-to-left runs.
	Cluster int32
}

// Run is a piece of text in one face and one direction, shaped.
// It is immutable and shared between pages by the shaping cache.
type Run struct {
	Face   *Face
	Text   string
	Glyphs []Glyph
	Width  int64 // sum of the advances, in font units
	RTL    bool
}

// Line is a shaped line of text: runs in visual order, left to right.
type Line struct {
	Runs []*Run
	// Missing has the characters that no face could draw, each once, in order of
	// appearance. They are drawn as the font's .notdef box.
	Missing []rune
}

// Width is the advance of the line at a font size.
func (l Line) Width(size geom.Unit) geom.Unit {
	var w geom.Unit
	for _, r := range l.Runs {
		w += r.Advance(size)
	}
	return w
}

// Advance is the run's width at a font size.
func (r *Run) Advance(size geom.Unit) geom.Unit {
	return size.MulDiv(r.Width, int64(r.Face.UnitsPerEm))
}
