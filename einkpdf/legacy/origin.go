package legacy

import (
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/widget"
)

// Origin is what a part of the project was in the predecessor's file.
type Origin struct {
	Section string // kind of the section, if it is one
	Master  string // name of the master; empty in templates
	Page    int    // of templates: the first page with the widget, from 1
	Widget  string // id; empty for a master or a section as a whole
	Line    int    // from 1; 0 = unknown
	Col     int    // in characters, from 1
}

// String is the origin in words, as in "Day: title".
func (o Origin) String() string {
	var parts []string
	if o.Section != "" {
		parts = append(parts, "section "+o.Section)
	}
	if o.Master != "" {
		parts = append(parts, o.Master)
	}
	if o.Page > 0 {
		parts = append(parts, "page "+strconv.Itoa(o.Page))
	}
	if o.Widget != "" {
		parts = append(parts, o.Widget)
	}
	return strings.Join(parts, ": ")
}

// origins are where the parts of a project come from.
type origins struct {
	widgets  map[widget.Widget]Origin
	designs  map[string]Origin
	sections map[string]Origin // by JSON pointer
}

func newOrigins() origins {
	return origins{map[widget.Widget]Origin{}, map[string]Origin{}, map[string]Origin{}}
}

// Where finds what the value at a JSON pointer of the project was in the file,
// such as that of an [einkpdf.Error] or [einkpdf.Finding] of the compiled
// project: the widget, or else the master or section that it belongs to. It is
// false for what came from nowhere in particular. The project must be as Read
// made it.
func (r *Result) Where(pointer string) (Origin, bool) {
	for at := pointer; strings.HasPrefix(at, "/plan/"); at = at[:strings.LastIndexByte(at, '/')] {
		if o, ok := r.origins.sections[at]; ok {
			return o, true
		}
	}
	rest, ok := strings.CutPrefix(pointer, "/designs/")
	name, _, _ := strings.Cut(rest, "/")
	d := r.Project.Designs[name] // whose name has nothing that pointers escape
	if !ok || d == nil {
		return Origin{}, false
	}
	best := r.origins.designs[name]
	at := "/designs/" + name + "/body"
	for w := d.Body; w != nil && isBelow(pointer, at); {
		if o, ok := r.origins.widgets[w]; ok {
			best = o
		}
		var next widget.Widget
		widget.Inside(w, at, func(inner string, child widget.Widget) {
			if next == nil && isBelow(pointer, inner) {
				next, at = child, inner
			}
		})
		w = next
	}
	return best, true
}

// isBelow says whether a pointer is at or below a place.
func isBelow(pointer, at string) bool {
	rest, ok := strings.CutPrefix(pointer, at)
	return ok && (rest == "" || rest[0] == '/')
}

// origin is where a widget comes from.
func (it *item) origin() Origin {
	o := Origin{Master: it.owner, Widget: it.id}
	if it.owner == "" {
		o.Page = it.page
	}
	if it.node != nil {
		o.Line, o.Col = it.node.Pos.Line, it.node.Pos.Col
	}
	return o
}

// place notes where the sections of a plan come from. top says where the i-th of
// them stands.
func (o origins) place(runs []*run, pointer func(i int) string) {
	i := 0
	for _, r := range runs {
		if len(r.pages) == 0 {
			continue
		}
		at := pointer(i)
		o.sections[at] = Origin{Section: r.kind, Line: r.node.Pos.Line, Col: r.node.Pos.Col}
		o.place(r.nested, func(i int) string { return at + "/nested/" + strconv.Itoa(i) })
		i++
	}
}

// designOf is where a design comes from.
func designOf(m *master) Origin { return Origin{Master: m.name, Line: m.at.Line, Col: m.at.Col} }
