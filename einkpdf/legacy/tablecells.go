package legacy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// link is where the cells lead. Row and column count from 1 there and here.
func (t *tableMap) link() {
	p := t.it.properties
	columns := p.list("link_columns")
	raw := p.text("link_template", "")
	if raw == "" {
		return
	}
	to, ok := t.cellJump(t.it, "properties.link_template", raw, map[string]string{"row": "cell.row", "col": "cell.column", "value": "cell.text"})
	if !ok {
		return
	}
	for _, n := range columns {
		v, ok := parsePoints(n)
		if c := int(v/geom.Pt) + 1; ok && c >= 1 && c <= t.columns {
			t.w.LinkColumns = append(t.w.LinkColumns, c)
		}
	}
	if len(columns) == 0 || len(t.w.LinkColumns) > 0 {
		t.template, t.w.Link, t.linkWhen = raw, to.to, to.when
	}
}

// cellLink is where one cell leads that the table itself does not link.
func (t *tableMap) cellLink(row, column int, text string) (jump, bool) {
	raw, ok := t.cellTarget(row, column, text)
	if !ok {
		return jump{}, false
	}
	return t.jump(t.it, "properties.link_template", raw)
}

// cellTarget is where a cell with a text leads; false where it is not linked.
func (t *tableMap) cellTarget(row, column int, text string) (raw string, ok bool) {
	linked := len(t.w.LinkColumns) == 0 || slices.Contains(t.w.LinkColumns, column+1)
	if t.template == "" || row < t.head || !linked || text == "" && strings.Contains(t.template, "{value") {
		return "", false
	}
	return replace(localToken, t.template, func(whole, name, format string) string {
		out, ok := whole, true
		switch name {
		case "row":
			out, ok = formatWhole(int64(row-t.head+1), format)
		case "col":
			out, ok = formatWhole(int64(column+1), format)
		case "value":
			out, ok = formatText(text, format)
		}
		if !ok {
			return whole
		}
		return out
	}), true
}

// cells is the texts.
func (t *tableMap) cells() {
	data := t.it.properties.list("table_data")
	wrap := t.it.properties.truthy("text_wrap", true)
	most := t.it.properties.count("max_lines", 2, 1, 1000)
	for i := range t.rows + t.head {
		var texts []widget.Text
		for j := range t.columns {
			var raw string
			switch {
			case !t.it.properties.has("table_data") && i < t.rows:
				raw = "R" + strconv.Itoa(i+1) + "C" + strconv.Itoa(j+1)
			case i < len(data) && data[i].Kind == source.Seq && j < len(data[i].Items):
				raw, _ = scalarText(data[i].Items[j])
			}
			if wrap {
				raw = t.wrapped(raw, most)
			}
			texts = append(texts, t.cell(i, j, raw))
		}
		for len(texts) > 0 && texts[len(texts)-1] == "" {
			texts = texts[:len(texts)-1]
		}
		if i < t.head {
			t.w.Header = texts
			if len(texts) == 0 {
				t.w.Header = []widget.Text{""}
			}
		} else {
			t.w.Rows = append(t.w.Rows, texts)
		}
	}
	for len(t.w.Rows) > 0 && len(t.w.Rows[len(t.w.Rows)-1]) == 0 {
		t.w.Rows = t.w.Rows[:len(t.w.Rows)-1]
	}
	if len(t.w.Rows) < t.rows {
		t.w.RowCount, t.w.Rows = t.rows, slices.Clip(t.w.Rows)
	}
	if len(t.w.Rows) == 0 {
		t.w.Rows = nil
	}
}

// wrapped is the text of a cell without its markup and with as many lines as it
// may have.
func (t *tableMap) wrapped(raw string, most int) string {
	text, tags := markup(raw)
	if tags {
		t.report.note(t.it, Dropped, 0, "properties.table_data", "the marks inside of cells, such as <b>, are left out: a cell has one style")
	}
	lines := strings.Split(text, "\n")
	if len(lines) > most {
		t.report.note(t.it, Ignored, 0, "properties.max_lines", "lines beyond the "+strconv.Itoa(most)+" of a cell were not shown there either")
		lines = lines[:most]
	}
	return strings.Join(lines, "\n")
}

// cell is the text of a cell. One that only some pages have stands above the
// table, and so does the link of a cell without text.
func (t *tableMap) cell(row, column int, raw string) widget.Text {
	list := t.scope.text(t.bounded(t.it, "properties.table_data", raw))
	if len(list) == 1 && list[0].when == "" && strings.TrimSpace(string(list[0].text)) != "" && !t.look.hidden {
		if to, ok := t.cellTarget(row, column, raw); ok {
			t.lost(t.it, "properties.link_template", to, "has no link")
		}
		return list[0].text
	}
	at := t.place(row, column)
	if to, ok := t.cellLink(row, column, raw); ok {
		t.over = append(t.over, &widget.Tap{Frame: frame(at, to.when), To: to.to})
	}
	if t.look.hidden {
		return ""
	}
	pad := min(geom.Unit(t.w.Padding.Value), at.W/2)
	at = at.Inset(geom.Insets{Left: pad, Right: pad})
	style := t.w.Style
	if row < t.head {
		style = t.w.HeaderStyle.Like(widget.Style{Align: t.w.Style.Own.Align})
	}
	for _, v := range list {
		if strings.TrimSpace(string(v.text)) != "" {
			t.over = append(t.over, &widget.TextBox{Frame: frame(at, v.when), Text: v.text, Style: style, Fit: "shrink-wrap"})
		}
	}
	return ""
}

// place is the box of a cell on the page; row 0 is the header if there is one.
func (t *tableMap) place(row, column int) geom.Rect {
	total, before, own := geom.Unit(0), geom.Unit(0), geom.Unit(0)
	for i := range t.columns {
		v := geom.Unit(1_000_000)
		if len(t.w.Widths) > 0 {
			v = geom.Unit(t.w.Widths[i].Value)
		}
		switch {
		case i < column:
			before += v
		case i == column:
			own = v
		}
		total += v
	}
	share := func(v geom.Unit) geom.Unit {
		return geom.Unit(int64(t.it.box.W) / 1000 * (int64(v) / 1000) / max(int64(total)/1000, 1) * 1000)
	}
	return geom.Rect{X: t.it.box.X + share(before), Y: t.it.box.Y + t.height*geom.Unit(row), W: share(own), H: t.height}
}
