// Package geom has the lengths and rectangles that the renderer computes with.
//
// All layout is done in whole numbers of [Unit], a millionth of a PDF point, so
// that the same project gives the same bytes on every processor. The origin is
// the top left corner of the page, x grows to the right and y downwards.
package geom

// Unit is a length in millionths of a PDF point (1 pt = 1/72 inch).
// A page of ten metres is 2.8e10 units, far inside the range of an int64.
type Unit int64

// Pt is one PDF point.
const Pt Unit = 1_000_000

// Points is the length in PDF points, for tests and reports; layout never uses it.
func (u Unit) Points() float64 { return float64(u) / float64(Pt) }

// Abs is the absolute length.
func (u Unit) Abs() Unit {
	if u < 0 {
		return -u
	}
	return u
}

// MulDiv is u*num/den rounded to the nearest unit. It is exact as long as
// u*num fits an int64. den must be positive.
func (u Unit) MulDiv(num, den int64) Unit {
	p := int64(u) * num
	if p < 0 {
		return Unit(-((-p + den/2) / den))
	}
	return Unit((p + den/2) / den)
}

// Point is a position on the page.
type Point struct{ X, Y Unit }

// Add is the point moved by dx and dy.
func (p Point) Add(dx, dy Unit) Point { return Point{p.X + dx, p.Y + dy} }

// Size is a width and a height.
type Size struct{ W, H Unit }

// Rect is a rectangle by its top left corner, width and height.
type Rect struct{ X, Y, W, H Unit }

// Right is the x of the right edge.
func (r Rect) Right() Unit { return r.X + r.W }

// Bottom is the y of the bottom edge.
func (r Rect) Bottom() Unit { return r.Y + r.H }

// Size is the rectangle's width and height.
func (r Rect) Size() Size { return Size{r.W, r.H} }

// TopLeft is the top left corner.
func (r Rect) TopLeft() Point { return Point{r.X, r.Y} }

// Center is the middle of the rectangle.
func (r Rect) Center() Point { return Point{r.X + r.W/2, r.Y + r.H/2} }

// Empty says whether nothing can be drawn into the rectangle.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// Inset is the rectangle with its edges moved inwards. Width and height do not
// become negative.
func (r Rect) Inset(in Insets) Rect {
	r.X += in.Left
	r.Y += in.Top
	r.W = max(r.W-in.Left-in.Right, 0)
	r.H = max(r.H-in.Top-in.Bottom, 0)
	return r
}

// InsetAll moves all four edges inwards by d.
func (r Rect) InsetAll(d Unit) Rect { return r.Inset(Insets{d, d, d, d}) }

// Intersects says whether the two rectangles share an area.
func (r Rect) Intersects(o Rect) bool {
	return r.X < o.Right() && o.X < r.Right() && r.Y < o.Bottom() && o.Y < r.Bottom()
}

// Contains says whether o lies inside r; touching edges are inside.
func (r Rect) Contains(o Rect) bool {
	return o.X >= r.X && o.Y >= r.Y && o.Right() <= r.Right() && o.Bottom() <= r.Bottom()
}

// Insets are distances from the four edges of a rectangle.
type Insets struct{ Top, Right, Bottom, Left Unit }
