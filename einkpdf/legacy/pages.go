package legacy

import (
	"fmt"
	"math"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// turn is an item of a section: a day, a number, a row.
type turn struct {
	*section
	index, of int           // from 0; the number of items
	date      calendar.Date // of dated sections
	up        *turn
}

// page is a page as the predecessor makes it.
type page struct {
	*turn
	sub, number int // from 1
	run         *run
}

// run is a section as it comes in the order of the plan: a kind that is listed
// twice has two of them, and nested sections have one for each of the outer one.
type run struct {
	*section
	again  int // how many runs of the same section came before
	up     *run
	nested []*run
	pages  []*page
	as     string // name of the numbers of a counted section
}

// pages lists the pages of a document.
type pager struct {
	runs  []*run // with those nested, outer ones first
	top   []*run
	pages []*page
	turns int
	limit int
	full  bool
}

// maxTurns bounds the items of all sections: those without pages cost time too.
const maxTurns = 200_000

// maxRuns bounds the sections, those that are listed again counted each time.
const maxRuns = 20_000

// listPages makes the pages of a document; an error when there are none or more
// than limit.
func listPages(doc *document, limit int) (*pager, *source.Error) {
	p := &pager{limit: limit}
	if e := checkSpan(doc); e != nil {
		return nil, e
	}
	count := map[*section]int{}
	for _, s := range doc.sections {
		r := p.newRun(s, nil, count[s])
		count[s]++
		p.top = append(p.top, r)
		p.full = len(p.runs) > maxRuns
		p.section(r, nil)
		if p.full {
			return nil, &source.Error{File: doc.file, Line: s.node.Pos.Line, Col: s.node.Pos.Col, Code: "too-many-pages",
				Message: fmt.Sprintf("the plan has more than %d pages", limit), Hint: "use fewer days or items, or raise the limit of pages"}
		}
	}
	if len(p.pages) == 0 {
		at := source.Pos{Line: 1, Col: 1}
		if len(doc.sections) > 0 {
			at = doc.sections[0].node.Pos
		}
		return nil, &source.Error{File: doc.file, Line: at.Line, Col: at.Col, Code: "no-pages", Message: "the plan has no pages", Hint: "give it a section, and check the dates"}
	}
	return p, nil
}

func (p *pager) newRun(s *section, up *run, again int) *run {
	r := &run{section: s, up: up, again: again}
	p.runs = append(p.runs, r)
	for _, inner := range s.nested {
		r.nested = append(r.nested, p.newRun(inner, r, again))
	}
	return r
}

// section adds the pages of a section and of those nested in it.
func (p *pager) section(r *run, up *turn) {
	s := r.section
	n := s.items()
	for i := range n {
		if p.turns++; p.turns > maxTurns {
			p.full = true
		}
		if p.full {
			return
		}
		t := &turn{section: s, index: i, of: n, date: s.dateOf(i), up: up}
		for sub := 1; sub <= s.pages; sub++ {
			if len(p.pages) >= p.limit {
				p.full = true
				return
			}
			page := &page{turn: t, sub: sub, number: len(p.pages) + 1, run: r}
			p.pages = append(p.pages, page)
			r.pages = append(r.pages, page)
		}
		for _, inner := range r.nested {
			p.section(inner, t)
		}
	}
}

// items is the number of items of a section.
func (s *section) items() int {
	switch s.mode {
	case counted:
		return s.count
	case rowed:
		return len(s.rows)
	case once:
		return 1
	}
	if s.to.Before(s.from) {
		return 0
	}
	switch s.mode {
	case weekly:
		return calendar.ISOWeeks().StartOfWeek(s.to).Sub(calendar.ISOWeeks().StartOfWeek(s.from))/7 + 1
	case monthly:
		return (s.to.Year()-s.from.Year())*12 + s.to.Month() - s.from.Month() + 1
	}
	return s.to.Sub(s.from) + 1
}

// dateOf is the date that the i-th item gives to its pages: the day, the Monday
// of the week, or the first of the month.
func (s *section) dateOf(i int) calendar.Date {
	switch s.mode {
	case daily:
		return s.from.AddDays(i)
	case weekly:
		return calendar.ISOWeeks().StartOfWeek(s.from).AddDays(7 * i)
	case monthly:
		return calendar.New(s.from.Year(), s.from.Month(), 1).AddMonths(i)
	}
	return calendar.Date{}
}

// maxYears bounds the days of all sections.
const maxYears = 100

// checkSpan finds the section with dates too far from those of others, or with a
// counter that counts too far.
func checkSpan(doc *document) *source.Error {
	var from, to calendar.Date
	var check func(s *section) *source.Error
	check = func(s *section) *source.Error {
		fail := func(message, hint string) *source.Error {
			return &source.Error{File: doc.file, Line: s.node.Pos.Line, Col: s.node.Pos.Col, Code: source.CodeRange, Message: "the section " + source.Quote(s.kind) + " " + message, Hint: hint}
		}
		n := s.items()
		if s.mode.dated() && n > 0 {
			if from.IsZero() || s.from.Before(from) {
				from = s.from
			}
			if s.to.After(to) {
				to = s.to
			}
			if to.Year()-from.Year() > maxYears {
				return fail(fmt.Sprintf("makes the plan longer than %d years", maxYears), "use fewer years")
			}
		}
		for _, c := range s.counters {
			const most = 1_000_000_000
			if end := float64(c.start) + float64(n+1)*float64(c.step); math.Abs(end) >= most*float64(geom.Pt) {
				return fail(fmt.Sprintf("counts %s beyond %d", source.Quote(c.name), most), "use a smaller step")
			}
		}
		for _, inner := range s.nested {
			if e := check(inner); e != nil {
				return e
			}
		}
		return nil
	}
	for _, s := range doc.sections {
		if e := check(s); e != nil {
			return e
		}
	}
	return nil
}

// pagesAs is the number of pages in words.
func pagesAs(n int) string {
	if n == 1 {
		return "1 page"
	}
	return strconv.Itoa(n) + " pages"
}
