package font

import "fmt"

// Outline is the shape of a glyph: closed contours, in font units, y upwards.
// Each begins with a MoveTo and ends with a line back to where it began, which is
// not in the list. What a contour winds around is inside (nonzero winding rule).
type Outline []Segment

// Segment is a step of an outline.
type Segment struct {
	Kind SegmentKind
	P    [3]Point32 // MoveTo, LineTo: P[0]; QuadTo: a control point and the end; CubeTo: two and the end
}

// SegmentKind says what a [Segment] does.
type SegmentKind uint8

// The steps of an outline: TrueType has quadratic curves, CFF cubic ones.
const (
	MoveTo SegmentKind = iota
	LineTo
	QuadTo
	CubeTo
)

// Point32 is a point in font units. Its coordinates are multiples of 1/64 and
// lie between -131072 and 131072, so that a float32 has them exactly.
type Point32 struct{ X, Y float32 }

// The bounds of one outline.
const (
	maxOutlinePoints = 1 << 16
	maxOutlineParts  = 1 << 10       // of a composite glyph, all levels together
	maxOutlineSteps  = 1 << 18       // operators and numbers of a charstring with its subroutines
	maxOutlineCoord  = 1 << (17 + 6) // in 1/64 font units
)

// Outline is the shape of a glyph, without hints; nil for a blank one. The
// result is the caller's. Safe for concurrent use. The error is an [ErrBadFont],
// also for a glyph that the face does not have.
func (f *Face) Outline(gid uint16) (o Outline, err error) {
	defer recovered(&err)
	if int(gid) >= f.NumGlyphs {
		return nil, fmt.Errorf("%w: it has no glyph %d", ErrBadFont, gid)
	}
	if f.sfnt.table("glyf") != nil && f.sfnt.table("loca") != nil {
		return f.trueTypeOutline(gid)
	}
	return f.cffOutline(gid)
}

// path64 collects an outline in units of 1/64 font unit.
type path64 struct{ out Outline }

// point64 is a point in 1/64 font units.
type point64 struct{ x, y int32 }

func (p *path64) add(kind SegmentKind, points ...point64) error {
	if len(p.out) >= maxOutlinePoints {
		return fmt.Errorf("%w: an outline has more than %d points", ErrBadFont, maxOutlinePoints)
	}
	s := Segment{Kind: kind}
	for i, q := range points {
		if q.x <= -maxOutlineCoord || q.x >= maxOutlineCoord || q.y <= -maxOutlineCoord || q.y >= maxOutlineCoord {
			return fmt.Errorf("%w: an outline is too large", ErrBadFont)
		}
		s.P[i] = Point32{float32(q.x) / 64, float32(q.y) / 64}
	}
	p.out = append(p.out, s)
	return nil
}
