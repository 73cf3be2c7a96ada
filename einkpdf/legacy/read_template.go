package legacy

import (
	"slices"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// template reads a compiled or a raw template: every widget of every page.
func (r *reader) template(doc *document, o *object) {
	doc.raw = true
	o.text(o.get("schema_version"), "schema_version", 0, 100)
	r.templateMetadata(doc, o.child(o.get("metadata"), "metadata"))
	r.canvas(doc, o, "canvas")
	widgets := r.items(o.list("widgets"), &place{o.at, "widgets"}, "")
	masters := map[string]*master{}
	for i, n := range o.list("masters") {
		r.templateMaster(masters, n, o.under("masters", i))
	}
	below := map[int][]*item{} // by page
	last := 1
	for i, n := range o.list("page_assignments") {
		at := o.under("page_assignments", i)
		a := r.object(n, at)
		page := a.whole(a.must("page"), "page", 1, 1, 10_000)
		id := a.must("master_id")
		m := masters[a.text(id, "master_id", 0, 0)]
		a.done()
		switch {
		case id == nil || id.Kind != source.String:
		case m == nil:
			a.fail(id, "master_id", source.CodeEnum, "there is no master "+source.Quote(id.Value), "")
		case below[page] != nil:
			r.fail(n, at, source.CodeDuplicateKey, "page "+strconv.Itoa(page)+" has a master already", "a page has at most one")
		default:
			below[page] = m.items
			last = max(last, page)
		}
	}
	r.navigation(doc, o.child(o.get("navigation"), "navigation"))
	r.export(o.child(o.get("export"), "export"))
	o.done()
	pages := make(map[int][]*item)
	for _, it := range widgets {
		it.page = max(it.page, 1)
		pages[it.page] = append(pages[it.page], it)
		last = max(last, it.page)
	}
	if last > r.limits.Pages {
		r.fail(o.n, &place{o.at, "widgets"}, "too-many-pages", "the template has "+pagesAs(last)+", more than "+strconv.Itoa(r.limits.Pages), "raise the limit of pages")
	}
	if r.errs.Len() == 0 {
		rec := &recovery{doc: doc, report: r.report, byShape: map[string]*shape{}}
		for n := 1; n <= last; n++ {
			own := pages[n]
			inPaintOrder(own)
			rec.page(slices.Concat(below[n], own))
		}
		rec.finish()
	}
}

func (r *reader) templateMetadata(doc *document, o *object) {
	if o == nil {
		return
	}
	doc.title = o.text(o.get("name"), "name", 1, 200)
	doc.subject = o.text(o.get("description"), "description", 0, 500)
	doc.author = o.text(o.get("author"), "author", 0, 200)
	profile := o.get("profile")
	doc.profile, doc.profileAt = o.text(profile, "profile", 0, 200), posOf(profile)
	if n := o.get("locale"); n != nil {
		doc.locale, doc.localeAt = o.text(n, "locale", 2, 10), n.Pos
	}
	for _, key := range [...]string{"category", "version", "created"} {
		o.text(o.get(key), key, 0, 200)
	}
	o.done()
}

func (r *reader) templateMaster(masters map[string]*master, n *source.Node, at *place) {
	o := r.object(n, at)
	if o == nil {
		return
	}
	id := o.text(o.must("id"), "id", 1, 200)
	name := o.text(o.get("name"), "name", 0, 200)
	if name == "" {
		name = id
	}
	m := &master{name: name, items: r.items(o.list("widgets"), &place{at, "widgets"}, name)}
	inPaintOrder(m.items)
	if masters[id] == nil {
		masters[id] = m
	}
	o.done()
}

// navigation reads what a compiled template says of its destinations. They come
// from the anchors; only that there are no outlines is news.
func (r *reader) navigation(doc *document, o *object) {
	if o == nil {
		return
	}
	doc.outlines = len(o.list("outlines")) > 0 || o.get("outlines") == nil
	for _, key := range [...]string{"named_destinations", "links"} {
		o.list(key)
	}
	o.done()
}

// export reads what never had an effect.
func (r *reader) export(o *object) {
	if o == nil {
		return
	}
	o.list("modes")
	for _, key := range [...]string{"default_mode", "pdf_version", "page_box"} {
		o.text(o.get(key), key, 0, 100)
	}
	o.flag("linearized", false)
	o.done()
}
