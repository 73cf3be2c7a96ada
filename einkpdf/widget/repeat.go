package widget

import (
	"strconv"

	"github.com/einkpdf/platform/einkpdf/internal/plan"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

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

// Name is the name that the items have.
func (r *Repeat) Name() string {
	if r.As == "" {
		return "item"
	}
	return r.As
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
