package widget

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// Part stands for one of the project's parts: a widget that is written once and
// used in several designs.
type Part struct {
	Frame
	Name string `key:"part" required:"true" doc:"Name of the part."`
}

// Part is the kind "part".
func (catalog) Part() Kind {
	return Kind{"part", "One of the project's parts, written once and used in several designs.", &Part{}}
}

// Draw paints nothing; the part does.
func (p *Part) Draw(*Context, geom.Rect) {}

// kids is the part's body. Whether it is shown was asked where the part stands.
func (p *Part) kids(c *Context) []kid {
	w := c.bodyOf(p)
	if w == nil {
		c.Fail("unknown-part", "there is no part "+source.Quote(p.Name), "define it under parts")
		return nil
	}
	return []kid{{widget: w, frame: c.frameOf(w), local: c.local, path: c.facts.Paths[w]}}
}

func (p *Part) arrange(_ *Context, at geom.Rect, kids []kid) []geom.Rect {
	boxes := make([]geom.Rect, len(kids))
	for i := range kids {
		boxes[i] = at
	}
	return boxes
}

// Natural is the natural size of the part.
func (p *Part) Natural(c *Context, space geom.Size) (geom.Size, bool) {
	kids := p.kids(c)
	if len(kids) == 0 {
		return geom.Size{}, true
	}
	f := kids[0].widget.frame()
	if m, ok := kids[0].widget.(Measurer); ok && f.Height.IsZero() {
		return m.Natural(c, space)
	}
	return geom.Size{W: space.W, H: c.Length(f.Height, 0)}, f.Height.Physical()
}
