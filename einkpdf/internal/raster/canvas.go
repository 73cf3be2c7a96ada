package raster

import (
	"context"
	"errors"
	"fmt"
	"image"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// maxGroups bounds the nesting of Push, as the PDF does.
const maxGroups = 24

// maxParts bounds the lines or dots of one operation.
const maxParts = 4 << 20

var (
	errTooMuch = fmt.Errorf("more than %d lines, dots or edges in one operation; draw fewer", maxParts)
	errGroups  = fmt.Errorf("groups are nested more than %d deep", maxGroups)
	errPop     = errors.New("a group is closed that was not opened")
)

// canvas draws on one picture. It is kept for the next one, for its memory.
type canvas struct {
	drawer *Drawer
	ctx    context.Context // of the one call that draws
	view   view
	color  bool
	width  int
	pix    []byte // one or three bytes a pixel
	state
	saved []state
	spent int   // since ctx was last asked
	err   error // ends everything

	area   area
	layer  layer
	dots   discs
	points []point // of flattened paths
	curved []bool  // whether the part that ends at a point is of a curve
	ends   []int   // where each subpath ends in points
	closed []bool
	piece  []point // of a dash
}

// state is what a group changes.
type state struct {
	matrix matrix
	clip   image.Rectangle
}

// checkEvery is how much is done before ctx is asked again, in pixels or things
// that take as long: about a millisecond.
const checkEvery = 1 << 18

// spend notes that work was done. It is false when no more should be.
func (c *canvas) spend(n int) bool {
	if c.spent += n; c.spent >= checkEvery {
		c.spent = 0
		if err := c.ctx.Err(); err != nil && c.err == nil {
			c.err = err
		}
	}
	return c.err == nil
}

// begin makes a picture the one to draw on.
func (c *canvas) begin(ctx context.Context, d *Drawer, p *Picture) {
	c.drawer, c.ctx, c.view, c.color, c.width = d, ctx, d.view, d.config.Color, p.Width
	c.pix = p.pix()
	c.state = state{clip: d.paper}
	c.saved, c.spent, c.err = c.saved[:0], 0, nil
}

// end lets go of the picture, and of memory that few pages need.
func (c *canvas) end() {
	c.drawer, c.ctx, c.pix = nil, nil, nil
	const most = 1 << 14
	if cap(c.points) > most {
		c.points, c.curved = nil, nil
	}
	if cap(c.area.edges) > 4*most {
		c.area.edges = nil
	}
	if cap(c.piece) > most {
		c.piece = nil
	}
	if cap(c.layer.pix) > most<<9 {
		c.layer.pix = nil
	}
	c.layer.on = false
}

// list draws all operations of l.
func (c *canvas) list(l *draw.List) error {
	depth := len(c.saved)
	for i, op := range l.Ops {
		err := c.op(op)
		if err == nil {
			err = c.err
		}
		switch {
		case err == nil && c.spend(32):
		case c.ctx.Err() != nil:
			return c.ctx.Err()
		default:
			return fmt.Errorf("raster: operation %d: %w", i, err)
		}
	}
	if n := len(c.saved) - depth; n > 0 {
		return fmt.Errorf("raster: %d groups are not closed", n)
	}
	return nil
}

func (c *canvas) op(op draw.Op) error {
	switch o := op.(type) {
	case draw.Push:
		return c.push(o)
	case draw.Pop:
		return c.pop()
	}
	if c.clip.Empty() {
		return nil
	}
	switch o := op.(type) {
	case draw.Text:
		return c.text(o)
	case draw.Line:
		c.oneLine(o)
	case draw.Rect:
		return c.rectangle(o)
	case draw.Lines:
		return c.lines(o)
	case draw.Dots:
		return c.dotGrid(o)
	case draw.Path:
		return c.path(o)
	case draw.Image:
		return c.picture(o)
	default:
		return fmt.Errorf("unknown operation %T", op)
	}
	return nil
}

func (c *canvas) push(o draw.Push) error {
	if len(c.saved) >= maxGroups {
		return errGroups
	}
	c.saved = append(c.saved, c.state)
	if !o.Clip.Empty() {
		c.clip = c.clip.Intersect(c.around(o.Clip))
	}
	if o.Turn&3 != 0 {
		c.matrix = c.matrix.turned(o.Center, o.Turn)
	}
	return nil
}

func (c *canvas) pop() error {
	n := len(c.saved) - 1
	if n < 0 {
		return errPop
	}
	c.state, c.saved = c.saved[n], c.saved[:n]
	return nil
}

// at is where a point of the open group lies in the picture.
func (c *canvas) at(p geom.Point) point { return c.view.point(c.matrix.apply(p)) }

// corners are where a rectangle of the open group lies in the picture: its top
// left and bottom right corners there.
func (c *canvas) corners(r geom.Rect) (a, b point) {
	a, b = c.at(r.TopLeft()), c.at(geom.Point{X: r.Right(), Y: r.Bottom()})
	return point{min(a.x, b.x), min(a.y, b.y)}, point{max(a.x, b.x), max(a.y, b.y)}
}

// around is the pixels that a rectangle covers, at least in part.
func (c *canvas) around(r geom.Rect) image.Rectangle {
	a, b := c.corners(r)
	up := func(f int64) int { return int((f + onePixel - 1) >> fineBits) }
	return image.Rectangle{Min: image.Pt(int(a.x>>fineBits), int(a.y>>fineBits)), Max: image.Pt(up(b.x), up(b.y))}
}

// snapped is the pixels that stand for a rectangle: its edges are rounded, so
// that rectangles that touch on the page touch in the picture; at least one
// pixel each way.
func (c *canvas) snapped(r geom.Rect) image.Rectangle {
	return snapRect(c.corners(r))
}

func snapRect(a, b point) image.Rectangle {
	x0, x1 := snapSpan(a.x, b.x)
	y0, y1 := snapSpan(a.y, b.y)
	return image.Rectangle{Min: image.Pt(x0, y0), Max: image.Pt(x1, y1)}
}

func snapSpan(from, to int64) (a, b int) {
	a, b = roundFine(from), roundFine(to)
	if a == b {
		a = int((from + to) / 2 >> fineBits)
		b = a + 1
	}
	return a, b
}
