package legacy

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/internal/plan"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// items reads the widgets of a list.
func (r *reader) items(list []*source.Node, at *place, owner string) []*item {
	var items []*item
	ids := map[string]bool{}
	for i, n := range list {
		it := r.item(n, &place{at, strconv.Itoa(i)}, owner)
		if r.widgets > maxWidgets {
			break
		}
		if it == nil {
			continue
		}
		if ids[it.id] && it.page == 0 {
			r.report.note(it, Changed, 15, "id", "another widget has the same id, which was an error")
		}
		ids[it.id] = true
		items = append(items, it)
	}
	return items
}

// flat takes from link lists, grids and years of a master what was lost there when
// they became links: their z_order, and their background.
func (r *reader) flat(items []*item) {
	for _, it := range items {
		if it.kind != "link_list" && it.kind != "grid" && it.kind != "calendar_year" {
			continue
		}
		if it.z != 0 {
			r.report.note(it, Ignored, 0, "z_order", "had no effect there in "+it.kind)
		}
		if it.background != "" {
			r.report.note(it, Ignored, 0, "background_color", "had no effect there in "+it.kind)
		}
		it.z, it.background = 0, ""
	}
}

// inPaintOrder sorts widgets by z_order; those of the same stay as they were.
func inPaintOrder(items []*item) {
	slices.SortStableFunc(items, func(a, b *item) int { return cmp.Compare(a.z, b.z) })
}

// planner reads a plan.
type planner struct {
	*reader
	masters  map[string]*master
	kinds    map[string]*section
	from, to calendar.Date // of the plan's calendar
	sections int
}

func (r *reader) plan(doc *document, masters map[string]*master, o *object) {
	p := &planner{reader: r, masters: masters, kinds: map[string]*section{}}
	cal := o.child(o.get("calendar"), "calendar")
	p.from, p.to = p.date(cal, "start_date", true), p.date(cal, "end_date", true)
	if per := cal.get("pages_per_day"); per != nil {
		cal.whole(per, "pages_per_day", 1, 1, 1_000_000)
	}
	cal.done()
	if n := o.get("locale"); n != nil {
		doc.locale, doc.localeAt = o.text(n, "locale", 0, 100), n.Pos
	}
	var top []*section
	for i, n := range o.list("sections") {
		if s := p.section(n, o.under("sections", i), nil); s != nil {
			top = append(top, s)
		}
	}
	p.order(doc, o, top)
	o.done()
}

// order puts the sections in order.
func (p *planner) order(doc *document, o *object, top []*section) {
	list := o.get("order")
	listed := map[string]bool{}
	for i, n := range o.list("order") {
		if n.Kind != source.String {
			p.fail(n, o.under("order", i), source.CodeType, "must be a text, is "+n.Kind.String(), "")
			continue
		}
		listed[n.Value] = true
		k := slices.IndexFunc(top, func(s *section) bool { return s.kind == n.Value })
		switch {
		case i >= maxSections:
			if i == maxSections {
				p.fail(n, o.under("order", i), source.CodeRange, "there are more than "+strconv.Itoa(maxSections)+" sections", "")
			}
		case k < 0:
			p.fail(n, o.under("order", i), source.CodeEnum, "there is no section "+source.Quote(n.Value)+" at the top of the plan", "order has the kinds of the sections that are not nested")
		default:
			doc.sections = append(doc.sections, top[k])
		}
	}
	for _, s := range top {
		if !listed[s.kind] && o != nil {
			at, n := &place{o.at, "order"}, list
			if n == nil {
				n = o.n
			}
			p.fail(n, at, source.CodeMissing, "the section "+source.Quote(s.kind)+" is not in the order", "list the kinds of all sections that are not nested")
		}
	}
}

// date is a day. Where blank is allowed, an empty text is none.
func (p *planner) date(o *object, key string, blank bool) calendar.Date {
	n := o.get(key)
	s := o.text(n, key, 0, 0)
	if n == nil || n.Kind != source.String || s == "" && blank {
		return calendar.Date{}
	}
	d, err := calendar.Parse(s)
	if err == nil && (d.Year() < 2 || d.Year() > 9998) {
		o.fail(n, key, source.CodeRange, source.Quote(s)+" is not a day of the years 2 to 9998", "use another year")
		return calendar.Date{}
	}
	if err != nil {
		o.fail(n, key, source.CodeFormat, source.Quote(s)+" is not a date", "write it as 2026-03-01")
		return calendar.Date{}
	}
	return d
}

// section reads a section and those nested in it.
func (p *planner) section(n *source.Node, at *place, up *section) *section {
	p.sections++
	if p.sections > maxSections {
		if p.sections == maxSections+1 {
			p.fail(n, at, source.CodeRange, "there are more than "+strconv.Itoa(maxSections)+" sections", "")
		}
		return nil
	}
	o := p.object(n, at)
	if o == nil {
		return nil
	}
	s := &section{up: up, node: n}
	if s.depth() > 3 {
		p.fail(n, at, source.CodeTooDeep, "sections are nested more than three levels deep", "nest less")
		return nil
	}
	kind := o.must("kind")
	s.kind = o.text(kind, "kind", 0, 200)
	if kind != nil && p.kinds[s.kind] != nil {
		o.fail(kind, "kind", source.CodeDuplicateKey, "another section has the kind "+source.Quote(s.kind)+" already", "")
	}
	p.kinds[s.kind] = s
	name := o.must("master")
	s.master = p.masters[o.text(name, "master", 0, 0)]
	if name != nil && name.Kind == source.String && s.master == nil {
		o.fail(name, "master", source.CodeEnum, "there is no master "+source.Quote(name.Value), "")
	}
	s.pages = o.whole(o.get("pages_per_item"), "pages_per_item", 1, 1, 1000)
	p.repeated(s, o)
	p.constants(s, o.child(o.get("context"), "context"))
	p.counters(s, o.child(o.get("counters"), "counters"))
	for i, inner := range o.list("nested") {
		if i == 100 {
			p.fail(inner, o.under("nested", i), source.CodeRange, "more than 100 sections are nested here", "")
			break
		}
		if in := p.section(inner, o.under("nested", i), s); in != nil {
			s.nested = append(s.nested, in)
		}
	}
	o.done()
	return s
}

