package widget

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// Pen is a Stroke with its lengths resolved for the device.
type Pen = draw.Stroke

// Seg is a step of a path.
type Seg = draw.Seg

// Move begins a new part of a path.
func Move(p geom.Point) Seg { return Seg{Kind: draw.MoveTo, P: [3]geom.Point{p}} }

// To goes on in a straight line.
func To(p geom.Point) Seg { return Seg{Kind: draw.LineTo, P: [3]geom.Point{p}} }

// Curve goes on in a cubic Bézier curve with two control points.
func Curve(c1, c2, end geom.Point) Seg {
	return Seg{Kind: draw.CurveTo, P: [3]geom.Point{c1, c2, end}}
}

// Close closes the part of the path.
func Close() Seg { return Seg{Kind: draw.ClosePath} }

// maxCount bounds the lines, or the columns or rows of dots, of one pattern.
const maxCount = 4_000

// Pen resolves a stroke; what it does not say comes from def.
func (c *Context) Pen(s, def Stroke) Pen {
	s = s.over(def)
	pen := Pen{Color: s.Color, Width: c.Length(s.Width, 0)}
	switch s.Cap {
	case "round":
		pen.Cap = draw.Round
	case "square":
		pen.Cap = draw.Square
	}
	c.dash(&pen, s)
	return pen
}

func (c *Context) add(op draw.Op) {
	if !c.dry && c.err == nil && c.paintable(op) {
		c.list.Ops = append(c.list.Ops, op)
	}
}

// Rect paints a rectangle; the radius rounds its corners.
func (c *Context) Rect(at geom.Rect, radius geom.Unit, fill Color, pen Pen) {
	if fill.A == 0 && pen.IsZero() || at.W < 0 || at.H < 0 {
		return
	}
	radius = max(min(radius, at.W/2, at.H/2), 0)
	c.add(draw.Rect{Box: at, Radius: radius, Fill: fill, Stroke: pen})
}

// Line paints a straight line.
func (c *Context) Line(a, b geom.Point, pen Pen) {
	if !pen.IsZero() {
		c.add(draw.Line{A: a, B: b, Stroke: pen})
	}
}

// Lines paints n copies of a line, each moved by dx and dy against the one before.
func (c *Context) Lines(a, b geom.Point, dx, dy geom.Unit, n int, pen Pen) {
	if n > maxCount {
		c.tooFine(n)
	} else if n > 0 && !pen.IsZero() {
		c.add(draw.Lines{A: a, B: b, DX: dx, DY: dy, N: n, Stroke: pen})
	}
}

// Dots paints a grid of nx by ny round dots from the centre of the first one.
// Every odd row is moved by shift and has one dot less if shift is not zero.
func (c *Context) Dots(first geom.Point, pitchX, pitchY geom.Unit, nx, ny int, shift, diameter geom.Unit, color Color) {
	c.dots(draw.Dots{First: first, PitchX: pitchX, PitchY: pitchY, NX: nx, NY: ny, Shift: shift, Diameter: diameter, Color: color})
}

func (c *Context) dots(d draw.Dots) {
	if d.NX > maxCount || d.NY > maxCount || d.NX*d.NY > maxCount*100 {
		c.tooFine(d.NX * d.NY)
	} else if d.NX > 0 && d.NY > 0 && d.Diameter > 0 && d.Color.A > 0 {
		c.add(d)
	}
}

func (c *Context) tooFine(n int) {
	c.Fail("too-fine", fmt.Sprintf("the pattern would have %d marks", n), "use a wider pitch")
}

// Path paints lines and curves.
func (c *Context) Path(segs []Seg, fill Color, pen Pen) {
	if len(segs) > 0 && (fill.A > 0 || !pen.IsZero()) {
		c.add(draw.Path{Segs: segs, Fill: fill, Stroke: pen})
	}
}

// Picture paints an image, stretched to fill the box.
func (c *Context) Picture(at geom.Rect, p *draw.Picture) { c.add(draw.Image{Box: at, Image: p}) }

// Clip paints what body paints inside the box only.
func (c *Context) Clip(at geom.Rect, body func()) {
	c.add(draw.Push{Clip: at, Center: at.Center()})
	body()
	c.add(draw.Pop{})
}

// Turn paints what body paints, turned clockwise by quarter turns about the
// middle of the box. Body gets the box as it is before the turn: width and
// height swapped for odd turns. Links inside are not turned.
func (c *Context) Turn(at geom.Rect, quarters int, body func(at geom.Rect)) {
	quarters &= 3
	if quarters == 0 {
		body(at)
		return
	}
	inner := at
	if quarters%2 == 1 {
		inner = geom.Rect{X: at.X + (at.W-at.H)/2, Y: at.Y + (at.H-at.W)/2, W: at.H, H: at.W}
	}
	c.add(draw.Push{Center: at.Center(), Turn: quarters})
	body(inner)
	c.add(draw.Pop{})
}

// Count is how many steps of a pitch fit into a length, at least 0. A pitch
// that is not positive fails the page.
func (c *Context) Count(length, pitch geom.Unit) int {
	if pitch <= 0 {
		c.Fail("range", "a pitch must be greater than zero", "use a pitch such as 5mm")
		return 0
	}
	n := max(int64((length+pitch/1000)/pitch), 0)
	if n > maxCount {
		c.tooFine(int(min(n, 1<<30)))
		return 0
	}
	return int(n)
}
