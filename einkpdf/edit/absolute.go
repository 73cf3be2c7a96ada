package edit

import (
	"reflect"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// IsAbsolute tells whether the designs of a project have places for one page size,
// as those of package legacy have: whether the body of one is layers, in which a
// widget has a place and size in physical lengths that reach beyond the middle of
// the page. Such a project does not fit another device by itself, but [Scale] makes
// it. A button in a corner that is a few millimetres from the edge, as projects
// for any device may have, is not enough, unless the project is for a device of its
// own that has a page of its own.
func IsAbsolute(p *einkpdf.Project) bool {
	at, err := pageOf(p, "", p.Orientation)
	if err != nil {
		return false
	}
	own := len(p.Devices[at.device.Name].Page) > 0
	for _, name := range sorted(p.Designs) {
		if d := p.Designs[name]; d != nil && (&reach{p, at, own, 0, maxWidgets}).beyond(d.Body) {
			return true
		}
	}
	return false
}

// reach looks for widgets that reach far.
type reach struct {
	project *einkpdf.Project
	page    page
	own     bool // the project is for this page alone
	depth   int
	left    int // widgets that may still be looked at
}

// beyond tells whether one of the layers reaches beyond the middle of the page.
func (r *reach) beyond(w widget.Widget) bool {
	r.depth++
	r.left--
	defer func() { r.depth-- }()
	if r.depth > maxDepth || r.left < 0 || isNil(w) {
		return false
	}
	switch w := w.(type) {
	case *widget.Part:
		return r.beyond(r.project.Parts[w.Name])
	case *widget.Layers:
		found := false
		widget.Inside(w, "", func(_ string, inner widget.Widget) {
			found = found || !isNil(inner) && (r.far(widget.FrameOf(inner)) || r.beyond(inner))
		})
		return found
	}
	return false
}

// far tells whether a frame reaches beyond the middle.
func (r *reach) far(f *widget.Frame) bool {
	px := r.page.device.Px(1)
	edge := func(at, size geom.Length) geom.Unit { return at.Resolve(0, px) + size.Resolve(0, px) }
	placed := f.X.Physical() || f.Y.Physical() || f.Width.Physical() && f.Height.Physical()
	return placed && (r.own || edge(f.X, f.Width) > r.page.size.W/2 || edge(f.Y, f.Height) > r.page.size.H/2)
}

// isNil tells whether there is no widget.
func isNil(w widget.Widget) bool {
	v := reflect.ValueOf(w)
	return !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil()
}
