// Package draw is the display list: what a page shows, as a list of drawing
// operations in fixed-point units, in paint order. Widgets write it, the
// backends (PDF, raster, SVG) read it, and nobody changes it once it is made.
package draw

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// List is what a layer of a page shows and where it can be tapped.
type List struct {
	Ops     []Op
	Links   []Link
	Anchors []Anchor
}

// Link is an area that jumps to a named destination of the document.
type Link struct {
	Box    geom.Rect
	Target string
}

// Anchor is a named destination at a place of the page.
type Anchor struct {
	Name string
	At   geom.Point
}

// Op is one drawing operation: one of the structs below.
type Op interface{ op() }

// Rect is a rectangle with corners rounded by Radius (at most half the shorter
// side). A zero Fill or a zero Stroke.Width leaves that part out. The stroke is
// centred on the edge.
type Rect struct {
	Box    geom.Rect
	Radius geom.Unit
	Fill   Color
	Stroke Stroke
}

// Line is a straight line.
type Line struct {
	A, B   geom.Point
	Stroke Stroke
}

// Lines is N copies of the line A–B, the i-th moved by i*(DX, DY).
type Lines struct {
	A, B   geom.Point
	DX, DY geom.Unit
	N      int
	Stroke Stroke
}

// Dots is a grid of dots: NX columns and NY rows from the centre First, PitchX
// and PitchY apart. Every odd row is moved right by Shift (isometric paper) and
// has one dot less when Shift is not zero.
type Dots struct {
	First          geom.Point
	PitchX, PitchY geom.Unit
	NX, NY         int
	Shift          geom.Unit
	Diameter       geom.Unit // of round dots, the side of square ones
	Square         bool
	Color          Color
}

// Path is one or more subpaths of lines and cubic curves.
type Path struct {
	Segs   []Seg
	Fill   Color
	Stroke Stroke
}

// Seg is a step of a Path.
type Seg struct {
	Kind SegKind
	P    [3]geom.Point // Move, Line: P[0]; Curve: two control points and the end
}

// SegKind says what a Seg does.
type SegKind uint8

// The steps of a path.
const (
	MoveTo SegKind = iota
	LineTo
	CurveTo
	ClosePath
)

// Text is a shaped run with its first baseline point.
type Text struct {
	At      geom.Point
	Run     *font.Run
	Size    geom.Unit
	Spacing geom.Unit // added after each glyph
	Color   Color
}

// Image draws a picture into a box, stretched to fill it.
type Image struct {
	Box   geom.Rect
	Image *Picture
	Alpha uint8 // opacity of all of it, 1 to 254; 0 and 255 are opaque
}

// Push begins a group: everything up to the matching Pop is clipped to Clip
// (unless it is empty) and turned clockwise about Center by Turn quarter turns
// (0..3). Clip is in the coordinates outside the group.
type Push struct {
	Clip   geom.Rect
	Center geom.Point
	Turn   int
}

// Pop ends the group of the last open Push.
type Pop struct{}

func (Rect) op()  {}
func (Line) op()  {}
func (Lines) op() {}
func (Dots) op()  {}
func (Path) op()  {}
func (Text) op()  {}
func (Image) op() {}
func (Push) op()  {}
func (Pop) op()   {}

// Append adds what another list has, above what is there.
func (l *List) Append(o *List) {
	l.Ops = append(l.Ops, o.Ops...)
	l.Links = append(l.Links, o.Links...)
	l.Anchors = append(l.Anchors, o.Anchors...)
}

// Bytes is about how much memory the list takes. A run that several texts show counts for each of them.
func (l *List) Bytes() int64 {
	const op, link, seg, glyph = 200, 100, 56, 20
	n := len(l.Ops)*op + (len(l.Links)+len(l.Anchors))*link
	for _, o := range l.Ops {
		switch o := o.(type) {
		case Text:
			n += 200 + len(o.Run.Glyphs)*glyph + len(o.Run.Text)
		case Path:
			n += len(o.Segs) * seg
		}
	}
	return int64(n)
}

// Empty says whether the list has nothing to show, tap or find.
func (l *List) Empty() bool { return len(l.Ops)+len(l.Links)+len(l.Anchors) == 0 }

// Reset empties the list and keeps its memory.
func (l *List) Reset() {
	l.Ops, l.Links, l.Anchors = l.Ops[:0], l.Links[:0], l.Anchors[:0]
}
