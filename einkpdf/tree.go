package einkpdf

import (
	"reflect"

	"github.com/einkpdf/platform/einkpdf/widget"
)

// The bounds of widgets in a project that a program built. A file stays below
// them by its own limits.
const (
	maxTreeDepth = 200
	maxTreeNodes = 100_000
)

// checkTree refuses widgets that contain themselves, or that are nil pointers:
// nothing could walk through them.
func (p *Project) checkTree() *Error {
	nodes := 0
	for _, name := range sortedKeys(p.Parts) {
		if e := p.checkNode(p.Parts[name], pointerTo("parts", name), 0, &nodes); e != nil {
			return e
		}
	}
	for _, name := range sortedKeys(p.Designs) {
		if d := p.Designs[name]; d != nil {
			if e := p.checkNode(d.Body, pointerTo("designs", name, "body"), 0, &nodes); e != nil {
				return e
			}
		}
	}
	return nil
}

func (p *Project) checkNode(w widget.Widget, pointer string, depth int, nodes *int) *Error {
	if w == nil {
		return nil
	}
	if v := reflect.ValueOf(w); v.Kind() == reflect.Pointer && v.IsNil() {
		return p.errorAt(pointer, CodeMissing, "the widget is a nil pointer", "")
	}
	if *nodes++; depth > maxTreeDepth || *nodes > maxTreeNodes {
		return p.errorAt(pointer, CodeTooDeep, "the widgets are nested too deeply, or there are too many", "does a widget contain itself?")
	}
	var found *Error
	widget.Inside(w, pointer, func(at string, inner widget.Widget) {
		if found == nil {
			found = p.checkNode(inner, at, depth+1, nodes)
		}
	})
	return found
}
