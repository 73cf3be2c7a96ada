package widget

import (
	"fmt"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
)

// Days is a list of the days of a period, a row each, with room to write.
type Days struct {
	Frame
	Of        Span        `key:"of" default:"{month}" doc:"The days shown: those of a week, month, quarter or year."`
	Columns   int         `key:"columns" min:"1" max:"12" default:"1" doc:"Number of columns side by side."`
	ColumnGap geom.Length `key:"column-gap" min:"0mm" max:"200mm" default:"5mm" doc:"Space between columns."`
	Pitch     geom.Length `key:"pitch" min:"2mm" max:"100mm" doc:"Height of a row; without it the rows fill the height, and every month has the same rows."`

	Label    Text     `key:"label" names:"cell.date cell.day cell.week cell.month" maxlen:"1000" doc:"What a row begins with, instead of number and weekday."`
	Weekday  string   `key:"weekday" enum:"none,narrow,short,abbreviated,wide" default:"abbreviated" doc:"Name of the weekday after the number."`
	Style    StyleRef `key:"style" doc:"How the numbers look."`
	DayStyle StyleRef `key:"weekday-style" doc:"How the weekdays look."`
	Link     Target   `key:"link" names:"cell.date cell.day cell.week cell.month" doc:"Where a tap on a day leads."`
	Tap      string   `key:"tap" enum:"label,row" default:"label" doc:"What can be tapped: number and weekday, or the whole row."`

	WeekNumbers string   `key:"week-numbers" enum:"none,left,right" default:"none" doc:"Side with the numbers of the weeks, beside their first day."`
	WeekStyle   StyleRef `key:"week-style" doc:"How the numbers of the weeks look."`
	WeekLink    Target   `key:"week-link" names:"cell.week" doc:"Where a tap on the number of a week leads."`

	WeekendFill Color  `key:"weekend-fill" default:"#EEEEEE" doc:"Colour behind the rows of the weekend; none for no colour."`
	Stroke      Stroke `key:"stroke" doc:"The lines between the rows."`
	Lines       int    `key:"lines" min:"1" max:"10" default:"1" doc:"Number of writing lines in each row."`
}

// Days is the kind "days".
func (catalog) Days() Kind {
	return Kind{"days", "The days of a period, a row each.", &Days{}}
}

// dayRows is the layout of a day list in a place.
type dayRows struct {
	*Days
	period       calendar.Period
	rows         int // in a column
	pitch        geom.Unit
	day, name    geom.Unit // widths of the parts of a row
	week         geom.Unit
	style, quiet Style
	small        Style
	names        []string
	pen          Pen
	fill         Color
}

// Draw paints the rows.
func (w *Days) Draw(c *Context, at geom.Rect) {
	of := w.Of
	if of == "" {
		of = "{month}"
	}
	p := c.Period(of)
	if c.err != nil || p.IsZero() || at.Empty() {
		return
	}
	r := &dayRows{Days: w, period: p, pen: c.Pen(w.Stroke, ruling()), fill: w.WeekendFill}
	if w.WeekendFill == (Color{}) {
		r.fill = restFill
	}
	boxes := columns(at, w.Columns, c.columnGap(w.ColumnGap))
	if !r.layout(c, at, boxes[0].W) {
		return
	}
	n := p.Days()
	for i := range min(n, r.rows*len(boxes)) {
		at := r.place(boxes, i)
		if c.Weekend(p.Start.AddDays(i).Weekday()) {
			c.Rect(r.writing(at), 0, r.fill, Pen{})
		}
	}
	for i := range min(n, r.rows*len(boxes)) {
		r.row(c, r.place(boxes, i), p.Start.AddDays(i), i%r.rows == 0)
	}
	if n > r.rows*len(boxes) {
		c.Warn("layout-overflow", fmt.Sprintf("%d of %d days do not fit", n-r.rows*len(boxes), n), "make pitch smaller, or use more columns", at)
	}
}

// layout finds the size of the rows. Without a pitch, all periods of a kind get
// as many rows as the longest of them, so that pages of a design look alike.
func (r *dayRows) layout(c *Context, at geom.Rect, width geom.Unit) bool {
	longest := map[calendar.Grain]int{calendar.Month: 31, calendar.Quarter: 92, calendar.Year: 366}[r.period.Grain]
	r.rows = rowsFor(max(longest, r.period.Days()), r.Columns)
	r.pitch = at.H / geom.Unit(r.rows)
	if !r.Pitch.IsZero() {
		r.pitch = c.Length(r.Pitch, 0)
		if r.rows = min(c.Count(at.H, r.pitch), r.rows); r.rows == 0 {
			c.Warn("layout-overflow", "no row fits", "make pitch smaller or the box higher", at)
			return false
		}
	}
	size := clamp(r.pitch.MulDiv(55, 100), 5, 11)
	r.measure(c, size, width)
	// A quarter of a narrow column stays free to write into, if there is one to spare.
	if need, room := r.day+r.name, max(width-r.week, 0); need > room*3/4 && r.Label == "" {
		roomy, tight := size.MulDiv(int64(room*3/4), int64(need)), size.MulDiv(int64(room), int64(need))
		r.measure(c, clamp(max(roomy, min(tight, 7*geom.Pt)), 5, 11), width)
	}
	if need := r.day + r.name + r.week; need > width {
		c.overflow(at, "number and weekday need", need, width, "use fewer columns, shorter weekdays or smaller letters")
	}
	return c.err == nil
}

