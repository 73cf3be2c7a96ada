package legacy

import (
	"strings"
	"unicode"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// project reads a project.json.
func (r *reader) project(doc *document, o *object) {
	o.text(o.must("id"), "id", 1, 0)
	r.metadata(doc, o.child(o.must("metadata"), "metadata"))
	masters := map[string]*master{}
	for i, n := range o.list("masters") {
		if i == maxMasters {
			r.fail(n, o.under("masters", i), source.CodeRange, "there are more than 1,000 masters", "split the project")
			break
		}
		m := r.master(n, o.under("masters", i))
		if m == nil {
			continue
		}
		if masters[m.name] != nil {
			r.report.add(noteID{message: m.name}, Note{Kind: Ignored, Master: m.name, Message: "an earlier master has the same name and is the one that is used", Line: n.Pos.Line, Col: n.Pos.Col, Count: 1})
			continue
		}
		masters[m.name] = m
		doc.masters = append(doc.masters, m)
	}
	if len(doc.masters) == 0 && r.errs.Len() == 0 {
		r.fail(o.n, &place{o.at, "masters"}, source.CodeMissing, "there are no masters", "a project needs a master for each section of its plan")
	}
	r.links(doc, o.child(o.get("link_resolution"), "link_resolution"))
	r.canvas(doc, o, "default_canvas")
	r.plan(doc, masters, o.child(o.must("plan"), "plan"))
	o.done()
}

func (r *reader) metadata(doc *document, o *object) {
	doc.title = o.text(o.must("name"), "name", 1, 100)
	doc.subject = o.text(o.get("description"), "description", 0, 500)
	o.text(o.get("category"), "category", 0, 50)
	doc.author = o.text(o.get("author"), "author", 0, 100)
	profile := o.must("device_profile")
	doc.profile, doc.profileAt = o.text(profile, "device_profile", 0, 200), posOf(profile)
	created := o.text(o.must("created_at"), "created_at", 0, 200)
	doc.created, _ = calendar.Parse(created[:min(len(created), len("2026-01-01"))])
	o.text(o.must("updated_at"), "updated_at", 0, 200)
	o.flag("is_public", false)
	for _, key := range [...]string{"public_url_slug", "original_author", "cloned_from"} {
		o.text(o.get(key), key, 0, 0)
	}
	o.whole(o.get("clone_count"), "clone_count", 0, 0, 1_000_000_000)
	o.done()
}

// links reads link_resolution, of which one key ever had an effect.
func (r *reader) links(doc *document, o *object) {
	doc.outlines = o.flag("generate_outlines", true)
	o.flag("generate_month_links", true)
	o.flag("generate_day_links", true)
	o.word(o.get("mode"), "mode", "named_destinations", "page_numbers")
	o.child(o.get("destination_patterns"), "destination_patterns")
	o.done()
}

// The pages that a canvas may ask for, in points.
const minCanvas, maxCanvas = 20, 5000

// canvas reads the size of the pages; margins and background are never drawn.
func (r *reader) canvas(doc *document, parent *object, key string) {
	n := parent.get(key)
	if n == nil || n.Kind == source.Map && len(n.Keys) == 0 {
		return
	}
	o := parent.child(n, key)
	d := o.child(o.must("dimensions"), "dimensions")
	doc.canvas = geom.Size{
		W: d.points(d.must("width"), "width", points(minCanvas), points(maxCanvas), false),
		H: d.points(d.must("height"), "height", points(minCanvas), points(maxCanvas), false),
	}
	margins := d.list("margins")
	for i, n := range margins {
		(&object{r: r, n: n, at: &place{d.at, "margins"}}).points(n, d.under("margins", i).key, 0, points(maxPoint), false)
	}
	if d != nil && len(margins) != 4 {
		d.fail(d.n, "margins", source.CodeRange, "must have four numbers: top, right, bottom, left", "")
	}
	d.done()
	o.word(o.get("coordinate_system"), "coordinate_system", "top_left")
	if background := o.get("background"); background != nil && !isHexColor(o.text(background, "background", 0, 0)) {
		o.fail(background, "background", source.CodeFormat, source.Quote(background.Value)+" is not a colour such as #FFFFFF", "")
	}
	o.points(o.get("grid_size"), "grid_size", 0, points(50), true)
	o.flag("snap_enabled", true)
	o.done()
}

func (r *reader) master(n *source.Node, at *place) *master {
	o := r.object(n, at)
	if o == nil {
		return nil
	}
	name := o.must("name")
	m := &master{name: o.text(name, "name", 1, 100), at: n.Pos}
	if m.name != "" && !isMasterName(m.name) {
		o.fail(name, "name", source.CodeFormat, source.Quote(m.name)+" may only have letters, digits, blanks, _ and -", "")
	}
	o.text(o.get("description"), "description", 0, 500)
	o.text(o.must("created_at"), "created_at", 0, 200)
	o.text(o.must("updated_at"), "updated_at", 0, 200)
	o.list("used_variables")
	m.items = r.items(o.list("widgets"), &place{at, "widgets"}, m.name)
	r.flat(m.items)
	inPaintOrder(m.items)
	o.done()
	return m
}

// isMasterName says whether a name is letters and digits, once blanks, - and _
// are gone.
func isMasterName(name string) bool {
	name = strings.NewReplacer(" ", "", "-", "", "_", "").Replace(name)
	return name != "" && !strings.ContainsFunc(name, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsNumber(c) })
}
