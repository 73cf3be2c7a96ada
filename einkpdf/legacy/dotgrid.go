package legacy

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// dotGrid is dot grid paper. The first dot stands with its middle on the bottom
// left corner, and ours inside of it: the place is larger by half a dot.
func (m *mapper) dotGrid(it *item) []widget.Widget {
	p := it.properties
	const far = 500 * geom.Pt
	pitch := p.points("grid_cell_size", 10*geom.Pt, 5*geom.Pt, 100*geom.Pt)
	size := min(p.points("dot_size", geom.Pt*3/2, geom.Pt/2, 10*geom.Pt), pitch/2)
	shape := p.word("dot_shape", "round", "round", "square")
	margins := geom.Insets{
		Top: p.points("margin_top", 0, 0, far), Right: p.points("margin_right", 0, 0, far),
		Bottom: p.points("margin_bottom", 0, 0, far), Left: p.points("margin_left", 0, 0, far),
	}
	color, ok := m.color(it, p, "dot_color", widget.Gray(0xCC))
	if margins.Left+margins.Right > it.box.W || margins.Top+margins.Bottom > it.box.H {
		return m.drop(it, "properties.margin_left", "the margins leave no room for dots")
	}
	if !ok || color.A == 0 {
		return nil
	}
	at := it.box.Inset(margins).InsetAll(-size / 2)
	w := &widget.Dots{Frame: frame(at, ""), Pitch: length(pitch), Diameter: length(size), Color: color, Align: "bottom-left"}
	if shape == "square" {
		w.Shape = shape
	}
	return []widget.Widget{w}
}
