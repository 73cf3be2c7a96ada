package legacy

import (
	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// weekFact is the fact that the week of a turn is more, or not, than a number.
func weekFact(level int, is, not string, holds func(week int, d calendar.Date) bool) fact {
	return fact{is: widget.Cond(is), not: widget.Cond(not), holds: func(p *page) bool {
		t := p.turn
		for range level {
			t = t.up
		}
		_, week := calendar.ISOWeeks().Week(t.date)
		return holds(week, t.date)
	}}
}

// datedTerm is a name that has to do with the date of a dated section.
func (s *scope) datedTerm(r *run, level int, name string) (*term, bool) {
	// date is the day of the item, month and year those of that day.
	date, month, year, week := "date", "month", "year", "week"
	switch r.mode {
	case weekly:
		month, year = "date.month", "date.year"
	case monthly:
		date, week = "month.start", "month.start.week"
	}
	first, last := s.edge(r, level, "first"), s.edge(r, level, "last")
	part := func(t *term, p datePart) (*term, bool) {
		t.part, t.day, t.mon = p, date, month
		return t, true
	}
	whole := func(body, number string) *term {
		return &term{name: name, body: body, number: number, kind: wholeValue}
	}
	text := func(body, form string, letters bool) *term {
		return &term{name: name, body: body, form: form, kind: textValue, letters: letters}
	}
	with := func(t *term, has ...fact) (*term, bool) {
		t.has = has
		return t, true
	}
	// A form is of the first day of a period, so that of a month need not be asked
	// for its start.
	shown := date
	if r.mode == monthly {
		shown = "month"
	}
	switch name {
	case "date_long", "month_name", "weekday":
		s.words()
	}
	switch name {
	case "date":
		return text(date, "", false), true
	case "date_long":
		return text(shown, s.world.longForm(), true), true
	case "year":
		return part(whole(year, year+".number"), yearPart)
	case "month":
		return part(whole(month+".number", month+".number"), monthPart)
	case "day":
		if r.mode == monthly {
			return fixedTerm(name, wholeOf(1)), true
		}
		return part(whole("date.day", "date.day"), dayPart)
	case "month_padded":
		t := text(shown, "MM", false)
		t.number = month + ".number"
		if r.mode == daily {
			t.body = "month"
		}
		return part(t, monthPart)
	case "month_padded3":
		t := text(month+".number", "000", false)
		t.number = month + ".number"
		return t, true
	case "day_padded":
		if r.mode == monthly {
			return fixedTerm(name, textOf("01")), true
		}
		t := text("date", "dd", false)
		t.number = "date.day"
		return part(t, dayPart)
	case "month_name":
		if r.mode == daily {
			shown = "month"
		}
		return text(shown, s.world.monthForm(), true), true
	case "weekday":
		return text(shown, s.world.weekdayForms(), true), true
	case "week":
		return whole(week+".number", week+".number"), true
	case "iso_week":
		if r.mode != weekly {
			return nil, false
		}
		return s.isoWeek(r, level), true
	case "date_prev":
		return with(text(date+"-1d", "", false), first)
	case "date_next":
		return with(text(date+"+1d", "", false), last)
	case "year_prev":
		return with(whole(year+"-1", year+"-1.number"), first)
	case "year_next":
		return with(whole(year+"+1", year+"+1.number"), last)
	case "month_prev":
		return with(whole(month+"-1.number", month+"-1.number"), first)
	case "month_next":
		return with(whole(month+"+1.number", month+"+1.number"), last)
	case "week_prev":
		number := week + ".number"
		return with(whole(number+"-1", number+"-1"), first,
			weekFact(level, number+" > 1", number+" <= 1", func(w int, _ calendar.Date) bool { return w > 1 }))
	case "week_next":
		number := week + ".number"
		end := year + ".end.week.number"
		return with(whole(number+"+1", number+"+1"), last,
			weekFact(level, number+" < 53", number+" >= 53", func(w int, _ calendar.Date) bool { return w < 53 }),
			weekFact(level, number+" != 52 or "+end+" == 53", number+" == 52 and "+end+" != 53", func(w int, d calendar.Date) bool {
				_, of := calendar.ISOWeeks().Week(calendar.New(d.Year(), 12, 31))
				return w != 52 || of == 53
			}))
	}
	return nil, false
}

// isoWeek is the week of a weekly section. Inside of it, days have weeks of their
// own.
func (s *scope) isoWeek(r *run, level int) *term {
	t := &term{name: "iso_week", body: "week", kind: textValue, letters: true}
	inner := s.run
	for range level {
		if inner.mode.dated() {
			t.body = s.namer.name("week of "+r.kind, r.kind+"_week")
			t.needs = []need{{run: r, name: t.body, text: "{week}"}}
			break
		}
		inner = inner.up
	}
	return t
}
