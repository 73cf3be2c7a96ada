package raster

import (
	"errors"
	"fmt"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

var errNoStart = errors.New("a path does not begin with a move")

// maxPoints bounds the points of one flattened path.
const maxPoints = 1 << 21

// startPath forgets the path.
func (c *canvas) startPath() {
	c.points, c.curved, c.ends, c.closed = c.points[:0], c.curved[:0], c.ends[:0], c.closed[:0]
}

// start returns where the open subpath begins in c.points.
func (c *canvas) start() int {
	if n := len(c.ends); n > 0 {
		return c.ends[n-1]
	}
	return 0
}

// endSubpath ends the open subpath, if it has points.
func (c *canvas) endSubpath(closed bool) {
	if len(c.points) > c.start() {
		c.ends, c.closed = append(c.ends, len(c.points)), append(c.closed, closed)
	}
}

func (c *canvas) lineTo(p point) { c.points, c.curved = append(c.points, p), append(c.curved, false) }

func (c *canvas) curveTo(b, d, end point) {
	cubic(c.points[len(c.points)-1], b, d, end, func(p point) {
		c.points, c.curved = append(c.points, p), append(c.curved, true)
	})
}

// dropMove forgets the open subpath when it is a move without a line.
func (c *canvas) dropMove() {
	if start := c.start(); len(c.points) == start+1 {
		c.points, c.curved = c.points[:start], c.curved[:start]
	}
}

// path draws a path. Its curves become lines first.
func (c *canvas) path(o draw.Path) error {
	if len(o.Segs) == 0 {
		return nil
	}
	if o.Segs[0].Kind != draw.MoveTo {
		return errNoStart
	}
	if o.Fill.IsZero() && o.Stroke.IsZero() {
		return nil
	}
	if err := c.flatten(o.Segs); err != nil {
		return err
	}
	if !o.Fill.IsZero() {
		c.fillPath(newInk(o.Fill, c.color))
	}
	if !o.Stroke.IsZero() {
		var store [6]geom.Unit
		c.strokeAll(c.pen(o.Stroke, &store))
	}
	return nil
}

// flatten makes c.points of a path.
func (c *canvas) flatten(segs []draw.Seg) error {
	c.startPath()
	var first point // of the open subpath, or of the one that was closed last
	for _, s := range segs {
		before := len(c.points)
		if s.Kind != draw.MoveTo && len(c.points) == c.start() { // after a close
			c.lineTo(first)
		}
		switch s.Kind {
		case draw.MoveTo:
			c.dropMove()
			c.endSubpath(false)
			first = c.at(s.P[0])
			c.lineTo(first)
		case draw.LineTo:
			c.lineTo(c.at(s.P[0]))
		case draw.CurveTo:
			c.curveTo(c.at(s.P[0]), c.at(s.P[1]), c.at(s.P[2]))
		case draw.ClosePath:
			c.endSubpath(true)
		default:
			return fmt.Errorf("unknown path step %d", s.Kind)
		}
		if len(c.points) > maxPoints {
			return errTooMuch
		}
		if !c.spend(16 + 4*max(len(c.points)-before, 0)) {
			return c.err
		}
	}
	if segs[len(segs)-1].Kind == draw.MoveTo {
		c.dropMove()
	}
	c.endSubpath(false)
	return nil
}

// fillPath paints what c.points wind around.
func (c *canvas) fillPath(k ink) {
	c.area.reset(c.clip)
	from := 0
	for _, end := range c.ends {
		last := c.points[end-1]
		for _, p := range c.points[from:end] {
			c.area.line(last, p)
			last = p
		}
		from = end
	}
	c.fillArea(k)
}
