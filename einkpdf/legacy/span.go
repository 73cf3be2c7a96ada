package legacy

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/widget"
)

var isoDay = regexp.MustCompile(`^([0-9]{4}-[0-9]{2})(-[0-9]{2})?(?:[T ].*)?$`)

// parseDay reads a date, a date with a time, or a month, of which it is the first
// day.
func parseDay(s string) (calendar.Date, bool) {
	m := isoDay.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return calendar.Date{}, false
	}
	if m[2] == "" {
		m[2] = "-01"
	}
	d, err := calendar.Parse(m[1] + m[2])
	return d, err == nil && d.Year() >= 2 && d.Year() <= 9998
}

// span translates a date or a month. What comes back is one token ("{date}",
// "{month}", "{date+1d}"), a date ("2026-03-01"), or, where neither can say it, a
// text with tokens ("2026-{m|00}-01") that is a date on each page. A month stands
// for its first day. when says on which pages it is a date; false is on none.
func (s *scope) span(raw string) (span widget.Span, when widget.Cond, ok bool) {
	segs := s.rendered(s.segments(raw))
	if text, fixed := literal(segs); fixed {
		d, ok := parseDay(text)
		return widget.Span(d.String()), "", ok
	}
	if s.ofCells(segs) {
		when, ok = s.cellsWhere(raw, func(text string) bool { _, ok := parseDay(text); return ok })
		return widget.Span(s.build(segs, nil)), when, ok
	}
	days := map[*page]calendar.Date{}
	when, ok = s.pagesWhere(raw, func(p *page, text string) bool {
		d, ok := parseDay(text)
		if ok {
			days[p] = d
		}
		return ok
	})
	if !ok {
		return "", "", false
	}
	for _, c := range s.dateTokens() {
		right := true
		for p, d := range days {
			if right = c.of(p) == d; !right {
				break
			}
		}
		if right {
			return c.span, when, true
		}
	}
	groups := s.groups(segs)
	return widget.Span(s.build(segs, groups[0].empty)), when, true
}

// dateToken is a token for a day of the page.
type dateToken struct {
	span widget.Span
	of   func(*page) calendar.Date
}

// dateTokens are the days that pages of the run have, from the section itself or
// the nearest around it that has dates.
func (s *scope) dateTokens() []dateToken {
	level := 0
	for r := s.run; r != nil; r = r.up {
		if !r.mode.dated() {
			level++
			continue
		}
		day := func(p *page) calendar.Date {
			t := p.turn
			for range level {
				t = t.up
			}
			return t.date
		}
		month := func(p *page) calendar.Date { y, m, _ := day(p).Civil(); return calendar.New(y, m, 1) }
		list := []dateToken{{"{date}", day}, {"{date-1d}", func(p *page) calendar.Date { return day(p).AddDays(-1) }},
			{"{date+1d}", func(p *page) calendar.Date { return day(p).AddDays(1) }}}
		months := widget.Span("{month}")
		switch r.mode {
		case weekly:
			months = "{date.month}"
		case monthly:
			list = nil
		}
		year := widget.Span("{year.start}")
		if r.mode == weekly {
			year = "{date.year.start}"
		}
		list = append(list, dateToken{months, month})
		if r.mode == monthly {
			list = append(list, dateToken{"{month.start-1d}", func(p *page) calendar.Date { return day(p).AddDays(-1) }},
				dateToken{"{month.start+1d}", func(p *page) calendar.Date { return day(p).AddDays(1) }})
		}
		return append(list, dateToken{year, func(p *page) calendar.Date { return calendar.New(day(p).Year(), 1, 1) }})
	}
	return nil
}

// pagesWhere is the condition of the pages on which a text says what is read of
// it; false where none does. Some that do not are reported.
func (s *scope) pagesWhere(raw string, read func(p *page, text string) bool) (when widget.Cond, ok bool) {
	right := map[*page]bool{}
	for _, p := range s.run.pages {
		if read(p, s.world.render(p, s.world.substitute(p, raw, false))) {
			right[p] = true
		}
	}
	if len(right) == 0 {
		return "", false
	}
	s.unreadable(raw, len(s.run.pages)-len(right))
	return s.joinOr(s.where(func(p *page) bool { return right[p] })), true
}

// ofCells says whether a text has a name that a widget binds for its cells.
func (s *scope) ofCells(segs []segment) bool {
	return slices.ContainsFunc(segs, func(seg segment) bool { return seg.term != nil && s.local[seg.term.name] != "" })
}

// cellsWhere is pagesWhere for a text with the number of the cells of a grid: a
// condition of the cells on which it says so on all pages.
func (s *scope) cellsWhere(raw string, read func(text string) bool) (when widget.Cond, ok bool) {
	pages := s.run.pages
	var numbers []int
	for n := s.cells.from; n < s.cells.to && s.world.spend(1); n++ {
		text := ofCell(raw, n)
		if !strings.ContainsAny(text, "{@") {
			pages = pages[:1]
		}
		if !slices.ContainsFunc(pages, func(p *page) bool { return !read(s.world.render(p, s.world.substitute(p, text, false))) }) {
			numbers = append(numbers, n)
		}
	}
	if len(numbers) == 0 {
		return "", false
	}
	missing := s.cells.to - s.cells.from - len(numbers)
	if missing > 0 {
		s.unreadable(raw, missing*len(s.run.pages))
		when = widget.Cond(inRanges(s.local[cellValue], numbers))
	}
	return when, true
}

// ofCell is a text with the number of a cell.
func ofCell(raw string, n int) string {
	for _, token := range [...]*regexp.Regexp{braceToken, atToken} {
		raw = replace(token, raw, func(whole, name, format string) string {
			if name != cellValue {
				return whole
			}
			return compiled(wholeOf(n), format)
		})
	}
	return raw
}

func (s *scope) unreadable(raw string, missing int) {
	if missing > 0 {
		s.report.count(s.item, Changed, 15, "", strconv.Quote(raw)+" is not a date on some pages; nothing is drawn there", missing)
	}
}

// inRanges is the condition that a name has one of some numbers, which rise.
func inRanges(name string, numbers []int) string {
	var ranges []string
	for i := 0; i < len(numbers) && len(ranges) < maxRanges; i++ {
		from := i
		for i+1 < len(numbers) && numbers[i+1] == numbers[i]+1 {
			i++
		}
		if from == i {
			ranges = append(ranges, name+" == "+strconv.Itoa(numbers[i]))
		} else {
			ranges = append(ranges, name+" >= "+strconv.Itoa(numbers[from])+" and "+name+" <= "+strconv.Itoa(numbers[i]))
		}
	}
	return strings.Join(ranges, " or ")
}

// joinOr joins conditions by or.
func (s *scope) joinOr(list []widget.Cond) widget.Cond {
	if len(list) == 1 {
		return list[0]
	}
	texts := make([]string, len(list))
	for i, c := range list {
		texts[i] = string(c)
	}
	return widget.Cond(strings.Join(texts, " or "))
}
