package gopdfout

import (
	"fmt"

	"github.com/signintech/gopdf"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// maxStates bounds the nesting of Push. Readers must take 28 saved states; a
// group takes one, or two when it is turned, and each shape one of its own.
const maxStates = 26

// canvas draws the lists of one page.
type canvas struct {
	*backend
	h      geom.Unit // page height
	st     state
	saved  []group
	states int // saved by all groups

	alpha   uint8 // gopdf keeps it outside of what it saves
	current *face // as above
	points  []gopdf.Point
	dash    []geom.Unit
}

// state is what gopdf was told last; its zero value is "nothing yet".
type state struct {
	fill, stroke draw.Color // without alpha
	width        int64
	dashed       bool // the dash was set
	dash         draw.Dash
}

// group is an open Push.
type group struct {
	st     state
	states int // how many it saved
}

func (c *canvas) reset(b *backend, h geom.Unit) {
	*c = canvas{backend: b, h: h, saved: c.saved[:0], alpha: c.alpha, current: c.current, points: c.points[:0], dash: c.dash[:0]}
}

// list draws all operations of l.
func (c *canvas) list(l *draw.List) error {
	if l == nil {
		return nil
	}
	for i, op := range l.Ops {
		if i%1024 == 1023 && c.ctx.Err() != nil {
			return c.ctx.Err()
		}
		if err := c.op(op); err != nil {
			return located(op, err)
		}
	}
	if len(c.saved) > 0 {
		return fmt.Errorf("%d groups are not closed", len(c.saved))
	}
	return nil
}

func (c *canvas) op(op draw.Op) error {
	switch o := op.(type) {
	case draw.Text:
		return c.text(o)
	case draw.Line:
		return c.line(o.A, o.B, o.Stroke)
	case draw.Rect:
		return c.rect(o)
	case draw.Lines:
		return c.lines(o)
	case draw.Dots:
		return c.dots(o)
	case draw.Path:
		return c.path(o)
	case draw.Image:
		return c.image(o)
	case draw.Push:
		return c.push(o)
	case draw.Pop:
		return c.pop()
	}
	return unsupported("the operation %T is unknown", op)
}

func (c *canvas) push(o draw.Push) error {
	turn := o.Turn & 3
	states := 1
	if turn != 0 {
		states = 2
	}
	if c.states += states; c.states > maxStates {
		return unsupported("groups are nested too deep")
	}
	c.saved = append(c.saved, group{c.st, states})
	c.gp.SaveGraphicsState()
	if !o.Clip.Empty() {
		c.points = c.points[:0]
		for _, p := range corners(o.Clip) {
			c.point(p)
		}
		c.gp.ClipPolygon(c.points)
	}
	if turn != 0 { // gopdf turns counter-clockwise
		c.gp.Rotate(float64(-90*turn), c.x(o.Center.X), c.y(o.Center.Y))
	}
	return c.spend(400)
}

func (c *canvas) pop() error {
	n := len(c.saved) - 1
	if n < 0 {
		return fmt.Errorf("a group is closed that was not opened")
	}
	g := c.saved[n]
	if g.states == 2 {
		c.gp.RotateReset()
	}
	c.gp.RestoreGraphicsState()
	c.st, c.saved, c.states = g.st, c.saved[:n], c.states-g.states
	return nil
}

// fill makes col the colour of areas.
func (c *canvas) fill(col draw.Color) error {
	if err := c.transparency(col.A); err != nil {
		return err
	}
	col.A = 255
	if col == c.st.fill {
		return nil
	}
	c.st.fill = col
	c.gp.SetFillColor(col.R, col.G, col.B)
	return c.spend(40)
}

// pen sets colour, width and dash of lines.
func (c *canvas) pen(s draw.Stroke, dash draw.Dash) error {
	if err := c.transparency(s.Color.A); err != nil {
		return err
	}
	col := s.Color
	col.A = 255
	if col != c.st.stroke {
		c.st.stroke = col
		c.gp.SetStrokeColor(col.R, col.G, col.B)
	}
	if width := max(hundredths(s.Width), 1); width != c.st.width {
		c.st.width = width
		c.gp.SetLineWidth(points(width))
	}
	if !c.st.dashed || dash != c.st.dash {
		c.st.dashed, c.st.dash = true, dash
		var lengths []float64
		sum := 0.0
		for _, u := range dash.Append(nil) {
			lengths = append(lengths, points(hundredths(u)))
			sum += lengths[len(lengths)-1]
		}
		if sum == 0 {
			lengths = nil // too fine to be seen
		}
		c.gp.SetCustomLineType(lengths, 0)
	}
	return c.spend(160)
}

// transparency makes what follows translucent, or opaque again.
func (c *canvas) transparency(alpha uint8) error {
	if alpha == c.alpha {
		return nil
	}
	c.alpha = alpha
	if alpha == 255 {
		c.gp.ClearTransparency()
		return nil
	}
	return c.gp.SetTransparency(gopdf.Transparency{Alpha: float64(alpha) / 255, BlendModeType: gopdf.NormalBlendMode})
}

// hundredths rounds a length to 1/100 pt, all that gopdf writes. Halves are
// rounded up, also below zero.
func hundredths(u geom.Unit) int64 {
	const step = int64(geom.Pt) / 100
	v := int64(u) + step/2
	q := v / step
	if v%step < 0 {
		q--
	}
	return q
}

// points are hundredths as gopdf wants them.
func points(hundredths int64) float64 { return float64(hundredths) / 100 }

// x is a place from the left as gopdf wants it.
func (c *canvas) x(u geom.Unit) float64 { return points(hundredths(u)) }

// y is a place from the top as gopdf wants it. Places are rounded as measured
// from the bottom, as in the file.
func (c *canvas) y(u geom.Unit) float64 { return points(hundredths(c.h) - hundredths(c.h-u)) }

// point appends a corner of the polygon that is being made, unless it is the
// one before.
func (c *canvas) point(p geom.Point) {
	at := gopdf.Point{X: c.x(p.X), Y: c.y(p.Y)}
	if n := len(c.points); n == 0 || c.points[n-1] != at {
		c.points = append(c.points, at)
	}
}

// corners are those of a box, clockwise from the top left.
func corners(b geom.Rect) [4]geom.Point {
	return [4]geom.Point{{X: b.X, Y: b.Y}, {X: b.Right(), Y: b.Y}, {X: b.Right(), Y: b.Bottom()}, {X: b.X, Y: b.Bottom()}}
}
