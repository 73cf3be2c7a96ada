package svg

import (
	"errors"
	"fmt"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// strokes opens a path of lines.
func (p *writer) strokes(s draw.Stroke) {
	p.raw(`<path fill="none"`)
	p.stroke(s)
	p.raw(` d="`)
	p.close = "\"/>\n"
}

// lineOp draws one line; lines of one stroke that follow each other share a path.
// Translucent lines do not: in one path their overlaps would not add up.
func (p *writer) lineOp(o draw.Line) {
	if o.Stroke.IsZero() || hasNoEnds(o.A, o.B, o.Stroke.Cap) {
		return
	}
	if p.line != o.Stroke {
		p.leave()
		p.strokes(o.Stroke)
		p.line = o.Stroke
	}
	p.segment(o.A, o.B)
	if o.Stroke.Color.A != 255 {
		p.leave()
	}
}

// hasNoEnds says whether a line has no length, and so no direction, and no round
// ends: a PDF shows nothing of it, but an SVG file a square for square ends.
func hasNoEnds(a, b geom.Point, ends draw.Cap) bool { return a == b && ends != draw.Round }

// segment writes a straight line of a path.
func (p *writer) segment(a, b geom.Point) {
	x0, y0, x1, y1 := draw.Hundredths(a.X), draw.Hundredths(a.Y), draw.Hundredths(b.X), draw.Hundredths(b.Y)
	p.raw("M")
	p.pair(x0, y0)
	switch {
	case y0 == y1:
		p.raw("H")
		p.num(x1, centi)
	case x0 == x1:
		p.raw("V")
		p.num(y1, centi)
	default:
		p.raw("L")
		p.pair(x1, y1)
	}
}

func (p *writer) linesOp(o draw.Lines) error {
	if o.Stroke.IsZero() || o.N <= 0 || hasNoEnds(o.A, o.B, o.Stroke.Cap) {
		return nil
	}
	p.leave()
	p.strokes(o.Stroke)
	for i := range o.N {
		dx, dy := geom.Unit(i)*o.DX, geom.Unit(i)*o.DY
		p.segment(o.A.Add(dx, dy), o.B.Add(dx, dy))
		if p.err != nil {
			return p.err
		}
	}
	p.leave()
	return nil
}

// dotsOp draws every row of dots as one dashed line.
func (p *writer) dotsOp(o draw.Dots) error {
	if o.Color.IsZero() || o.Diameter <= 0 || o.NX <= 0 || o.NY <= 0 {
		return nil
	}
	p.leave()
	p.strokes(o.Stroke())
	for i := range o.NY {
		if from, to, ok := o.Row(i); ok {
			p.segment(from, to)
		}
		if p.err != nil {
			return p.err
		}
	}
	p.leave()
	return nil
}

// edges are the left, upper, right and lower edge of a box in 1/100 pt. They are
// rounded, not lengths, so that boxes that touch on the page touch in the file.
func edges(r geom.Rect) [4]int64 {
	return [4]int64{draw.Hundredths(r.X), draw.Hundredths(r.Y), draw.Hundredths(r.Right()), draw.Hundredths(r.Bottom())}
}

// box writes a rectangle as a path. It begins where one of a PDF does, at the lower
// left and to the right, since dashes begin there.
func (p *writer) box(r [4]int64) {
	p.raw("M")
	p.pair(r[0], r[3])
	p.raw("H")
	p.num(r[2], centi)
	p.raw("V")
	p.num(r[1], centi)
	p.raw("H")
	p.num(r[0], centi)
	p.raw("Z")
}

// rectOp draws a box: a path, since an element rect without width or height
// shows nothing of its stroke.
func (p *writer) rectOp(o draw.Rect) {
	if o.Box.W < 0 || o.Box.H < 0 || o.Fill.IsZero() && o.Stroke.IsZero() {
		return
	}
	p.leave()
	e, r := edges(o.Box), draw.Hundredths(min(o.Radius, o.Box.W/2, o.Box.H/2))
	if r <= 0 {
		p.raw("<path")
	} else {
		p.raw("<rect")
		p.attr(" x", e[0], centi)
		p.attr(" y", e[1], centi)
		p.attr(" width", e[2]-e[0], centi)
		p.attr(" height", e[3]-e[1], centi)
		p.attr(" rx", r, centi)
	}
	p.fill(o.Fill)
	if !o.Stroke.IsZero() {
		p.stroke(o.Stroke)
	}
	if r <= 0 {
		p.raw(` d="`)
		p.box(e)
		p.raw(`"`)
	}
	p.raw("/>\n")
}

var errNoStart = errors.New("a path does not begin with a move")

func (p *writer) pathOp(o draw.Path) error {
	if len(o.Segs) == 0 {
		return nil
	}
	if o.Segs[0].Kind != draw.MoveTo {
		return errNoStart
	}
	if o.Fill.IsZero() && o.Stroke.IsZero() {
		return nil
	}
	p.leave()
	p.raw("<path")
	p.fill(o.Fill)
	if !o.Stroke.IsZero() {
		p.stroke(o.Stroke)
	}
	p.raw(` d="`)
	for _, s := range o.Segs {
		switch s.Kind {
		case draw.MoveTo:
			p.step("M", s.P[:1])
		case draw.LineTo:
			p.step("L", s.P[:1])
		case draw.CurveTo:
			p.step("C", s.P[:])
		case draw.ClosePath:
			p.raw("Z")
		default:
			return fmt.Errorf("unknown path step %d", s.Kind)
		}
		if p.err != nil {
			return p.err
		}
	}
	p.raw("\"/>\n")
	return nil
}

// step writes a command of a path with its points.
func (p *writer) step(command string, points []geom.Point) {
	p.raw(command)
	for i, q := range points {
		x, y := draw.Hundredths(q.X), draw.Hundredths(q.Y)
		if i > 0 && x >= 0 {
			p.raw(" ")
		}
		p.pair(x, y)
	}
}