// repeated reads what a section is repeated for.
func (p *planner) repeated(s *section, o *object) {
	modes := map[string]mode{"once": once, "count": counted, "each_day": daily, "each_week": weekly, "each_month": monthly}
	word := o.word(o.must("generate"), "generate", "once", "count", "each_day", "each_week", "each_month")
	s.mode = modes[word]
	s.from, s.to = p.date(o, "start_date", false), p.date(o, "end_date", false)
	count := o.get("count")
	if count != nil {
		s.count = o.whole(count, "count", 0, 1, plan.MaxInt)
	}
	switch {
	case s.mode == counted && count == nil:
		o.fail(o.n, "count", source.CodeMissing, "a section with generate: count needs a count", "")
	case s.mode.dated():
		fallback := false
		for _, d := range []struct {
			key    string
			day    *calendar.Date
			global calendar.Date
		}{{"start_date", &s.from, p.from}, {"end_date", &s.to, p.to}} {
			if o.get(d.key) != nil || !d.day.IsZero() {
				continue
			}
			if *d.day = d.global; d.day.IsZero() {
				o.fail(o.n, d.key, source.CodeMissing, fmt.Sprintf("a section with generate: %s needs a %s", word, d.key), "or give the plan's calendar one")
			}
			fallback = true
		}
		if fallback && !s.from.IsZero() && !s.to.IsZero() {
			p.report.add(noteID{message: "fallback" + s.kind}, Note{Kind: Changed, Message: "the section " + source.Quote(s.kind) + " has no dates of its own; it has those of the plan's calendar, as was meant",
				Line: s.node.Pos.Line, Col: s.node.Pos.Col, Count: 1})
		}
	}
}

// taken says whether a section around s gives a name already.
func taken(s *section, name string) bool {
	for up := s.up; up != nil; up = up.up {
		for _, c := range up.consts {
			if c.name == name {
				return true
			}
		}
		for _, c := range up.counters {
			if c.name == name {
				return true
			}
		}
	}
	return false
}

// maxNames bounds the names that a section gives.
const maxNames = 100

// name checks a name that a section gives.
func (p *planner) name(s *section, o *object, i int, key *source.Node) bool {
	at := &place{o.at, key.Value}
	switch {
	case i >= maxNames:
		if i == maxNames {
			p.fail(key, at, source.CodeRange, fmt.Sprintf("there are more than %d names", maxNames), "")
		}
	case len(key.Value) > 100 || !isIdent(key.Value, false) || key.Value[0] >= '0' && key.Value[0] <= '9':
		p.fail(key, at, source.CodeFormat, source.Quote(key.Value)+" is not a name", "use letters, digits and _")
	case taken(s, key.Value):
		p.fail(key, at, source.CodeDuplicateKey, "a section around this one has the name "+source.Quote(key.Value)+" already", "")
	default:
		return true
	}
	return false
}

func (p *planner) constants(s *section, o *object) {
	if o == nil {
		return
	}
	for i, key := range o.n.Keys {
		if p.name(s, o, i, key) {
			s.consts = append(s.consts, constant{key.Value, pythonValue(o.n.Items[i])})
		}
	}
}

func (p *planner) counters(s *section, o *object) {
	if o == nil {
		return
	}
	for i, key := range o.n.Keys {
		if !p.name(s, o, i, key) {
			continue
		}
		c := o.child(o.n.Items[i], key.Value)
		start, ok1 := p.counterNumber(c, "start")
		step, ok2 := p.counterNumber(c, "step")
		c.done()
		if ok1 && ok2 {
			s.counters = append(s.counters, counter{key.Value, start, step})
		}
	}
}

// maxCounter is the largest start or step of a counter that our format has.
const maxCounter = 999_999_999

// counterNumber is a number of a counter in millionths.
func (p *planner) counterNumber(o *object, key string) (int64, bool) {
	n := o.must(key)
	if n == nil {
		return 0, false
	}
	if n.Kind != source.Number {
		o.wrong(n, key, "a number")
		return 0, false
	}
	v, ok := parseMillionths(n, maxCounter)
	if !ok {
		o.fail(n, key, source.CodeRange, fmt.Sprintf("must be at most %d", maxCounter), "")
		return 0, false
	}
	if _, decimals, _ := strings.Cut(n.Value, "."); len(decimals) > 6 {
		p.report.add(noteID{message: "counter" + n.Value}, Note{Kind: Changed, Property: key, Message: "has more than six decimals and is rounded", Line: n.Pos.Line, Col: n.Pos.Col, Count: 1})
	}
	return v, true
}
