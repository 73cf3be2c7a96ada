package pdfout

import (
	"errors"
	"fmt"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

var errTooMuch = fmt.Errorf("the drawing is larger than %d MiB; draw fewer lines, dots or shapes", maxContent>>20)

// line draws one line; lines of one stroke that follow each other share a path.
// Translucent lines do not: in one path their overlaps would not add up.
func (c *content) line(o draw.Line) {
	if o.Stroke.IsZero() {
		return
	}
	if !c.sameStroke(o.Stroke) {
		c.leave()
		c.stroke(o.Stroke)
		c.mode = inLines
	}
	c.segment(o.A, o.B)
	if o.Stroke.Color.A != 255 {
		c.leave()
	}
}

// sameStroke says whether a line of stroke s can join the open path.
func (c *content) sameStroke(s draw.Stroke) bool {
	col := s.Color
	col.A = 255
	return c.mode == inLines && s.Color.A == c.st.strokeAlpha && col == c.st.stroke &&
		strokeWidth(s) == c.st.width && min(s.Cap, draw.Square) == c.st.cap && s.Dash.Written() == c.st.dash
}

func (c *content) segment(a, b geom.Point) {
	c.point(a)
	c.raw("m ")
	c.point(b)
	c.raw("l\n")
}

func (c *content) lines(o draw.Lines) error {
	if o.Stroke.IsZero() || o.N <= 0 {
		return nil
	}
	c.leave()
	c.stroke(o.Stroke)
	for i := range o.N {
		dx, dy := geom.Unit(i)*o.DX, geom.Unit(i)*o.DY
		c.segment(o.A.Add(dx, dy), o.B.Add(dx, dy))
		if len(c.buf) > maxContent {
			return errTooMuch
		}
	}
	c.raw("S\n")
	return nil
}

// dots draws every row as one dashed line. This is small, and fast to draw.
func (c *content) dots(o draw.Dots) error {
	if o.Color.IsZero() || o.Diameter <= 0 || o.NX <= 0 || o.NY <= 0 {
		return nil
	}
	c.leave()
	c.stroke(o.Stroke())
	for i := range o.NY {
		if from, to, ok := o.Row(i); ok {
			c.segment(from, to)
		}
		if len(c.buf) > maxContent {
			return errTooMuch
		}
	}
	c.raw("S\n")
	return nil
}

// paint ends a path with what is to be done with it.
func (c *content) paint(fill, stroke bool) {
	switch {
	case fill && stroke:
		c.raw("B\n")
	case fill:
		c.raw("f\n")
	default:
		c.raw("S\n")
	}
}

// prepare sets the colours of a path that follows; it is false when nothing of
// it would be seen.
func (c *content) prepare(fill draw.Color, stroke draw.Stroke) bool {
	if fill.IsZero() && stroke.IsZero() {
		return false
	}
	c.leave()
	if !fill.IsZero() {
		c.fill(fill)
	}
	if !stroke.IsZero() {
		c.stroke(stroke)
	}
	return true
}

func (c *content) rect(o draw.Rect) {
	if o.Box.W < 0 || o.Box.H < 0 || !c.prepare(o.Fill, o.Stroke) {
		return
	}
	r := min(o.Radius, o.Box.W/2, o.Box.H/2)
	if r > 0 {
		c.rounded(o.Box, r)
	} else {
		c.box(o.Box)
		c.raw("re ")
	}
	c.paint(!o.Fill.IsZero(), !o.Stroke.IsZero())
}

// rounded is the outline of a box with rounded corners. A quarter circle is a
// cubic curve whose control points are 0.5523 radii from its ends.
func (c *content) rounded(b geom.Rect, r geom.Unit) {
	k := r - r.MulDiv(5523, 10000)
	l, t, rt, bt := b.X, b.Y, b.Right(), b.Bottom()
	at := func(x, y geom.Unit) geom.Point { return geom.Point{X: x, Y: y} }
	corner := func(p1, p2, end geom.Point) {
		c.point(p1)
		c.point(p2)
		c.point(end)
		c.raw("c ")
	}
	line := func(p geom.Point) {
		c.point(p)
		c.raw("l ")
	}
	c.point(at(l+r, t))
	c.raw("m ")
	line(at(rt-r, t))
	corner(at(rt-k, t), at(rt, t+k), at(rt, t+r))
	line(at(rt, bt-r))
	corner(at(rt, bt-k), at(rt-k, bt), at(rt-r, bt))
	line(at(l+r, bt))
	corner(at(l+k, bt), at(l, bt-k), at(l, bt-r))
	line(at(l, t+r))
	corner(at(l, t+k), at(l+k, t), at(l+r, t))
	c.raw("h ")
}

var errNoStart = errors.New("a path does not begin with a move")

func (c *content) path(o draw.Path) error {
	if len(o.Segs) == 0 {
		return nil
	}
	if o.Segs[0].Kind != draw.MoveTo {
		return errNoStart
	}
	if !c.prepare(o.Fill, o.Stroke) {
		return nil
	}
	for _, s := range o.Segs {
		switch s.Kind {
		case draw.MoveTo:
			c.point(s.P[0])
			c.raw("m ")
		case draw.LineTo:
			c.point(s.P[0])
			c.raw("l ")
		case draw.CurveTo:
			for _, p := range s.P {
				c.point(p)
			}
			c.raw("c ")
		case draw.ClosePath:
			c.raw("h ")
		default:
			return fmt.Errorf("unknown path step %d", s.Kind)
		}
		if len(c.buf) > maxContent {
			return errTooMuch
		}
	}
	c.paint(!o.Fill.IsZero(), !o.Stroke.IsZero())
	return nil
}
