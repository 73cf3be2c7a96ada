package gopdfout

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func (c *canvas) lines(o draw.Lines) error {
	for i := range max(o.N, 0) {
		dx, dy := geom.Unit(i)*o.DX, geom.Unit(i)*o.DY
		if err := c.line(o.A.Add(dx, dy), o.B.Add(dx, dy), o.Stroke); err != nil {
			return err
		}
	}
	return nil
}

// line draws a straight line.
func (c *canvas) line(a, b geom.Point, s draw.Stroke) error {
	if s.IsZero() {
		return nil
	}
	pattern := s.Dash.Append(c.dash[:0])
	c.dash = pattern[:0]
	if len(pattern) == 0 {
		return c.solid(piece{points: []geom.Point{a, b}, ahead: geom.Point{X: 1000}}, s)
	}
	if s.Cap != draw.Butt {
		return c.pieces(polyline{points: []geom.Point{a, b}}, pattern, s)
	}
	// Every so many periods the line begins again, so that dashes stay in place.
	length, stretch := distance(a, b), geom.Unit(0)
	if d := drift(pattern); d > 0 {
		stretch = max(maxDrift/d, 1) * total(pattern)
	} else {
		stretch = length
	}
	if err := c.pen(s, s.Dash); err != nil {
		return err
	}
	for from := geom.Unit(0); from < length; from += stretch {
		if err := c.segment(along(a, b, from, length), along(a, b, min(from+stretch, length), length)); err != nil {
			return err
		}
	}
	return nil
}

// outline draws the edge of a shape.
func (c *canvas) outline(p polyline, s draw.Stroke) error {
	if s.IsZero() || len(p.points) < 2 {
		return nil
	}
	pattern := s.Dash.Append(nil)
	switch {
	case !p.closed && len(p.points) == 2:
		return c.line(p.points[0], p.points[1], s)
	case len(pattern) == 0 && !p.closed:
		return c.solid(piece{points: p.points, ahead: geom.Point{X: 1000}}, s)
	case len(pattern) == 0:
	case !p.closed || s.Cap != draw.Butt || drift(pattern)*(p.length()/total(pattern)+1) > maxDrift:
		return c.pieces(p, pattern, s)
	}
	if err := c.pen(s, s.Dash); err != nil {
		return err
	}
	return c.polygon(p.points, "D")
}

// length is the way from the first to the last point, and back when it is closed.
func (p polyline) length() (sum geom.Unit) {
	for i := 1; i < len(p.points); i++ {
		sum += distance(p.points[i-1], p.points[i])
	}
	if p.closed {
		sum += distance(p.points[len(p.points)-1], p.points[0])
	}
	return sum
}

// pieces draws a dashed line dash by dash.
func (c *canvas) pieces(p polyline, pattern []geom.Unit, s draw.Stroke) error {
	return dashes(p, pattern, func(d piece) error { return c.solid(d, s) })
}

// solid draws an open line with its ends, of which gopdf knows butt ones only.
func (c *canvas) solid(p piece, s draw.Stroke) error {
	n := len(p.points)
	if s.Cap == draw.Round {
		return c.roundEnded(p.points, s)
	}
	if s.Cap == draw.Square {
		points := make([]geom.Point, n)
		copy(points, p.points)
		points[0] = beyond(p.points[1:], p.points[0], p.ahead, s.Width/2)
		back := geom.Point{X: -p.ahead.X, Y: -p.ahead.Y}
		points[n-1] = beyond([]geom.Point{p.points[n-2]}, p.points[n-1], back, s.Width/2)
		p.points = points
	}
	if err := c.pen(s, draw.Dash{}); err != nil {
		return err
	}
	return c.open(p.points)
}

// beyond is the point d behind end on the line that comes to it from the first
// of points that is another one, or else against the direction.
func beyond(points []geom.Point, end, ahead geom.Point, d geom.Unit) geom.Point {
	for _, p := range points {
		if l := distance(p, end); l > 0 {
			return along(p, end, l+d, l)
		}
	}
	return end.Add(-ahead.X.MulDiv(int64(d), 1000), -ahead.Y.MulDiv(int64(d), 1000))
}

// roundEnded draws an open line with round ends: straight ones as an area,
// others with a disc at each end.
func (c *canvas) roundEnded(points []geom.Point, s draw.Stroke) error {
	r, last := s.Width/2, points[len(points)-1]
	if len(points) > 2 {
		if s.Color.A != 255 {
			return unsupported("translucent curved lines with round ends")
		}
		if err := c.pen(s, draw.Dash{}); err != nil {
			return err
		}
		if err := c.open(points); err != nil {
			return err
		}
	}
	if err := c.fill(s.Color); err != nil {
		return err
	}
	if len(points) == 2 {
		return c.polygon(stadium(points[0], last, r).points, "F")
	}
	for _, end := range []geom.Point{points[0], last} {
		if err := c.polygon(stadium(end, end, r).points, "F"); err != nil {
			return err
		}
	}
	return nil
}

// open draws an open line with the pen that is set. gopdf closes all polygons:
// there and back again is the same line, whose ends turn round and stay butt.
func (c *canvas) open(points []geom.Point) error {
	if len(points) == 2 {
		return c.segment(points[0], points[1])
	}
	way := make([]geom.Point, 0, 2*len(points)-2)
	way = append(way, points...)
	for i := len(points) - 2; i > 0; i-- {
		way = append(way, points[i])
	}
	return c.polygon(way, "D")
}

// segment draws a straight line with the pen that is set.
func (c *canvas) segment(a, b geom.Point) error {
	c.gp.Line(c.x(a.X), c.y(a.Y), c.x(b.X), c.y(b.Y))
	return c.spend(120)
}
