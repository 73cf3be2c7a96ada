package widget

import (
	"reflect"

	"strconv"

	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/plan"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/internal/token"
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

// UnmarshalNode reads a text or an object of texts.
func (i *Item) UnmarshalNode(n *source.Node, d *decode.Decoder, report func(*source.Error)) {
	if n.Kind == source.Map {
		d.DecodeInto(n, &i.Fields, report)
		return
	}
	d.DecodeInto(n, &i.Text, report)
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

// Repeat repeats a container's child or a table's row. Each item binds "item" (or the name given
// by as) for the child, with "item.index" (1, 2, …), "item.count", "item.first"
// and "item.last"; dates also bind what their grain has ("item.date",
// "item.week", "item.month", "item.quarter", "item.year"), and objects of a
// list their keys.
type Repeat struct {
	Each Each   `key:"each" required:"true" doc:"What to repeat over: day, week, month, quarter, year, a range such as 1..12, or a list."`
	In   Span   `key:"in" doc:"The days that are meant: calendar, or a period such as {month}." default:"calendar"`
	As   string `key:"as" doc:"Name of the item." default:"item"`
}

// maxItems bounds the items of one repeat.
const maxItems = 5_000

// span is the range of days that a repeat is about.
func (r *Repeat) span(c *Context, dated bool) plan.Span {
	switch {
	case !dated:
		return plan.Span{}
	case r.In == "" || r.In == "calendar":
		if c.facts.From.IsZero() {
			c.Fail("no-calendar", "a repeat over dates needs a calendar", "add calendar to the project, or in to the repeat")
		}
		return plan.Top(plan.Range{From: c.facts.From, To: c.facts.To}, c.facts.Weeks)
	}
	return plan.Top(plan.RangeOf(c.Period(r.In)), c.facts.Weeks)
}

// each runs body once per item, with the item bound.
func (r *Repeat) each(c *Context, body func()) {
	outer, touched := c.local, c.touched
	c.touched = false
	each, err := Each{c.String(Text(r.Each.Expr)), r.Each.List}.Plan()
	if err != nil {
		c.Fail("format", err.Error(), hintOf(err))
		return
	}
	span := r.span(c, each.Kind() == plan.Periods)
	n := each.Count(span)
	if n > maxItems && c.err == nil {
		c.Fail("too-many-items", "the repeat has "+strconv.FormatInt(n, 10)+" items, at most "+strconv.Itoa(maxItems)+" are allowed", "repeat fewer items")
	}
	items := int(min(n, maxItems))
	if outer != nil {
		items += outer.items
	}
	if items > 2*maxItems && c.err == nil {
		c.Fail("too-many-items", "the repeat and those around it have "+strconv.Itoa(items)+" items, at most "+strconv.Itoa(2*maxItems)+" are allowed", "repeat fewer items")
	}
	name := r.Name()
	for it := range each.Items(span) {
		if !c.work(1) {
			break
		}
		scope := token.NewScope(nil)
		plan.Bind(scope, name+".", it, c.facts.Weeks)
		if i := it.Index - 1; i < len(r.Each.List) {
			c.bindItem(scope, name, r.Each.List[i])
		}
		c.local = &binding{scope: scope, dynamic: c.touched, items: items, up: outer}
		body()
	}
	c.local, c.touched = outer, c.touched || touched
}

func (c *Context) bindItem(scope *token.Scope, name string, item Item) {
	if item.Fields == nil {
		scope.Set(name, token.String(c.String(item.Text)))
		return
	}
	for _, key := range sortedKeys(item.Fields) {
		scope.SetIn(name+".", key, token.String(c.String(item.Fields[key])))
	}
}

// Walk visits a widget and all widgets inside it, in the order of the project
// file, with their JSON pointers.
func Walk(w Widget, pointer string, visit func(pointer string, w Widget)) {
	if w == nil {
		return
	}
	visit(pointer, w)
	Inside(w, pointer, func(at string, inner Widget) { Walk(inner, at, visit) })
}

// Inside visits the widgets directly inside a widget, in the order of the
// project file, with their JSON pointers. Some may be nil.
func Inside(w Widget, pointer string, visit func(pointer string, w Widget)) {
	g, ok := w.(interface{ group() *Group })
	if !ok {
		return
	}
	for i, child := range g.group().Children {
		visit(pointer+"/children/"+strconv.Itoa(i), child)
	}
	visit(pointer+"/child", g.group().Child)
}

// RepeatOf is the repeat of a container or table, nil for anything else, and the
// keys of what it repeats, where the names of its items are known.
func RepeatOf(w Widget) (r *Repeat, keys []string) {
	if g, ok := w.(interface{ group() *Group }); ok {
		return g.group().Repeat, []string{"child"}
	}
	if t, ok := w.(*Table); ok {
		if len(t.Rows) > 0 { // their cells have the link, too, but no item
			return t.Repeat, []string{"row"}
		}
		return t.Repeat, []string{"row", "link"}
	}
	return nil, nil
}

// Name is the name that the items have.
func (r *Repeat) Name() string {
	if r.As == "" {
		return "item"
	}
	return r.As
}
