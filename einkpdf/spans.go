package einkpdf

import (
	"reflect"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// span is where a widget, a design or a section stands in the project file;
// lines are 0 where there is no file.
type span struct {
	kind           string // of a widget, as a project writes it; else empty
	line, col, end int
}

// spans are the places of all widgets, designs and sections by their JSON
// pointers. [Document.written] has them, found when they are first asked for.
func (d *Document) spans() map[string]span {
	spans := map[string]span{}
	kinds := map[reflect.Type]string{}
	for _, k := range widget.Builtin() {
		kinds[reflect.TypeOf(k.Zero)] = k.Name
	}
	var ends source.Ends
	at := func(pointer string) (s span, kind string) {
		if d.project.file == nil {
			return s, ""
		}
		n, pos := d.project.file.root.At(pointer)
		if n == nil { // the program has added it to what it read
			return s, ""
		}
		if t := n.Get("type"); t != nil {
			kind = t.Value
		}
		return span{line: pos.Line, col: pos.Col, end: ends.Line(n)}, kind
	}
	for w, pointer := range d.facts.Paths {
		s, written := at(pointer)
		t := reflect.TypeOf(w)
		switch name, builtin := kinds[t]; {
		case builtin:
			s.kind = name
		case written != "":
			s.kind = written
		default:
			s.kind = t.Elem().Name()
		}
		spans[pointer] = s
	}
	for name := range d.project.Designs {
		pointer := pointerTo("designs", name)
		spans[pointer], _ = at(pointer)
	}
	var sections func(list []Section, pointer string)
	sections = func(list []Section, pointer string) {
		for i := range list {
			one := pointer + "/" + strconv.Itoa(i)
			spans[one], _ = at(one)
			sections(list[i].Nested, one+"/nested")
		}
	}
	sections(d.project.Plan, "/plan")
	return spans
}
