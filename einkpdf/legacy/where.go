package legacy

import (
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// place of pages: a condition with its truth.
type guess struct {
	when  widget.Cond
	holds func(*page) bool
	needs []need
}

// where are conditions that hold, one or the other, on just those pages of the
// run for which in is true: a single "" for all, and none for none. There is one
// as long as the pages have something in common.
func (s *scope) where(in func(*page) bool) []widget.Cond {
	if !s.world.spend(len(s.run.pages)) {
		return nil
	}
	inside := 0
	for _, p := range s.run.pages {
		if in(p) {
			inside++
		}
	}
	switch inside {
	case 0:
		return nil
	case len(s.run.pages):
		return []widget.Cond{""}
	}
	for _, g := range s.guesses() {
		right := true
		for _, p := range s.run.pages {
			if g.holds(p) != in(p) {
				right = false
				break
			}
		}
		if right {
			s.needs.add(g.needs)
			return []widget.Cond{g.when}
		}
	}
	return s.numbers(in)
}

// guesses are what pages may have in common, the simplest first.
func (s *scope) guesses() []guess {
	var list []guess
	add := func(when string, holds func(*page) bool) {
		list = append(list, guess{when: widget.Cond(when), holds: holds})
	}
	r := s.run
	if r.mode != once {
		add("last", func(p *page) bool { return p.last() })
		add("first", func(p *page) bool { return p.first() })
		add("not first", func(p *page) bool { return !p.first() })
		add("not last", func(p *page) bool { return !p.last() })
	}
	if r.mode == daily {
		sunday := func(p *page) bool { return p.date.Weekday() == calendar.Sunday }
		monthEnd := func(p *page) bool { return p.date.AddDays(1).Day() == 1 }
		yearEnd := func(p *page) bool { return p.date.AddDays(1).YearDay() == 1 }
		add("date.weekday == sun", sunday)
		add("date.weekday == sun or last", func(p *page) bool { return sunday(p) || p.last() })
		add("date.weekday == mon", func(p *page) bool { return p.date.Weekday() == calendar.Monday })
		add("date == date.month.end", monthEnd)
		add("date == date.month.end or last", func(p *page) bool { return monthEnd(p) || p.last() })
		add("date.day == 1", func(p *page) bool { return p.date.Day() == 1 })
		add("date == date.year.end or last", func(p *page) bool { return yearEnd(p) || p.last() })
	}
	level := 0
	for up := r; up != nil; up = up.up {
		if level > 0 && up.mode != once {
			for _, which := range [...]string{"last", "first"} {
				f := s.edge(up, level, which)
				list = append(list, guess{f.not, func(p *page) bool { return !f.holds(p) }, f.needs},
					guess{s.when(f.not, "last"), func(p *page) bool { return !f.holds(p) && p.last() }, f.needs})
			}
		}
		level++
	}
	if n := r.section.pages; n > 1 {
		single := list
		for _, sub := range [...]int{n, 1} {
			cond := widget.Cond("subpage == " + strconv.Itoa(sub))
			list = append(list, guess{when: cond, holds: func(p *page) bool { return p.sub == sub }})
			for _, g := range single {
				list = append(list, guess{s.when(cond, g.when), func(p *page) bool { return p.sub == sub && g.holds(p) }, g.needs})
			}
		}
	}
	return list
}

// maxRanges bounds the ranges of pages of one condition.
const maxRanges = 20

// numbers are the pages by their numbers.
func (s *scope) numbers(in func(*page) bool) []widget.Cond {
	var conds []widget.Cond
	var ranges []string
	flush := func() {
		if len(ranges) > 0 {
			conds = append(conds, widget.Cond(strings.Join(ranges, " or ")))
			ranges = nil
		}
	}
	list := s.run.pages
	for i := 0; i < len(list); i++ {
		if !in(list[i]) {
			continue
		}
		from := list[i].number
		for i+1 < len(list) && in(list[i+1]) {
			i++
		}
		to := list[i].number // those between are of this run, or not of this design
		switch {
		case from == to:
			ranges = append(ranges, "page == "+strconv.Itoa(from))
		case i+1 == len(list):
			ranges = append(ranges, "page >= "+strconv.Itoa(from))
		default:
			ranges = append(ranges, "page >= "+strconv.Itoa(from)+" and page <= "+strconv.Itoa(to))
		}
		if len(ranges) == maxRanges {
			flush()
		}
	}
	flush()
	return conds
}
