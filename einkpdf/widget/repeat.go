package widget

import (
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
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
func (r *Repeat) each(c *Context, body func(plan.Item)) {
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
	for it := range each.Items(span) {
		if !c.work(1) {
			break
		}
		bound := &item{Item: it, name: r.Name(), value: it.Value()}
		if i := it.Index - 1; i < len(r.Each.List) {
			c.readItem(bound, r.Each.List[i])
		}
		c.local = &binding{item: bound, dynamic: c.touched, items: items, up: outer}
		body(it)
	}
	c.local, c.touched = outer, c.touched || touched
}

// item is a turn of a repeat. Most of its names are never asked for, so they get
// their values when they are.
type item struct {
	plan.Item
	name   string
	value  token.Value // of the name alone
	fields []Name      // of an object of a list
}

func (c *Context) readItem(dst *item, from Item) {
	if from.Fields == nil {
		dst.value = token.Listed(c.String(from.Text))
		return
	}
	for _, key := range sortedKeys(from.Fields) {
		dst.fields = append(dst.fields, Name{key, Value(token.Listed(c.String(from.Fields[key])))})
	}
}

// lookup is the value of a name that begins with that of the item, and how much
// of it that is.
func (it *item) lookup(name string, weeks calendar.WeekRule) (v token.Value, n int) {
	rest, ok := strings.CutPrefix(name, it.name)
	if !ok || rest != "" && rest[0] != '.' {
		return v, 0
	}
	if rest != "" {
		if v, n = lookup(it.fields, rest[1:]); n > 0 {
			return v, len(it.name) + 1 + n
		}
		key, _, _ := strings.Cut(rest[1:], ".")
		if v, ok = it.Lookup(key, weeks); ok {
			return v, len(it.name) + 1 + len(key)
		}
	}
	if it.value.IsZero() {
		return v, 0
	}
	return it.value, len(it.name)
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
