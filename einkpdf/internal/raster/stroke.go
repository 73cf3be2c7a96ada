package raster

import (
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// flushEdges is how many edges of a stroke are collected before they are
// painted.
const flushEdges = 1 << 14

// strokeAll draws all subpaths of c.points.
func (c *canvas) strokeAll(p *pen) {
	c.painted(p.ink, func(k ink) {
		from := 0
		for i, end := range c.ends {
			points, curved := c.points[from:end], c.curved[from:end]
			from = end
			c.stroke(points, curved, c.closed[i], p, k)
			if c.err != nil {
				return
			}
		}
	})
}

// stroke draws a line along points, or around them. It moves points: parts that
// run along an axis come to lie on whole pixels, unless they are curved.
func (c *canvas) stroke(points []point, curved []bool, closed bool, p *pen, k ink) {
	if len(points) == 2 && !closed {
		c.straight(points[0], points[1], p, k)
		return
	}
	if len(points) == 1 && p.cap != draw.Round { // it has no direction
		return
	}
	half := p.width / 2
	if snapPath(points, curved, closed, p) && !p.dotted() {
		half = p.half()
	}
	c.area.reset(c.clip)
	if len(p.dash) == 0 {
		c.outline(points, closed, half, p.cap, k)
	} else {
		c.dashed(points, closed, half, p, k)
	}
	c.fillArea(k)
}

// straight draws a line between two points. One along an axis covers whole
// pixels; its ends are rounded, too, unless they are round. One without length
// has no direction, and shows nothing but round ends.
func (c *canvas) straight(a, b point, p *pen, k ink) {
	if a == b && p.cap != draw.Round {
		return
	}
	dx, dy := abs(b.x-a.x), abs(b.y-a.y)
	axis := (dx <= alongAxis) != (dy <= alongAxis)
	if axis && p.cap != draw.Round {
		if len(p.dash) > 0 {
			c.dashedBars(a, b, p, k)
		} else {
			c.bar(a, b, p, k)
		}
		return
	}
	points, half := [2]point{a, b}, p.width/2
	if snapPath(points[:], nil, false, p) {
		half = p.half()
	}
	if p.dotted() { // dots are as large as they are
		c.stampDots(points[0], points[1], p, k)
		return
	}
	c.area.reset(c.clip)
	if len(p.dash) > 0 {
		c.dashed(points[:], false, half, p, k)
	} else {
		c.outline(points[:], false, half, p.cap, k)
	}
	c.fillArea(k)
}

// snapPath moves the parts of a path that run along an axis onto whole pixels,
// and says whether there are any. Pieces of curves stay: moved by half a pixel
// they would point elsewhere. curved may be nil.
func snapPath(points []point, curved []bool, closed bool, p *pen) (any bool) {
	for i := range points {
		next := i + 1
		if next == len(points) {
			if next = 0; !closed {
				break
			}
		}
		if next > 0 && curved != nil && curved[next] {
			continue
		}
		a, b := &points[i], &points[next]
		dx, dy := abs(b.x-a.x), abs(b.y-a.y)
		switch {
		case dx <= alongAxis && dy > alongAxis:
			a.x = p.middle(p.snapX((a.x + b.x) / 2))
			b.x = a.x
			any = true
		case dy <= alongAxis && dx > alongAxis:
			a.y = p.middle(p.snapY((a.y + b.y) / 2))
			b.y = a.y
			any = true
		}
	}
	return any
}

// outline adds the outline of a line, half as wide as half, to c.area: a box for
// each part, pointed corners between them, and the ends.
func (c *canvas) outline(points []point, closed bool, half int64, ends draw.Cap, k ink) {
	points = distinct(points, closed)
	n := len(points)
	if n == 1 {
		c.dot(points[0], point{onePixel, 0}, half, ends)
		return
	}
	parts := n - 1
	if closed {
		parts = n
	}
	var first, before point // normals
	for i := range parts {
		a, b := points[i], points[(i+1)%n]
		all := distance(a, b)
		dir := point{roundDiv((b.x-a.x)*half, all), roundDiv((b.y-a.y)*half, all)}
		normal := point{-dir.y, dir.x}
		if i == 0 {
			first = normal
		} else {
			c.corner(a, before, normal, half)
		}
		before = normal
		if !closed && ends == draw.Square {
			if i == 0 {
				a = point{a.x - dir.x, a.y - dir.y}
			}
			if i == parts-1 {
				b = point{b.x + dir.x, b.y + dir.y}
			}
		}
		c.area.convex(
			point{a.x + normal.x, a.y + normal.y}, point{b.x + normal.x, b.y + normal.y},
			point{b.x - normal.x, b.y - normal.y}, point{a.x - normal.x, a.y - normal.y})
		if len(c.area.edges) > flushEdges {
			c.fillArea(k)
		}
		if !c.spend(8) {
			return
		}
	}
	switch {
	case closed:
		c.corner(points[0], before, first, half)
	case ends == draw.Round:
		circle(&c.area, points[0], half)
		circle(&c.area, points[n-1], half)
	}
}

// corner fills the wedge between two parts that meet at p, given their normals
// of length half. Miter joins reach as far as the PDF's limit of ten.
func (c *canvas) corner(p, na, nb point, half int64) {
	cross := na.x*nb.y - na.y*nb.x
	if cross == 0 {
		return
	}
	if cross > 0 {
		na, nb = point{-na.x, -na.y}, point{-nb.x, -nb.y}
	}
	a, b := point{p.x + na.x, p.y + na.y}, point{p.x + nb.x, p.y + nb.y}
	// half*half/s is 1/(1+cos) of the turn; the point lies that far out.
	s := half*half + na.x*nb.x + na.y*nb.y
	if 50*s < half*half {
		c.area.convex(p, a, b)
		return
	}
	h := half * half
	for h > 1<<32 { // a line wider than 500 pixels
		h, s = h>>1, s>>1
	}
	m := point{p.x + roundDiv((na.x+nb.x)*h, s), p.y + roundDiv((na.y+nb.y)*h, s)}
	c.area.convex(p, a, m, b)
}

// dot adds what a line without length shows: nothing but its ends. dir is its
// direction.
func (c *canvas) dot(p, dir point, half int64, ends draw.Cap) {
	switch ends {
	case draw.Round:
		circle(&c.area, p, half)
	case draw.Square:
		all := distance(point{}, dir)
		d := point{roundDiv(dir.x*half, all), roundDiv(dir.y*half, all)}
		c.area.convex(
			point{p.x + d.x - d.y, p.y + d.y + d.x}, point{p.x + d.x + d.y, p.y + d.y - d.x},
			point{p.x - d.x + d.y, p.y - d.y - d.x}, point{p.x - d.x - d.y, p.y - d.y + d.x})
	}
}

// distinct leaves out points that are the same as the one before.
func distinct(points []point, closed bool) []point {
	out := points[:1]
	for _, p := range points[1:] {
		if p != out[len(out)-1] {
			out = append(out, p)
		}
	}
	for closed && len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out
}
