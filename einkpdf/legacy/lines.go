package legacy

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// lines is ruled paper. The first line is at the top edge.
func (m *mapper) lines(it *item) []widget.Widget {
	p := it.properties
	if !p.has("line_spacing") && !p.has("line_count") {
		return m.freeLines(it)
	}
	color, ok := m.color(it, it.styling, "stroke_color", black)
	const far = 500 * geom.Pt
	w := &widget.Lines{
		Frame: frame(it.box, ""),
		Pitch: length(p.points("line_spacing", 20*geom.Pt, geom.Pt, far)),
		Start: "edge",
		Count: p.count("line_count", 10, 1, 1000),
		Padding: widget.Edges{
			Top: bare(p.points("top_padding", 0, 0, far)), Right: bare(p.points("margin_right", 0, 0, far)),
			Bottom: bare(p.points("bottom_padding", 0, 0, far)), Left: bare(p.points("margin_left", 0, 0, far)),
		},
	}
	if n := p.count("columns", 1, 1, 10); n > 1 {
		w.Columns, w.ColumnGap = n, length(p.points("column_gap", 20*geom.Pt, 0, 200*geom.Pt))
	} else {
		p.ignore("column_gap")
	}
	w.Stroke = m.ruling(it, color)
	if !ok || color.A == 0 {
		return nil
	}
	return []widget.Widget{w}
}

// ruling is how the lines of paper look.
func (m *mapper) ruling(it *item, color widget.Color) widget.Stroke {
	p := it.properties
	s := m.stroke(color, p.points("line_thickness", geom.Pt*3/4, geom.Pt/10, 10*geom.Pt))
	if ends := p.word("line_cap", "butt", "butt", "round", "square"); ends != "butt" {
		s.Cap = ends
	}
	switch p.word("line_style", "solid", "solid", "dotted", "dashed") {
	case "dotted":
		s.Dash = widget.Dashes(length(geom.Pt), length(3*geom.Pt))
	case "dashed":
		s.Dash = widget.Dashes(length(5*geom.Pt), length(3*geom.Pt))
	}
	return s
}

// maxFree bounds the free lines of a widget.
const maxFree = 500

// freeLines are single lines, which the predecessor could not draw (fix 11).
// Those that are neither level nor upright cannot be said here.
func (m *mapper) freeLines(it *item) []widget.Widget {
	color, ok := m.color(it, it.styling, "stroke_color", black)
	width := it.styling.points("line_width", geom.Pt, 0, 10*geom.Pt)
	items := it.properties.list("lines")
	if len(items) == 0 {
		return m.drop(it, "properties.lines", "there are neither line_spacing and line_count nor lines")
	}
	if !ok || color.A == 0 {
		return nil
	}
	if len(items) > maxFree {
		m.report.note(it, Dropped, 0, "properties.lines", "only the first "+formatPoints(points(maxFree))+" lines are drawn")
		items = items[:maxFree]
	}
	var list []widget.Widget
	for _, n := range items {
		if line, ok := freeLine(n, width); ok {
			line.Stroke = m.stroke(color, width)
			list = append(list, line)
		} else {
			m.report.note(it, Dropped, 11, "properties.lines", "a line that is neither level nor upright, or has no four numbers, cannot be drawn; it was not drawn there either")
		}
	}
	if len(list) > 0 {
		m.report.note(it, Changed, 11, "properties.lines", "free lines are drawn, which they were not there")
	}
	return list
}

// freeLine is a level or upright line between two places of the page.
func freeLine(n *source.Node, width geom.Unit) (*widget.Line, bool) {
	var v [4]geom.Unit
	for i, key := range []string{"x1", "y1", "x2", "y2"} {
		at := n.Get(key)
		if at == nil {
			return nil, false
		}
		var ok bool
		if v[i], ok = parsePoints(at); !ok {
			return nil, false
		}
	}
	thick := max(width, geom.Pt)
	x, y := min(v[0], v[2]), min(v[1], v[3])
	switch {
	case v[1] == v[3]:
		return &widget.Line{Frame: frame(geom.Rect{X: x, Y: y - thick/2, W: (v[0] - v[2]).Abs(), H: thick}, "")}, true
	case v[0] == v[2]:
		return &widget.Line{Frame: frame(geom.Rect{X: x - thick/2, Y: y, W: thick, H: (v[1] - v[3]).Abs()}, ""), Direction: "vertical"}, true
	}
	return nil, false
}
