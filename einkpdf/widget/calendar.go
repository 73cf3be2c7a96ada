package widget

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
)

// Calendar shows the days of a month, a week in each row. It has two looks: a
// small one with centred numbers to navigate by, and a large one with a grid to
// write into.
type Calendar struct {
	Frame
	Of   Span   `key:"of" default:"{month}" doc:"The month shown; a day or week stands for its month."`
	Look string `key:"look" enum:"auto,mini,page" default:"auto" doc:"mini has centred numbers and no grid, page has cells to write into. auto takes mini where the calendar is narrower than half the page, or a day narrower than 9 mm or lower than 6 mm."`

	Title       Text        `key:"title" names:"cell.month" maxlen:"1000" doc:"Text above the days. Without it mini shows month and year and page shows nothing; none leaves it out."`
	TitleStyle  StyleRef    `key:"title-style" doc:"How the title looks."`
	TitleLink   Target      `key:"title-link" names:"cell.month" doc:"Where a tap on the title leads."`
	TitleHeight geom.Length `key:"title-height" min:"1mm" max:"200mm" doc:"Height of the title, if there is one; without it what suits the look."`
	TitleStroke Stroke      `key:"title-stroke" doc:"Line below the title; without it there is none."`

	Weekdays      string      `key:"weekdays" enum:"auto,none,narrow,short,abbreviated,wide" default:"auto" doc:"Names of the weekdays above their columns. auto takes what suits the look and fits; names that do not fit become smaller and then shorter."`
	WeekdayStyle  StyleRef    `key:"weekday-style" doc:"How the names of the weekdays look."`
	WeekdayHeight geom.Length `key:"weekday-height" min:"1mm" max:"200mm" doc:"Height of the names of the weekdays, if they are shown; without it what suits the look."`
	FirstDay      string      `key:"first-day" enum:"mon,tue,wed,thu,fri,sat,sun" doc:"First weekday of the rows; without it that of the project's calendar."`

	Style    StyleRef    `key:"style" doc:"How the numbers look, and where in their cells they stand."`
	Padding  geom.Length `key:"padding" min:"0mm" max:"50mm" doc:"Space between a number and the edges of its cell."`
	Link     Target      `key:"link" names:"cell.date cell.day cell.week cell.month" doc:"Where a tap on a day leads."`
	LinkFrom Span        `key:"link-from" doc:"Days before this day, or before the first of this period, have no link."`

	Weekend      StyleRef `key:"weekend-style" doc:"How the numbers of the weekend look, if they differ."`
	WeekendFill  Color    `key:"weekend-fill" doc:"Colour behind the days of the weekend."`
	Outside      string   `key:"outside" enum:"hide,show,link" default:"hide" doc:"Days of the months before and after: left out, shown, or shown with links."`
	OutsideStyle StyleRef `key:"outside-style" doc:"How the numbers of other months look."`

	WeekNumbers string      `key:"week-numbers" enum:"none,left,right" default:"none" doc:"Side with the numbers of the weeks."`
	WeekWidth   geom.Length `key:"week-width" min:"1mm" max:"200mm" doc:"Width of the numbers of the weeks, if they are shown; without it what suits the look."`
	WeekStyle   StyleRef    `key:"week-style" doc:"How the numbers of the weeks look."`
	WeekLink    Target      `key:"week-link" names:"cell.week" doc:"Where a tap on the number of a week leads."`

	Rows   int         `key:"rows" min:"4" max:"6" doc:"Keep room for at least so many weeks; without it mini keeps six and page takes what the month needs."`
	Grid   string      `key:"grid" enum:"auto,none,rows,cells" default:"auto" doc:"Lines between the weeks, or around every day. auto is none for mini and cells for page."`
	Stroke Stroke      `key:"stroke" doc:"How the lines of the grid look."`
	Pitch  geom.Length `key:"pitch" min:"2mm" max:"50mm" doc:"Distance of writing lines inside the cells; without it there are none."`

	Mark       Span   `key:"mark" doc:"A day, week or other period to highlight, such as {date}."`
	MarkShape  string `key:"mark-shape" enum:"circle,box,cell" default:"circle" doc:"Shape of the mark of a day: a circle or box around its number, or its whole cell."`
	MarkFill   Color  `key:"mark-fill" doc:"Colour of the mark; without it a marked day is white on black, and a longer period grey or, beside weekend-fill, outlined."`
	MarkStroke Stroke `key:"mark-stroke" doc:"Line around the mark."`
}