// measure lays out the parts of a row for a proposed font size.
func (r *dayRows) measure(c *Context, size, width geom.Unit) {
	r.style = c.role(r.Style, Style{Size: points(size), Align: "right", VAlign: "middle"})
	r.quiet = c.role(r.DayStyle, Style{Size: points(c.readable(size.MulDiv(88, 100), r.pitch.MulDiv(80, 100))), Color: quietInk, VAlign: "middle"})
	r.small = c.role(r.WeekStyle, Style{Size: points(c.readable(max(size.MulDiv(78, 100), 5*geom.Pt), r.pitch.MulDiv(80, 100))), Color: quietInk, Align: "center", VAlign: "middle"})
	em := c.Length(r.style.Size, 0)
	r.day = c.TextWidth("30", r.style) + em*3/4
	if r.Weekday != "none" && r.Label == "" {
		r.names = c.weekdayNames(calendar.Monday, r.Weekday)
		r.name = c.widest(r.quiet, r.names) + em
	}
	if r.WeekNumbers == "left" || r.WeekNumbers == "right" {
		// wide enough for a finger, but not at the cost of the days
		r.week = max(c.TextWidth("53", r.small)+em/2, min(c.Length(geom.MM(7), 0), width/5))
	}
}

// place is the row of the i-th day.
func (r *dayRows) place(boxes []geom.Rect, i int) geom.Rect {
	box, row := boxes[i/r.rows], i%r.rows
	y, next := r.pitch*geom.Unit(row), r.pitch*geom.Unit(row+1)
	if r.Pitch.IsZero() {
		y, next = split(box.H, row, r.rows), split(box.H, row+1, r.rows)
	}
	return geom.Rect{X: box.X, Y: box.Y + y, W: box.W, H: next - y}
}

// writing is a row without the number of the week on its left.
func (r *dayRows) writing(at geom.Rect) geom.Rect {
	if r.WeekNumbers == "left" {
		at.X, at.W = at.X+r.week, at.W-r.week
	}
	return at
}

// row paints one day.
func (r *dayRows) row(c *Context, at geom.Rect, d calendar.Date, first bool) {
	if d.IsZero() {
		return
	}
	left := r.writing(at)
	label := geom.Rect{X: left.X, Y: at.Y, W: min(r.day+r.name, left.W), H: at.H}
	if !c.dry {
		r.paint(c, left, d, first)
	}
	if r.Label != "" {
		label.W = left.W
		if r.WeekNumbers == "right" {
			label.W -= r.week
		}
		r.custom(c, &label, d)
	}
	if r.Tap == "row" {
		label.W = left.W
		if r.WeekNumbers == "right" {
			label.W -= r.week
		}
	}
	c.linkDay(label, d, r.Link)
	if r.week > 0 && (first || c.facts.Weeks.Weekday(d) == 1) {
		r.weekNumber(c, at, d)
	}
}

// paint paints the lines of a row, and number and weekday.
func (r *dayRows) paint(c *Context, at geom.Rect, d calendar.Date, first bool) {
	if first {
		c.Line(at.TopLeft(), geom.Point{X: at.Right(), Y: at.Y}, r.pen)
	}
	c.Line(geom.Point{X: at.X, Y: at.Bottom()}, geom.Point{X: at.Right(), Y: at.Bottom()}, r.pen)
	if n := max(r.Lines, 1); n > 1 {
		x := at.X + r.day + r.name
		c.Lines(geom.Point{X: x, Y: at.Y + at.H/geom.Unit(n)}, geom.Point{X: at.Right(), Y: at.Y + at.H/geom.Unit(n)}, 0, at.H/geom.Unit(n), n-1, r.pen)
	}
	if r.Label != "" {
		return
	}
	em := c.Length(r.style.Size, 0)
	c.Write(geom.Rect{X: at.X, Y: at.Y, W: r.day - em/4, H: at.H}, strconv.Itoa(d.Day()), r.style)
	if r.name > 0 {
		c.Write(geom.Rect{X: at.X + r.day + em/4, Y: at.Y, W: r.name - em/2, H: at.H}, r.names[d.Weekday()-1], r.quiet)
	}
}

// custom paints the project's own label and makes box as wide as it.
func (r *dayRows) custom(c *Context, box *geom.Rect, d calendar.Date) {
	style := c.role(r.Style, Style{Size: r.style.Size, Align: "left", VAlign: "middle"})
	pad := c.Length(style.Size, 0) / 4
	c.bindDay(d, func() {
		s := c.String(r.Label)
		c.Write(box.Inset(geom.Insets{Left: pad, Right: pad}), s, style)
		if style.Align == "left" {
			box.W = min(box.W, c.TextWidth(s, style)+2*pad)
		}
	})
}

func (r *dayRows) weekNumber(c *Context, at geom.Rect, d calendar.Date) {
	week := calendar.PeriodOf(calendar.Week, d, c.facts.Weeks)
	if week.IsZero() {
		return
	}
	if r.WeekNumbers == "right" {
		at.X = at.Right() - r.week
	}
	at.W = r.week
	c.linkPeriod(at, "cell.week", week, r.WeekLink)
	_, n := c.facts.Weeks.Week(d)
	c.Write(at, strconv.Itoa(n), r.small)
}

// Natural is the height of the rows when their pitch is given.
func (w *Days) Natural(c *Context, space geom.Size) (geom.Size, bool) {
	if w.Pitch.IsZero() {
		return geom.Size{}, false
	}
	of := w.Of
	if of == "" {
		of = "{month}"
	}
	n := rowsFor(c.Period(of).Days(), w.Columns)
	return geom.Size{W: space.W, H: c.Length(w.Pitch, 0) * geom.Unit(n)}, true
}
