package raster

import (
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// dashedBars draws the dashes of a line along an axis over whole pixels.
func (c *canvas) dashedBars(a, b point, p *pen, k ink) {
	all := distance(a, b)
	from, to, ok := c.visible(a, b, all, p.width)
	if !ok {
		return
	}
	c.eachDash(p, from, to, func(f, t int64) bool {
		if f <= all {
			c.barPart(a, b, p, f, min(t, all), k)
		}
		return c.spend(4)
	})
}

// eachDash calls visit for the dashes of a pattern that touch from..to, which
// are lengths from where it began, in 1/256 pixels: with where each begins and
// ends. It ends when visit says so.
func (c *canvas) eachDash(p *pen, from, to int64, visit func(f, t int64) bool) {
	at := c.view.units(from) / p.period * p.period
	for at < farUnit && c.view.length(at) <= to && c.spend(2) {
		for i := 0; i < len(p.dash); i += 2 {
			f, t := c.view.length(at), c.view.length(at+p.dash[i])
			at += p.dash[i] + p.dash[i+1]
			if t >= from && f <= to && !visit(f, t) {
				return
			}
		}
	}
}

// visible is which part of the line from a to b, of length all, can be seen: from
// a little before it comes into the clip to a little after it has left. margin is
// how far its paint reaches.
func (c *canvas) visible(a, b point, all, margin int64) (from, to int64, ok bool) {
	margin += 2 * onePixel
	fine := func(r int) int64 { return int64(r) << fineBits }
	to = all
	for _, s := range [2]struct{ a, d, lo, hi int64 }{
		{a.x, b.x - a.x, fine(c.clip.Min.X) - margin, fine(c.clip.Max.X) + margin},
		{a.y, b.y - a.y, fine(c.clip.Min.Y) - margin, fine(c.clip.Max.Y) + margin},
	} {
		if s.d == 0 {
			if s.a < s.lo || s.a > s.hi {
				return 0, 0, false
			}
			continue
		}
		t0, t1 := (s.lo-s.a)*all/s.d, (s.hi-s.a)*all/s.d
		from, to = max(from, min(t0, t1)-onePixel), min(to, max(t0, t1)+onePixel)
	}
	return from, to, from <= to
}

// dashed adds the dashes along points to c.area. A dash that goes around a
// corner is one line.
func (c *canvas) dashed(points []point, closed bool, half int64, p *pen, k ink) {
	points = distinct(points, closed)
	n := len(points)
	if n == 1 {
		c.dot(points[0], point{onePixel, 0}, half, p.cap)
		return
	}
	parts := n - 1
	if closed {
		parts = n
	}
	c.piece = c.piece[:0]
	done := int64(0) // length of the parts before
	for i := range parts {
		a, b := points[i], points[(i+1)%n]
		all := distance(a, b)
		from, to, ok := c.visible(a, b, all, 2*half)
		if !ok || from > 0 {
			c.endDash(half, p.cap, k)
		}
		if ok {
			d := dasher{c, p, half, a, b, all, done, i == parts-1, k}
			d.part(from, to)
		}
		if len(c.piece) > 0 {
			c.piece = append(c.piece, b)
		}
		done += all
		if !c.spend(16) {
			return
		}
	}
	c.endDash(half, p.cap, k)
}

// endDash adds the dash in c.piece.
func (c *canvas) endDash(half int64, ends draw.Cap, k ink) {
	if len(c.piece) > 0 {
		c.outline(c.piece, false, half, ends, k)
	}
	c.piece = c.piece[:0]
}

// dasher adds the dashes of one part of a path.
type dasher struct {
	c    *canvas
	pen  *pen
	half int64
	a, b point
	all  int64 // length of the part
	done int64 // length of the parts before
	last bool
	ink  ink
}

// part adds the dashes that touch from..to of the part.
func (d *dasher) part(from, to int64) {
	c := d.c
	c.eachDash(d.pen, d.done+from, d.done+to, func(f, t int64) bool {
		f, t = f-d.done, t-d.done
		switch {
		case f > d.all, f == d.all && !d.last, t < 0, t == 0 && f < t:
			return true
		case f == t:
			c.dot(along(d.a, d.b, f, d.all), point{d.b.x - d.a.x, d.b.y - d.a.y}, d.half, d.pen.cap)
		default:
			if len(c.piece) == 0 || f > 0 {
				c.endDash(d.half, d.pen.cap, d.ink)
				c.piece = append(c.piece, along(d.a, d.b, max(f, 0), d.all))
			}
			if t > d.all {
				return false // the next part goes on with it
			}
			c.piece = append(c.piece, along(d.a, d.b, t, d.all))
			c.endDash(d.half, d.pen.cap, d.ink)
		}
		if len(c.area.edges) > flushEdges {
			c.fillArea(d.ink)
		}
		return c.spend(32)
	})
}

// dotted says whether the pattern has nothing but round dots.
func (p *pen) dotted() bool {
	for i := 0; i < len(p.dash); i += 2 {
		if p.dash[i] != 0 {
			return false
		}
	}
	return len(p.dash) > 0 && p.cap == draw.Round
}

// stampDots draws the dots of a straight line.
func (c *canvas) stampDots(a, b point, p *pen, k ink) {
	all := max(distance(a, b), 1)
	from, to, ok := c.visible(a, b, all, p.width)
	if !ok {
		return
	}
	c.eachDash(p, from, to, func(f, _ int64) bool {
		if f <= all {
			c.disc(along(a, b, f, all), p.width, k)
		}
		return c.spend(8)
	})
}
