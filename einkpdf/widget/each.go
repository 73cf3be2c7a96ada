package widget

import (
	"reflect"

	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/plan"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// Each says what something is repeated over: day, week, month, quarter or year,
// a range of whole numbers such as "1..12", or a list. The zero value is "once".
// In a Repeat, the ends of a range may be tokens: "{part.from}..{part.to}".
type Each struct {
	Expr string
	List []Item
}

// Item is an item of a list: a text, or an object of texts. In a project an
// object's keys are names of the item: {item.label}. Its texts may use tokens.
type Item struct {
	Text   Text
	Fields map[string]Text
}

// Over is an Each by its expression: "month", "1..12".
func Over(expr string) Each { return Each{Expr: expr} }

// Dated says whether the items are days, weeks, months, quarters or years.
func (e Each) Dated() bool {
	p, err := e.Plan()
	return err == nil && p.Kind() == plan.Periods
}

// Plan is the repetition without the texts of its list.
func (e Each) Plan() (plan.Each, error) {
	switch {
	case e.List != nil:
		return plan.EachList(len(e.List)), nil
	case e.Expr == "":
		return plan.Each{}, nil
	}
	return plan.ParseEach(e.Expr)
}

// UnmarshalNode reads an expression or a list.
func (e *Each) UnmarshalNode(n *source.Node, d *decode.Decoder, report func(*source.Error)) {
	if n.Kind == source.Seq {
		e.List = []Item{}
		d.DecodeInto(n, &e.List, report)
		return
	}
	d.DecodeInto(n, &e.Expr, report)
}

// MarshalNode is the expression or the list.
func (e Each) MarshalNode() any {
	if e.List != nil {
		return e.List
	}
	return e.Expr
}

// UnmarshalNode reads a text or an object of texts.
func (i *Item) UnmarshalNode(n *source.Node, d *decode.Decoder, report func(*source.Error)) {
	if n.Kind == source.Map {
		d.DecodeInto(n, &i.Fields, report)
		return
	}
	d.DecodeInto(n, &i.Text, report)
}

// MarshalNode is the text or the object.
func (i Item) MarshalNode() any {
	if i.Fields != nil {
		return i.Fields
	}
	return i.Text
}

// JSONSchema describes the forms.
func (Each) JSONSchema(schema func(reflect.Type) map[string]any) map[string]any {
	return map[string]any{"oneOf": []any{
		map[string]any{"type": "string", "pattern": `^(once|day|week|month|quarter|year|(-?[0-9]+|\{.+\})\.\.(-?[0-9]+|\{.+\}))$`},
		map[string]any{"type": "array", "items": schema(reflect.TypeFor[Item]()), "maxItems": 1000},
	}}
}

// JSONSchema describes the forms.
func (Item) JSONSchema(schema func(reflect.Type) map[string]any) map[string]any {
	return map[string]any{"oneOf": []any{
		schema(reflect.TypeFor[Text]()),
		schema(reflect.TypeFor[map[string]Text]()),
	}}
}
