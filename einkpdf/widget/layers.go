package widget

import "github.com/einkpdf/platform/einkpdf/geom"

// Layers puts its widgets above each other, each at its own place: x, y, width
// and height are physical lengths or percentages of the container. What is not
// given fills the container to its right and bottom edge; texts and others with
// a height of their own take that where y is given.
type Layers struct {
	Frame
	Group
}

// Layers is the kind "layers".
func (catalog) Layers() Kind {
	return Kind{"layers", "Widgets above each other, each at its own place.", &Layers{}}
}

// Draw paints fill and stroke.
func (l *Layers) Draw(c *Context, at geom.Rect) { l.Group.Draw(c, at) }

func (l *Layers) kids(c *Context) []kid { return l.expand(c, true) }

func (l *Layers) arrange(c *Context, at geom.Rect, kids []kid) []geom.Rect {
	boxes := make([]geom.Rect, len(kids))
	for i, k := range kids {
		boxes[i] = l.box(c, at, k)
	}
	return boxes
}

// box is the place of one kid; it does not depend on the others.
func (l *Layers) box(c *Context, at geom.Rect, k kid) geom.Rect {
	at = l.inside(c, at)
	f := *k.frame
	x, y := c.Length(f.X, at.W), c.Length(f.Y, at.H)
	rest := geom.Size{W: max(at.W-x, 0), H: max(at.H-y, 0)}
	if f.Height.IsZero() && !f.Y.IsZero() {
		f.Height.Unit = geom.Auto
	}
	rest.W = c.inLayer(k, f.Width, at.W, rest, false)
	return geom.Rect{X: at.X + x, Y: at.Y + y, W: rest.W, H: c.inLayer(k, f.Height, at.H, rest, true)}
}

func (c *Context) inLayer(k kid, l geom.Length, whole geom.Unit, rest geom.Size, down bool) geom.Unit {
	if l.Physical() || l.Unit == geom.Percent {
		return max(c.Length(l, whole), 0)
	}
	return c.across(k, l, rest, down)
}
