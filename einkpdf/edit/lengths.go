package edit

import (
	"reflect"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// widget scales the lengths of one widget, not of those inside.
func (s *scaler) widget(w widget.Widget) {
	grid, ok := w.(*widget.Grid)
	if ok && grid.RowGap.IsZero() { // gap is that of both directions
		grid.RowGap = grid.Gap
	}
	s.inside(reflect.ValueOf(w).Elem())
	if ok && grid.RowGap == grid.Gap {
		grid.RowGap = geom.Length{}
	}
}

// inside scales the lengths in the fields of a struct.
func (s *scaler) inside(v reflect.Value) {
	if f, ok := v.Addr().Interface().(*widget.Frame); ok {
		s.frame(f)
		return
	}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.IsExported() {
			s.value(v.Field(i), kindOf(v.Type(), field), limits{field.Tag.Get("min"), field.Tag.Get("max")})
		}
	}
}

// value scales the lengths in a value.
func (s *scaler) value(v reflect.Value, k kind, within limits) {
	switch x := v.Addr().Interface().(type) {
	case *geom.Length:
		s.length(x, k, within)
		return
	case *widget.Edges:
		s.edges(x, s.x, s.y)
		return
	case *widget.Dash:
		for i := range x.Lengths {
			s.length(&x.Lengths[i], ink, limits{"", "50mm"})
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		s.inside(v)
	case reflect.Pointer:
		if !v.IsNil() && !s.seen[v.Interface()] {
			s.seen[v.Interface()] = true
			s.value(v.Elem(), k, within)
		}
	case reflect.Slice:
		for i := range v.Len() {
			s.value(v.Index(i), k, within)
		}
	}
}

// kind says how a length is scaled.
type kind uint8

const (
	round  kind = iota // has no direction
	across             // the page
	down               // the page
	ink                // is drawn: no thinner than a pixel
	letter             // the size of text
)

// kindOf is the kind of the lengths in a field.
func kindOf(t reflect.Type, field reflect.StructField) kind {
	key := field.Tag.Get("key")
	switch t {
	case reflect.TypeFor[widget.Stroke]():
		return ink
	case reflect.TypeFor[widget.Style]():
		if key == "size" {
			return letter
		}
		return round
	case reflect.TypeFor[widget.Row](), reflect.TypeFor[widget.Grid]():
		if key == "gap" {
			return across
		}
	case reflect.TypeFor[widget.Stack](), reflect.TypeFor[widget.Music]():
		if key == "gap" {
			return down
		}
	case reflect.TypeFor[widget.Dots](), reflect.TypeFor[widget.Squares](), reflect.TypeFor[widget.Isometric]():
		if key == "pitch" {
			return round
		}
	}
	switch key {
	case "x", "width", "widths", "column-gap", "week-width", "gutter", "margin":
		return across
	case "y", "height", "title-height", "weekday-height", "header-height", "row-height", "row-gap", "system-gap", "pitch":
		return down
	case "diameter":
		return ink
	case "min-size":
		return letter
	}
	return round
}

// limits are the bounds of a length in the format, "" = none.
type limits struct{ least, most string }

// frame scales a place and size so that edges which met still do.
func (s *scaler) frame(f *widget.Frame) {
	side := func(at, size *geom.Length, k kind) {
		end := *size
		if at.Unit == size.Unit && size.Physical() && size.Unit != geom.Pixel {
			end.Value += at.Value
			s.length(&end, k, limits{})
			s.length(at, k, limits{})
			if end.Unit == at.Unit {
				size.Value = end.Value - at.Value
				return
			}
		}
		s.length(at, k, limits{})
		s.length(size, k, limits{})
	}
	side(&f.X, &f.Width, across)
	side(&f.Y, &f.Height, down)
}

// edges scales four distances.
func (s *scaler) edges(e *widget.Edges, x, y ratio) {
	within := limits{"0mm", "500mm"}
	for _, l := range []*geom.Length{&e.Left, &e.Right} {
		s.by(l, x, within)
	}
	for _, l := range []*geom.Length{&e.Top, &e.Bottom} {
		s.by(l, y, within)
	}
}

// length scales a length.
func (s *scaler) length(l *geom.Length, k kind, within limits) {
	was := *l
	switch k {
	case across:
		s.by(l, s.x, within)
	case down:
		s.by(l, s.y, within)
	case ink:
		if l.Unit == geom.Pixel {
			return
		}
		s.by(l, s.less, within)
		s.atLeast(l, was, func(page) geom.Length { return geom.Px(1) })
	case letter:
		s.by(l, s.less, within)
		if l.Unit == geom.PointUnit && *l != was {
			l.Value -= l.Value % 100_000
		}
		s.atLeast(l, was, func(p page) geom.Length { return points(p.device.MinText) })
	default:
		s.by(l, s.less, within)
	}
}

// atLeast keeps a length that was scaled from falling below least on the new
// device, unless it was below that of the old one: then it is not made shorter than
// it was.
func (s *scaler) atLeast(l *geom.Length, was geom.Length, least func(page) geom.Length) {
	px := s.to.device.Px(1)
	old, now := was.Resolve(0, s.from.device.Px(1)), l.Resolve(0, px)
	before, smallest := least(s.from).Resolve(0, s.from.device.Px(1)), least(s.to).Resolve(0, px)
	switch {
	case now >= smallest:
	case old >= before, old >= smallest:
		*l = least(s.to)
	case now >= old:
	case was.Unit == geom.Pixel:
		*l = points(old)
	default:
		*l = was
	}
}

func points(u geom.Unit) geom.Length {
	return geom.Length{Value: int64(u), Unit: geom.PointUnit}
}

// by scales a physical length, rounds it down and keeps it within bounds.
func (s *scaler) by(l *geom.Length, r ratio, within limits) {
	if !l.Physical() || l.Value == 0 || r.one() {
		return
	}
	was := *l
	if l.Unit == geom.Pixel {
		*l = points(l.Resolve(0, s.from.device.Px(1)))
	}
	step := int64(10_000) // 0.01 mm or pt
	if l.Unit == geom.Inch {
		step = 1000
	}
	l.Value = int64(r.of(geom.Unit(l.Value)))
	l.Value -= l.Value % step
	for _, bound := range []struct {
		text string
		out  func(now, bound geom.Unit) bool
	}{
		{within.least, func(now, bound geom.Unit) bool { return now < bound }},
		{within.most, func(now, bound geom.Unit) bool { return now > bound }},
	} {
		px := s.to.device.Px(1)
		limit, err := geom.ParseLength(bound.text)
		if err != nil || !bound.out(l.Resolve(0, px), limit.Resolve(0, px)) {
			continue
		}
		if bound.out(was.Resolve(0, s.from.device.Px(1)), limit.Resolve(0, px)) {
			*l = was // was out of bounds before
		} else {
			*l = limit
		}
	}
}
