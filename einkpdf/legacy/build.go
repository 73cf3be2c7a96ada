package legacy

import (
	"maps"
	"reflect"
	"slices"
	"strconv"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/fold"
	"github.com/einkpdf/platform/einkpdf/internal/near"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// builder makes a project of a document.
type builder struct {
	doc    *document
	pager  *pager
	world  *world
	dests  *destinations
	namer  *namer
	paper  paper
	images *images
	ruler  *ruler
	report *reporter

	keys    map[*run]*item // the anchors that are the keys of pages
	chosen  map[*run]*draft
	designs map[string]*einkpdf.Design
	names   map[*draft]string
	needs   map[*run][]need
	notes   *page               // the first one of the notes
	titles  map[*run][][]string // of templates: outline titles of the rows, for each entry
	apart   map[string]bool     // years with months on other pages
	from    calendar.Date       // the days of all dated sections
	to      calendar.Date
	origins origins
}

// draft is a design as the pages of one run need it.
type draft struct {
	body    widget.Widget
	key     widget.Text
	label   string // what a generated key begins with; "" = the key is an anchor's
	outline einkpdf.Outlines
	needs   []need
	report  *reporter
	origins map[widget.Widget]Origin
}

func newBuilder(doc *document, p *pager, w *world, r *reporter, limits einkpdf.Limits) *builder {
	return &builder{
		doc: doc, pager: p, world: w, namer: newNamer(), report: r,
		dests: findDestinations(w, p.pages, doc.raw, r), paper: newPaper(doc, w, r), images: newImages(limits), ruler: &ruler{},
		keys: map[*run]*item{}, chosen: map[*run]*draft{}, designs: map[string]*einkpdf.Design{}, names: map[*draft]string{},
		needs: map[*run][]need{}, titles: map[*run][][]string{}, origins: newOrigins(),
	}
}

// build makes the project.
func (b *builder) build() *einkpdf.Project {
	b.numbering()
	b.survey()
	b.pageKeys()
	b.calendar()
	byMaster := map[*master][]*run{}
	var masters []*master
	for _, r := range b.pager.runs {
		if len(r.pages) == 0 {
			b.report.add(noteID{message: r.kind}, Note{Kind: Changed, Master: r.master.name, Message: "the section " + source.Quote(r.kind) + " has no pages and is left out",
				Line: r.node.Pos.Line, Col: r.node.Pos.Col, Count: 1})
			continue
		}
		if byMaster[r.master] == nil {
			masters = append(masters, r.master)
		}
		byMaster[r.master] = append(byMaster[r.master], r)
	}
	for _, m := range masters {
		b.design(m, byMaster[m])
	}
	p := &einkpdf.Project{
		Format: 1, Title: b.doc.title, Author: b.doc.author, Subject: b.doc.subject, Created: b.doc.created,
		Locale: b.world.tag, Margin: widget.All(geom.Points(0)), Toolbar: "ignore",
		Calendar: einkpdf.Calendar{From: b.from, To: b.to, Week: einkpdf.Week{First: calendar.Monday, MinDays: 4}},
		Designs:  b.designs,
		Styles:   map[string]widget.Style{"default": baseStyle()},
	}
	b.device(p)
	fold.Project(p)
	nameStyles(p, slices.Sorted(maps.Keys(p.Designs)))
	for _, d := range p.Designs {
		if all, ok := d.Body.(*widget.Layers); ok {
			all.Children = layered(all.Children)
		}
	}
	for _, d := range p.Designs {
		if d.Outline != nil {
			b.report.note(nil, Changed, 2, "", "the outline is in the PDF, where it was planned and then lost")
			break
		}
	}
	for _, r := range b.pager.top {
		if s, ok := b.section(r); ok {
			p.Plan = append(p.Plan, s)
		}
	}
	b.origins.place(b.pager.top, func(i int) string {
		if len(p.Plan) <= maxListed {
			return "/plan/" + strconv.Itoa(i)
		}
		return "/plan/" + strconv.Itoa(i/eachGroup) + "/nested/" + strconv.Itoa(i%eachGroup)
	})
	p.Plan = grouped1000(p.Plan)
	if p.Title == "" {
		p.Title = "Untitled"
	}
	return p
}

// maxListed is how many sections a plan may have, and how many children a widget.
// eachGroup is how many sections a group of them gets.
const maxListed, eachGroup = 1000, 100

// layered puts widgets in layers when there are more than may be in one.
func layered(list []widget.Widget) []widget.Widget {
	if len(list) <= maxListed {
		return list
	}
	var layers []widget.Widget
	for part := range slices.Chunk(list, maxListed) {
		layers = append(layers, &widget.Layers{Group: widget.Group{Children: slices.Clip(part)}})
	}
	return layers
}

// grouped1000 puts sections in groups when there are more than a plan may have.
func grouped1000(plan []einkpdf.Section) []einkpdf.Section {
	if len(plan) <= maxListed {
		return plan
	}
	var groups []einkpdf.Section
	for len(plan) > 0 {
		n := min(eachGroup, len(plan))
		groups = append(groups, einkpdf.Section{Nested: plan[:n:n]})
		plan = plan[n:]
	}
	return groups
}

// design makes the designs of a master: one for all of its runs where they say
// the same, with the constants as names of the sections if need be.
func (b *builder) design(m *master, runs []*run) {
	literal := b.alike(runs, false)
	named := literal
	if len(literal) > 1 {
		named = b.alike(runs, true)
	}
	taken := map[*run]bool{}
	for _, class := range named {
		if len(class.runs) > 1 && len(named) < len(literal) {
			b.accept(m, class)
			for _, r := range class.runs {
				taken[r] = true
			}
		}
	}
	for _, class := range literal {
		if !taken[class.runs[0]] {
			b.accept(m, class)
		}
	}
}

// class is runs whose pages have the same design.
type class struct {
	runs   []*run
	drafts []*draft
}

// alike drafts the design of each run and puts together those that are the same.
func (b *builder) alike(runs []*run, asVars bool) []*class {
	var list []*class
next:
	for _, r := range runs {
		d := b.draft(r, asVars)
		for _, c := range list {
			if same(c.drafts[0], d) {
				c.runs, c.drafts = append(c.runs, r), append(c.drafts, d)
				continue next
			}
		}
		list = append(list, &class{[]*run{r}, []*draft{d}})
	}
	return list
}

func same(a, b *draft) bool {
	return a.key == b.key && (a.label == "") == (b.label == "") && reflect.DeepEqual(a.outline, b.outline) && reflect.DeepEqual(a.body, b.body)
}

// accept makes a class of runs a design.
func (b *builder) accept(m *master, c *class) {
	first := c.drafts[0]
	base := slug(m.name, slug(c.runs[0].kind, "design"))
	name := base
	for n := 2; b.designs[name] != nil; n++ {
		name = base + "-" + strconv.Itoa(n)
	}
	d := &einkpdf.Design{Key: first.key, Outline: first.outline, Body: first.body}
	if first.label != "" {
		d.Key = widget.Text(first.label) + first.key
		if len(c.runs) > 1 {
			part := b.namer.name("part", "part")
			d.Key = widget.Text("{"+part+"}") + first.key
			for i, r := range c.runs {
				b.needs[r] = append(b.needs[r], need{run: r, name: part, text: c.drafts[i].label})
			}
		}
	}
	b.designs[name] = d
	b.origins.designs[name] = designOf(m)
	maps.Copy(b.origins.widgets, first.origins)
	for i := range first.report.notes {
		first.report.notes[i].Design = name
	}
	b.report.merge(first.report)
	for i, r := range c.runs {
		b.chosen[r] = first
		for _, n := range c.drafts[i].needs {
			b.needs[n.run] = append(b.needs[n.run], n)
		}
	}
	b.names[first] = name
}

// scope is the scope of a run, with a reporter of its own.
func (b *builder) scope(r *run, asVars bool) *scope {
	return &scope{world: b.world, run: r, raw: b.doc.raw, dests: b.dests, namer: b.namer, report: &reporter{}, asVars: asVars, needs: &needs{}, parts: map[string][]group{}}
}

// draft translates the master of a run.
func (b *builder) draft(r *run, asVars bool) *draft {
	s := b.scope(r, asVars)
	m := &mapper{scope: s, paper: b.paper, report: s.report, assets: b.images, ruler: b.ruler}
	d := &draft{report: s.report, origins: map[widget.Widget]Origin{}}
	var list []widget.Widget
	add := func(it *item, widgets []widget.Widget) {
		for _, w := range widgets {
			d.origins[w] = it.origin()
		}
		list = append(list, widgets...)
	}
	for _, it := range r.master.items {
		if !b.world.spend(0) {
			break
		}
		it := it.fresh(s.report)
		s.item = it
		if it.kind == "anchor" {
			add(it, b.anchors(s, it, r))
			continue
		}
		add(it, m.widgets(it))
	}
	s.item = nil
	if len(list) > 0 {
		d.body = &widget.Layers{Group: widget.Group{Children: list}}
	}
	b.key(s, r, d)
	d.outline = b.outline(s, r)
	d.needs = s.needs.list
	return d
}

// device sets the page: that of the device where it is just as large, else a
// device of the project's own.
func (b *builder) device(p *einkpdf.Project) {
	name := b.paper.profile
	size := b.paper.size
	if size.W > size.H {
		p.Orientation = "landscape"
		size.W, size.H = size.H, size.W
	}
	if profile, err := device.Lookup(name); err == nil && profile.PageSize() == size {
		p.Device = name
		return
	}
	p.Device = "canvas"
	p.Devices = map[string]einkpdf.Device{"canvas": {Like: name, Page: []geom.Length{length(size.W), length(size.H)}}}
}

// newPaper is what the pages of a document are made for.
func newPaper(doc *document, w *world, r *reporter) paper {
	const otherwise = "boox-note-air-4c"
	old, ok := device.FromLegacy(doc.profile)
	if !ok {
		old, _ = device.FromLegacy(otherwise)
		why := "there is no device profile"
		if doc.profile != "" {
			why = source.Quote(doc.profile) + " was no device profile" + meantDevice(doc.profile)
		}
		r.at(doc.profileAt, Replaced, "device_profile", why+"; "+old.Profile+" takes its place")
	}
	for _, c := range old.Corrections {
		name := old.Slug
		if old.Profile != name {
			name += " is " + old.Profile + " here"
		}
		r.at(doc.profileAt, Replaced, "device_profile", name+": "+c)
	}
	p := paper{size: doc.canvas, keepsColor: old.Color, minText: old.MinText, minStroke: old.MinStroke, profile: old.Slug, locale: w.tag}
	if p.size == (geom.Size{}) {
		p.size = old.Page
	}
	profile, err := device.Lookup(old.Slug)
	if real := profile.PageSize(); err == nil && (p.size == old.Page || p.size == turned(old.Page)) && !about(old.Page, real) && !about(old.Page, turned(real)) {
		r.at(doc.profileAt, Changed, "device_profile", "the pages stay as large as they were, "+sizeAs(p.size)+"; without page under devices they have the size of the panel, and what stands beyond its edge has to be moved")
	}
	return p
}

// meantDevice asks whether another device was meant.
func meantDevice(slug string) string {
	var slugs []string
	for _, d := range device.LegacyDevices() {
		slugs = append(slugs, d.Slug)
	}
	if best := near.Word(slug, slugs); best != "" {
		return " (did you mean " + best + "?)"
	}
	return ""
}

// about says whether two sizes are the same but for rounding.
func about(a, b geom.Size) bool {
	const most = 5 * geom.Pt
	return a.W-b.W < most && b.W-a.W < most && a.H-b.H < most && b.H-a.H < most
}

func turned(s geom.Size) geom.Size { return geom.Size{W: s.H, H: s.W} }

// sizeAs is a size in words, in points.
func sizeAs(s geom.Size) string { return formatPoints(s.W) + " × " + formatPoints(s.H) + " pt" }

// calendar finds the days of all sections.
func (b *builder) calendar() {
	for _, r := range b.pager.runs {
		if r.mode.dated() && len(r.pages) > 0 {
			if b.from.IsZero() || r.from.Before(b.from) {
				b.from = r.from
			}
			if r.to.After(b.to) {
				b.to = r.to
			}
		}
	}
}
