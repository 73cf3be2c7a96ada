package widget

import "github.com/einkpdf/platform/einkpdf/geom"

// Layers puts its widgets above each other, each at its own place: x, y, width
// and height are physical lengths or percentages of the container. What is not
// given fills the container to its right and bottom edge.
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
	at = l.inside(c, at)
	boxes := make([]geom.Rect, len(kids))
	for i, k := range kids {
		f := k.widget.frame()
		x, y := c.Length(f.X, at.W), c.Length(f.Y, at.H)
		boxes[i] = geom.Rect{
			X: at.X + x, Y: at.Y + y,
			W: max(c.LengthOr(f.Width, at.W, at.W-x), 0),
			H: max(c.LengthOr(f.Height, at.H, at.H-y), 0),
		}
	}
	return boxes
}
