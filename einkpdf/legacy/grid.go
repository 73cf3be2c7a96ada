package legacy

import (
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// maxGrids bounds grids inside of grids.
const maxGrids = 3

// grid repeats a widget in rows and columns.
func (m *mapper) grid(it *item) []widget.Widget {
	p := it.properties
	rows, columns := p.count("rows", 1, 1, 1000), p.count("cols", 1, 1, 100)
	from, to, ok := readRange(p.text("data_source", ""))
	to = min(to, from+rows*columns)
	cell := m.cellItem(it, geom.Size{W: it.box.W / geom.Unit(columns), H: it.box.H / geom.Unit(rows)})
	if !ok || to <= from || cell == nil || m.cells >= maxGrids {
		return m.drop(it, "properties.data_source", "the grid has no cells: it needs cell_template and a data_source such as range(12)")
	}
	name := "item"
	if m.cells > 0 {
		name = m.named("item" + strconv.Itoa(m.cells+1))
	}
	inner := m.within(map[string]string{cellValue: name})
	inner.scope.cells = cellRange{from, to}
	kids := inner.widgets(cell)
	if len(kids) == 0 {
		return nil
	}
	repeat := &widget.Repeat{Each: widget.Over(strconv.Itoa(from) + ".." + strconv.Itoa(to-1))}
	if name != "item" {
		repeat.As = name
	}
	it.background = "" // it was lost there
	return []widget.Widget{&widget.Grid{
		Frame: frame(it.box, ""), Columns: columns, Rows: rows,
		Group: widget.Group{Repeat: repeat, Child: filling(kids, cell.box)},
	}}
}

// readRange reads range(n) or range(a, b); to is behind the last number.
func readRange(s string) (from, to int, ok bool) {
	s = strings.TrimSpace(s)
	body, found := strings.CutPrefix(s, "range(")
	body, closed := strings.CutSuffix(body, ")")
	if !found || !closed {
		return 0, 0, false
	}
	parts := strings.Split(body, ",")
	if len(parts) > 2 {
		return 0, 0, false
	}
	for i, part := range parts {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n < -100_000 || n > 100_000 {
			return 0, 0, false
		}
		if i == 0 {
			to = n
		} else {
			from, to = to, n
		}
	}
	return from, to, true
}

// cellItem is the widget of a grid's cells; nil when there is none.
func (m *mapper) cellItem(it *item, size geom.Size) *item {
	n := it.cell
	if n == nil {
		n = it.properties.get("cell_template")
	}
	if n == nil || n.Kind != source.Map {
		return nil
	}
	it.properties.ignore("cell_template")
	cell := &item{id: it.id, box: geom.Rect{W: size.W, H: size.H}, owner: it.owner, node: n}
	cell.kind, _ = scalarText(orNull(n.Get("type")))
	cell.content, _ = scalarText(orNull(n.Get("content")))
	note := func(path string) func(string, string) {
		return func(key, message string) { m.report.note(cell, Changed, 0, path+"."+key, message) }
	}
	styling := n.Get("styling")
	if styling == nil || styling.Kind != source.Map {
		styling = nil
		if it.styling != nil {
			styling = it.styling.node
		}
	}
	if it.styling != nil {
		for _, k := range it.styling.unread() {
			it.styling.ignore(k)
		}
	}
	cell.styling = newBag(styling, "styling", note("styling"))
	cell.properties = newBag(orNull(n.Get("properties")), "properties", note("properties"))
	return cell
}

// orNull is the node, or one without a value.
func orNull(n *source.Node) *source.Node {
	if n == nil {
		return &source.Node{}
	}
	return n
}

// filling is what fills the cell of a repetition, whose widgets have places
// relative to the cell.
func filling(kids []widget.Widget, cell geom.Rect) widget.Widget {
	for _, w := range kids {
		f := widget.FrameOf(w)
		if f.X.IsZero() && f.Y.IsZero() && f.Width == length(cell.W) && f.Height == length(cell.H) {
			f.Width, f.Height = geom.Length{}, geom.Length{}
		}
	}
	if len(kids) == 1 {
		f := widget.FrameOf(kids[0])
		if f.Width.IsZero() && f.Height.IsZero() {
			return inCell(kids)
		}
	}
	return &widget.Layers{Group: widget.Group{Children: kids}}
}
