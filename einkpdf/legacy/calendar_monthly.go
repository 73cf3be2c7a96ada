package legacy

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// outsideInk is the colour of the days of other months.
var outsideInk = widget.Gray(0x88)

// monthly is a month. Its places are those of the predecessor: a title of one and
// a half font sizes, weekdays of the same height, and the weeks share the rest.
func (c *calendarMap) monthly() []widget.Widget {
	p, look := c.it.properties, c.look
	w := &widget.Calendar{Frame: frame(c.it.box, c.when), Of: c.span, Look: "page", Title: "none", Weekdays: "none"}
	start, ok := readMoment(c.span)
	if c.whole = ok && start.first(); c.whole {
		w.Of = start.month()
	}
	if title := c.titled(c.it); title != "" {
		w.Title = widget.Text("{cell.month|" + title + "}")
		w.TitleHeight = length(tenths(look.grid, 15))
		w.TitleStyle = look.part(widget.Style{Weight: "bold"}, widget.Style{})
	}
	p.ignore("weekday_label_style")
	if p.truthy("show_weekdays", true) {
		week := geom.Unit(0)
		if p.truthy("week_numbers", false) {
			week = tenths(look.grid, 18)
		}
		label := look
		label.style.Size = look.scaled(8)
		w.Weekdays = wordOf(c.weekdays(&label, (c.it.box.W-week)/7, ""))
		w.WeekdayHeight = length(tenths(look.grid, 15))
		w.WeekdayStyle = look.part(widget.Style{Color: quiet, Align: look.style.Align}, widget.Style{Size: label.style.Size})
	}
	if c.shift != 0 {
		w.FirstDay = "sun"
	}
	if p.has("force_weeks") {
		if w.Rows = p.count("force_weeks", 6, 4, 6); w.Rows < 6 {
			c.report.note(c.it, Changed, 0, "properties.force_weeks", "months that need more weeks have them")
		}
	}
	if p.truthy("week_numbers", false) {
		c.weekNumbers(w)
	}
	if p.truthy("show_trailing_days", false) {
		w.Outside = "show"
		w.OutsideStyle = ref(widget.Style{Color: outsideInk})
	}
	if w.Rows > 4 && w.WeekNumbers != "" && w.Outside == "" {
		c.report.note(c.it, Changed, 0, "properties.week_numbers", "rows without a day of the month have no number of a week")
	}
	c.grid(w)
	c.numbers(w)
	return c.withLinks(w)
}

// weekNumbers is the column with the numbers of the weeks.
func (c *calendarMap) weekNumbers(w *widget.Calendar) {
	w.WeekNumbers = "left"
	w.WeekWidth = length(tenths(c.look.grid, 18))
	w.WeekStyle = c.look.part(widget.Style{Color: quiet, Align: "center"}, widget.Style{Size: c.look.scaled(8), Align: "center"})
	if c.shift != 0 {
		c.report.note(c.it, Changed, 7, "properties.week_numbers", "the weeks of rows that begin on Sunday have the number of the days that follow it")
	}
}

// grid is the lines, which there had the colour of whatever was drawn before
// (fix 14).
func (c *calendarMap) grid(w *widget.Calendar) {
	if !c.it.properties.truthy("show_grid_lines", true) {
		w.Grid = "none"
		return
	}
	w.Stroke = c.stroke(black, max(geom.Pt/2, c.paper.minStroke))
	if w.Title != "none" {
		w.TitleStroke = w.Stroke
	}
	c.report.note(c.it, Changed, 14, "properties.show_grid_lines", "the lines are black; there they had the colour of what was drawn before")
}

// numbers is how the days look and where in their cells they stand.
func (c *calendarMap) numbers(w *widget.Calendar) {
	const rows = 6
	letters := geom.Unit(c.look.style.Size.Value)
	cell := geom.Size{
		W: (c.it.box.W - geom.Unit(w.WeekWidth.Value)) / 7,
		H: (c.it.box.H - geom.Unit(w.TitleHeight.Value) - geom.Unit(w.WeekdayHeight.Value)) / rows,
	}
	letters = max(min(letters, tidy(cell.H), tidy(cell.W.MulDiv(80, 100))), 5*geom.Pt)
	w.Style = c.look.part(widget.Style{VAlign: "top"}, widget.Style{Size: length(letters), VAlign: "top"})
	pad := c.it.properties.points("cell_padding", 4*geom.Pt, 0, 100*geom.Pt)
	pad = min(pad, tidy((cell.W-tenths(letters, 12))/2), tidy((cell.H-letters*3/4)/2))
	w.Padding = length(max(pad, 0))
}

// tidy cuts off what is smaller than a tenth of a point.
func tidy(u geom.Unit) geom.Unit { return u - u%(geom.Pt/10) }

// withLinks are the calendars of a month with its links and its mark: one, or
// more where only some pages have them.
func (c *calendarMap) withLinks(w *widget.Calendar) []widget.Widget {
	to, linked := c.dayLink(c.it, c.strategy, "cell.date", 1)
	if linked {
		w.Link = to.to
		if !c.whole {
			w.LinkFrom = c.span
		}
	}
	first := "cell.week.start" + days(-c.shift)
	week, weekly := jump{}, false
	if w.WeekNumbers != "" {
		week, weekly = c.weekLink(c.it, c.strategy, "cell.week", first)
		w.WeekLink = week.to
	}
	if c.marked != "" {
		w.Mark, w.MarkShape, w.MarkFill, w.MarkStroke = c.marked, "cell", widget.None(), c.stroke(black, geom.Pt)
	}
	list := []widget.Widget{w}
	list = c.split(list, linked, to.when, func(w *widget.Calendar) { w.Link, w.LinkFrom = "", "" })
	list = c.split(list, weekly, week.when, func(w *widget.Calendar) { w.WeekLink = "" })
	return c.split(list, c.marked != "", c.markWhen, func(w *widget.Calendar) {
		w.Mark, w.MarkShape, w.MarkFill, w.MarkStroke = "", "", widget.Color{}, widget.Stroke{}
	})
}

// split makes two calendars of one, where only some pages have what without
// takes away.
func (c *calendarMap) split(list []widget.Widget, has bool, when widget.Cond, without func(*widget.Calendar)) []widget.Widget {
	if !has || when == "" {
		return list
	}
	var out []widget.Widget
	for _, w := range list {
		cal := w.(*widget.Calendar)
		other := *cal
		without(&other)
		cal.When, other.When = c.scope.when(cal.When, when), c.scope.when(other.When, not(when))
		out = append(out, cal, &other)
	}
	return out
}
