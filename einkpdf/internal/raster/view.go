package raster

import (
	"image"

	"github.com/einkpdf/platform/einkpdf/geom"
)

// Positions in a picture are in 1/256 of a pixel, from its top left corner, y
// downwards. The centre of the first pixel is at 128, 128.
const (
	fineBits = 8
	onePixel = 1 << fineBits
)

// The bounds of positions: what lies further out is drawn as if it lay there.
const (
	farUnit = 1 << 37 // in units of the page: 48 m
	farFine = 1 << 29 // in 1/256 pixel
)

// point is a position in a picture.
type point struct{ x, y int64 }

// view is where the page lies in the picture: as large as it fits, in the middle.
type view struct {
	num, den int64 // 1/256 pixels for a unit of the page
	x, y     int   // of the page's corner, in pixels
}

func newView(page geom.Size, width, height int) view {
	v := view{num: int64(width) << fineBits, den: int64(page.W)}
	if int64(width)*int64(page.H) > int64(height)*int64(page.W) {
		v.num, v.den = int64(height)<<fineBits, int64(page.H)
	}
	v.x = int(max((int64(width)<<fineBits-v.length(page.W))/2, 0) >> fineBits)
	v.y = int(max((int64(height)<<fineBits-v.length(page.H))/2, 0) >> fineBits)
	return v
}

// length is a length of the page in 1/256 pixels, rounded to the nearest.
func (v view) length(u geom.Unit) int64 {
	u = min(max(u, -farUnit), farUnit)
	return floorDiv(int64(u)*v.num+v.den/2, v.den)
}

func (v view) point(p geom.Point) point {
	near := func(f int64) int64 { return min(max(f, -farFine), farFine) }
	return point{near(v.length(p.X) + int64(v.x)<<fineBits), near(v.length(p.Y) + int64(v.y)<<fineBits)}
}

// box is a rectangle of the page, its edges rounded to whole pixels.
func (v view) box(r geom.Rect) image.Rectangle {
	a, b := v.point(r.TopLeft()), v.point(geom.Point{X: r.Right(), Y: r.Bottom()})
	return image.Rectangle{Min: image.Pt(roundFine(a.x), roundFine(a.y)), Max: image.Pt(roundFine(b.x), roundFine(b.y))}
}

// page is the place on the page where the centre of a pixel lies.
func (v view) page(x, y int) geom.Point {
	back := func(p, from int) geom.Unit {
		return v.units((min(max(int64(p), -farFine>>fineBits), farFine>>fineBits)-int64(from))<<fineBits + onePixel/2)
	}
	return geom.Point{X: back(x, v.x), Y: back(y, v.y)}
}

// units is a length in 1/256 pixels on the page, rounded towards zero.
func (v view) units(f int64) geom.Unit {
	whole, rest := f/v.num, f%v.num
	return geom.Unit(whole*v.den + rest*v.den/v.num)
}

// floorDiv is a/b rounded down, for b > 0.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// roundFine is the whole pixel that is nearest to an edge at f.
func roundFine(f int64) int { return int((f + onePixel/2) >> fineBits) }

// matrix is where a group lies on the page: turned clockwise by quarter turns
// about the page's corner and then moved.
type matrix struct {
	turn   int
	dx, dy geom.Unit
}

func (m matrix) apply(p geom.Point) geom.Point {
	p = quarters(p, m.turn)
	return geom.Point{X: p.X + m.dx, Y: p.Y + m.dy}
}

// turned is the matrix of a group inside of m that is turned about a centre.
func (m matrix) turned(center geom.Point, turn int) matrix {
	q := quarters(center, turn)
	p := m.apply(geom.Point{X: center.X - q.X, Y: center.Y - q.Y})
	return matrix{(m.turn + turn) & 3, p.X, p.Y}
}

// quarters turns a point clockwise about the corner.
func quarters(p geom.Point, turn int) geom.Point {
	switch turn & 3 {
	case 1:
		return geom.Point{X: -p.Y, Y: p.X}
	case 2:
		return geom.Point{X: -p.X, Y: -p.Y}
	case 3:
		return geom.Point{X: p.Y, Y: -p.X}
	}
	return p
}
