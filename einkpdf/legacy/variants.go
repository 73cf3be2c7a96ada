package legacy

import (
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/token"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// variants are the texts of segments: one where every value is there, and one
// for each way in which values are empty on some pages.
func (s *scope) variants(segs []segment) []variant {
	var list []variant
	for _, g := range s.groups(segs) {
		text := s.build(segs, g.empty)
		if text == "" {
			continue
		}
		s.needs.add(g.needs)
		list = append(list, variant{g.when, widget.Text(text), g.pages})
	}
	return list
}

// group is pages on which the same values of a text are empty.
type group struct {
	when  widget.Cond // "" = all pages
	empty []*term     // the values that are
	pages []*page
	needs []need // of when
	mask  uint
}

// atom is the facts that a value needs, as one.
type atom struct {
	is, not widget.Cond
	facts   []fact
	terms   []*term
}

func (a *atom) holds(p *page) bool {
	for _, f := range a.facts {
		if !f.holds(p) {
			return false
		}
	}
	return true
}

// groups tells pages apart by the values of a text that are empty there. The
// first group has none of them, if there are such pages.
func (s *scope) groups(segs []segment) []group {
	atoms := s.atoms(segs)
	if len(atoms) == 0 || !s.world.spend(len(s.run.pages)/8) {
		return []group{{pages: s.run.pages}}
	}
	list := slices.Clone(s.partition(atoms))
	for i := range list {
		s.describe(&list[i], list, atoms)
	}
	return list
}

// partition is the pages by what is missing there. It is the same for all texts
// with the same facts.
func (s *scope) partition(atoms []*atom) []group {
	var key strings.Builder
	for _, a := range atoms {
		key.WriteString(string(a.is) + "\n")
	}
	if list, ok := s.parts[key.String()]; ok {
		return list
	}
	byMask := map[uint]int{}
	var list []group
	for _, p := range s.run.pages {
		mask := uint(0)
		for i, a := range atoms {
			if !a.holds(p) {
				mask |= 1 << i
			}
		}
		at, ok := byMask[mask]
		if !ok {
			at = len(list)
			byMask[mask] = at
			list = append(list, group{mask: mask})
		}
		list[at].pages = append(list[at].pages, p)
	}
	slices.SortStableFunc(list, func(a, b group) int { // fewer empty ones first
		return ones(a.mask) - ones(b.mask)
	})
	s.parts[key.String()] = list
	return list
}

func ones(n uint) int {
	count := 0
	for ; n > 0; n &= n - 1 {
		count++
	}
	return count
}

// maxAtoms bounds what tells pages apart.
const maxAtoms = 16

// atoms are the facts that the values of segments need on these pages, as few as
// say the same.
func (s *scope) atoms(segs []segment) []*atom {
	var list []*atom
	for _, seg := range segs {
		if seg.term == nil || len(seg.term.has) == 0 {
			continue
		}
		a := s.atom(seg.term.has)
		same := slices.IndexFunc(list, func(o *atom) bool { return o.is == a.is })
		switch {
		case same >= 0:
			list[same].terms = append(list[same].terms, seg.term)
		case len(list) < maxAtoms:
			a.terms = []*term{seg.term}
			list = append(list, a)
		}
	}
	return list
}

// atom leaves out facts that make no difference on the pages.
func (s *scope) atom(facts []fact) *atom {
	kept := slices.Clone(facts)
	for i := len(kept) - 1; i >= 0 && len(kept) > 1; i-- {
		fewer := slices.Delete(slices.Clone(kept), i, i+1)
		a, b := &atom{facts: kept}, &atom{facts: fewer}
		if !slices.ContainsFunc(s.run.pages, func(p *page) bool { return a.holds(p) != b.holds(p) }) {
			kept = fewer
		}
	}
	a := &atom{facts: kept}
	var is []widget.Cond
	for _, f := range kept {
		is = append(is, f.is)
	}
	a.is = s.when(is...)
	a.not = widget.Cond("not (" + string(a.is) + ")")
	if len(kept) == 1 {
		a.not = kept[0].not
	}
	return a
}

// describe finds the condition of a group among all groups, and what is empty.
func (s *scope) describe(g *group, all []group, atoms []*atom) {
	care := uint(1)<<len(atoms) - 1
	unique := func(care uint) bool {
		return !slices.ContainsFunc(all, func(o group) bool { return o.mask != g.mask && o.mask&care == g.mask&care })
	}
	for i := range atoms {
		if unique(care &^ (1 << i)) {
			care &^= 1 << i
		}
	}
	var conds []widget.Cond
	for i, a := range atoms {
		missing := g.mask&(1<<i) != 0
		if missing {
			g.empty = append(g.empty, a.terms...)
		}
		if care&(1<<i) == 0 {
			continue
		}
		for _, f := range a.facts {
			g.needs = append(g.needs, f.needs...)
		}
		if missing {
			conds = append(conds, a.not)
		} else {
			conds = append(conds, a.is)
		}
	}
	g.when = s.when(conds...)
}

// build writes segments as a text with our tokens.
func (s *scope) build(segs []segment, empty []*term) string {
	var b strings.Builder
	for _, seg := range dates(segs) {
		switch {
		case seg.term == nil:
			b.WriteString(escape(seg.text))
		case slices.Contains(empty, seg.term):
		default:
			s.needs.add(seg.term.needs)
			b.WriteString("{" + seg.body)
			if seg.form != "" {
				b.WriteString("|" + seg.form)
			}
			b.WriteString("}" + seg.digits)
		}
	}
	text := b.String()
	if len(text) > token.MaxSource && strings.ContainsAny(text, "{}") {
		s.note(Dropped, 0, "a text with tokens is too long and is cut off")
		cut := strings.LastIndexByte(text[:token.MaxSource], '{')
		text = strings.ToValidUTF8(text[:max(cut, 0)], "")
	}
	return text
}

// escape doubles braces, so that they are text.
func escape(s string) string {
	if !strings.ContainsAny(s, "{}") {
		return s
	}
	return strings.NewReplacer("{", "{{", "}", "}}").Replace(s)
}

// dates joins the parts of a date that is written as 2026-03 or 2026-03-14: that
// is how our months and dates are written.
func dates(segs []segment) []segment {
	var out []segment
	for i := 0; i < len(segs); i++ {
		if t := partsAt(segs, i, 3); t != nil {
			out = append(out, segment{term: t, body: t.day})
			i += 4
		} else if t := partsAt(segs, i, 2); t != nil {
			out = append(out, segment{term: t, body: t.mon})
			i += 2
		} else {
			out = append(out, segs[i])
		}
	}
	return out
}

// partsAt is the term of the year when n parts of a date, with hyphens between
// them, begin at i.
func partsAt(segs []segment, i, n int) *term {
	if i+2*n-1 > len(segs) {
		return nil
	}
	for k := range n {
		seg := segs[i+2*k]
		if seg.term == nil || seg.term.part != datePart(k+1) || seg.term.day != segs[i].term.day || seg.digits != "" {
			return nil
		}
		if k == 0 && seg.form != "" && seg.form != "0000" || k > 0 && seg.form != "MM" && seg.form != "dd" && seg.form != "00" {
			return nil
		}
		if k > 0 && segs[i+2*k-1].text != "-" {
			return nil
		}
	}
	return segs[i].term
}
