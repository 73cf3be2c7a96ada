package legacy

import (
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// paper is what the pages are made for.
type paper struct {
	size       geom.Size
	keepsColor bool      // else text, links and widget backgrounds go to grey
	minText    geom.Unit // smallest text of the predecessor's profile
	minStroke  geom.Unit // thinnest stroke of the predecessor's profile
	profile    string    // slug of the predecessor's profile
	locale     string    // tag of the project here, such as en or pl
}

// scope knows the names of a section's pages, and says in our tokens what the
// predecessor's texts say with them.
type scope struct {
	world  *world
	run    *run
	raw    bool // of a template: the compile phase was done before
	dests  *destinations
	namer  *namer
	report *reporter
	item   *item  // being translated, for the report
	asVars bool   // constants become names of the section
	needs  *needs // of all translations so far

	local  map[string]string  // names that a widget binds for its cells
	cells  cellRange          // of cellValue, if it is one of them
	braced bool               // local names are tokens of str.format, in braces alone
	parts  map[string][]group // see partition
}

// cellValue is the number of a grid's cell, and cellRange the numbers that there
// are: to is behind the last.
const cellValue = "cell_value"

type cellRange struct{ from, to int }

// needs are the names that translations use and sections must give.
type needs struct{ list []need }

func (n *needs) add(list []need) {
	if n != nil {
		n.list = append(n.list, list...)
	}
}

// with is the scope inside a widget that binds names of its own: local is their
// name there and the body of our token, such as "date": "item.date". They win
// over the names of the page (fix 1).
func (s *scope) with(local map[string]string) *scope {
	inner := *s
	inner.local = map[string]string{}
	for name, body := range s.local {
		inner.local[name] = body
	}
	for name, body := range local {
		inner.local[name] = body
	}
	inner.braced = false
	return &inner
}

// text translates a text with both phases: the compile phase, then the render
// phase, which has page and total_pages and removes every other token.
func (s *scope) text(raw string) []variant { return s.variants(s.rendered(s.segments(raw))) }

// label translates a text with the compile phase alone.
func (s *scope) label(raw string) []variant { return s.variants(s.segments(raw)) }

// number translates a whole number or a text that is one after substitution.
// expr is a number such as "3", or a name with steps such as "n+1": right in
// conditions, and in braces as a token unless constant.
func (s *scope) number(raw string) (expr string, constant, ok bool) {
	segs := s.segments(strings.TrimSpace(raw))
	if text, fixed := literal(segs); fixed {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		return strconv.Itoa(n), true, err == nil
	}
	if len(segs) == 1 && segs[0].term.number != "" {
		s.needs.add(segs[0].term.needs)
		return segs[0].term.number, false, true
	}
	return "", false, false
}

// words notes that dates are in words, which are those of the language.
func (s *scope) words() {
	if s.world.tag != "en" {
		s.report.overall(s.item, Changed, 0, "locale", "months, weekdays, weeks and dates in words are written as the language does it; there some were English, or in an order that is not the language's")
	}
}

// when joins conditions by and. Empty and doubled ones are left out.
func (s *scope) when(conds ...widget.Cond) widget.Cond {
	seen := map[widget.Cond]bool{"": true}
	var list []string
	for _, c := range conds {
		if !seen[c] {
			seen[c] = true
			list = append(list, string(c))
		}
	}
	if len(list) > 1 {
		for i, c := range list {
			if strings.Contains(c, " or ") {
				list[i] = "(" + c + ")"
			}
		}
	}
	return widget.Cond(strings.Join(list, " and "))
}
