package widget

import (
	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// Week is the seven days of a week with room to write: beside each other, below
// each other, or in a few columns.
type Week struct {
	Frame
	Of       Span   `key:"of" default:"{week}" doc:"The week shown; a day stands for its week."`
	Columns  int    `key:"columns" min:"1" max:"7" default:"7" doc:"Number of days beside each other: 7 is one row of days, 1 a list of them."`
	Flow     string `key:"flow" enum:"columns,rows" default:"columns" doc:"With 2 to 6 columns, fill column by column, or row by row."`
	FirstDay string `key:"first-day" enum:"mon,tue,wed,thu,fri,sat,sun" doc:"Day that the week begins with; without it that of the project's calendar."`

	Heading      Text     `key:"heading" names:"cell.date cell.day cell.week cell.month" maxlen:"1000" doc:"Text above each day; without it weekday and date, none leaves it out."`
	HeadingStyle StyleRef `key:"heading-style" doc:"How the headings look."`
	Notes        Text     `key:"notes" maxlen:"1000" doc:"Heading of the place that is left over where the days do not fill the last column or row."`
	Link         Target   `key:"link" names:"cell.date cell.day cell.week cell.month" doc:"Where a tap on a day leads. The headings of days without a page, where the target ends in ?, are grey."`
	Tap          string   `key:"tap" enum:"heading,day" default:"heading" doc:"What can be tapped: the heading, or the whole day."`

	Weekend     string `key:"weekend" enum:"full,half,hide" default:"full" doc:"Days of the weekend like the others, in half the height, or left out. Half joins two days that follow each other in one place."`
	WeekendFill Color  `key:"weekend-fill" doc:"Colour behind the days of the weekend."`

	Grid        string      `key:"grid" enum:"auto,none,rows,cells" default:"auto" doc:"Lines between the rows, or around every day. auto is rows for one column and cells otherwise."`
	Stroke      Stroke      `key:"stroke" doc:"How the lines of the grid look."`
	Paper       string      `key:"paper" enum:"none,lines,dots,hours" default:"none" doc:"What a day has to write on: nothing, lines, dots, or the hours from from to to."`
	Pitch       geom.Length `key:"pitch" min:"2mm" max:"50mm" default:"7mm" doc:"Distance of the lines or dots."`
	PaperStroke Stroke      `key:"paper-stroke" doc:"How the lines, dots or full hours look."`
	Padding     geom.Length `key:"padding" min:"0mm" max:"50mm" doc:"Space between the edges of a day and what is inside."`
	TimeAxis
}

// Week is the kind "week".
func (catalog) Week() Kind {
	return Kind{"week", "The days of a week with room to write.", &Week{}}
}

// Check refuses hours that cannot be drawn.
func (w *Week) Check(report func(code, pointer, message, hint string)) {
	if w.Paper != "hours" {
		return
	}
	w.TimeAxis.Check(report)
	if w.Weekend == "half" {
		report(source.CodeRange, "/weekend", "days of half the height cannot share the hours of the others", "use weekend: full or hide with paper: hours")
	}
}

// weekGrid is the layout of a week in a place.
type weekGrid struct {
	*Week
	slots         [][]calendar.Date // one or two days each
	columns, rows int
	cells         geom.Rect
	gutter        geom.Unit
	labels        Style
	padding       geom.Unit
	heading       geom.Unit // height
	style         Style
	texts         map[calendar.Date]string
}

// Draw paints the days.
func (w *Week) Draw(c *Context, at geom.Rect) {
	of := w.Of
	if of == "" {
		of = "{week}"
	}
	p := c.Period(of)
	if c.err != nil || p.IsZero() || at.Empty() {
		return
	}
	if p.Grain != calendar.Day && p.Grain != calendar.Week {
		c.Fail("period", p.String()+" is longer than a week", `write for example of: "{week}"`)
		return
	}
	g := &weekGrid{Week: w, slots: w.days(c, p), cells: at}
	if len(g.slots) == 0 {
		return
	}
	g.layout(c)
	g.eachDay(c, func(d calendar.Date, cell geom.Rect) {
		if !w.WeekendFill.IsZero() && c.Weekend(d.Weekday()) {
			c.Rect(cell, 0, w.WeekendFill, Pen{})
		}
	})
	g.grid(c)
	if w.Paper == "hours" {
		g.hours(c)
	}
	g.eachDay(c, func(d calendar.Date, cell geom.Rect) { g.day(c, d, cell) })
	for i := len(g.slots); i < g.columns*g.rows && w.Notes != ""; i++ {
		g.rest(c, g.slot(i), i == len(g.slots))
	}
}

// middle is the day that decides which week is meant: the fourth of a week, or
// the day itself.
func middle(p calendar.Period) calendar.Date {
	if p.Grain == calendar.Week {
		return p.Start.AddDays(3)
	}
	return p.Start
}

// days are the places of the week with the days in them.
func (w *Week) days(c *Context, p calendar.Period) [][]calendar.Date {
	// The week that has most days of the one meant, where it begins on another day.
	start := calendar.WeekRule{First: c.firstDay(w.FirstDay)}.StartOfWeek(middle(p))
	var slots [][]calendar.Date
	joined := false // the last slot may take one more day
	for i := range 7 {
		d := start.AddDays(i)
		rest := c.Weekend(d.Weekday())
		switch {
		case d.IsZero() || rest && w.Weekend == "hide":
		case rest && w.Weekend == "half" && joined:
			slots[len(slots)-1] = append(slots[len(slots)-1], d)
			joined = false
		default:
			slots = append(slots, []calendar.Date{d})
			joined = rest
		}
	}
	return slots
}

func (g *weekGrid) layout(c *Context) {
	g.columns = len(g.slots)
	if g.Columns > 0 {
		g.columns = min(g.Columns, len(g.slots))
	}
	g.rows = rowsFor(len(g.slots), g.columns)
	cell := geom.Size{W: g.cells.W / geom.Unit(g.columns), H: g.cells.H / geom.Unit(g.rows)}
	g.padding = c.LengthOr(g.Padding, 0, clamp(cell.W/20, 2, 6))
	size := clamp(min(cell.W.MulDiv(16, 100), cell.H/2), 6, 11)
	size = min(size, clamp(g.cells.W/36, 8, 11)) // in wide cells, too
	pattern := "ccc d"
	if cell.W >= c.Length(geom.MM(38), 0) {
		pattern = "weekday-day-month"
	}
	if g.Week.Heading != "none" {
		g.headings(c, pattern, size, cell)
	}
	if g.Paper == "hours" {
		box := g.body(g.slot(0))
		box.W = g.cells.W / 2 // one column of labels for all days
		g.labels = g.TimeAxis.style(c, box)
		g.gutter = min(g.TimeAxis.gutter(c, g.labels), g.cells.W/4)
		g.cells.X, g.cells.W = g.cells.X+g.gutter, g.cells.W-g.gutter
	}
}

func (g *weekGrid) headings(c *Context, pattern string, size geom.Unit, cell geom.Size) {
	g.texts = make(map[calendar.Date]string, 7)
	all := make([]string, 0, 7)
	for _, slot := range g.slots {
		for _, d := range slot {
			if g.Week.Heading == "" {
				g.texts[d] = c.dateText(d, pattern)
			} else {
				c.bindDay(d, func() { g.texts[d] = c.String(g.Week.Heading) })
			}
			all = append(all, g.texts[d])
		}
	}
	base := Style{Size: points(size), Weight: "bold", Align: "left", VAlign: "middle"}
	g.style = c.fitted(g.HeadingStyle, base, cell.W-2*g.padding, all...)
	g.heading = min(c.Length(g.style.Size, 0).MulDiv(19, 10), cell.H)
	if g.Link != "" && g.Tap != "day" {
		g.heading = min(max(g.heading, c.Length(geom.MM(7), 0)), cell.H/2)
	}
}

// slot is the i-th place.
func (g *weekGrid) slot(i int) geom.Rect {
	col, row := i/g.rows, i%g.rows
	if g.Flow == "rows" {
		col, row = i%g.columns, i/g.columns
	}
	x, y := split(g.cells.W, col, g.columns), split(g.cells.H, row, g.rows)
	return geom.Rect{
		X: g.cells.X + x, Y: g.cells.Y + y,
		W: split(g.cells.W, col+1, g.columns) - x, H: split(g.cells.H, row+1, g.rows) - y,
	}
}

// eachDay visits the days with their places.
func (g *weekGrid) eachDay(c *Context, visit func(d calendar.Date, cell geom.Rect)) {
	for i, days := range g.slots {
		at := g.slot(i)
		for k, d := range days {
			if c.err != nil {
				return
			}
			y := split(at.H, k, len(days))
			visit(d, geom.Rect{X: at.X, Y: at.Y + y, W: at.W, H: split(at.H, k+1, len(days)) - y})
		}
	}
}

func (g *weekGrid) grid(c *Context) {
	look := g.Week.Grid
	if look == "" || look == "auto" {
		look = "cells"
		if g.columns == 1 {
			look = "rows"
		}
	}
	if look == "none" {
		return
	}
	at, pen := g.cells, c.Pen(g.Stroke, ruling())
	right := geom.Point{X: at.Right(), Y: at.Y}
	c.Lines(at.TopLeft(), right, 0, at.H/geom.Unit(g.rows), g.rows+1, pen)
	if look == "cells" {
		c.Lines(at.TopLeft(), geom.Point{X: at.X, Y: at.Bottom()}, at.W/geom.Unit(g.columns), 0, g.columns+1, pen)
	}
	g.eachDay(c, func(_ calendar.Date, cell geom.Rect) {
		if cell.Bottom() < at.Bottom() && cell.H < at.H/geom.Unit(g.rows)-geom.Pt {
			c.Line(geom.Point{X: cell.X, Y: cell.Bottom()}, geom.Point{X: cell.Right(), Y: cell.Bottom()}, pen)
		}
	})
}

// body is the place to write in a cell.
func (g *weekGrid) body(cell geom.Rect) geom.Rect {
	cell.Y, cell.H = cell.Y+g.heading, max(cell.H-g.heading, 0)
	return cell
}

// day paints heading and paper of a day and makes it tappable.
func (g *weekGrid) day(c *Context, d calendar.Date, cell geom.Rect) {
	tap, head, style := cell, cell, g.style
	head.H = min(g.heading, cell.H)
	if g.heading > 0 && g.Tap != "day" {
		tap = head
	}
	if !c.linkDay(tap, d, g.Link) && g.Link != "" {
		style.Color = outsideInk // there is no page for this day
	}
	if g.heading > 0 {
		c.Write(head.Inset(geom.Insets{Left: g.padding, Right: g.padding}), g.texts[d], style)
	}
	g.paper(c, g.body(cell))
}

// rest paints the place that the days leave over.
func (g *weekGrid) rest(c *Context, cell geom.Rect, first bool) {
	head := cell
	head.H = min(g.heading, cell.H)
	if first {
		style := g.style
		if g.heading == 0 {
			style = c.role(g.HeadingStyle, Style{Weight: "bold"})
			head.H = c.LineHeight(style)
		}
		c.Write(head.Inset(geom.Insets{Left: g.padding, Right: g.padding}), c.String(g.Notes), style)
	}
	g.paper(c, g.body(cell))
}

func (g *weekGrid) paper(c *Context, at geom.Rect) {
	if g.Paper != "lines" && g.Paper != "dots" || c.dry {
		return
	}
	pitch := c.LengthOr(g.Pitch, 0, c.Length(geom.MM(7), 0))
	at = at.Inset(geom.Insets{Left: g.padding, Right: g.padding})
	top := pitch * 4 / 5 // the heading leaves room above
	n := c.Count(at.H-top-pitch/3, pitch) + 1
	if at.H < top+pitch/3 || c.err != nil {
		return
	}
	if g.Paper == "dots" {
		color, nx := g.PaperStroke.Color, c.Count(at.W, pitch)+1
		pick(&color, quietInk)
		first := geom.Point{X: at.X + (at.W-pitch*geom.Unit(nx-1))/2, Y: at.Y + top}
		c.Dots(first, pitch, pitch, nx, n, 0, c.LengthOr(g.PaperStroke.Width, 0, c.Length(geom.MM(0.4), 0)), color)
		return
	}
	y := at.Y + top
	c.Lines(geom.Point{X: at.X, Y: y}, geom.Point{X: at.Right(), Y: y}, 0, pitch, n, c.Pen(g.PaperStroke, ruling()))
}

// hours paints the time axis across the days of each row.
func (g *weekGrid) hours(c *Context) {
	if g.start() >= g.end() || c.dry {
		return
	}
	for row := range g.rows {
		box := g.body(g.slot(row * g.rowStep()))
		box.X, box.W = g.cells.X, g.cells.W
		g.rule(c, box, box.X-g.gutter, g.PaperStroke)
		g.write(c, box, box.X-g.gutter, g.gutter, g.labels, false)
	}
}

// rowStep is how many slots lie between the first ones of two rows.
func (g *weekGrid) rowStep() int {
	if g.Flow == "rows" {
		return g.columns
	}
	return 1
}
