package legacy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// topOfPage is how far below the page's top an anchor may stand to be the page
// itself.
const topOfPage = 36 * geom.Pt

// pageKeys chooses the anchors that are the keys of their pages: those that every
// page of a run has, alone in the document, at the top. Of several, the one that
// the outline is made by comes first.
func (b *builder) pageKeys() {
	for _, r := range b.pager.runs {
		best, rank := (*item)(nil), -1
		for _, it := range r.master.items {
			if it.kind != "anchor" || it.box.Y > topOfPage || len(r.pages) == 0 || !b.world.spend(len(r.pages)) || !b.everywhere(r, it) {
				continue
			}
			if n := outlineRank(b.dests.own[claim{r.pages[0], it}]); n > rank {
				best, rank = it, n
			}
		}
		if best != nil {
			b.keys[r] = best
		}
	}
}

// everywhere says whether every page of a run has the destination of an anchor
// for itself.
func (b *builder) everywhere(r *run, it *item) bool {
	for _, p := range r.pages {
		if !b.dests.wins(p, it) {
			return false
		}
	}
	s := b.scope(r, false)
	segs := s.segments(it.properties.quiet("dest_id"))
	for _, p := range r.pages {
		if differ(segs, p) {
			return false
		}
	}
	_, one := s.single(segs)
	return one
}

// single is the text of segments whose values are the same ones on every page.
func (s *scope) single(segs []segment) (string, bool) {
	groups := s.groups(segs)
	if len(groups) != 1 {
		return "", false
	}
	return strings.TrimSpace(s.build(segs, groups[0].empty)), true
}

// anchorSegments is the name of an anchor, in small letters.
func (s *scope) anchorSegments(it *item) []segment {
	raw := smallNames(it.properties.text("dest_id", ""))
	segs := s.rendered(s.segments(strings.TrimSpace(raw)))
	out := slices.Clone(segs)
	for i := range out {
		out[i].text = strings.ToLower(out[i].text)
		if t := out[i].term; t != nil && t.letters {
			s.form(&out[i], "lower")
		}
	}
	return out
}

// anchors are the places that an anchor of a master names, beside the key.
func (b *builder) anchors(s *scope, it *item, r *run) []widget.Widget {
	it.properties.ignore("dest_id")
	if raw := it.properties.text("dest_id", ""); strings.Contains(strings.ToLower(raw), "{total_pages") {
		s.note(Changed, 12, "total_pages is the number of pages, where it was that of the page")
	}
	for _, bag := range []*bag{it.styling, it.properties} {
		for _, key := range bag.unread() {
			s.report.note(it, Ignored, 0, bag.path+"."+key, "is not used by an anchor")
		}
	}
	if b.keys[r] == it.first {
		return nil
	}
	segs := s.anchorSegments(it)
	var list []widget.Widget
	for _, g := range s.groups(segs) {
		inside := map[*page]bool{}
		for _, p := range g.pages {
			inside[p] = b.dests.wins(p, it.first) && !differ(segs, p)
		}
		name := strings.TrimSpace(s.build(segs, g.empty))
		for _, when := range s.where(func(p *page) bool { return inside[p] }) {
			list = append(list, &widget.Anchor{Frame: frame(it.box, when), Name: widget.Text(name)})
		}
	}
	return list
}

// key is the lasting name of the pages of a run: their anchor's, or the kind of
// the section with the items that the pages belong to.
func (b *builder) key(s *scope, r *run, d *draft) {
	if it := b.keys[r]; it != nil {
		key, _ := s.single(s.anchorSegments(it))
		d.key = widget.Text(key)
		return
	}
	if d.label = slug(r.kind, "page"); r.mode == rowed { // no two pages have the same number
		d.key, d.label = widget.Text(d.label+"/{page}"), ""
		return
	}
	if r.again > 0 {
		d.label += "-" + strconv.Itoa(r.again+1)
	}
	d.label = b.namer.key(r, d.label)
	var parts []string
	dates := 0 // dated sections inside of the one at hand
	for up := r; up != nil; up = up.up {
		part := ""
		switch up.mode {
		case daily:
			part = "date"
		case weekly:
			part = "week"
		case monthly:
			part = "month"
		case counted:
			part = up.as
		}
		if up.mode.dated() {
			if dates++; dates > 1 {
				name := b.namer.name("item of "+up.kind, up.kind+"_item")
				s.needs.add([]need{{run: up, name: name, text: "{" + part + "}"}})
				part = name
			}
		}
		if part != "" {
			parts = append(parts, "/{"+part+"}")
		}
	}
	slices.Reverse(parts)
	key := strings.Join(parts, "")
	if r.section.pages > 1 {
		key += "/{subpage}"
	}
	if key == "" && b.dests.has(d.label) {
		key = "/1"
	}
	d.key = widget.Text(key)
}

// key is the beginning of the keys of a run's pages, which no other run has.
func (n *namer) key(r *run, want string) string {
	thing := "key of " + r.kind + "#" + strconv.Itoa(r.again)
	if key, ok := n.names[thing]; ok {
		return key
	}
	key := want
	for i := 2; n.taken["key "+key]; i++ {
		key = want + "-" + strconv.Itoa(i)
	}
	n.names[thing], n.taken["key "+key] = key, true
	return key
}
