package legacy

import (
	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/locale"
)

// weekdays is the format of the names of the days, each with the same text behind
// it, in boxes of a width: shorter ones where the names that are asked for do not
// fit, and smaller ones, all alike, where the shortest do not.
func (c *calendarMap) weekdays(l *look, width geom.Unit, behind string) string {
	word := c.it.properties.word("weekday_label_style", "short", "short", "narrow", "full")
	forms := []string{"weekday", "short-weekday", "narrow-weekday"}
	least := 1 // the shortest that may stand for another
	switch word {
	case "full":
	case "narrow":
		forms, least = forms[2:], 0
	default:
		forms, least = forms[1:], 0
	}
	for i, form := range forms[:least+1] {
		names := c.weekdayNames(form)
		for k := range names {
			names[k] += behind
		}
		size := geom.Unit(l.style.Size.Value)
		wide := c.ruler.widest(names, l.style, size)
		if wide > width && i < least {
			continue
		}
		if i > 0 {
			c.report.note(c.it, Changed, 0, "properties.weekday_label_style", "full names do not fit; the days have short ones")
		}
		if wide > width {
			c.report.note(c.it, Changed, 0, "properties.weekday_label_style", "the names of the days are smaller, so that they fit; there they were cut off")
			l.style.Size = length(max(tidy(size.MulDiv(int64(max(width, 0)), int64(wide))), min(size, minSize)))
		}
		return form
	}
	return forms[0]
}

// weekdayNames are the names of the days from Monday on.
func (c *calendarMap) weekdayNames(form string) []string {
	l, err := locale.Lookup(c.paper.locale)
	names := make([]string, 7)
	for i := range names {
		if err == nil {
			names[i], _ = l.Format(calendar.New(2026, 6, 1+i), form, calendar.ISOWeeks())
		}
	}
	return names
}

// wordOf is what our calendars call the width of a form.
func wordOf(form string) string {
	return map[string]string{"weekday": "wide", "short-weekday": "abbreviated", "narrow-weekday": "narrow"}[form]
}
