package widget

import (
	"fmt"
	"math"
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/locale"
)

// What the calendar, week, day list and table widgets share: the styles of
// their parts, sizes that follow the space, and the names bound for each cell.

// The colours and lines of widgets whose project says nothing about them.
var (
	quietInk   = Gray(0x77) // labels that must not compete with handwriting
	outsideInk = Gray(0xAA) // days of other months
	restFill   = Gray(0xEE) // weekends
	insideInk  = Gray(0xBB) // lines inside a grid
	markFill   = Gray(0xDD) // marked weeks
)

// clamp is u, but at least lo and at most hi points.
func clamp(u geom.Unit, lo, hi int64) geom.Unit {
	return min(max(u, geom.Unit(lo)*geom.Pt), geom.Unit(hi)*geom.Pt)
}

// readable is a proposed size of letters, but at least the smallest that can be
// read on the device, as far as there is room for it.
func (c *Context) readable(size, room geom.Unit) geom.Unit {
	return max(size, min(c.facts.Device.MinText, room))
}

// role is the style of one part of a widget, such as the title of a calendar.
// What the project says about this part comes first; what the widget proposes
// comes before the project's default style, so that parts keep their looks in
// a project that only sets a font and size for its texts.
func (c *Context) role(ref StyleRef, base Style) Style {
	plain := c.facts.Styles["default"]
	switch {
	case ref == StyleRef{}:
		return base.Over(plain).Over(builtinStyle)
	case ref.Own != nil && ref.Own.Like == "":
		return ref.Own.Over(base).Over(plain).Over(builtinStyle)
	}
	return c.Style(ref, base)
}

// fitted is role with the proposed size made smaller until the widest of the
// texts fits a width, but not below 4 pt. A size that the project gives stays.
func (c *Context) fitted(ref StyleRef, base Style, width geom.Unit, texts ...string) Style {
	s := c.role(ref, base)
	if c.dry || c.err != nil {
		return s
	}
	if w := c.widest(s, texts); w > width && w > 0 {
		base.Size = points(max(c.Length(base.Size, 0).MulDiv(int64(max(width, 0)/1000), int64(w/1000+1)), 4*geom.Pt))
		s = c.role(ref, base)
	}
	return s
}

// shrunk is the style made smaller until all the texts that fits looks at fit,
// but not below least. What fits says must not depend on anything but the style.
func (c *Context) shrunk(s Style, least geom.Unit, fits func(Style) bool) Style {
	for size := c.Length(s.Size, 0); !c.dry && c.err == nil && size > least && !fits(s); {
		size = max(size.MulDiv(96, 100), least)
		s.Size = points(size)
	}
	return s
}

// lines is the number of lines that a text is broken into at a width, and
// whether each of them fits.
func (c *Context) lines(s string, style Style, width geom.Unit) (n int, fits bool) {
	f, ok := c.face(style)
	if !ok {
		return 1, true
	}
	lines := c.wrap(&f, s, width)
	fits = true
	for _, l := range lines {
		fits = fits && l.width <= width+slack
	}
	return max(len(lines), 1), fits
}

// overflow warns that something is too small for what it should show.
func (c *Context) overflow(at geom.Rect, what string, need, have geom.Unit, hint string) {
	// Rounded away from each other, so that they never look the same.
	needs, has := math.Ceil(need.Points()*10)/10, math.Floor(have.Points()*10)/10
	c.warnRoom("layout-overflow", fmt.Sprintf("%s %.1f pt, there are %.1f pt", what, needs, has), hint, at, have, need)
}

func (c *Context) widest(s Style, texts []string) geom.Unit {
	var w geom.Unit
	for _, t := range texts {
		w = max(w, c.TextWidth(t, s))
	}
	return w
}

// bindDay binds the names of one day while body runs.
func (c *Context) bindDay(d calendar.Date, body func()) {
	// cell.day, cell.week and cell.month are fields of the date and computed
	// only where they are used.
	day := DayValue(d)
	c.Bind([]Name{{"cell", day}, {"cell.date", day}}, body)
}

// linkDay makes the place of a day tappable.
// It says whether the day has a link.
func (c *Context) linkDay(at geom.Rect, d calendar.Date, to Target) (linked bool) {
	if to != "" {
		c.bindDay(d, func() { linked = c.Link(at, to) })
	}
	return linked
}

// linkPeriod makes the place of a week or month tappable, bound to a name.
func (c *Context) linkPeriod(at geom.Rect, name string, p calendar.Period, to Target) {
	if to != "" && !p.IsZero() {
		c.Bind([]Name{{name, PeriodValue(p)}}, func() { c.Link(at, to) })
	}
}

// dateText is a day by a pattern or named form of package locale.
func (c *Context) dateText(d calendar.Date, pattern string) string {
	if d.IsZero() || c.err != nil {
		return ""
	}
	s, err := c.facts.Locale.Format(d, pattern, c.facts.Weeks)
	if err != nil {
		c.Fail("date", err.Error(), hintOf(err))
	}
	return s
}

// weekdayNames are the names from a first weekday on, at a width that the
// format calls narrow, short, abbreviated or wide. Short names have no dot where
// the abbreviated ones, which may stand nearby, have none.
func (c *Context) weekdayNames(first calendar.Weekday, width string) []string {
	names := make([]string, 7)
	for i := range names {
		day := weekdayAfter(first, i)
		names[i] = c.facts.Locale.Weekday(day, widthNamed(width), true)
		if width == "short" && !strings.HasSuffix(c.facts.Locale.Weekday(day, locale.Abbreviated, true), ".") {
			names[i] = strings.TrimSuffix(names[i], ".")
		}
	}
	return names
}

// weekdayAfter is the weekday n days after w.
func weekdayAfter(w calendar.Weekday, n int) calendar.Weekday {
	return calendar.Weekday((int(w)-1+n)%7 + 1)
}

func widthNamed(s string) locale.Width {
	switch s {
	case "narrow":
		return locale.Narrow
	case "short":
		return locale.Short
	case "wide":
		return locale.Wide
	}
	return locale.Abbreviated
}

// firstDay is the weekday that weeks begin with: the widget's own or the
// project's.
func (c *Context) firstDay(own string) calendar.Weekday {
	if w, err := calendar.ParseWeekday(own); err == nil {
		return w
	}
	if w := c.facts.Weeks.First; w != 0 {
		return w
	}
	return calendar.Monday
}

// split is the i-th boundary when a length is divided into n parts: 0 for i = 0
// and the length for i = n, whatever the rounding between them.
func split(length geom.Unit, i, n int) geom.Unit { return length.MulDiv(int64(i), int64(max(n, 1))) }
