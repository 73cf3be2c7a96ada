package legacy

import (
	"strconv"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// section is a run as a section of our plan; false when it has no pages.
func (b *builder) section(r *run) (einkpdf.Section, bool) {
	if len(r.pages) == 0 {
		return einkpdf.Section{}, false
	}
	s := einkpdf.Section{Design: b.names[b.chosen[r]]}
	if r.section.pages > 1 {
		s.Pages = r.section.pages
	}
	switch r.mode {
	case counted:
		first, _ := r.byCounter()
		s.Each = widget.Over(strconv.Itoa(first) + ".." + strconv.Itoa(first+r.count-1))
		if r.as != "n" {
			s.As = r.as
		}
	case rowed:
		s.Each, s.As = b.rows(r), rowName
		if len(r.fields) == 0 {
			s.As = ""
		}
	case daily, weekly, monthly:
		s.Each = widget.Over(map[mode]string{daily: "day", weekly: "week", monthly: "month"}[r.mode])
		if r.from != b.from {
			s.From = r.from
		}
		if r.to != b.to {
			s.To = r.to
		}
		if r.up != nil {
			s.In = "calendar"
		}
	}
	for _, n := range b.needs[r] {
		if n.counter == nil {
			if s.Vars == nil {
				s.Vars = map[string]string{}
			}
			s.Vars[n.name] = n.text
			continue
		}
		if s.Counters == nil {
			s.Counters = map[string]einkpdf.Counter{}
		}
		s.Counters[n.name] = einkpdf.Counter{Start: decimal(n.counter.start), Step: decimal(n.counter.step)}
	}
	for _, inner := range r.nested {
		if in, ok := b.section(inner); ok {
			s.Nested = append(s.Nested, in)
		}
	}
	return s, true
}

// decimal is a number of millionths for a counter; 1 is what it is anyway.
func decimal(n int64) *einkpdf.Decimal {
	if n == int64(geom.Pt) {
		return nil
	}
	d := einkpdf.Decimal(n)
	return &d
}

// byCounter is the first number of a counted section: that of its first counter
// that grows by one, whose name the numbers then have.
func (s *section) byCounter() (first int, name string) {
	for _, c := range s.counters {
		if start := millionths(c.start); start.kind == wholeValue && c.step == int64(geom.Pt) {
			return int(start.n), c.name
		}
	}
	return 1, ""
}

// numbering names the numbers of the counted runs.
func (b *builder) numbering() {
	for _, r := range b.pager.runs {
		if r.mode != counted {
			continue
		}
		if _, name := r.byCounter(); name != "" {
			r.as = (&scope{namer: b.namer}).counterName(name)
			continue
		}
		around := 1
		for up := r.up; up != nil; up = up.up {
			if up.mode == counted {
				around++
			}
		}
		if r.as = "n"; around > 1 {
			r.as = b.namer.name("n"+strconv.Itoa(around), "n"+strconv.Itoa(around))
		}
	}
}

// rows are the texts of a template's pages.
func (b *builder) rows(r *run) widget.Each {
	switch {
	case len(r.fields) > 0:
	case len(r.rows) == 1:
		return widget.Each{}
	default:
		return widget.Over("1.." + strconv.Itoa(len(r.rows)))
	}
	e := widget.Each{List: make([]widget.Item, 0, len(r.rows))}
	for i, row := range r.rows {
		fields := make(map[string]widget.Text, len(row)+1)
		for k, text := range row {
			fields[r.fields[k]] = widget.Text(escape(text))
		}
		for n, titles := range b.titles[r] {
			fields[titleName(n)] = widget.Text(escape(titles[i]))
		}
		e.List = append(e.List, widget.Item{Fields: fields})
	}
	return e
}

// titleName is the field of the titles of an outline entry.
func titleName(entry int) string {
	if entry == 0 {
		return "outline-title"
	}
	return "outline-title-" + strconv.Itoa(entry+1)
}
