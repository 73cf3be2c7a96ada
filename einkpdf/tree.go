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

// checkTree refuses widgets that contain themselves, or that are no pointers to
// structs with a frame: nothing could walk through them.
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
	switch v := reflect.ValueOf(w); {
	case v.Kind() != reflect.Pointer || !framed(v.Type().Elem()):
		return p.errorAt(pointer, CodeType, "the widget is of type "+v.Type().String()+", which is no pointer to a struct that embeds widget.Frame",
			"embed widget.Frame itself, not a pointer to it, and give a pointer to the struct")
	case v.IsNil():
		return p.errorAt(pointer, CodeMissing, "the widget is a nil pointer", "give a pointer to a struct, as in &widget.Dots{}")
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

// framed says whether a type is a struct that embeds widget.Frame, itself or in
// other structs that it embeds.
func framed(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	for i := range t.NumField() {
		if f := t.Field(i); f.Anonymous && (f.Type == reflect.TypeFor[widget.Frame]() || framed(f.Type)) {
			return true
		}
	}
	return false
}
