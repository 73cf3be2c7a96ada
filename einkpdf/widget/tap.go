package widget

import "github.com/einkpdf/platform/einkpdf/geom"

// Tap is an invisible area that can be tapped.
type Tap struct {
	Frame
	To Target `key:"to" required:"true" doc:"The page key or anchor that it leads to; a trailing ? leaves it out where there is none."`
}

// Tap is the kind "tap".
func (catalog) Tap() Kind {
	return Kind{"tap", "An invisible area that jumps to a page or anchor.", &Tap{}}
}

// Draw paints nothing and makes the box tappable.
func (t *Tap) Draw(c *Context, at geom.Rect) { c.Link(at, t.To) }
