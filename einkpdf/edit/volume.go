package edit

import (
	"reflect"

	"github.com/einkpdf/platform/einkpdf"
)

// Larger tells whether the texts of a project have more bytes in all than most. A
// small file may say them many times over by aliases, and [einkpdf.Encoder]
// writes each out: ask before a stranger's project is encoded. What is no text is
// not counted; the limits of the parser bound it.
func Larger(p *einkpdf.Project, most int) bool {
	v := volume{left: most, depth: maxNested}
	v.take(reflect.ValueOf(p).Elem())
	return v.left < 0
}

// volume counts bytes down. What is nested too deeply counts as too large.
type volume struct{ left, depth int }

// maxNested is more than the values of what compiles are nested: some for each widget.
const maxNested = 10 * maxDepth

func (v *volume) take(x reflect.Value) {
	if v.depth--; v.depth < 0 {
		v.left = -1
	}
	defer func() { v.depth++ }()
	if v.left < 0 {
		return
	}
	switch x.Kind() {
	case reflect.String:
		v.left -= x.Len()
	case reflect.Pointer, reflect.Interface:
		if !x.IsNil() {
			v.left--
			v.take(x.Elem())
		}
	case reflect.Slice:
		for i := range x.Len() {
			v.left--
			v.take(x.Index(i))
		}
	case reflect.Map:
		for entries := x.MapRange(); entries.Next(); {
			v.take(entries.Key())
			v.take(entries.Value())
		}
	case reflect.Struct:
		for i := range x.NumField() {
			if x.Type().Field(i).IsExported() {
				v.take(x.Field(i))
			}
		}
	}
}
