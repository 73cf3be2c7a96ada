package gopdfout

import (
	"errors"
	"fmt"
	"math"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// flatness is how far a curve may be from the straight lines that stand for it:
// 0.01 mm. gopdf's own curves can neither be joined nor be translucent.
const flatness = 28_346 * geom.Pt / 1_000_000

// maxSteps is the largest number of lines for one curve.
const maxSteps = 64

// polyline is a subpath without curves.
type polyline struct {
	points []geom.Point
	closed bool
}

// cubic appends the lines of a curve from its last point on.
func (p *polyline) cubic(p1, p2, p3 geom.Point) {
	p0 := p.points[len(p.points)-1]
	bend := max(
		(p0.X-2*p1.X+p2.X).Abs()+(p0.Y-2*p1.Y+p2.Y).Abs(),
		(p1.X-2*p2.X+p3.X).Abs()+(p1.Y-2*p2.Y+p3.Y).Abs())
	// n lines are at most 3/4 bend/n² off.
	n := geom.Unit(1)
	for n < maxSteps && n*n*flatness < bend*3/4 {
		n++
	}
	for i := geom.Unit(1); i <= n; i++ {
		at := func(a, b, c, d geom.Unit) geom.Unit {
			j := n - i
			return (j*j*j*a + 3*i*j*j*b + 3*i*i*j*c + i*i*i*d).MulDiv(1, int64(n*n*n))
		}
		p.points = append(p.points, geom.Point{X: at(p0.X, p1.X, p2.X, p3.X), Y: at(p0.Y, p1.Y, p2.Y, p3.Y)})
	}
}

// quarter appends a quarter of a circle about c, from c+u to c+v.
func (p *polyline) quarter(c, u, v geom.Point) {
	const num, den = 5523, 10000
	control := func(a, b geom.Point) geom.Point {
		return c.Add(a.X+b.X.MulDiv(num, den), a.Y+b.Y.MulDiv(num, den))
	}
	if len(p.points) == 0 {
		p.points = append(p.points, c.Add(u.X, u.Y))
	}
	p.cubic(control(u, v), control(v, u), c.Add(v.X, v.Y))
}

// stadium is a line from a to b of width 2*r with round ends; a disc when these
// are the same.
func stadium(a, b geom.Point, r geom.Unit) polyline {
	u := geom.Point{X: r}
	if l := distance(a, b); l > 0 {
		u = along(geom.Point{}, geom.Point{X: b.X - a.X, Y: b.Y - a.Y}, r, l)
	}
	v := geom.Point{X: -u.Y, Y: u.X}
	minus := func(p geom.Point) geom.Point { return geom.Point{X: -p.X, Y: -p.Y} }
	p := polyline{closed: true}
	p.quarter(b, minus(v), u)
	p.quarter(b, u, v)
	if a != b {
		p.points = append(p.points, a.Add(v.X, v.Y))
	}
	p.quarter(a, v, minus(u))
	p.quarter(a, minus(u), minus(v))
	return p
}

// rounded is the outline of a box with round corners, from the beginning of its
// upper edge clockwise.
func rounded(b geom.Rect, r geom.Unit) polyline {
	right, down := geom.Point{X: r}, geom.Point{Y: r}
	left, up := geom.Point{X: -r}, geom.Point{Y: -r}
	p := polyline{closed: true, points: []geom.Point{{X: b.X + r, Y: b.Y}, {X: b.Right() - r, Y: b.Y}}}
	p.quarter(geom.Point{X: b.Right() - r, Y: b.Y + r}, up, right)
	p.points = append(p.points, geom.Point{X: b.Right(), Y: b.Bottom() - r})
	p.quarter(geom.Point{X: b.Right() - r, Y: b.Bottom() - r}, right, down)
	p.points = append(p.points, geom.Point{X: b.X + r, Y: b.Bottom()})
	p.quarter(geom.Point{X: b.X + r, Y: b.Bottom() - r}, down, left)
	p.points = append(p.points, geom.Point{X: b.X, Y: b.Y + r})
	p.quarter(geom.Point{X: b.X + r, Y: b.Y + r}, left, up)
	return p
}

// subpaths are the parts of a path.
func subpaths(segs []draw.Seg) ([]polyline, error) {
	if segs[0].Kind != draw.MoveTo {
		return nil, errors.New("a path does not begin with a move")
	}
	var all []polyline
	for i, s := range segs {
		if s.Kind == draw.MoveTo {
			all = append(all, polyline{points: []geom.Point{s.P[0]}})
			continue
		}
		p := &all[len(all)-1]
		if p.closed && s.Kind != draw.ClosePath { // goes on where the closed part began
			all = append(all, polyline{points: []geom.Point{p.points[0]}})
			p = &all[len(all)-1]
		}
		switch s.Kind {
		case draw.LineTo:
			p.points = append(p.points, s.P[0])
		case draw.CurveTo:
			p.cubic(s.P[0], s.P[1], s.P[2])
		case draw.ClosePath:
			p.closed = true
		default:
			return nil, fmt.Errorf("unknown path step %d (number %d)", s.Kind, i)
		}
	}
	return all, nil
}

// distance is the length of the line from a to b. The conversions keep
// processors from fusing operations, which would round differently.
func distance(a, b geom.Point) geom.Unit {
	dx, dy := float64(b.X-a.X), float64(b.Y-a.Y)
	return geom.Unit(math.Round(math.Sqrt(float64(dx*dx) + float64(dy*dy))))
}

// along is the point of the line a–b that is d from a. length is that of the line.
func along(a, b geom.Point, d, length geom.Unit) geom.Point {
	part := func(v geom.Unit) geom.Unit {
		return geom.Unit(math.Round(float64(v) * float64(d) / float64(length)))
	}
	return a.Add(part(b.X-a.X), part(b.Y-a.Y))
}
