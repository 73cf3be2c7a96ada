package legacy

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// claim is the anchor that a destination belongs to, on a page.
type claim struct {
	page *page
	item *item
}

// destinations are the places that links lead to.
type destinations struct {
	winner map[string]claim
	own    map[claim]string // what each anchor gives on each page
	ids    []string         // in the order of the pages
	pages  int
}

// findDestinations collects the anchors of all pages. A destination that is
// given again belongs to the last page, as there (fix 12).
func findDestinations(w *world, pages []*page, raw bool, r *reporter) *destinations {
	d := &destinations{winner: map[string]claim{}, own: map[claim]string{}, pages: len(pages)}
	for _, p := range pages {
		for _, it := range p.master.items {
			if it.kind != "anchor" || !w.spend(20) {
				continue
			}
			id := w.anchorID(p, it.properties.quiet("dest_id"), raw)
			switch before, doubled := d.winner[id]; {
			case id == "":
				continue
			case !destination.MatchString(id):
				r.example(it, Dropped, 15, "properties.dest_id", "no destination", "what is no destination, such as "+source.Quote(id)+" on page "+strconv.Itoa(p.number)+", is left out", 1)
				continue
			case doubled && before.page != p:
				r.note(it, Changed, 12, "properties.dest_id", "is given on several pages; the last one has it, as there")
			case !doubled:
				d.ids = append(d.ids, id)
			}
			d.winner[id] = claim{p, it}
			d.own[claim{p, it}] = id
		}
	}
	return d
}

// wins says whether an anchor has its destination on a page.
func (d *destinations) wins(p *page, it *item) bool {
	id, ok := d.own[claim{p, it}]
	return ok && d.winner[id] == claim{p, it}
}

// has says whether a target exists.
func (d *destinations) has(target string) bool {
	if number, ok := strings.CutPrefix(target, "@"); ok {
		n, err := strconv.Atoi(number)
		return err == nil && n >= 1 && n <= d.pages
	}
	_, ok := d.winner[target]
	return ok
}

// quiet is a text of a bag; it does not count as read.
func (b *bag) quiet(key string) string {
	if b == nil {
		return ""
	}
	n := b.node.Get(key)
	if n == nil {
		return ""
	}
	s, _ := scalarText(n)
	return s
}

// jump translates a destination: to_dest, bind or an entry of a link list. The
// target ends in "?". It is false where nothing can be linked to; a target that
// does not exist is a jump all the same, which the pages then leave out.
func (s *scope) jump(raw string) (jump, bool) {
	if strings.TrimSpace(raw) == "" {
		return jump{}, false
	}
	segs := s.segments(raw)
	if s.local != nil && !s.mayLead(segs) {
		return jump{}, false
	}
	groups := s.groups(segs)
	if s.local == nil {
		s.dangling(raw, groups)
	}
	body, ok := s.target(segs)
	if !ok {
		return jump{}, false
	}
	j := jump{to: widget.Target(body + "?"), loose: true}
	full := groups[0]
	if len(full.empty) > 0 {
		return jump{}, false // no page has a destination
	}
	j.when, j.pages = full.when, full.pages
	// Where a value is empty there is no link. Mostly there would be none anyway,
	// as what comes before the first page is no page.
	for _, g := range groups {
		for _, p := range g.pages {
			if len(g.empty) > 0 && s.dests.has(target(s.world.substitute(p, raw, true))) {
				j.loose = false
			}
		}
	}
	if s.local == nil && slices.ContainsFunc(segs, func(seg segment) bool { return seg.padded }) {
		return s.onlyThere(j, raw)
	}
	if !j.loose {
		s.needs.add(groups[0].needs)
	}
	return j, true
}

// onlyThere keeps a link to a name that was filled up with spaces to the pages where
// it led somewhere: without the spaces the name may be that of another place. Pages
// too scattered for one condition go without it, for a wrong link is worse than none.
func (s *scope) onlyThere(j jump, raw string) (jump, bool) {
	leads := map[*page]bool{}
	for _, p := range j.pages {
		leads[p] = s.dests.has(target(s.world.substitute(p, raw, false)))
	}
	conds := s.where(func(p *page) bool { return leads[p] })
	if len(conds) != 1 {
		return jump{}, false
	}
	j.pages = slices.DeleteFunc(slices.Clone(j.pages), func(p *page) bool { return !leads[p] })
	j.when, j.loose = conds[0], false
	return j, true
}

