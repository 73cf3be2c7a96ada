package widget

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
)

// month is the layout of a calendar in a place.
type month struct {
	*Calendar
	period   calendar.Period
	first    calendar.Weekday
	lead     int // cells before the first of the month
	rows     int
	mini     bool
	title    string
	at       geom.Rect // all of it
	days     geom.Rect // the cells
	above    geom.Unit // height of the title
	names    geom.Unit // height of the weekdays
	weeks    geom.Rect // the column of the week numbers
	size     geom.Unit // proposed font size of the numbers
	style    Style     // of the numbers
	padding  geom.Unit
	mark     calendar.Period
	markPen  Pen
	markFill Color
}

func (w *Calendar) layout(c *Context, at geom.Rect) (*month, bool) {
	of := w.Of
	if of == "" {
		of = "{month}"
	}
	p := c.Period(of)
	if c.err != nil || p.IsZero() {
		return nil, false
	}
	switch p.Grain {
	case calendar.Week:
		p.Start = p.Start.AddDays(3)
	case calendar.Quarter, calendar.Year:
		c.Fail("period", fmt.Sprintf("a calendar shows one month, %s is longer", p), `repeat it over the months of the period, or write for example of: "{month}"`)
		return nil, false
	}
	m := &month{Calendar: w, at: at, first: c.firstDay(w.FirstDay), mini: w.isMini(c, at.Size())}
	m.period = calendar.PeriodOf(calendar.Month, p.Start, c.facts.Weeks)
	m.lead = (int(m.period.Start.Weekday()) - int(m.first) + 7) % 7
	m.rows = max((m.lead+m.period.Days()+6)/7, min(w.Rows, 6))
	if m.mini && w.Rows == 0 {
		m.rows = 6
	}
	m.title = m.titleText(c)
	if m.mini {
		m.layMini(c)
	} else {
		m.layPage(c)
	}
	if !w.Padding.IsZero() {
		m.padding = c.Length(w.Padding, 0)
	}
	m.numberStyle(c)
	m.readMark(c)
	return m, c.err == nil
}

func (m *month) titleText(c *Context) string {
	switch {
	case m.Title == "none", m.Title == "" && !m.mini:
		return ""
	case m.Title == "":
		return c.dateText(m.period.Start, "month-year")
	}
	var s string
	c.Bind([]Name{{"cell.month", PeriodValue(m.period)}}, func() { s = c.String(m.Title) })
	return s
}

// layMini makes cells at most a little higher than wide, so that a calendar in
// a high box keeps together at its top.
func (m *month) layMini(c *Context) {
	column := m.miniColumn(c, m.at.W)
	parts, fixed := m.miniHeights(c)
	row := min(max(m.at.H-fixed, 0).MulDiv(10, int64(parts)), column.MulDiv(11, 10))
	if m.Title != "none" {
		m.above = c.LengthOr(m.TitleHeight, 0, row.MulDiv(miniTitle, 10))
	}
	if m.Weekdays != "none" {
		m.names = c.LengthOr(m.WeekdayHeight, 0, row.MulDiv(miniNames, 10))
	}
	m.size = c.readable(clamp(min(column.MulDiv(45, 100), row.MulDiv(58, 100)), 5, 14), min(column.MulDiv(65, 100), row.MulDiv(80, 100)))
	m.place(min(c.LengthOr(m.WeekWidth, 0, column), m.at.W), row*geom.Unit(m.rows))
}

// numberStyle finds out how the numbers look and whether there is room for them.
func (m *month) numberStyle(c *Context) {
	base := Style{Size: points(m.size), Align: "center", VAlign: "middle"}
	if !m.mini {
		base.Align, base.VAlign = "left", "top"
	}
	room := m.days.W/7 - 2*m.padding
	if m.mini {
		room = min(room, m.days.W/7*3/4) // so that neighbours do not touch
	}
	m.style = c.fitted(m.Style, base, room, "28")
	size, row := c.Length(m.style.Size, 0), m.cell(0).H
	if size > row {
		c.overflow(m.at, "a week needs", size, row, "make the calendar higher, or its numbers, title or weekdays smaller; none leaves out title and weekdays")
	}
}

// layPage fills the place with cells.
func (m *month) layPage(c *Context) {
	var weeks geom.Unit
	if m.columns() == 8 {
		weeks = min(c.LengthOr(m.WeekWidth, 0, min(c.Length(geom.MM(7), 0), m.at.W/8)), m.at.W)
	}
	column := (m.at.W - weeks) / 7
	if m.title != "" {
		m.above = c.LengthOr(m.TitleHeight, 0, clamp(m.at.W/14, 18, 34))
	}
	if m.Weekdays != "none" {
		m.names = c.LengthOr(m.WeekdayHeight, 0, clamp(column*3/10, 12, 18))
	}
	rest := max(m.at.H-m.above-m.names, 0)
	row := rest / geom.Unit(m.rows)
	m.size = max(min(clamp(min(column, row).MulDiv(21, 100), 7, 12), row), 5*geom.Pt)
	// so that a mark stays inside its cell, and the number in a low one
	m.padding = max(min(m.size.MulDiv(65, 100), column/6, (row-m.size*3/4)/2), 0)
	m.place(weeks, rest)
}

func (m *month) place(weeks, height geom.Unit) {
	top := m.at.Y + m.above + m.names
	m.days = geom.Rect{X: m.at.X, Y: top, W: m.at.W, H: height}
	if m.columns() == 7 {
		return
	}
	m.days.W -= weeks
	m.weeks = geom.Rect{X: m.days.Right(), Y: top, W: weeks, H: height}
	if m.WeekNumbers == "left" {
		m.weeks.X = m.at.X
		m.days.X += weeks
	}
}

// cell is the place of the i-th cell.
func (m *month) cell(i int) geom.Rect {
	x, y := split(m.days.W, i%7, 7), split(m.days.H, i/7, m.rows)
	return geom.Rect{
		X: m.days.X + x, Y: m.days.Y + y,
		W: split(m.days.W, i%7+1, 7) - x, H: split(m.days.H, i/7+1, m.rows) - y,
	}
}

// date is the day of the i-th cell, the zero Date beyond the calendar.
func (m *month) date(i int) calendar.Date { return m.period.Start.AddDays(i - m.lead) }

// shown says whether the i-th cell has a number.
func (m *month) shown(i int) bool {
	d := m.date(i)
	return !d.IsZero() && (m.period.Contains(d) || m.Outside == "show" || m.Outside == "link")
}
