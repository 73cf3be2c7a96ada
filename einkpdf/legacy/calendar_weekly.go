package legacy

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// weekMap is the layout of a week.
type weekMap struct {
	*calendarMap
	start moment
	day   string    // name of a day of the repetition
	title geom.Unit // heights above the days
	names geom.Unit
	side  geom.Unit // width of the labels at the left
	cell  geom.Size
	grey  widget.Stroke
	hours hours
}

// hours are the time axis of a week, in minutes.
type hours struct {
	shown, gutter   bool
	from, to        int
	slot, labelSlot int
}

// weekly is the week of a day, as columns or as rows.
func (c *calendarMap) weekly() []widget.Widget {
	p := c.it.properties
	start, ok := readMoment(c.span)
	if !ok {
		return c.drop(c.it, "properties.start_date", quote(string(c.span))+" has no week here")
	}
	start, repeat := start.bound(c.named("start"))
	w := &weekMap{calendarMap: c, start: start, day: "item.date" + days(-c.shift)}
	if w.hours = c.hours(); p.truthy("show_grid_lines", true) {
		w.grey = c.stroke(widget.Gray(0xCC), geom.Pt/2)
	}
	p.ignore("show_trailing_days", "force_weeks", "week_numbers", "week_link_template")
	var kids []widget.Widget
	if title := c.titled(c.it); title != "" {
		w.title = 2 * c.look.grid
		text := start.text(c.shift, title, c.paper.locale) + " — " + start.number(c.shift, c.paper.locale)
		kids = append(kids, &widget.TextBox{Frame: frame(geom.Rect{W: c.it.box.W, H: w.title}, ""), Text: widget.Text(text), Style: c.look.own(), Fit: "shrink"})
	}
	if p.word("layout_orientation", "horizontal", "horizontal", "vertical") == "vertical" {
		kids = w.rows(kids)
	} else {
		kids = w.columns(kids)
	}
	return []widget.Widget{&widget.Layers{Frame: frame(c.it.box, c.when), Group: widget.Group{Children: within(repeat, "", kids)}}}
}

// hours reads the time axis.
func (c *calendarMap) hours() hours {
	p := c.it.properties
	h := hours{shown: p.truthy("show_time_grid", false)}
	if !h.shown {
		p.ignore("show_time_gutter", "time_start_hour", "time_end_hour", "time_slot_minutes", "time_label_interval")
		return h
	}
	h.gutter = p.truthy("show_time_gutter", false)
	h.from = p.count("time_start_hour", 8, 0, 23) * 60
	h.to = max(p.count("time_end_hour", 20, 0, 24)*60, h.from+60)
	h.slot = p.count("time_slot_minutes", 60, 5, 240)
	h.labelSlot = max(p.count("time_label_interval", 60, 5, 720), h.slot)
	return h
}

// repeat is over the days of the week.
func (w *weekMap) repeat() *widget.Repeat {
	return &widget.Repeat{Each: widget.Over("day"), In: w.start.week(w.shift)}
}

// columns is a week with a column for each day. Its hours run downwards, below
// the numbers of the days (fix 4).
func (w *weekMap) columns(kids []widget.Widget) []widget.Widget {
	p, box := w.it.properties, w.it.box
	if w.hours.gutter {
		w.side = tenths(w.look.grid, 22)
	}
	if p.truthy("show_weekdays", true) {
		w.names = tenths(w.look.grid, 15)
	}
	top := w.title + w.names
	w.cell = geom.Size{W: (box.W - w.side) / 7, H: max(box.H-top, w.least())}
	w.look = w.look.inLine(w.cell.H)
	pad := w.pad()
	if w.names > 0 {
		label := w.look
		label.style.Size = w.look.scaled(8)
		name := w.weekdays(&label, w.cell.W-2*pad, "")
		kids = append(kids, &widget.Grid{
			Frame: frame(geom.Rect{X: w.side, Y: w.title, W: box.W - w.side, H: w.names}, ""), Columns: 7,
			Group: widget.Group{Repeat: w.repeat(), Child: w.inset(label, "{"+w.day+"|"+name+"}", pad, 0)},
		})
	}
	if w.hours.shown {
		// the numbers of the days stand above the hours
		above := min(tenths(geom.Unit(w.look.style.Size.Value), 14)+pad/2, w.cell.H/2)
		kids = append(kids, w.schedule(geom.Rect{Y: top + above, W: box.W, H: w.cell.H - above}))
		w.report.note(w.it, Changed, 4, "properties.show_time_grid", "the hours run downwards, below the numbers of the days")
	}
	return append(kids, &widget.Grid{
		Frame: frame(geom.Rect{X: w.side, Y: top, W: box.W - w.side, H: w.cell.H}, ""), Columns: 7,
		Group: widget.Group{Repeat: w.repeat(), Child: w.days("{"+w.day+".day}", w.cell.W, pad)},
	})
}

