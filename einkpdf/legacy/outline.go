package legacy

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/widget"
)

var (
	yearID  = regexp.MustCompile(`^year:([0-9]{4})$`)
	monthID = regexp.MustCompile(`^month:([0-9]{4})-(.*)$`)
)

// The destinations that the outline is made by, by how well they name a page.
const (
	noEntry = iota
	notesEntry
	indexEntry
	monthEntry
	yearEntry
)

func outlineRank(id string) int {
	switch {
	case yearID.MatchString(id):
		return yearEntry
	case monthID.MatchString(id):
		return monthEntry
	case id == "home:index":
		return indexEntry
	case strings.HasPrefix(id, "notes:page:"):
		return notesEntry
	}
	return noEntry
}

// maxOutline is how many entries a page may have.
const maxOutline = 10

// planned is an outline entry of the pages of a run.
type planned struct {
	einkpdf.Outline
	of    int // what it is made by
	order int // among the entries of a page
}

// outline is the outline entries of the pages of a run, in the order in which the
// compiler planned them: Index, the years and below them the months, and the first
// of the notes (fix 2).
func (b *builder) outline(s *scope, r *run) einkpdf.Outlines {
	if !b.doc.outlines {
		return nil
	}
	delete(b.titles, r)
	var list []planned
	for _, it := range r.master.items {
		if it.kind != "anchor" || !b.world.spend(len(r.pages)) {
			continue
		}
		var entries [yearEntry + 1]map[*page]string
		for _, p := range r.pages {
			id := b.dests.own[claim{p, it}]
			if n := outlineRank(id); id != "" && n != noEntry && b.dests.wins(p, it) && (n != notesEntry || b.firstNotes() == p) {
				if entries[n] == nil {
					entries[n] = map[*page]string{}
				}
				entries[n][p] = id
			}
		}
		s.item = it
		for of, entry := range entries {
			if entry == nil {
				continue
			}
			if o := b.entry(s, r, it, of, entry); o != nil {
				list = append(list, planned{*o, of, b.outlineOrder(r, it, of, entry)})
			}
		}
	}
	s.item = nil
	slices.SortStableFunc(list, func(a, b planned) int { return a.order - b.order })
	var out einkpdf.Outlines
	for over := len(list) - maxOutline; over > 0; over-- { // of the months, or else of the years
		i := 1
		for j, o := range list {
			if o.of == monthEntry {
				i = j
			}
		}
		list = slices.Delete(list, i, i+1)
		s.report.note(nil, Dropped, 2, "", "a page has at most "+strconv.Itoa(maxOutline)+" entries in the outline; others are left out")
	}
	for _, o := range list {
		out = append(out, o.Outline)
	}
	return out
}

// outlineOrder is the place of an entry among those of its pages. The year that
// gives them their key, and its months there, come last where months of other
// pages stand below it: below a page is below the last of its entries.
func (b *builder) outlineOrder(r *run, it *item, of int, entry map[*page]string) int {
	last := 0
	for p, id := range entry {
		year := id
		if m := monthID.FindStringSubmatch(id); m != nil {
			year = "year:" + m[1]
		}
		if c, ok := b.dests.winner[year]; ok && c.page == p && b.keys[r] == c.item && b.monthsElsewhere()[year] {
			last = 10
		}
	}
	switch of {
	case indexEntry:
		return 0
	case yearEntry:
		if b.keys[r] == it { // its months are below the last one
			return last + 2
		}
		return last + 1
	case monthEntry:
		return last + 3
	}
	return 4
}

// monthsElsewhere are the years with months on other pages than their own.
func (b *builder) monthsElsewhere() map[string]bool {
	if b.apart == nil {
		b.apart = map[string]bool{}
		for _, id := range b.dests.ids {
			if m := monthID.FindStringSubmatch(id); m != nil && b.dests.winner["year:"+m[1]].page != b.dests.winner[id].page {
				b.apart["year:"+m[1]] = true
			}
		}
	}
	return b.apart
}