// Calendar is the kind "calendar".
func (catalog) Calendar() Kind {
	return Kind{"calendar", "The days of a month, a week in each row.", &Calendar{}}
}

// Draw paints the month.
func (w *Calendar) Draw(c *Context, at geom.Rect) {
	m, ok := w.layout(c, at)
	if !ok {
		return
	}
	m.fills(c)
	m.marks(c, m.markFill, Pen{})
	m.grid(c)
	m.marks(c, Color{}, m.markPen)
	m.heading(c)
	m.numbers(c)
}

// Natural is the height of the mini look at the given width.
func (w *Calendar) Natural(c *Context, space geom.Size) (geom.Size, bool) {
	width := min(space.W, c.Length(geom.MM(60), 0))
	if w.Width.Physical() {
		width = c.Length(w.Width, 0)
	}
	if !w.isMini(c, space) {
		return geom.Size{}, false
	}
	cell := w.miniColumn(c, width)
	parts, fixed := w.miniHeights(c)
	return geom.Size{W: width, H: cell.MulDiv(int64(parts)*9, 100) + fixed}, true
}

func (w *Calendar) columns() int {
	if w.WeekNumbers == "left" || w.WeekNumbers == "right" {
		return 8
	}
	return 7
}

func (w *Calendar) isMini(c *Context, space geom.Size) bool {
	switch w.Look {
	case "mini":
		return true
	case "page":
		return false
	}
	const rows = 7 // six weeks and their heading
	return space.W*2 < c.facts.Page.W || space.W/geom.Unit(w.columns()) < c.Length(geom.MM(9), 0) ||
		space.H/rows < c.Length(geom.MM(6), 0)
}

// miniHeights is the height of the mini look: tenths of a row, and the heights
// that are given.
func (w *Calendar) miniHeights(c *Context) (parts int, fixed geom.Unit) {
	rows := w.Rows
	if rows == 0 {
		rows = 6
	}
	parts = rows * 10
	add := func(part int, given geom.Length) {
		if given.IsZero() {
			parts += part
		} else {
			fixed += c.Length(given, 0)
		}
	}
	if w.Title != "none" {
		add(miniTitle, w.TitleHeight)
	}
	if w.Weekdays != "none" {
		add(miniNames, w.WeekdayHeight)
	}
	return parts, fixed
}

// miniColumn is the width of a day of the mini look; the numbers of the weeks
// have the same unless theirs is given.
func (w *Calendar) miniColumn(c *Context, width geom.Unit) geom.Unit {
	if w.columns() == 8 && !w.WeekWidth.IsZero() {
		return max(width-c.Length(w.WeekWidth, 0), 0) / 7
	}
	return width / geom.Unit(w.columns())
}

// The heights above the days of the mini look, in tenths of a row.
const (
	miniTitle = 14
	miniNames = 10
)

// fills paints behind the weekend.
func (m *month) fills(c *Context) {
	if m.WeekendFill.IsZero() {
		return
	}
	for i := range 7 * m.rows {
		if c.Weekend(weekdayAfter(m.first, i%7)) && (m.gridLook() == "cells" || m.shown(i)) {
			c.Rect(m.cell(i), 0, m.WeekendFill, Pen{})
		}
	}
}

func (m *month) gridLook() string {
	if m.Calendar.Grid == "" || m.Calendar.Grid == "auto" {
		if m.mini {
			return "none"
		}
		return "cells"
	}
	return m.Calendar.Grid
}

// grid paints the lines.
func (m *month) grid(c *Context) {
	pen, d := c.Pen(m.Stroke, ruling()), m.days
	switch m.gridLook() {
	case "cells":
		c.Lines(d.TopLeft(), geom.Point{X: d.Right(), Y: d.Y}, 0, d.H/geom.Unit(m.rows), m.rows+1, pen)
		c.Lines(d.TopLeft(), geom.Point{X: d.X, Y: d.Bottom()}, d.W/7, 0, 8, pen)
	case "rows": // through the numbers of the weeks
		c.Lines(geom.Point{X: m.at.X, Y: d.Y}, geom.Point{X: m.at.Right(), Y: d.Y}, 0, d.H/geom.Unit(m.rows), m.rows+1, pen)
	}
	if !m.Pitch.IsZero() {
		m.writing(c)
	}
}

