package widget

import "github.com/einkpdf/platform/einkpdf/geom"

// Space takes a place and leaves it empty.
type Space struct{ Frame }

// Space is the kind "space".
func (catalog) Space() Kind {
	return Kind{"space", "An empty place between other widgets.", &Space{}}
}

// Draw paints nothing.
func (*Space) Draw(*Context, geom.Rect) {}
