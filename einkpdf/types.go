package einkpdf

import (
	"fmt"
	"reflect"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// maxOutlines bounds the outline entries of a page.
const maxOutlines = 10

// UnmarshalNode reads one entry or a list of entries.
func (o *Outlines) UnmarshalNode(n *source.Node, d *decode.Decoder, report func(*source.Error)) {
	if n.Kind != source.Seq {
		*o = Outlines{{}}
		d.DecodeInto(n, &(*o)[0], report)
		return
	}
	if len(n.Items) > maxOutlines {
		report(&source.Error{Code: source.CodeRange, Message: fmt.Sprintf("at most %d outline entries are allowed, here are %d", maxOutlines, len(n.Items)), Hint: "give fewer of them, or give some to other pages"})
		return
	}
	*o = Outlines{}
	d.DecodeInto(n, (*[]Outline)(o), report)
}

// MarshalNode is the only entry or the list.
func (o Outlines) MarshalNode() any {
	if len(o) == 1 {
		return o[0]
	}
	return []Outline(o)
}

// JSONSchema describes the forms.
func (Outlines) JSONSchema(schema func(reflect.Type) map[string]any) map[string]any {
	return map[string]any{"oneOf": []any{
		schema(reflect.TypeFor[Outline]()),
		map[string]any{"type": "array", "items": schema(reflect.TypeFor[Outline]()), "maxItems": maxOutlines},
	}}
}

// UnmarshalNode reads a title alone or an object.
func (o *Outline) UnmarshalNode(n *source.Node, d *decode.Decoder, report func(*source.Error)) {
	if n.Kind == source.Map {
		type object Outline
		d.DecodeInto(n, (*object)(o), report)
		return
	}
	d.DecodeInto(n, &o.Title, report)
}

// MarshalNode is the title alone or an object.
func (o Outline) MarshalNode() any {
	if o == (Outline{Title: o.Title}) {
		return o.Title
	}
	type object Outline
	return object(o)
}

// JSONSchema describes the two forms.
func (Outline) JSONSchema(schema func(reflect.Type) map[string]any) map[string]any {
	type outline Outline
	return map[string]any{"oneOf": []any{
		map[string]any{"type": []string{"string", "number"}, "description": "What the entry says."},
		schema(reflect.TypeFor[outline]()),
	}}
}

// UnmarshalNode reads iso, us, locale or an object.
func (w *Week) UnmarshalNode(n *source.Node, d *decode.Decoder, report func(*source.Error)) {
	switch {
	case n.Kind == source.Map:
		type object Week
		d.DecodeInto(n, (*object)(w), report)
		if w.MinDays == 0 {
			w.MinDays = 1
		}
	case n.Value == "iso":
		w.set(calendar.ISOWeeks())
	case n.Value == "us":
		w.set(calendar.USWeeks())
	case n.Value == "locale":
		*w = Week{}
	default:
		report(&source.Error{Code: source.CodeEnum, Message: quoted(n.Value) + " is not a way to count weeks", Hint: "write iso, us, locale or an object such as {first: sat, min-days: 1}"})
	}
}

func (w *Week) set(r calendar.WeekRule) { w.First, w.MinDays = r.First, r.MinDays }

// MarshalNode is iso, us, locale or an object.
func (w Week) MarshalNode() any {
	type object Week
	if w == (Week{}) {
		return "locale"
	}
	w.MinDays = max(w.MinDays, 1)
	switch (calendar.WeekRule{First: w.First, MinDays: w.MinDays}) {
	case calendar.ISOWeeks():
		return "iso"
	case calendar.USWeeks():
		return "us"
	}
	return object(w)
}

// JSONSchema describes the two forms.
func (Week) JSONSchema(schema func(reflect.Type) map[string]any) map[string]any {
	type week Week
	return map[string]any{"oneOf": []any{
		map[string]any{"enum": []any{"iso", "us", "locale"}},
		schema(reflect.TypeFor[week]()),
	}}
}
