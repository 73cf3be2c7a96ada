package legacy

import (
	"strconv"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// tableMap is a table on its way to ours.
type tableMap struct {
	*mapper
	it            *item
	w             *widget.Table
	rows, columns int // rows below the header
	head          int // 1 = there is a header
	height        geom.Unit
	look          look
	template      string          // of the links
	linkWhen      widget.Cond     // pages that have them
	over          []widget.Widget // what a table cannot say, above it
}

// table is rows and columns of text. It hangs from the top edge of its box
// (fix 8).
func (m *mapper) table(it *item) []widget.Widget {
	p := it.properties
	t := &tableMap{mapper: m, it: it, w: &widget.Table{}, look: m.look(it, black)}
	if p.truthy("has_header", true) {
		t.head = 1
	}
	t.size()
	t.height = p.points("row_height", 24*geom.Pt, 0, 1400*geom.Pt)
	if t.height < 3*geom.Pt {
		t.height = 24 * geom.Pt
	}
	t.lines()
	if b := t.w.Border; b == "" || b == "outer" { // it was shifted there
		half := m.half(t.w.Stroke.Width)
		it.box.X, it.box.Y = it.box.X+half, max(it.box.Y-half, 0)
	}
	box := it.box
	box.H = t.height * geom.Unit(t.rows+t.head)
	if (box.H - it.box.H).Abs() > geom.Pt/2 {
		m.report.note(it, Changed, 8, "properties.row_height", "the table hangs from the top edge of its box, where it stood on the bottom edge")
	}
	t.w.Frame, t.w.Columns, t.w.RowHeight, t.w.Fit = frame(box, ""), t.columns, length(t.height), "shrink"
	if !p.truthy("text_wrap", true) {
		t.w.Fit = "line"
	}
	t.w.Padding = length(p.points("cell_padding", 4*geom.Pt, 0, 100*geom.Pt))
	t.style()
	t.widths()
	t.link()
	t.cells()
	list := []widget.Widget{t.w}
	if t.w.Link != "" && t.linkWhen != "" {
		plain := *t.w
		plain.Link, plain.LinkColumns = "", nil
		t.w.When, plain.When = t.linkWhen, not(t.linkWhen)
		list = append(list, &plain)
	}
	return append(list, t.over...)
}

// half is half of a width in points or pixels.
func (m *mapper) half(l geom.Length) geom.Unit { return l.Resolve(0, m.pixel()) / 2 }

// size is the number of rows and columns; what is missing follows from the texts.
func (t *tableMap) size() {
	p := t.it.properties
	rows, columns := 1, 1
	for i, row := range p.list("table_data") {
		rows, columns = max(i+1-t.head, 1), max(columns, len(row.Items))
	}
	for _, key := range []string{"rows", "columns"} {
		if !p.has(key) {
			t.report.note(t.it, Changed, 15, "properties."+key, "is missing, which made the document fail; the texts decide")
		}
	}
	t.rows, t.columns = p.count("rows", min(rows, 100), 1, 100), p.count("columns", min(columns, 20), 1, 20)
}

// style is the looks of texts and rows.
func (t *tableMap) style() {
	p, style := t.it.properties, t.look.style
	style.Decoration = ""
	style.Align = p.word("text_align", "left", "left", "center", "right")
	look := t.look
	look.style = style
	t.w.Style = look.part(widget.Style{}, widget.Style{})
	if t.head == 1 {
		color, ok := t.color(t.it, p, "header_color", black)
		if !ok || color.A == 0 {
			color = black
		}
		if p.has("header_color") && color != style.Color && p.truthy("text_wrap", true) {
			t.report.note(t.it, Changed, 8, "properties.header_color", "the header has its colour, which was lost with wrapped text")
		}
		look.style.Color = color
		t.w.HeaderStyle = look.part(widget.Style{Weight: "bold", Align: style.Align}, widget.Style{})
		t.w.HeaderHeight = length(t.height)
		t.w.HeaderFill = t.fill("header_background", widget.Gray(0xF0))
	} else {
		p.ignore("header_color", "header_background")
	}
	even, odd := t.fill("even_row_bg", widget.Gray(0xFF)), t.fill("odd_row_bg", widget.Gray(0xF8))
	if p.truthy("zebra_rows", false) {
		t.w.Fill, t.w.StripeFill = even, odd
	}
}

// fill is the colour of rows; none where it is no colour.
func (t *tableMap) fill(key string, def widget.Color) widget.Color {
	c, ok := t.color(t.it, t.it.properties, key, def)
	if !ok || c.A == 0 {
		return widget.None()
	}
	return c
}

// lines is the borders.
func (t *tableMap) lines() {
	p := t.it.properties
	border := p.word("border_style", "all", "all", "outer", "horizontal", "vertical", "none")
	if border != "all" {
		t.w.Border = border
	}
	width := p.points("stroke_width", geom.Pt, 0, 20*geom.Pt)
	color, ok := t.color(t.it, p, "stroke_color", black)
	if !ok {
		color = black
	}
	if border != "none" {
		t.w.Stroke = t.stroke(color, max(width, t.paper.minStroke))
	}
}

// widths is the widths of the columns by their ratios.
func (t *tableMap) widths() {
	list := t.it.properties.list("column_widths")
	if len(list) == 0 {
		return
	}
	var ratios []geom.Unit
	var sum geom.Unit
	for _, n := range list[:min(len(list), t.columns)] {
		v, _ := parsePoints(n)
		ratios, sum = append(ratios, max(v, 0)), sum+max(v, 0)
	}
	if len(list) != t.columns || sum <= 0 || sum > 10_000*geom.Pt {
		t.report.note(t.it, Changed, 15, "properties.column_widths", "there are "+strconv.Itoa(len(list))+" widths for "+strconv.Itoa(t.columns)+" columns, or they are no numbers, which made the document fail; all columns are equal")
		return
	}
	equal := true
	for _, v := range ratios {
		equal = equal && v == ratios[0]
	}
	for _, v := range ratios {
		if !equal {
			t.w.Widths = append(t.w.Widths, geom.Length{Value: int64(v), Unit: geom.Fraction})
		}
	}
}