// linked are the variants of a text that is a link, and the link: those that no
// page shows, since it has no link, are gone, and conditions say no more than
// they must.
func (s *scope) linked(list []variant, j jump) ([]variant, jump) {
	var out []variant
	for _, v := range list {
		shown, all := len(j.pages), len(j.pages)
		if v.pages != nil {
			shown = shared(v.pages, j.pages)
		}
		if shown == 0 && all > 0 {
			continue
		}
		if shown == all {
			v.when = ""
		}
		if !j.loose {
			v.when = s.when(v.when, j.when)
		}
		out = append(out, v)
	}
	j.when = ""
	return out, j
}

// shared is how many pages two lists have in common.
func shared(a, b []*page) int {
	in := make(map[*page]bool, len(a))
	for _, p := range a {
		in[p] = true
	}
	n := 0
	for _, p := range b {
		if in[p] {
			n++
		}
	}
	return n
}

// dangling reports where a destination does not exist.
func (s *scope) dangling(raw string, groups []group) {
	var lost, none int
	first := ""
	for _, g := range groups {
		for i, p := range g.pages {
			times := 1
			if plain := !strings.ContainsAny(raw, "{@"+fieldOpen); plain && i > 0 {
				break
			} else if plain {
				times = len(g.pages)
			}
			id := target(s.world.substitute(p, raw, false))
			switch {
			case len(g.empty) > 0:
				none += times
			case s.dests.has(id):
			default:
				if lost += times; first == "" {
					first = source.Quote(asMark(id)) + " on page " + strconv.Itoa(p.number)
					if small := strings.ToLower(id); s.dests.has(small) {
						first += " (anchors are in small letters, as in " + source.Quote(small) + ")"
					}
				}
			}
		}
	}
	if lost > 0 {
		s.report.example(s.item, Changed, 15, "", "leads nowhere", "what leads to places that do not exist, such as to "+first+", is left out", lost)
	}
	if none > 0 && s.item != nil && s.item.kind != "link_list" {
		s.report.count(s.item, Changed, 9, "", "has no destination on a page at the end of its section; it is left out there", none)
	}
}

// asMark is a destination as the predecessor wrote it: "page_3" for "@3".
func asMark(id string) string {
	if number, ok := strings.CutPrefix(id, "@"); ok {
		return "page_" + number
	}
	return id
}

// target is the body of our target.
func (s *scope) target(segs []segment) (string, bool) {
	text, values := holes(segs)
	text = strings.TrimSpace(text)
	if m := bindCall.FindStringSubmatch(strings.ReplaceAll(text, hole, "_")); m != nil {
		open := strings.IndexByte(text, '(')
		arg := strings.TrimSpace(text[open+1 : len(text)-1])
		name := text[:open]
		text = name + ":" + arg
		if name == "notes" {
			text = "notes:page:" + arg
			switch n, err := strconv.Atoi(arg); {
			case err == nil:
				text = "notes:page:" + padded(n)
			case arg == hole && values[0].term.number != "":
				values[0].body, values[0].form = values[0].term.number, "000"
			}
		}
	}
	if m := pageHole.FindStringSubmatch(text); m != nil {
		if m[1] == hole {
			number := values[0].term.number
			if number == "" {
				number = values[0].body
			}
			s.needs.add(values[0].term.needs)
			return "@{" + number + "}", true
		}
		return "@" + m[1], true
	}
	if !holedDestination.MatchString(text) {
		return "", false
	}
	var filled []segment
	for i, piece := range strings.Split(text, hole) {
		if i > 0 {
			filled = append(filled, values[i-1])
		}
		filled = append(filled, segment{text: piece})
	}
	return s.build(joined(filled), nil), true
}

var (
	pageHole         = regexp.MustCompile(`(?i)^page_?0*([1-9][0-9]{0,8}|` + hole + `)$`)
	holedDestination = regexp.MustCompile(`^[a-z0-9` + hole + `][a-z0-9:_` + hole + `-]*$`)
)

// cellJump is the jump of a template with names that are bound for each cell.
func (s *scope) cellJump(raw string, local map[string]string) (jump, bool) {
	inner := s.with(local)
	inner.braced = true
	return inner.jump(raw)
}

// mayLead says whether any destination looks like one of those of the cells.
func (s *scope) mayLead(segs []segment) bool {
	text, _ := holes(segs)
	if text = target(text); pageHole.MatchString(text) || strings.HasPrefix(text, "@") {
		return true
	}
	pattern, err := regexp.Compile("^" + strings.ReplaceAll(regexp.QuoteMeta(text), hole, ".+") + "$")
	if err == nil && !slices.ContainsFunc(s.dests.ids, pattern.MatchString) {
		s.note(Changed, 15, "leads to "+source.Quote(asMark(strings.ReplaceAll(text, hole, "…")))+", and there is no such destination; the link is left out")
		return false
	}
	return true
}
