package fold

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
	bound bool // the widget has names of its own for it, such as cell.date
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
func repeats(w widget.Widget) (found bool) {
	widget.Walk(w, "", func(_ string, inner widget.Widget) {
		r, _ := widget.RepeatOf(inner)
		found = found || r != nil
	})
	return found
}

// shapeOf looks at a widget. Copies have the same shape.
func shapeOf(w widget.Widget) shaped {
	f := widget.FrameOf(w)
	s := shaped{widget: w, frame: f}
	if repeats(w) {
		return s // without a shape, it is never repeated
	}
	place := *f
	s.placed = resolve(f, &s.at)
	if s.placed {
		f.X, f.Y = geom.Length{}, geom.Length{}
	}
	var b strings.Builder
	s.describe(&b, reflect.ValueOf(w).Elem(), slot{})
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

// describe writes what must be the same and collects the rest. in is the field
// that the value stands in.
func (s *shaped) describe(b *strings.Builder, v reflect.Value, in slot) {
	if slotTypes[v.Type()] && v.CanSet() {
		in.value = v
		s.slots = append(s.slots, in)
		fmt.Fprintf(b, "%s?%t;", in.name, v.String() == "")
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil;")
			return
		}
		fmt.Fprintf(b, "%s:", v.Elem().Type())
		s.describe(b, v.Elem(), in)
	case reflect.Struct:
		b.WriteByte('{')
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if v.Field(i).IsZero() {
				continue
			}
			fmt.Fprintf(b, "%d:", i)
			field := in
			if key := f.Tag.Get("key"); key != "" {
				field = slot{name: key, bound: f.Tag.Get("names") != ""}
			}
			s.describe(b, v.Field(i), field)
		}
		b.WriteByte('}')
	case reflect.Slice, reflect.Array:
		fmt.Fprintf(b, "[%d:", v.Len())
		for i := range v.Len() {
			s.describe(b, v.Index(i), in)
		}
		b.WriteByte(']')
	default:
		fmt.Fprintf(b, "%q;", fmt.Sprint(v))
	}
}
