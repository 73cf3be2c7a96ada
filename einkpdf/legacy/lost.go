package legacy

import (
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
)

// lost reports what happens to what leads to a destination that does not exist. Those that still have names of
// the page are not looked at.
func (m *mapper) lost(it *item, property, raw, what string) {
	if strings.ContainsAny(raw, "{@"+fieldOpen) || !m.scope.world.spend(1) {
		return
	}
	if id := target(raw); id != "" && !strings.HasSuffix(id, ":") && !m.scope.dests.has(id) {
		m.report.example(it, Changed, 15, property, "lost", "what leads to places that do not exist, such as to "+quote(id)+", "+what, 1)
	}
}

// lostDays reports the days, or with weeks the weeks, of a calendar or day list
// that have no page. grain is what it shows of the days that begin is, over all
// pages.
func (m *mapper) lostDays(it *item, property, template, begin string, grain calendar.Grain, weeks bool) {
	if m.scope.local != nil {
		return
	}
	seen := map[calendar.Date]bool{}
	w := m.scope.world
	for _, p := range m.scope.run.pages {
		from, ok := parseDay(w.render(p, w.substitute(p, begin, false)))
		if !ok {
			continue
		}
		shown := calendar.PeriodOf(grain, from, calendar.ISOWeeks())
		if seen[shown.Start] {
			continue
		}
		seen[shown.Start] = true
		for d := shown.Start; shown.Contains(d); d = d.AddDays(1) {
			if grain == calendar.Week && d.Year() != from.Year() || grain == calendar.Month && !weeks && it.kind == "calendar" && d.Before(from) {
				continue
			}
			if !weeks {
				m.lost(it, property, ofDay(template, d), "has no link")
			} else if d.Weekday() == calendar.Monday || d == shown.Start {
				first := calendar.PeriodOf(calendar.Week, d, calendar.ISOWeeks()).Start
				m.lost(it, property, ofDay(template, first), "has no link")
			}
		}
	}
}

// ofDay is the template of a link for a day.
func ofDay(template string, d calendar.Date) string {
	_, number := calendar.ISOWeeks().Week(d)
	year, month, day := d.Civil()
	numbers := map[string]int{"year": year, "month": month, "day": day, "week": number}
	return replace(localToken, template, func(whole, name, format string) string {
		out, ok := "", false
		if name == "date" {
			out, ok = formatText(d.String(), format)
		} else if n, known := numbers[name]; known {
			out, ok = formatWhole(int64(n), format)
		}
		if !ok {
			return whole
		}
		return out
	})
}
