package legacy

import (
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// recovery finds the designs behind the pages of a template: pages of the same
// shape, which differ in nothing but their texts, become a section with a row of
// texts for each page.
type recovery struct {
	doc     *document
	report  *reporter
	byShape map[string]*shape
	order   []*shape
	pages   []*leaf
}

// shape is what pages of the same design have in common.
type shape struct {
	leaves []*leaf
	name   string
	master *master
	fields []string
	rows   map[*leaf][]string
}

// leaf is a page of a template.
type leaf struct {
	shape *shape
	items []*item
	texts []string // in the order of the shape
}

// page takes the widgets of the next page.
func (r *recovery) page(items []*item) {
	l := &leaf{items: items}
	id := l.describe()
	if l.shape = r.byShape[id]; l.shape == nil {
		l.shape = &shape{}
		r.byShape[id] = l.shape
		r.order = append(r.order, l.shape)
	}
	l.shape.leaves = append(l.shape.leaves, l)
	r.pages = append(r.pages, l)
}

// translated are the properties whose texts may differ from page to page.
func translated() []string {
	return []string{"to_dest", "bind", "dest_id", "start_date", "end_date", "highlight_date", "link_template", "week_link_template", "table_data"}
}

// describe collects the texts of a page and is what else there is of it.
func (l *leaf) describe() string {
	h := sha256.New()
	write := func(parts ...string) {
		for _, s := range parts {
			h.Write([]byte(strconv.Itoa(len(s)) + ":" + s)) //nolint:errcheck // never fails
		}
	}
	text := func(s string) {
		write(strconv.FormatBool(s == ""))
		l.texts = append(l.texts, s)
	}
	var node func(n *source.Node)
	node = func(n *source.Node) {
		if n == nil {
			write("none")
			return
		}
		write(n.Kind.String(), n.Value, strconv.Itoa(len(n.Items)))
		for i, item := range n.Items {
			if n.Kind == source.Map {
				write(n.Keys[i].Value)
			}
			node(item)
		}
	}
	for _, it := range l.items {
		write(plainID(it), it.kind, formatPoints(it.box.X), formatPoints(it.box.Y), formatPoints(it.box.W), formatPoints(it.box.H), it.background, strconv.Itoa(it.z), it.owner)
		text(it.content)
		node(it.styling.node)
		if p := it.properties.node; p != nil {
			for i, key := range p.Keys {
				write(key.Value)
				if onlyTexts(p.Items[i]) && slices.Contains(translated(), key.Value) {
					eachText(p.Items[i], func(n *source.Node) {
						day, ok := canonical(key.Value, n.Value)
						write(strconv.FormatBool(ok))
						text(day)
					}, write)
				} else {
					node(p.Items[i])
				}
			}
		}
	}
	return string(h.Sum(nil))
}

// canonical is a text of a property; days are written as ours are, so that they
// are days in a list. ok is false for one that is none.
func canonical(key, text string) (day string, ok bool) {
	if key != "start_date" && key != "highlight_date" {
		return text, true
	}
	d, ok := parseDay(text)
	if !ok {
		return text, false
	}
	return d.String(), true
}

// onlyTexts says whether a value is a text, or lists of nothing but texts.
func onlyTexts(n *source.Node) bool {
	switch n.Kind {
	case source.String:
		return true
	case source.Seq:
		return !slices.ContainsFunc(n.Items, func(item *source.Node) bool { return !onlyTexts(item) })
	}
	return false
}

// eachText visits the texts of a value in order.
func eachText(n *source.Node, visit func(*source.Node), write func(...string)) {
	if n.Kind == source.String {
		visit(n)
		return
	}
	write("[" + strconv.Itoa(len(n.Items)))
	for _, item := range n.Items {
		eachText(item, visit, write)
	}
}

// plainID is the id that a widget had in its master: the compiler puts
// page_<number>_ in front.
func plainID(it *item) string {
	rest, ok := strings.CutPrefix(it.id, "page_")
	if number, id, found := strings.Cut(rest, "_"); ok && found && number != "" && strings.Trim(number, "0123456789") == "" {
		return id
	}
	return it.id
}

// maxRows bounds the items of a list in our plans.
const maxRows = 1000

// finish makes the masters and sections of a document.
func (r *recovery) finish() {
	used := map[string]int{}
	for _, s := range r.order {
		s.build(r.doc, r.pageNumbers(), r.report)
		name := s.name
		if used[name]++; used[name] > 1 {
			name += " " + strconv.Itoa(used[name])
		}
		s.master.name = name
		r.doc.masters = append(r.doc.masters, s.master)
	}
	for i := 0; i < len(r.pages); {
		first := r.pages[i]
		sec := &section{kind: first.shape.master.name, master: first.shape.master, mode: rowed, pages: 1, fields: first.shape.fields, node: &source.Node{Pos: source.Pos{Line: 1, Col: 1}}}
		for i < len(r.pages) && r.pages[i].shape == first.shape && len(sec.rows) < maxRows {
			sec.rows = append(sec.rows, first.shape.rows[r.pages[i]])
			i++
		}
		r.doc.sections = append(r.doc.sections, sec)
	}
}

// pageNumbers is the number of each page, and of all of them.
func (r *recovery) pageNumbers() map[*leaf]int {
	numbers := make(map[*leaf]int, len(r.pages))
	for i, l := range r.pages {
		numbers[l] = i + 1
	}
	return numbers
}

// build makes the master of a shape: texts that differ become fields of the rows.
func (s *shape) build(doc *document, numbers map[*leaf]int, report *reporter) {
	first := s.leaves[0]
	s.rows = map[*leaf][]string{}
	s.name = s.title(len(doc.masters) + 1)
	w := &world{total: len(numbers)}
	names := map[string]bool{}
	byColumn := map[string]int{}
	at := 0 // in texts
	next := func(id string, value string, it *item) string {
		i := at
		at++
		if !slices.ContainsFunc(s.leaves, func(l *leaf) bool { return l.texts[i] != value }) {
			return value
		}
		// The render phase is done here: what is in a row is never a token.
		column := make([]string, len(s.leaves))
		for k, l := range s.leaves {
			column[k] = l.texts[i]
			if it.kind != "checkbox" { // whose label has no tokens
				column[k] = w.render(&page{number: numbers[l]}, l.texts[i])
				for _, name := range unknownNames(l.texts[i]) {
					report.note(it, Ignored, 0, "", unknownName(name, pageNames(), false))
				}
			}
			if it.kind == "text_block" {
				column[k] = collapse(column[k])
			}
		}
		key := strings.Join(column, "\x00")
		f, ok := byColumn[key]
		if !ok {
			f = len(s.fields)
			byColumn[key] = f
			name := tokenName(id)
			for n, base := 2, name; names[name]; n++ {
				name = base + strconv.Itoa(n)
			}
			names[name] = true
			s.fields = append(s.fields, name)
			for k, l := range s.leaves {
				s.rows[l] = append(s.rows[l], column[k])
			}
		}
		return fieldOpen + strconv.Itoa(f) + fieldClose
	}
	s.master = &master{}
	for _, it := range first.items {
		out := *it
		out.id = plainID(it)
		out.owner = it.owner
		out.content = next(fieldID(out.id, ""), it.content, it)
		if p := it.properties.node; p != nil {
			node := &source.Node{Kind: source.Map, Pos: p.Pos, Keys: p.Keys}
			for i, key := range p.Keys {
				value := p.Items[i]
				if onlyTexts(value) && slices.Contains(translated(), key.Value) {
					value = replaced(value, func(text string) string {
						text, _ = canonical(key.Value, text)
						return next(fieldID(out.id, key.Value), text, it)
					})
				}
				node.Items = append(node.Items, value)
			}
			out.properties = newBag(node, it.properties.path, nil)
		}
		s.master.items = append(s.master.items, &out)
	}
	for _, l := range s.leaves {
		if s.rows[l] == nil {
			s.rows[l] = []string{}
		}
	}
}

// fieldID is the name of a field: that of the widget, and of the property where
// it is not the only text of the widget.
func fieldID(id, property string) string {
	switch property {
	case "", "to_dest", "bind":
		if property != "" {
			return id + "_to"
		}
		return id
	case "dest_id":
		return "name"
	}
	return id + "_" + property
}

// title is a name for pages of a shape: the beginning of their first destination,
// such as day of day:2026-03-01, or page.
func (s *shape) title(n int) string {
	for _, it := range s.leaves[0].items {
		if it.kind != "anchor" {
			continue
		}
		if word, _, ok := strings.Cut(it.properties.quiet("dest_id"), ":"); ok && isIdent(word, true) {
			return word
		}
	}
	if len(s.leaves[0].items) == 0 {
		return "blank"
	}
	if owner := s.leaves[0].items[0].owner; owner != "" {
		return owner
	}
	if n == 1 {
		return "page"
	}
	return "page " + strconv.Itoa(n)
}

// replaced is a value with other texts.
func replaced(n *source.Node, by func(string) string) *source.Node {
	out := *n
	if n.Kind == source.String {
		out.Value = by(n.Value)
		return &out
	}
	out.Items = nil
	for _, item := range n.Items {
		out.Items = append(out.Items, replaced(item, by))
	}
	return &out
}
