package einkpdf

import (
	"fmt"
	"math"

	"github.com/einkpdf/platform/einkpdf/internal/plan"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

// listPages counts the pages of the plan, refuses too many, and then lists them
// with their keys, labels and outline entries.
func (c *compiler) listPages() {
	if len(c.errs) > 0 {
		return
	}
	top := c.topSpan()
	size := c.count(c.project.Plan, top)
	total, limit := size.pages, int64(c.options.Limits.Pages)
	switch {
	case total > limit:
		c.fail(c.beyond(top), CodeTooManyPages, fmt.Sprintf("the plan has %s pages, at most %s are allowed", pageCount(total), thousands(limit)),
			"use a shorter calendar, fewer notes, or raise the limit of pages")
		return
	case size.turns > addSat(limit, maxTurns):
		c.fail("/plan", CodeTooManyPages, fmt.Sprintf("the plan repeats its sections %s times", pageCount(size.turns)),
			"repeat for fewer items, or over longer periods")
		return
	case total == 0:
		c.fail("/plan", CodeNoPages, "the plan has no pages", "check the dates and the conditions of its sections")
		return
	}
	facts := &c.doc.facts
	facts.Vars = c.vars(total)
	facts.Report = c.doc.report
	facts.Paths = c.project.paths()
	facts.Templates, facts.Conds = map[string]*token.Template{}, map[string]*token.Cond{}
	c.doc.pages = make([]page, 0, total)
	designs := make(map[string]*design, len(c.project.Designs))
	for _, name := range sortedKeys(c.project.Designs) {
		d := c.project.Designs[name]
		if at := c.body(d); at.Empty() {
			c.fail(pointerTo("designs", name), CodeRange, fmt.Sprintf("margins and toolbar leave nothing of the page, which is %.0f × %.0f pt", facts.Page.W.Points(), facts.Page.H.Points()), "make the margin smaller, or the device's toolbar and dead bands")
			return
		}
		designs[name] = &design{Design: d, name: name, pointer: pointerTo("designs", name), entries: c.project.entriesAt(d, name), at: c.body(d)}
	}
	l := &lister{compiler: c, designs: designs, uses: map[*design][]textUse{}, reported: map[string]bool{}, checked: map[sectionUse]bool{}, format: token.Context{
		Locale: facts.Locale, Weeks: facts.Weeks, Weekend: token.WeekendOf(facts.Weekend)}}
	l.sections(c.project.Plan, "/plan", top, scope{})
}

// beyond is the section of the plan with which the pages become too many.
func (c *compiler) beyond(top plan.Span) string {
	var pages int64
	for i := range c.project.Plan {
		pages = addSat(pages, c.count(c.project.Plan[i:i+1], top).pages)
		if pages > int64(c.options.Limits.Pages) {
			return pointerTo("plan", i)
		}
	}
	return "/plan"
}

// topSpan is the project's calendar.
func (c *compiler) topSpan() plan.Span {
	return plan.Top(plan.Range{From: c.project.Calendar.From, To: c.project.Calendar.To}, c.doc.facts.Weeks)
}

// spanOf is where a section looks for its dates.
func (c *compiler) spanOf(s *Section, outer plan.Span) plan.Span {
	if s.In == "calendar" {
		outer = c.topSpan()
	}
	if s.From.IsZero() && s.To.IsZero() {
		return outer
	}
	r := outer.In
	if !s.From.IsZero() {
		r.From = s.From
	}
	if !s.To.IsZero() {
		r.To = s.To
	}
	if outer.Nested { // its days and no others
		outer.In = outer.In.Intersect(r)
		return outer
	}
	return plan.Top(r, outer.Rule)
}

// tooMany stands for a number of pages beyond counting.
const tooMany = math.MaxInt64

// maxTurns bounds the items of all sections, beside those that have pages: items
// without pages cost time too.
const maxTurns = 100_000

// maxCounted is where counting pages item by item ends, or at a higher limit.
const maxCounted = 1_000_000

// extent is what walking through sections takes: the pages they have, and the
// sections and items on the way.
type extent struct{ pages, turns int64 }

func (e *extent) add(times int64, o extent) {
	e.pages = addSat(e.pages, mulSat(times, o.pages))
	e.turns = addSat(e.turns, mulSat(times, o.turns))
}

// count is the extent of sections. It enumerates items only where the number of
// nested pages depends on them.
func (c *compiler) count(sections []Section, outer plan.Span) extent {
	var total extent
	limit := int64(c.options.Limits.Pages)
	for i := range sections {
		s := &sections[i]
		each, err := s.Each.Plan()
		if err != nil {
			continue // reported by validate
		}
		span := c.spanOf(s, outer)
		own := extent{turns: 1}
		if s.Design != "" {
			own.pages = int64(max(s.Pages, 1))
		}
		total.turns = addSat(total.turns, 1)
		if each.Kind() != plan.Periods || len(s.Nested) == 0 {
			own.add(1, c.count(s.Nested, span))
			total.add(each.Count(span), own)
			continue
		}
		for it := range each.Items(span) {
			total.add(1, own)
			total.add(1, c.count(s.Nested, span.Within(it)))
			if total.pages > max(limit, maxCounted) || total.turns > addSat(limit, maxTurns) {
				return total
			}
		}
	}
	return total
}

func addSat(a, b int64) int64 {
	if a > tooMany-b {
		return tooMany
	}
	return a + b
}

func mulSat(a, b int64) int64 {
	if a != 0 && b > tooMany/a {
		return tooMany
	}
	return a * b
}

func pageCount(n int64) string {
	if n == tooMany {
		return "endlessly many"
	}
	return thousands(n)
}

// vars are the names that are the same on every page.
func (c *compiler) vars(total int64) *token.Scope {
	p, f := c.project, &c.doc.facts
	vars := token.NewScope(nil)
	vars.Set("title", token.String(p.Title))
	vars.Set("author", token.String(p.Author))
	vars.Set("locale", token.String(f.Locale.Tag()))
	vars.Set("device", token.String(f.Device.Title))
	vars.Set("pages", token.Int(total))
	if !p.Calendar.From.IsZero() {
		vars.Set("calendar.from", token.Date(p.Calendar.From))
		vars.Set("calendar.to", token.Date(p.Calendar.To))
	}
	for _, name := range sortedKeys(p.Vars) {
		vars.Set(name, token.String(p.Vars[name]))
	}
	return vars
}
