package widget

import "github.com/einkpdf/platform/einkpdf/geom"

// Anchor names a place of a page, so that links can lead to it.
type Anchor struct {
	Frame
	Name Text `key:"name" required:"true" maxlen:"200" doc:"Name of the place, unique in the document; tokens such as {date} are replaced."`
}

// Anchor is the kind "anchor".
func (catalog) Anchor() Kind {
	return Kind{"anchor", "A named place on the page that links can lead to.", &Anchor{}}
}

// Draw paints nothing and names the top left corner of the box.
func (a *Anchor) Draw(c *Context, at geom.Rect) { c.Anchor(at.TopLeft(), a.Name) }

// Natural is no space at all.
func (*Anchor) Natural(*Context, geom.Size) (geom.Size, bool) { return geom.Size{}, true }