// firstNotes is the first page of the notes.
func (b *builder) firstNotes() *page {
	if b.notes != nil {
		return b.notes
	}
	var first *page
	for _, id := range b.dests.ids {
		if p := b.dests.winner[id].page; strings.HasPrefix(id, "notes:page:") && (first == nil || p.number < first.number) {
			first = p
		}
	}
	b.notes = first
	return first
}

// entry is the outline entry that an anchor makes on some pages.
func (b *builder) entry(s *scope, r *run, it *item, of int, entry map[*page]string) *einkpdf.Outline {
	when := s.where(func(p *page) bool { return entry[p] != "" })
	if len(when) == 0 {
		return nil
	}
	o := &einkpdf.Outline{}
	switch of {
	case indexEntry:
		o.Title = "Index"
	case notesEntry:
		o.Title = "Notes"
	default:
		text, one := s.single(s.anchorSegments(it))
		if !one {
			return nil
		}
		_, title, _ := strings.Cut(text, ":")
		o.Title = widget.Text(title)
		titles := make([]string, len(r.pages))
		for i, p := range r.pages {
			_, titles[i], _ = strings.Cut(entry[p], ":")
		}
		if of == monthEntry {
			b.month(s, r, o, entry, titles)
		}
		switch {
		case r.mode == rowed && len(r.fields) > 0:
			o.Title = widget.Text("{" + rowName + "." + titleName(len(b.titles[r])) + "}")
			b.titles[r] = append(b.titles[r], titles)
		case r.mode == rowed:
			o.Title = widget.Text(escape(titles[0]))
		}
	}
	o.When = s.joinOr(when)
	return o
}

// month gives the entry of a month its name, and puts it below its year. titles
// are those of each page.
func (b *builder) month(s *scope, r *run, o *einkpdf.Outline, entry map[*page]string, titles []string) {
	form := func(text string) (calendar.Date, bool) { return parseDay(strings.TrimPrefix(text, "month:")) }
	below, same := true, true
	name := "" // of the month, where there is only one
	for i, p := range r.pages {
		id, ok := entry[p]
		if !ok {
			continue
		}
		if d, isMonth := form(id); isMonth {
			titles[i] = b.world.form(d, "month-year")
		}
		same = same && (name == "" || name == titles[i])
		name = titles[i]
		year := "year:" + monthID.FindStringSubmatch(id)[1]
		c, has := b.dests.winner[year]
		below = below && has && b.keys[c.page.run] == c.item
	}
	for _, c := range s.dateTokens() {
		right := len(entry) > 0
		for p, id := range entry {
			d, ok := form(id)
			y, m, _ := c.of(p).Civil()
			right = right && ok && d == calendar.New(y, m, 1)
		}
		if right {
			body := strings.Trim(string(c.span), "{}")
			o.Title = widget.Text("{" + body + "|month-year}")
			break
		}
	}
	if same && !strings.Contains(string(o.Title), "{") {
		o.Title = widget.Text(escape(name))
	}
	if below {
		o.Under = b.yearOf(s, entry)
	}
}

// yearOf is the key of the year that the months of an entry belong to; "" where
// it cannot be said.
func (b *builder) yearOf(s *scope, entry map[*page]string) widget.Text {
	years := map[string]bool{}
	for _, id := range entry {
		years[monthID.FindStringSubmatch(id)[1]] = true
	}
	if len(years) == 1 {
		for year := range years {
			return widget.Text("year:" + year)
		}
	}
	for _, c := range s.dateTokens() {
		if !strings.HasSuffix(string(c.span), "year.start}") {
			continue
		}
		for p, id := range entry {
			if monthID.FindStringSubmatch(id)[1] != strconv.Itoa(c.of(p).Year()) {
				return ""
			}
		}
		return widget.Text("year:" + strings.Replace(string(c.span), ".start", "", 1))
	}
	return ""
}
