package legacy

import (
	"strconv"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// What a file may ask for, beside [Options].Limits.
const (
	defaultFileBytes = 32 << 20 // images are inside
	defaultNodes     = 800_000
	defaultPages     = 10_000

	maxWidgets  = 20_000 // in the whole file
	maxMasters  = 1_000
	maxSections = 1_000
	maxPoint    = 14_400 // points: positions, sizes
)

// withDefaults are the limits of a file. Of those for pages and images the zero
// value stays what it is.
func withDefaults(l einkpdf.Limits) einkpdf.Limits {
	if l.FileBytes <= 0 {
		l.FileBytes = defaultFileBytes
	}
	if l.Depth <= 0 {
		l.Depth = 64
	}
	if l.Nodes <= 0 {
		l.Nodes = defaultNodes
	}
	if l.Pages <= 0 {
		l.Pages = defaultPages
	}
	return l
}

// reader turns the tree of a file into a document.
type reader struct {
	report  *reporter
	errs    source.Report
	widgets int // so far
	limits  einkpdf.Limits
}

// fail adds an error about a value.
func (r *reader) fail(n *source.Node, at *place, code, message, hint string) {
	e := &source.Error{Pointer: at.pointer(), Code: code, Message: message, Hint: hint}
	if n != nil {
		e.Line, e.Col = n.Pos.Line, n.Pos.Col
	}
	r.errs.Add(e)
}

// read is the document of a file. It is not usable when there are errors.
func (r *reader) read(file string, data []byte) *document {
	r.errs.File = file
	root, errs := source.Read(file, data, source.Limits{Bytes: r.limits.FileBytes, Depth: r.limits.Depth, Nodes: r.limits.Nodes})
	for _, e := range errs {
		if e.Code == source.CodeTooManyNodes {
			e.Hint = "import the project.json that a template was made of, or raise Limits.Nodes"
		}
	}
	r.errs.AddAll(errs)
	if root == nil {
		return nil
	}
	o := r.object(root, nil)
	if o == nil {
		return nil
	}
	doc := &document{file: file, outlines: true, locale: "en"}
	if isTemplate(root) {
		r.template(doc, o)
	} else {
		r.project(doc, o)
	}
	return doc
}

// isTemplate tells a compiled or raw template from a project.
func isTemplate(root *source.Node) bool {
	for _, key := range [...]string{"plan", "default_canvas", "link_resolution"} {
		if root.Get(key) != nil {
			return false
		}
	}
	for _, key := range templateKeys() {
		if root.Get(key) != nil {
			return true
		}
	}
	return false
}

// templateKeys are keys that templates have and projects do not.
func templateKeys() []string {
	return []string{"widgets", "canvas", "navigation", "page_assignments", "schema_version"}
}

// item reads a widget of a master or of a template.
func (r *reader) item(n *source.Node, at *place, owner string) *item {
	r.widgets++
	if r.widgets > maxWidgets {
		if r.widgets == maxWidgets+1 {
			r.fail(n, at, source.CodeRange, "there are more than "+strconv.Itoa(maxWidgets)+" widgets", "split the project")
		}
		return nil
	}
	o := r.object(n, at)
	if o == nil {
		return nil
	}
	it := &item{owner: owner, node: n}
	id := o.must("id")
	it.id = o.text(id, "id", 1, 200)
	if it.id != "" && !isIdent(it.id, true) {
		o.fail(id, "id", source.CodeFormat, source.Quote(it.id)+" may only have letters, digits, _ and -", "")
	}
	it.kind = o.text(o.must("type"), "type", 1, 200)
	it.page = o.whole(o.get("page"), "page", 0, 1, 10_000)
	it.z = o.whole(o.get("z_order"), "z_order", 0, -1_000_000_000, 1_000_000_000)
	r.box(it, o.child(o.must("position"), "position"))
	r.look(it, o)
	o.done()
	return it
}

func (r *reader) box(it *item, o *object) {
	it.box.X = o.points(o.must("x"), "x", 0, points(maxPoint), false)
	it.box.Y = o.points(o.must("y"), "y", 0, points(maxPoint), false)
	it.box.W = o.points(o.must("width"), "width", 0, points(maxPoint), true)
	it.box.H = o.points(o.must("height"), "height", 0, points(maxPoint), true)
	o.done()
}

// look reads what a widget shows.
func (r *reader) look(it *item, o *object) {
	background := o.get("background_color")
	it.background = o.text(background, "background_color", 0, 0)
	if background != nil && background.Kind == source.String && !isHexColor(it.background) {
		o.fail(background, "background_color", source.CodeFormat, source.Quote(it.background)+" is not a colour such as #FFEECC", "")
	}
	it.content = o.text(o.get("content"), "content", 0, 0)
	bagOf := func(key string) *bag {
		n := o.get(key)
		if n != nil && n.Kind != source.Map {
			o.wrong(n, key, "an object")
			n = nil
		}
		return newBag(n, key, nil)
	}
	it.styling, it.properties = bagOf("styling"), bagOf("properties")
	it.cell = it.properties.node.Get("cell_template")
}

// isIdent says whether a text has only letters, digits, _ and, where dashes may
// be, -.
func isIdent(s string, dashes bool) bool {
	for i := range len(s) {
		c := s[i]
		if (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && c != '_' && (c != '-' || !dashes) {
			return false
		}
	}
	return s != ""
}

func isHexColor(s string) bool {
	if len(s) != 7 || s[0] != '#' {
		return false
	}
	_, err := strconv.ParseUint(s[1:], 16, 32)
	return err == nil && s[1] != '+'
}
