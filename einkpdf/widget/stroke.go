package widget

import (
	"reflect"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// Color is an sRGB colour. The zero value means "not given", None draws nothing.
type Color = draw.Color

// Gray is an opaque grey from 0 (black) to 255 (white).
func Gray(level uint8) Color { return draw.Gray(level) }

// RGB is an opaque colour.
func RGB(r, g, b uint8) Color { return Color{R: r, G: g, B: b, A: 255} }

// None is a colour that draws nothing.
func None() Color { return draw.None() }

// Stroke is how a line looks. In a project it is an object, or a colour alone.
type Stroke struct {
	Color Color       `key:"color" doc:"Colour of the line."`
	Width geom.Length `key:"width" doc:"Thickness of the line; 0pt draws none." min:"0pt" max:"20mm"`
	Dash  Dash        `key:"dash" doc:"Pattern of the line."`
	Cap   string      `key:"cap" enum:"butt,round,square" doc:"Ends of the line and of its dashes: cut off, rounded, or longer by half the thickness. Without it patterns with dots are round, and everything else is cut off."`
}

// UnmarshalNode reads a colour or an object.
func (s *Stroke) UnmarshalNode(n *source.Node, d *decode.Decoder, report func(*source.Error)) {
	if n.Kind == source.Map {
		type object Stroke
		d.DecodeInto(n, (*object)(s), report)
		return
	}
	d.DecodeInto(n, &s.Color, report)
}

// MarshalNode is the colour alone or an object.
func (s Stroke) MarshalNode() any {
	if reflect.DeepEqual(s, Stroke{Color: s.Color}) {
		return s.Color
	}
	type object Stroke
	return object(s)
}

// Check refuses patterns of which nothing would be seen.
func (s Stroke) Check(report func(code, pointer, message, hint string)) {
	if s.Cap == "butt" && s.Dash.dots() {
		report(source.CodeRange, "/dash", "dashes without length have no ends to be seen with cap: butt", "give the dashes a length, or use cap: round")
	}
}

// JSONSchema describes the two forms.
func (Stroke) JSONSchema(schema func(reflect.Type) map[string]any) map[string]any {
	type stroke Stroke
	return map[string]any{"oneOf": []any{schema(reflect.TypeFor[Color]()), schema(reflect.TypeFor[stroke]())}}
}

// Edges are four distances from the edges of a box. In a project: one length
// for all four, or a list of two (top and bottom, left and right) or four (top,
// right, bottom, left) lengths.
type Edges struct{ Top, Right, Bottom, Left geom.Length }

// All is the same distance from every edge.
func All(l geom.Length) Edges { return Edges{l, l, l, l} }

// UnmarshalNode reads one length or a list of two or four.
func (e *Edges) UnmarshalNode(n *source.Node, d *decode.Decoder, report func(*source.Error)) {
	items := []*source.Node{n}
	if n.Kind == source.Seq {
		items = n.Items
	}
	lengths := make([]geom.Length, 0, 4)
	for _, item := range items[:min(len(items), 4)] {
		var l geom.Length
		d.DecodeInto(item, &l, report)
		lengths = append(lengths, l)
	}
	switch len(items) {
	case 1:
		*e = All(lengths[0])
	case 2:
		*e = Edges{lengths[0], lengths[1], lengths[0], lengths[1]}
	case 4:
		*e = Edges{lengths[0], lengths[1], lengths[2], lengths[3]}
	default:
		report(&source.Error{Code: source.CodeRange, Message: "needs one, two or four lengths", Hint: "write 5mm, [5mm, 8mm] or [5mm, 8mm, 5mm, 8mm]"})
	}
}

// MarshalNode is one length or a list of two or four.
func (e Edges) MarshalNode() any {
	for _, l := range []*geom.Length{&e.Top, &e.Right, &e.Bottom, &e.Left} {
		if l.IsZero() {
			*l = geom.MM(0)
		}
	}
	switch e {
	case All(e.Top):
		return e.Top
	case Edges{e.Top, e.Right, e.Top, e.Right}:
		return []geom.Length{e.Top, e.Right}
	}
	return []geom.Length{e.Top, e.Right, e.Bottom, e.Left}
}

// JSONSchema describes the three forms.
func (Edges) JSONSchema(schema func(reflect.Type) map[string]any) map[string]any {
	length := schema(reflect.TypeFor[geom.Length]())
	list := func(n int) map[string]any {
		return map[string]any{"type": "array", "items": length, "minItems": n, "maxItems": n}
	}
	return map[string]any{"oneOf": []any{length, list(1), list(2), list(4)}}
}

// Check reports distances that are not physical.
func (e Edges) Check(report func(code, pointer, message, hint string)) {
	for _, l := range []geom.Length{e.Top, e.Right, e.Bottom, e.Left} {
		if message, ok := l.CheckBounds("0mm", "500mm"); !ok {
			report(source.CodeRange, "", message, "")
			return
		}
	}
}
