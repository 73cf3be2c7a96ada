package legacy

import (
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/widget"
)

// term is what a name of the predecessor is in our tokens.
type term struct {
	name  string
	fixed bool  // the same value on every page
	value value // of fixed ones

	body    string // name with fields and steps: "month-1.number"
	form    string // formats behind the bar: "full"
	number  string // body of the number that the value is; "" = none
	kind    valueKind
	letters bool // may have capitals

	part datePart // of a date written as 2026-03-14
	day  string   // of parts: body of the date
	mon  string   // of parts: body of its month

	has   []fact // all must be true where the name is not empty; none = everywhere
	needs []need

	counts *counter // of counters with decimals: the values, one for each item of …
	of     *run
	shown  [2]int64 // the least and the greatest value that is shown, in millionths
}

type datePart uint8

const (
	noPart datePart = iota
	yearPart
	monthPart
	dayPart
)

// fact is a condition with its truth on a page.
type fact struct {
	is, not widget.Cond
	holds   func(*page) bool
	needs   []need
}

// need is a name that a section must give to its pages, because a text uses it.
type need struct {
	run     *run
	name    string
	text    string   // of vars
	counter *counter // of counters
}

// term finds what a name means on the pages of a run.
func (s *scope) term(name string) (*term, bool) {
	if body, ok := s.local[name]; ok {
		return localTerm(name, body), true
	}
	level := 0
	for r := s.run; r != nil; r = r.up {
		if t, ok := s.counterTerm(r, level, name); ok {
			return t, true
		}
		for i := len(r.consts) - 1; i >= 0; i-- {
			if c := &r.consts[i]; c.name == name {
				return s.constTerm(r, c), c.value.kind != noValue
			}
		}
		switch {
		case name == "subpage":
			if s.run.section.pages == 1 {
				return fixedTerm(name, wholeOf(1)), true
			}
			return &term{name: name, body: "subpage", number: "subpage", kind: wholeValue}, true
		case name == "locale":
			return fixedTerm(name, textOf(s.world.given)), true
		}
		if r.mode.dated() {
			if t, ok := s.datedTerm(r, level, name); ok {
				return t, true
			}
		}
		level++
	}
	return nil, false
}

func fixedTerm(name string, v value) *term { return &term{name: name, fixed: true, value: v} }

// localTerm is a name that a widget binds for its cells.
func localTerm(name, body string) *term {
	t := &term{name: name, kind: textValue, letters: true}
	t.body, t.form, _ = strings.Cut(body, "|")
	switch name {
	case "year", "month", "day", "week", "row", "col", cellValue, "cell_day":
		t.number, t.kind, t.letters = t.body, wholeValue, false
		if name == "year" && !strings.HasSuffix(t.body, ".number") {
			t.number += ".number" // the year of a period is a period
		}
	case "date", "cell_date", "cell_month":
		t.letters = false
	}
	return t
}

func (s *scope) constTerm(r *run, c *constant) *term {
	t := fixedTerm(c.name, c.value)
	if s.asVars && !strings.ContainsAny(c.value.String(), "@{}") {
		t.body = s.namer.name("const "+c.name, c.name)
		t.needs = []need{{run: r, name: t.body, text: escape(c.value.String())}}
		t.letters = true
	}
	return t
}

// counterTerm is a counter of a section, or its value on the item before or after.
func (s *scope) counterTerm(r *run, level int, name string) (*term, bool) {
	for i := len(r.counters) - 1; i >= 0; i-- {
		c := &r.counters[i]
		rest, ok := strings.CutPrefix(name, c.name)
		if !ok || rest != "" && rest != "_prev" && rest != "_next" {
			continue
		}
		sign := int64(0)
		switch rest {
		case "_prev":
			sign = -1
		case "_next":
			sign = 1
		}
		if r.mode == once {
			return fixedTerm(name, millionths(c.start+sign*c.step)), true
		}
		t := &term{name: name, kind: wholeValue}
		if millionths(c.start).kind != wholeValue || millionths(c.step).kind != wholeValue {
			t.kind = floatValue
			s.countDecimals(r, level, t, *c, sign)
		}
		switch sign {
		case -1:
			t.has = []fact{s.edge(r, level, "first")}
		case 1:
			t.has = []fact{s.edge(r, level, "last")}
		}
		s.countBy(r, t, *c, sign)
		t.number = t.body
		return t, true
	}
	return nil, false
}

// countDecimals keeps what truncated needs to know of a counter with decimals.
func (s *scope) countDecimals(r *run, level int, t *term, c counter, sign int64) {
	if len(s.run.pages) == 0 {
		return
	}
	turn := s.run.pages[0].turn
	for range level {
		turn = turn.up
	}
	c.start += sign * c.step
	from, to := c.start, c.start+int64(turn.of-1)*c.step
	switch sign { // the first item has none before it, and the last none behind it
	case -1:
		from += c.step
	case 1:
		to -= c.step
	}
	t.counts, t.of, t.shown = &c, r, [2]int64{min(from, to), max(from, to)}
}

// truncated is a counter with decimals as a whole number that is not rounded: a
// counter of its own, which is so much less that rounding cuts its decimals off.
// It is nil where there is none.
func (s *scope) truncated(t *term) *term {
	const grain, shift = 10, 499_995 // of millionths: there is nothing between two grains
	if t.counts == nil || t.counts.start%grain != 0 || t.counts.step%grain != 0 {
		return nil
	}
	c := *t.counts
	switch {
	case t.shown[0] >= 0:
		c.start -= shift
	case t.shown[1] <= 0:
		c.start += shift
	default:
		return nil
	}
	whole := *t
	whole.body = s.counterName(t.name + "_whole")
	whole.number = whole.body
	whole.needs = []need{{run: t.of, name: whole.body, counter: &c}}
	return &whole
}

// countBy makes a term the counter's value of the item that is sign items away.
func (s *scope) countBy(r *run, t *term, c counter, sign int64) {
	step := millionths(sign * c.step)
	if step.kind == wholeValue && step.n >= -10_000 && step.n <= 10_000 {
		t.body = s.counterName(c.name)
		if r.as != t.body {
			t.needs = []need{{run: r, name: t.body, counter: &c}}
		}
		t.body += signed(step.n)
		return
	}
	// The step is none that a token can have: it is a counter of its own.
	c.start += sign * c.step
	t.body = s.counterName(t.name)
	t.needs = []need{{run: r, name: t.body, counter: &c}}
}

func (s *scope) counterName(name string) string { return s.namer.name("counter "+name, name) }

// signed is a step: "+3", "-1", or nothing for 0.
func signed(n int64) string {
	if n == 0 {
		return ""
	}
	if n > 0 {
		return "+" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// edge is the fact that a page is not of the first or last item of a section:
// its own, or one that it is nested in, which then has to say so.
func (s *scope) edge(r *run, level int, which string) fact {
	f := fact{is: widget.Cond("not " + which), not: widget.Cond(which), holds: func(p *page) bool {
		t := p.turn
		for range level {
			t = t.up
		}
		return which == "first" && !t.first() || which == "last" && !t.last()
	}}
	if level > 0 {
		name := s.namer.name(which+" of "+r.kind, r.kind+"_"+which)
		f.needs = []need{{run: r, name: name, text: "{" + which + "}"}}
		f.is, f.not = widget.Cond(name+" == 'false'"), widget.Cond(name+" == 'true'")
	}
	return f
}
