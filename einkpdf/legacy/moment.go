package legacy

import (
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/locale"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// moment is the day that a calendar begins with, in a form that has fields: a
// name of our tokens, or a date.
type moment struct {
	name string        // "date", "month.start"; empty for a date
	date calendar.Date // of the year that it is in; only without a name
	// written is a span that is written out on each page, such as "2026-{n|00}-01". It
	// has fields only inside of a repetition: see bound.
	written widget.Span
}

// readMoment is the first day of a span.
func readMoment(span widget.Span) (moment, bool) {
	s := string(span)
	if strings.Contains(s, "{") {
		body := strings.TrimSuffix(strings.TrimPrefix(s, "{"), "}")
		if len(body) != len(s)-2 || strings.ContainsAny(body, "{}|") || !periods[headOf(body)] {
			return moment{written: span}, true
		}
		if grainOf(body) != "date" {
			body += ".start"
		}
		return moment{name: body}, true
	}
	if len(s) == len("2026-03") {
		s += "-01"
	}
	d, err := calendar.Parse(s)
	return moment{date: d}, err == nil
}

// periods are the names of pages that have fields.
var periods = map[string]bool{"date": true, "week": true, "month": true, "quarter": true, "year": true}

// headOf is the name that a token begins with.
func headOf(body string) string {
	if i := strings.IndexFunc(body, func(r rune) bool { return r < 'a' || r > 'z' }); i >= 0 {
		return body[:i]
	}
	return body
}

// bound is the moment with fields, and the repetition over its one day that gives
// it them: nil when it has them anyway. as is its name there.
func (t moment) bound(as string) (moment, *widget.Repeat) {
	if t.written == "" {
		return t, nil
	}
	return moment{name: as + ".date"}, &widget.Repeat{Each: widget.Over("day"), In: t.written, As: as}
}

// within puts widgets into the repetition of bound, on the pages that have its day.
func within(repeat *widget.Repeat, when widget.Cond, kids []widget.Widget) []widget.Widget {
	if repeat == nil {
		return kids
	}
	child := &widget.Layers{Group: widget.Group{Children: kids}}
	child.When = widget.Cond(repeat.As + ".first") // of a month its first day
	return []widget.Widget{&widget.Layers{Frame: widget.Frame{When: when}, Group: widget.Group{Repeat: repeat, Child: child}}}
}

// grainOf is what the name of a period is: month, year, or date for a day.
func grainOf(body string) string {
	last := body[strings.LastIndexByte(body, '.')+1:]
	last, _, _ = strings.Cut(last, "+")
	last, _, _ = strings.Cut(last, "-")
	switch last {
	case "week", "month", "quarter", "year":
		return last
	}
	return "date"
}

// field is a period around the day as conditions name it.
func (t moment) field(name string) string {
	if t.name != "" {
		return t.name + "." + name
	}
	s := t.date.String()
	switch name {
	case "month":
		return s[:len("2026-03")]
	case "year":
		return s[:len("2026")]
	}
	return s
}

// day is the day as conditions name it.
func (t moment) day() string {
	if t.name != "" {
		return t.name
	}
	return t.date.String()
}

// span is the day as a span.
func (t moment) span() widget.Span {
	if t.written != "" {
		return t.written
	}
	if t.name != "" {
		return widget.Span("{" + t.name + "}")
	}
	return widget.Span(t.date.String())
}

// first says whether the day is known to be the first of its month.
func (t moment) first() bool {
	if t.written != "" {
		return false
	}
	if t.name == "" {
		return t.date.Day() == 1
	}
	period, ok := strings.CutSuffix(t.name, ".start")
	return ok && (grainOf(period) == "month" || grainOf(period) == "year")
}

// month is the month of the day as a span.
func (t moment) month() widget.Span {
	if t.name == "" {
		return widget.Span(t.field("month"))
	}
	if month, ok := strings.CutSuffix(t.name, ".start"); ok && grainOf(month) == "month" {
		return widget.Span("{" + month + "}")
	}
	return widget.Span("{" + t.name + ".month}")
}

// week is the week from Monday on of the day that comes shift days later.
func (t moment) week(shift int) widget.Span {
	if t.name != "" {
		return widget.Span("{" + t.name + days(shift) + ".week}")
	}
	return widget.Span(calendar.PeriodOf(calendar.Week, t.date.AddDays(shift), calendar.ISOWeeks()).String())
}

// text is the first day of that week, shift days earlier, by a format of tokens;
// what a date says is written out in the language of the tag.
func (t moment) text(shift int, format, tag string) string {
	if t.name != "" {
		return "{" + t.name + days(shift) + ".week.start" + days(-shift) + "|" + format + "}"
	}
	l, err := locale.Lookup(tag)
	if err != nil {
		return ""
	}
	first := calendar.PeriodOf(calendar.Week, t.date.AddDays(shift), calendar.ISOWeeks()).Start.AddDays(-shift)
	s, err := l.Format(first, format, calendar.ISOWeeks())
	if err != nil {
		return ""
	}
	return strings.NewReplacer("{", "{{", "}", "}}").Replace(s)
}

// number is the number of that week.
func (t moment) number(shift int, tag string) string {
	if t.name != "" {
		return "{" + t.name + days(shift) + ".week|week}"
	}
	l, err := locale.Lookup(tag)
	if err != nil {
		return ""
	}
	s, _ := l.Format(t.date.AddDays(shift), "week", calendar.ISOWeeks())
	return s
}

// days is a step of days behind a name, nothing for 0.
func days(n int) string {
	if n == 0 {
		return ""
	}
	return plus(n) + "d"
}

// not is the opposite of a condition.
func not(c widget.Cond) widget.Cond {
	rest, negative := strings.CutPrefix(string(c), "not ")
	switch {
	case strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "":
		return "not (" + c + ")"
	case negative:
		return widget.Cond(rest)
	}
	return "not " + c
}

// exclude says whether one condition is the opposite of the other.
func exclude(a, b widget.Cond) bool {
	return a != "" && b != "" && (a == not(b) || b == not(a))
}

// said is the day by a format of tokens.
func (t moment) said(format, tag string) string {
	if t.name != "" {
		return "{" + t.name + "|" + format + "}"
	}
	l, err := locale.Lookup(tag)
	if err != nil {
		return ""
	}
	s, _ := l.Format(t.date, format, calendar.ISOWeeks())
	return s
}