// writing paints lines into the cells, inside them and lighter than the grid.
func (m *month) writing(c *Context) {
	pen := c.Pen(Stroke{Color: insideInk}, ruling())
	pitch, room := c.Length(m.Pitch, 0), m.cell(0).H
	n := c.Count(room-pitch/2, pitch)
	if n > 0 && room-pitch*geom.Unit(n) < c.Length(m.style.Size, 0)+2*m.padding {
		n-- // the first line is below the number
	}
	if n <= 0 {
		c.overflow(m.at, "a writing line in the days needs", c.Length(m.style.Size, 0)+2*m.padding+pitch, room, "make the calendar higher or pitch smaller")
		return
	}
	for i := range 7 * m.rows {
		cell := m.cell(i)
		if m.gridLook() != "cells" && !m.shown(i) {
			continue
		}
		y := cell.Bottom() - pitch*geom.Unit(n)
		c.Lines(geom.Point{X: cell.X + m.padding, Y: y}, geom.Point{X: cell.Right() - m.padding, Y: y}, 0, pitch, n, pen)
	}
}

// heading paints the title and the weekdays.
func (m *month) heading(c *Context) {
	at := geom.Rect{X: m.days.X, Y: m.at.Y, W: m.days.W, H: m.above}
	if !m.mini {
		at.X, at.W = m.at.X, m.at.W
	}
	if m.title != "" {
		base := Style{Size: points(m.size.MulDiv(115, 100)), Weight: "bold", Align: "center"}
		if !m.mini {
			base.Size, base.Align = points(m.above.MulDiv(55, 100)), "left"
		}
		c.Write(at, m.title, c.fitted(m.TitleStyle, base, at.W, m.title))
		c.linkPeriod(at, "cell.month", m.period, m.TitleLink)
		if m.TitleStroke != (Stroke{}) {
			c.Line(geom.Point{X: at.X, Y: at.Bottom()}, geom.Point{X: at.Right(), Y: at.Bottom()}, c.Pen(m.TitleStroke, ruling()))
		}
	}
	if m.Weekdays == "none" || c.dry {
		return
	}
	names, style := m.weekdayNames(c)
	for i, name := range names {
		at := m.cell(i)
		at.Y, at.H = m.at.Y+m.above, m.names
		switch style.Align {
		case "left":
			at = at.Inset(geom.Insets{Left: m.padding, Right: m.padding / 4})
		case "right":
			at = at.Inset(geom.Insets{Left: m.padding / 4, Right: m.padding})
		}
		c.Write(at, name, style)
	}
}

// weekdayNames are the names above the columns: those asked for, or the widest
// that suit the look and fit.
func (m *month) weekdayNames(c *Context) ([]string, Style) {
	base := Style{Size: points(m.size.MulDiv(80, 100)), Color: quietInk, Align: "center"}
	if m.mini {
		base.Size = points(c.readable(m.size.MulDiv(88, 100), m.names.MulDiv(80, 100)))
	} else {
		base.Align = c.role(m.Style, Style{Align: "left"}).Align
		base.Size = points(clamp(m.size.MulDiv(80, 100), 6, 10))
	}
	own, widths := m.Weekdays, []string{"wide", "abbreviated", "short", "narrow"}
	switch auto := own == "" || own == "auto"; {
	case auto && m.mini:
		own = "narrow"
	case auto:
		own = "abbreviated"
	}
	if own == m.Weekdays { // asked for: rather smaller than shorter
		s := c.fitted(m.WeekdayStyle, base, m.nameRoom(), c.weekdayNames(m.first, own)...)
		base.Size = points(max(c.Length(s.Size, 0), min(c.Length(base.Size, 0), 6*geom.Pt)))
	}
	return m.namesThatFit(c, widths[slices.Index(widths, own):], base)
}