// least is the least height of a day.
func (w *weekMap) least() geom.Unit {
	return max(w.it.properties.points("cell_min_size", 24*geom.Pt, 0, 2000*geom.Pt), geom.Pt)
}

// pad is the space around the numbers of the days.
func (w *weekMap) pad() geom.Unit {
	pad := w.it.properties.points("cell_padding", 4*geom.Pt, 0, 100*geom.Pt)
	return max(min(pad, w.cell.W/5, w.cell.H/4), 0)
}

// schedule is the hours with their labels at the left.
func (w *weekMap) schedule(at geom.Rect) widget.Widget {
	h := w.hours
	s := &widget.Schedule{Frame: frame(at, ""), Stroke: w.grey, Gutter: length(w.side)}
	s.SlotStroke = s.Stroke
	if w.grey == (widget.Stroke{}) {
		s.Stroke = w.mapper.stroke(widget.Gray(0xCC), geom.Pt/2)
	}
	s.From, s.To = widget.At(h.from/60, 0), widget.At(h.to/60, 0)
	s.Every, s.LabelEvery = widget.Minutes(h.slot), widget.Minutes(h.labelSlot)
	s.SlotStroke = s.Stroke
	if !h.gutter {
		s.Labels = "none"
		return s
	}
	size := min(geom.Unit(w.look.scaled(7).Value), w.side*36/100) // "00:00" fits the gutter
	s.LabelStyle = w.look.part(widget.Style{Color: quiet, Align: "right"}, widget.Style{Size: length(size), Align: "right"})
	return s
}

// inset is a text inside a cell with space at its sides.
func (w *weekMap) inset(l look, text string, pad, y geom.Unit) widget.Widget {
	t := w.placed(&widget.TextBox{Text: widget.Text(text), Style: l.own(), Fit: "line"}, pad, y)
	if t.X.IsZero() && t.Y.IsZero() {
		return t
	}
	return &widget.Layers{Group: widget.Group{Children: []widget.Widget{t}}}
}

// placed is a text that keeps away from the sides of a cell.
func (w *weekMap) placed(t *widget.TextBox, pad, y geom.Unit) *widget.TextBox {
	if pad > 0 && w.look.style.Align != "center" {
		t.X, t.Width = length(pad), length((w.cell.W-2*pad)/1000*1000)
	}
	if y > 0 {
		t.Y = length(y)
	}
	return t
}

// days is what stands in the place of a day: its number, grey in other months,
// the mark, and the link.
func (w *weekMap) days(number string, width, pad geom.Unit) widget.Widget {
	month := widget.Cond(w.day + ".month == " + w.start.field("month"))
	size := geom.Unit(w.look.style.Size.Value)
	text := func(l look, when widget.Cond) widget.Widget {
		l.style.VAlign = "top"
		t := &widget.TextBox{Text: widget.Text(number), Style: l.own(), Fit: "line"}
		w.placed(t, pad, max(pad-size/5, 0))
		t.When = when
		return t
	}
	other := w.look
	other.style.Color = outsideInk
	kids := []widget.Widget{text(w.look, month), text(other, widget.Cond(w.day+".month != "+w.start.field("month")))}
	kids = w.mark(kids, geom.Rect{W: width, H: w.cell.H})
	if to, ok := w.dayLink(w.it, w.strategy, w.day, 1); ok {
		year := widget.Cond(w.day + ".year == " + w.start.field("year"))
		kids = append(kids, &widget.Tap{Frame: widget.Frame{When: w.scope.when(year, to.when)}, To: to.to})
	}
	return &widget.Layers{Group: widget.Group{Children: kids, Stroke: w.grey}}
}

// mark adds the frame of the highlighted day.
func (w *weekMap) mark(kids []widget.Widget, at geom.Rect) []widget.Widget {
	day, ok := readMoment(w.marked)
	if w.marked == "" || !ok {
		return kids
	}
	at = at.InsetAll(2 * geom.Pt)
	at.W -= at.W % 1000
	var repeat *widget.Repeat
	if w.marked == w.span {
		day = w.start
	} else {
		day, repeat = day.bound(w.named("mark"))
	}
	when := widget.Cond(w.day + " == " + day.day())
	if repeat == nil {
		when = w.scope.when(when, w.markWhen)
	}
	box := &widget.Box{Frame: frame(at, when), Stroke: w.mapper.stroke(black, geom.Pt)}
	return append(kids, within(repeat, w.markWhen, []widget.Widget{box})...)
}
