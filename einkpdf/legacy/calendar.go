package legacy

import (
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// calendarMap is a calendar on its way to our widgets.
type calendarMap struct {
	*mapper
	it    *item
	look  look
	span  widget.Span // the day or month that it begins with
	when  widget.Cond // pages that have it
	whole bool        // it begins with the first of a month
	// shift is how many days before Monday the weeks begin: 0 or, for Sunday, 1 …
	shift int

	strategy string
	marked   widget.Span // the highlighted day; empty = none
	markWhen widget.Cond // pages that have it
}

// The ways to say where days lead.
const (
	noLinks    = "no_links"
	bySimple   = "simple"
	byPages    = "sequential_pages"
	byTemplate = "named_destinations"
)

// calendar is a month, a week, or a range of days.
func (m *mapper) calendar(it *item) []widget.Widget {
	p := it.properties
	c := &calendarMap{mapper: m, it: it, look: m.look(it, black)}
	m.scope.words()
	kind := p.word("calendar_type", "monthly", "monthly", "weekly", "custom_range")
	if kind == "custom_range" {
		return c.customRange()
	}
	var ok bool
	raw := p.text("start_date", "")
	if c.span, c.when, ok = m.scope.span(raw); !ok {
		return m.drop(it, "properties.start_date", quote(raw)+" is not a date; the calendar showed the month of the day of rendering")
	}
	if p.truthy("highlight_today", false) {
		m.report.note(it, Dropped, 0, "properties.highlight_today", "the day of rendering is not marked: the same project always gives the same pages")
	}
	if raw := p.text("highlight_date", ""); raw != "" {
		if c.marked, c.markWhen, ok = m.scope.span(raw); ok {
			if day, ok := readMoment(c.marked); ok {
				c.marked = day.span()
			}
		} else {
			c.marked = ""
			m.report.note(it, Dropped, 0, "properties.highlight_date", quote(raw)+" is not a date; no day is marked")
		}
	}
	c.strategy = m.strategy(it)
	p.ignore("locale")
	if kind == "weekly" {
		c.shift = (7 - m.firstDay(it, 0)) % 7
		return c.weekly()
	}
	if m.firstDay(it, 6) != 0 {
		c.shift = 1
	}
	return c.monthly()
}

// firstDay is the first day of the weeks, 0 for Monday to 6 for Sunday. What is no
// day is other.
func (m *mapper) firstDay(it *item, other int) int {
	switch raw := strings.ToLower(it.properties.text("first_day_of_week", "0")); raw {
	case "monday", "mon":
		return 0
	case "sunday", "sun":
		return 6
	default:
		n, err := strconv.Atoi(raw)
		if err == nil && n >= 0 && n <= 6 {
			return n
		}
		day := "Monday"
		if other == 6 {
			day = "Sunday"
		}
		m.report.note(it, Changed, 0, "properties.first_day_of_week", quote(raw)+" is not a day; weeks begin on "+day)
		return other
	}
}

// strategy is how a calendar or day list says where its days lead.
func (m *mapper) strategy(it *item) string {
	raw := it.properties.text("link_strategy", noLinks)
	list := it.kind == "day_list" // knows fewer words
	switch word := strings.ToLower(raw); {
	case word == byTemplate, word == "template" && !list:
		return byTemplate
	case word == byPages, word == bySimple && !list:
		return word
	case word == "", word == "none", word == noLinks:
	case list:
		m.report.note(it, Ignored, 0, "properties.link_strategy", quote(raw)+" is none of a day list; its days had no links there either")
	default:
		m.report.note(it, Changed, 15, "properties.link_strategy", quote(raw)+" is not known; the days have no links")
	}
	it.properties.ignore("link_template", "week_link_template", "first_page_number", "pages_per_date")
	return noLinks
}

// dayLink is where a day leads. day is the name of the day in our tokens.
func (m *mapper) dayLink(it *item, strategy, day string, firstPage int) (jump, bool) {
	p := it.properties
	switch strategy {
	case bySimple:
		return jump{to: widget.Target("@{" + day + ".day}?")}, true
	case byPages:
		first, each := p.count("first_page_number", firstPage, 1, 100_000), p.count("pages_per_date", 1, 1, 1_000)
		body := day + ".day"
		if each != 1 {
			body += "*" + strconv.Itoa(each)
		}
		return jump{to: widget.Target("@{" + body + plus(first-each) + "}?")}, true
	case byTemplate:
		template := m.template(it, "link_template", "day:{date}")
		m.lostDays(it, "properties.link_template", template, p.text("start_date", ""), shownBy(it), false)
		return m.cellJump(it, "properties.link_template", template, dayNames(day))
	}
	return jump{}, false
}

// shownBy is the period that a calendar or day list shows.
func shownBy(it *item) calendar.Grain {
	if it.kind == "calendar" && it.properties.word("calendar_type", "monthly", "monthly", "weekly", "custom_range") == "weekly" {
		return calendar.Week
	}
	return calendar.Month
}

// template is where the days or weeks of a widget lead. Its names are those of
// each day; there, the page's took their place in templates that were given (fix 1).
func (m *mapper) template(it *item, key, def string) string {
	raw := it.properties.text(key, "")
	if raw == "" {
		return def
	}
	for _, name := range []string{"date", "year", "month", "day", "week"} {
		if _, known := m.scope.term(name); known && (strings.Contains(raw, "{"+name+"}") || strings.Contains(raw, "{"+name+":")) {
			m.report.note(it, Changed, 1, "properties."+key, "leads to the day or week of each cell; there the page's took its place")
			break
		}
	}
	return raw
}

// dayNames are the names of a day that link templates have.
func dayNames(day string) map[string]string {
	return map[string]string{"date": day, "year": day + ".year", "month": day + ".month.number", "day": day + ".day"}
}

// weekLink is where the number of a week leads. week is its name in our tokens,
// and first the day that its row begins with.
func (m *mapper) weekLink(it *item, strategy, week, first string) (jump, bool) {
	if strategy != byTemplate && strategy != byPages {
		return jump{}, false
	}
	raw := m.template(it, "week_link_template", "week:{week}")
	m.lostDays(it, "properties.week_link_template", raw, it.properties.text("start_date", ""), calendar.Month, true)
	names := map[string]string{"week": week + ".number", "year": first + ".year", "month": first + ".month.number", "date": first}
	return m.cellJump(it, "properties.week_link_template", raw, names)
}

// titled is what the header says: month and year in the words of our formats;
// empty when there is none.
func (m *mapper) titled(it *item) string {
	p := it.properties
	month, year := p.truthy("show_month_name", true), p.truthy("show_year", true)
	if !p.has("show_month_name") && !p.has("show_year") && p.has("show_month_year") {
		m.old(it, "show_month_year", "properties.show_month_name and show_year")
		month = p.truthy("show_month_year", true)
		year = month
	}
	short := ""
	if p.word("month_name_format", "long", "long", "short") == "short" {
		short = "short-"
	}
	switch {
	case month && year:
		return short + "month-year"
	case month:
		return short + "month"
	case year:
		return "year"
	}
	return ""
}

// customRange is what the predecessor showed of a range of days: a frame.
func (c *calendarMap) customRange() []widget.Widget {
	p := c.it.properties
	text := "Custom Range: " + p.text("start_date", "") + " – " + p.text("end_date", "")
	grey := widget.Gray(0x88)
	list := []widget.Widget{&widget.Box{Frame: frame(c.it.box, ""), Stroke: c.stroke(grey, geom.Pt)}}
	look := c.look
	look.style.Align = "center"
	for _, v := range c.scope.text(c.bounded(c.it, "properties.end_date", text)) {
		list = append(list, &widget.TextBox{Frame: frame(c.it.box, v.when), Text: v.text, Style: look.own(), Fit: "shrink"})
	}
	return list
}
