package tidy

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// slot is a text of a widget that may differ from one copy to the next.
type slot struct {
	name  string // the key that it has in the project file
	value reflect.Value
}

// target says whether the text is the destination of a link.
func (s slot) target() bool { return s.value.Type() == reflect.TypeFor[widget.Target]() }

// shaped is a widget, what must be the same in all copies of it, and what may
// differ.
type shaped struct {
	widget widget.Widget
	shape  string
	slots  []slot
	frame  *widget.Frame
	at     geom.Rect
	placed bool // it stands at a place in points, with a size in points
}

// repeats says whether a widget repeats something: then its texts may have an
// item already.
func repeats(w widget.Widget) bool {
	if r, _ := widget.RepeatOf(w); r != nil {
		return true
	}
	g := groupOf(w)
	if g == nil {
		return false
	}
	for _, child := range g.Children {
		if repeats(child) {
			return true
		}
	}
	return false
}

// shapeOf looks at a widget. Copies have the same shape.
func shapeOf(w widget.Widget) shaped {
	s := shaped{widget: w}
	v := reflect.ValueOf(w).Elem()
	frame := v.FieldByName("Frame")
	f, ok := frame.Addr().Interface().(*widget.Frame)
	if !ok || repeats(w) {
		s.shape = "" // never repeated
		return s
	}
	s.frame = f
	place := *f
	s.placed = resolve(f, &s.at)
	if s.placed {
		f.X, f.Y = geom.Length{}, geom.Length{}
	}
	var b strings.Builder
	s.describe(&b, v, "")
	*f = place
	s.shape = b.String()
	return s
}

// resolve reads a place in physical lengths other than pixels.
func resolve(f *widget.Frame, at *geom.Rect) bool {
	for _, l := range [...]geom.Length{f.Width, f.Height} {
		if !l.Physical() || l.Unit == geom.Pixel {
			return false
		}
	}
	for _, l := range [...]geom.Length{f.X, f.Y} {
		if !l.IsZero() && (!l.Physical() || l.Unit == geom.Pixel) {
			return false
		}
	}
	*at = geom.Rect{X: f.X.Resolve(0, 0), Y: f.Y.Resolve(0, 0), W: f.Width.Resolve(0, 0), H: f.Height.Resolve(0, 0)}
	return true
}

var slotTypes = map[reflect.Type]bool{
	reflect.TypeFor[widget.Text]():   true,
	reflect.TypeFor[widget.Target](): true,
	reflect.TypeFor[widget.Span]():   true,
}

// describe writes what must be the same and collects the rest.
func (s *shaped) describe(b *strings.Builder, v reflect.Value, key string) {
	if slotTypes[v.Type()] && v.CanSet() {
		s.slots = append(s.slots, slot{key, v})
		fmt.Fprintf(b, "%s?%t;", key, v.String() == "")
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil;")
			return
		}
		fmt.Fprintf(b, "%s{", v.Elem().Type())
		s.describe(b, v.Elem(), key)
		b.WriteString("}")
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() {
				continue
			}
			name := f.Tag.Get("key")
			if name == "" {
				name = key
			}
			if !v.Field(i).IsZero() {
				fmt.Fprintf(b, "%d:", i)
				s.describe(b, v.Field(i), name)
			}
		}
	case reflect.Slice, reflect.Array:
		fmt.Fprintf(b, "[%d:", v.Len())
		for i := range v.Len() {
			s.describe(b, v.Index(i), key)
		}
		b.WriteString("]")
	default:
		fmt.Fprintf(b, "%q;", fmt.Sprint(v.Interface()))
	}
}