// namesThatFit are the names of the first width that fits, or the last.
func (m *month) namesThatFit(c *Context, widths []string, base Style) ([]string, Style) {
	room := m.nameRoom()
	for i, width := range widths[:len(widths)-1] {
		names, s := c.weekdayNames(m.first, width), c.role(m.WeekdayStyle, base)
		need := c.widest(s, names)
		if need <= room {
			return names, s
		}
		if i == 0 && width == m.Weekdays {
			c.warnRoom("text-overflow", fmt.Sprintf("the names of the weekdays are up to %.1f pt wide, a column has room for %.1f pt; shorter names are shown", need.Points(), room.Points()), "choose shorter weekdays, or make the calendar wider", m.at, room, need)
		}
	}
	names := c.weekdayNames(m.first, widths[len(widths)-1])
	return names, c.fitted(m.WeekdayStyle, base, room, names...)
}

// nameRoom is the width for the name of a weekday.
func (m *month) nameRoom() geom.Unit { return m.days.W/7 - m.padding*5/4 }

// numbers paints the days and weeks and makes them tappable.
func (m *month) numbers(c *Context) {
	style := m.style
	weekend := style
	if m.Weekend != (StyleRef{}) {
		weekend = c.role(m.Weekend, style)
	}
	quiet := style
	quiet.Color = outsideInk
	outside := c.role(m.OutsideStyle, quiet)
	from := m.linkFrom(c)
	for i := range 7 * m.rows {
		if !m.shown(i) {
			continue
		}
		d, cell, s := m.date(i), m.cell(i), style
		inside := m.period.Contains(d)
		switch {
		case !inside:
			s = outside
		case c.Weekend(d.Weekday()):
			s = weekend
		}
		if !c.dry {
			if inside && m.mark.Grain == calendar.Day && m.mark.Start == d && isDark(m.markFill) {
				s.Color = Gray(0xFF)
			}
			c.Write(m.numberBox(c, cell, &s), strconv.Itoa(d.Day()), s)
		}
		if (inside || m.Outside == "link") && !d.Before(from) {
			c.linkDay(cell, d, m.Link)
		}
	}
	if m.columns() == 8 {
		m.weekNumbers(c, style)
	}
}

// linkFrom is the first day that may have a link.
func (m *month) linkFrom(c *Context) calendar.Date {
	if m.LinkFrom == "" || m.Link == "" {
		return calendar.Date{}
	}
	return c.Period(m.LinkFrom).Start
}

// numberBox is the place inside a cell that a number is aligned in. At the top,
// the capital height rather than the ascent touches the padding.
func (m *month) numberBox(c *Context, cell geom.Rect, s *Style) geom.Rect {
	box := cell.InsetAll(m.padding)
	if s.VAlign == "middle" {
		return box
	}
	h := c.Length(s.Size, 0).MulDiv(72, 100)
	if s.VAlign == "bottom" {
		box.Y = box.Bottom() - h
	}
	box.H, s.VAlign = h, "middle"
	return box
}

func (m *month) weekNumbers(c *Context, number Style) {
	base := Style{Size: points(c.readable(m.size.MulDiv(80, 100), m.cell(0).H.MulDiv(80, 100))), Color: quietInk, Align: "center", VAlign: "middle"}
	style := c.fitted(m.WeekStyle, base, m.weeks.W, "53")
	for row := range m.rows {
		if !m.shown(7*row) && !m.shown(7*row+6) {
			continue
		}
		week := calendar.PeriodOf(calendar.Week, m.date(7*row+3), c.facts.Weeks)
		if week.IsZero() {
			continue
		}
		at := m.cell(7 * row)
		at.X, at.W = m.weeks.X, m.weeks.W
		c.linkPeriod(at, "cell.week", week, m.WeekLink)
		if c.dry {
			continue
		}
		_, n := c.facts.Weeks.Week(week.Start)
		box := at
		if number.VAlign == "top" && m.WeekStyle == (StyleRef{}) {
			// on the line of the day numbers
			box.Y, box.H = at.Y+m.padding, c.Length(number.Size, 0).MulDiv(72, 100)
		}
		c.Write(box, strconv.Itoa(n), style)
	}
}
