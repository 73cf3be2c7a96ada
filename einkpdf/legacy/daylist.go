package legacy

import (
	"strconv"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// listMap is a day list on its way to our widgets.
type listMap struct {
	*mapper
	it   *item
	look look
	row  geom.Unit
	x    geom.Unit // where the next column of a row begins
	kids []widget.Widget
}

// The widths of columns.
const dayColumn = 30 * geom.Pt

func weekdayColumn(format string) geom.Unit {
	switch format {
	case "full":
		return 80 * geom.Pt
	case "narrow":
		return 15 * geom.Pt
	}
	return 40 * geom.Pt
}

// dayList is the days of a month, a row each. Rows that do not fit are left out.
func (m *mapper) dayList(it *item) []widget.Widget {
	p := it.properties
	l := &listMap{mapper: m, it: it, look: m.listLook(it)}
	raw := p.text("start_date", "")
	span, when, ok := m.scope.span(dayOnly(raw))
	start, isDay := readMoment(span)
	if !ok || !isDay {
		return m.drop(it, "properties.start_date", quote(raw)+" is not a date, which made the document fail")
	}
	m.scope.words()
	l.row = p.points("row_height", 20*geom.Pt, 0, 1400*geom.Pt)
	if l.row < geom.Pt {
		l.row = 20 * geom.Pt
	}
	box := it.box
	start, repeat := start.bound(m.named("start"))
	if repeat == nil {
		return l.days(box, start, when)
	}
	// The list is inside of a box of its own.
	box.X, box.Y = 0, 0
	return []widget.Widget{&widget.Layers{Frame: frame(it.box, when), Group: widget.Group{Children: within(repeat, "", l.days(box, start, ""))}}}
}

// days is the header and the rows of a day list.
func (l *listMap) days(box geom.Rect, start moment, when widget.Cond) (list []widget.Widget) {
	if header := l.header(box, start, when); header != nil {
		list = append(list, header)
		box = box.Inset(geom.Insets{Top: tenths(l.look.grid, 18)})
	}
	rows := int(box.H / l.row)
	if rows < 1 {
		return list
	}
	if rows < 31 {
		l.report.note(l.it, Ignored, 0, "properties.row_height", "days after the "+strconv.Itoa(rows)+"th do not fit and were not shown there either")
	}
	if l.build(); len(l.kids) == 0 {
		return list
	}
	child := &widget.Layers{Group: widget.Group{Children: l.kids}}
	if rows < 31 {
		child.When = widget.Cond("item.date.day <= " + strconv.Itoa(rows))
	}
	rows = min(rows, 31)
	grid := &widget.Grid{Columns: 1, Rows: rows, Group: widget.Group{Child: child, Repeat: &widget.Repeat{Each: widget.Over("day"), In: start.month()}}}
	box.H = l.row * geom.Unit(rows)
	grid.Frame = frame(box, when)
	l.it.properties.ignore("orientation")
	return append(list, grid)
}

// listLook is the look of a day list, whose texts have alignments of their own.
func (m *mapper) listLook(it *item) look {
	l := m.look(it, black)
	l.style.Align = "left"
	return l
}

// dayOnly is the date of a date and time.
func dayOnly(s string) string {
	if len(s) > len("2026-03-01T") && s[len("2026-03-01")] == 'T' {
		return s[:len("2026-03-01")]
	}
	return s
}

// header is the month above the days; nil when it is not shown.
func (l *listMap) header(box geom.Rect, start moment, when widget.Cond) widget.Widget {
	p := l.it.properties
	format := "month"
	if p.truthy("show_year_in_header", false) {
		format = "month-year"
	}
	if p.word("month_name_format", "long", "long", "short") == "short" {
		format = "short-" + format
	}
	if !p.truthy("show_month_header", false) {
		return nil
	}
	box.H = tenths(l.look.grid, 18)
	look := l.look
	look.style.Align = "center"
	return &widget.TextBox{Frame: frame(box, when), Text: widget.Text(start.said(format, l.paper.locale)), Style: look.own(), Fit: "shrink"}
}

// build makes what a row shows.
func (l *listMap) build() {
	p := l.it.properties
	strategy := l.strategy(l.it)
	format := p.word("weekday_format", "short", "short", "full", "narrow")
	if fill, ok := l.color(l.it, p, "weekend_color", widget.Gray(0xF0)); p.truthy("highlight_weekends", false) && ok && fill.A > 0 {
		l.kids = append(l.kids, &widget.Box{Frame: widget.Frame{When: "item.date.weekday >= sat"}, Fill: fill})
		if l.firstDay(l.it, 6) != 0 {
			l.report.note(l.it, Changed, 7, "properties.first_day_of_week", "the weekend is Saturday and Sunday; there it was Friday and Saturday")
		}
	}
	p.ignore("first_day_of_week")
	var taps []widget.Widget
	if p.truthy("show_week_numbers", false) {
		taps = l.weeks(strategy)
	}
	from := l.x
	if p.truthy("show_day_numbers", true) {
		l.text("{item.date.day}", 2, dayColumn-4*geom.Pt, "right")
		l.x = from + dayColumn
	}
	if p.truthy("show_weekday_names", true) {
		name := map[string]string{"short": "short-weekday", "narrow": "narrow-weekday", "full": "weekday"}[format]
		letters := map[string]int64{"short": 4, "narrow": 2, "full": 12}[format]
		l.text("{item.date|"+name+"}", letters, weekdayColumn(format), "left")
	}
	if lines := p.count("notes_line_count", 1, 0, 100); p.truthy("show_notes_lines", true) && lines > 0 {
		l.notes(lines)
	}
	l.kids = append(l.kids, taps...)
	if to, ok := l.dayLink(l.it, strategy, "item.date", 2); ok {
		if strategy == byPages {
			l.report.note(l.it, Changed, 10, "properties.link_strategy", "links to pages by their numbers work, which they did not there")
		}
		tap := &widget.Tap{Frame: widget.Frame{When: to.when}, To: to.to}
		tap.X = bare(from)
		l.kids = append(l.kids, tap)
	}
}

// weeks is the column of the week numbers, which the first row has and every one
// where the week changes. It gives its link.
func (l *listMap) weeks(strategy string) []widget.Widget {
	width := tenths(l.look.grid, 18)
	when := widget.Cond("item.first or item.date.weekday == mon")
	text := l.text("W{item.date.week.number}", 4, width, "left")
	text.When = when
	to, ok := l.weekLink(l.it, strategy, "item.date.week", "item.date")
	if !ok {
		return nil
	}
	tap := &widget.Tap{Frame: frame(geom.Rect{W: width, H: l.row}, l.scope.when(when, to.when)), To: to.to}
	return []widget.Widget{tap}
}

// text adds a column with a text of about so many letters to the row.
func (l *listMap) text(s string, letters int64, width geom.Unit, align string) *widget.TextBox {
	look := l.look.inLine(l.row)
	look.style.Align = align
	t := &widget.TextBox{Frame: frame(geom.Rect{X: l.x, W: width, H: l.row}, ""), Text: widget.Text(s), Style: look.own()}
	t.Height = geom.Length{}
	if geom.Unit(look.style.Size.Value).MulDiv(letters*65, 100) > width {
		t.Fit = "shrink"
	}
	l.kids = append(l.kids, t)
	l.x += width
	return t
}

// notes adds the lines to write on: one at the bottom of the row, and the others
// three points above each other.
func (l *listMap) notes(n int) {
	const step = 3 * geom.Pt
	n = min(n, max(int(l.row/step), 1))
	from := l.x + 4*geom.Pt
	if from >= l.it.box.W {
		return
	}
	w := &widget.Lines{Pitch: length(step), Stroke: l.stroke(widget.Gray(0xCC), geom.Pt/2)}
	const above = geom.Pt / 2 // the colour of the next row
	w.X, w.Y = length(from), bare(max(l.row-step*geom.Unit(n)-above, 0))
	w.Height = length(step * geom.Unit(n))
	l.kids = append(l.kids, w)
}
