package legacy

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// calendarYear is the names of the months of a year, in four columns.
func (m *mapper) calendarYear(it *item) []widget.Widget {
	p := it.properties
	year, when, ok := m.yearSpan(it)
	if !ok {
		return m.drop(it, "properties.year", "there is no year of four digits")
	}
	m.scope.words()
	look := m.look(it, linkInk)
	it.properties.ignore("font_size", "text_align") // read from styling only
	cell := m.within(map[string]string{"cell_month": "item", "cell_month_name": "item|month"})
	raw, at := linkOf(p.get("month_cell"))
	to, linked := jump{}, false
	if raw == "" {
		m.report.note(it, Changed, 15, "properties.month_cell", "the months have no link, which made the document fail; their names are shown")
	} else if to, linked = cell.jump(it, "properties.month_cell", raw); !linked {
		m.report.note(it, Changed, 15, "properties.month_cell."+at, "the months have no link; their names are shown")
	}
	look = m.apart(look.inLine(it.box.H/3), m.months(), it.box.W/4)
	name := &widget.TextBox{Text: "{item|month}", Style: look.own(), Fit: "shrink"} // stays without its link
	var child widget.Widget = name
	if linked {
		linked := *name
		linked.Link, linked.When = to.to, to.when
		if child = &linked; to.when != "" {
			name.When = not(to.when)
			child = inCell([]widget.Widget{&linked, name})
		}
		m.lostMonths(it, year, raw)
	}
	it.background = "" // it was lost there
	return []widget.Widget{&widget.Grid{
		Frame: frame(it.box, when), Columns: 4, Rows: 3,
		Group: widget.Group{Repeat: &widget.Repeat{Each: widget.Over("month"), In: year}, Child: child},
	}}
}

// months are the names of the months.
func (m *mapper) months() []string {
	names := make([]string, 12)
	for i := range names {
		names[i] = m.scope.world.form(calendar.New(2026, i+1, 1), "month")
	}
	return names
}

// lostMonths reports the months that have no page to lead to.
func (m *mapper) lostMonths(it *item, year widget.Span, raw string) {
	years := map[string]bool{}
	if !strings.Contains(string(year), "{") {
		years[string(year)] = true
	} else if m.scope.local == nil {
		for _, p := range m.scope.run.pages {
			if v, ok := m.scope.world.lookup(p, "year", true); ok {
				years[v.String()] = true
			}
		}
	}
	for _, y := range slices.Sorted(maps.Keys(years)) {
		for month := range 12 {
			text := y + "-" + padded(month + 1)[1:]
			m.lost(it, "properties.month_cell", strings.NewReplacer("{cell_month}", text, "@cell_month", text).Replace(raw), "has no link")
		}
	}
}

// yearSpan is the year of a calendar_year: a number, the name of one, or the
// page's. It is false where there is none, and when says on which pages there is.
func (m *mapper) yearSpan(it *item) (year widget.Span, when widget.Cond, ok bool) {
	raw := strings.TrimSpace(it.properties.text("year", ""))
	if raw == "" {
		raw = "{year}"
	}
	expr, constant, ok := m.scope.number(raw)
	if !ok {
		const fallback = "2026"
		m.report.note(it, Changed, 0, "properties.year", "there is no year; "+fallback+" is taken, as it was there")
		return fallback, "", true
	}
	if constant {
		return widget.Span(expr), "", fourDigits(expr)
	}
	if m.scope.ofCells(m.scope.segments(raw)) {
		when, ok = m.scope.cellsWhere(raw, fourDigits)
	} else {
		when, ok = m.scope.pagesWhere(raw, func(_ *page, text string) bool { return fourDigits(text) })
	}
	return widget.Span("{" + strings.TrimSuffix(expr, ".number") + "}"), when, ok
}

// fourDigits says whether a text is a year as our calendars know it.
func fourDigits(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= 1000 && n <= 9999
}

// linkOf is the destination in {"link": {"bind": …}} or to_dest, and its name.
func linkOf(n *source.Node) (raw, name string) {
	if n == nil || n.Kind != source.Map {
		return "", ""
	}
	link := n.Get("link")
	for _, name := range []string{"bind", "to_dest"} {
		if raw, _ := scalarText(orNull(link.Get(name))); strings.TrimSpace(raw) != "" {
			return raw, "link." + name
		}
	}
	return "", ""
}

// calendarMonth is a month. The predecessor failed on it (fix 11).
func (m *mapper) calendarMonth(it *item) []widget.Widget {
	p := it.properties
	raw := p.text("month", "")
	span, when, ok := m.scope.span(raw)
	if !ok {
		return m.drop(it, "properties.month", quote(raw)+" is not a month")
	}
	m.report.note(it, Changed, 11, "", "the month is drawn, which made the document fail")
	c := &calendarMap{mapper: m, it: it, look: m.look(it, linkInk), span: span, when: when}
	w := &widget.Calendar{Frame: frame(it.box, when), Of: span, Look: "page"}
	if p.word("start_week_on", "mon", "mon", "sun") == "sun" {
		w.FirstDay = "sun"
	}
	w.Stroke = m.stroke(black, max(geom.Pt/2, m.paper.minStroke))
	w.WeekdayStyle = c.look.part(widget.Style{Color: quiet, Align: c.look.style.Align}, widget.Style{Size: c.look.scaled(8), Color: black})
	w.TitleHeight, w.WeekdayHeight = length(tenths(c.look.grid, 15)), length(tenths(c.look.grid, 15))
	c.numbers(w)
	if raw, _ := linkOf(p.get("day_cell")); raw != "" {
		if to, ok := m.within(map[string]string{"cell_date": "cell.date", "cell_day": "cell.day"}).jump(it, "properties.day_cell", raw); ok {
			w.Link = to.to
			return c.split([]widget.Widget{w}, true, to.when, func(w *widget.Calendar) { w.Link = "" })
		}
	}
	return []widget.Widget{w}
}
