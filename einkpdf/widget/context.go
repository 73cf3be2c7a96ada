package widget

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

// Context answers what a widget asks while it is drawn, and paints for it. It
// belongs to one page and one goroutine.
//
// Errors are sticky: after the first failure the answers are empty, nothing
// more is painted, and the page comes back with the error. Widgets therefore
// need not check for errors themselves.
type Context struct {
	facts  *Facts
	ctx    context.Context
	key    string       // of the page
	page   *token.Scope // names that belong to the page
	local  *binding     // names bound by repeats and cells, innermost first
	format *token.Context
	list   *draw.List
	path   string // JSON pointer of the widget being drawn
	trace  *[]Traced
	depth  int // of the widget being traced

	// touched says whether the page's own names were looked up: what has not
	// looked is the same on every page of the design.
	touched bool
	// dry contexts evaluate texts and links but paint nothing.
	dry     bool
	open    LinkFunc
	last    *visit // of the widget being placed, on the page before
	visited *visit // of the widget being drawn, on this page
	reads   int    // of the page's own names
	widgets int    // placed so far
	worked  int    // see work
	painted int    // see paintWork
	err     *Problem
	scratch []byte
	spare   *binding // list of bindings to use again

	lastSpec font.Spec
	lastFace *font.Face

	kept *[]Finding // of the layer that is being made
}

// binding is one local name. The list is persistent: an inner scope points to
// the outer one and never changes it.
type binding struct {
	names   []Name // of a cell
	item    *item  // of a repeat
	dynamic bool   // the values depend on the page
	items   int    // of this and all repeats around it
	up      *binding
}

func (b *binding) lookup(name string, weeks calendar.WeekRule) (v token.Value, n int) {
	if b.item != nil {
		return b.item.lookup(name, weeks)
	}
	return lookup(b.names, name)
}

// lookup is the value of the longest beginning of a name that the list has, and
// the length of this beginning.
func lookup(names []Name, name string) (v token.Value, n int) {
	for i := range names {
		bound := names[i].Name
		if len(bound) > n && len(bound) <= len(name) && name[:len(bound)] == bound && (len(bound) == len(name) || name[len(bound)] == '.') {
			v, n = token.Value(names[i].Value), len(bound)
		}
	}
	return v, n
}

// Problem is an error of one widget on one page.
type Problem struct{ Finding }

// Error says page, widget and what is wrong.
func (p *Problem) Error() string {
	s := p.Message
	if p.Pointer != "" {
		s = p.Pointer + ": " + s
	}
	if p.Page != "" {
		s = "page " + p.Page + ": " + s
	}
	return s
}

// NewContext starts a page. key is the page's key, vars are the names that
// belong to it. It is for the renderer.
func NewContext(ctx context.Context, facts *Facts, key string, vars *token.Scope) *Context {
	c := &Context{facts: facts, ctx: ctx, key: key, page: vars, list: new(draw.List)}
	c.format = &token.Context{Locale: facts.Locale, Weeks: facts.Weeks, Weekend: token.WeekendOf(facts.Weekend)}
	return c
}

// Fail reports an error that stops the page. The hint says what to do.
func (c *Context) Fail(code, message, hint string) {
	if c.err == nil {
		c.err = &Problem{Finding{Severity: Failure, Code: code, Page: c.key, Pointer: c.path, Message: message, Hint: hint}}
	}
}

// Warn reports something that the maker of the project should know.
func (c *Context) Warn(code, message, hint string, at geom.Rect) {
	c.report(Finding{Severity: Warning, Code: code, Message: message, Hint: hint, Box: at})
}

// report reports what a finding says beside its widget and page.
func (c *Context) report(f Finding) { c.reportAt(c.path, f) }

// reportAt is report about another place than that of the widget.
func (c *Context) reportAt(pointer string, f Finding) {
	if c.dry || c.facts.Report == nil || c.err != nil {
		return
	}
	f.Page, f.Pointer = c.key, pointer
	c.facts.Report(f)
	if c.kept != nil && len(*c.kept) < maxKept {
		*c.kept = append(*c.kept, f)
	}
}

// warnRoom is Warn where something needs more room than it has.
func (c *Context) warnRoom(code, message, hint string, at geom.Rect, have, need geom.Unit) {
	c.report(Finding{Severity: Warning, Code: code, Message: message, Hint: hint, Box: at,
		Measured: hundredths(have), Required: hundredths(need), Unit: "pt"})
}

// hundredths is a length in points, to a hundredth.
func hundredths(u geom.Unit) float64 { return float64(u.MulDiv(1, int64(geom.Pt/100))) / 100 }

// Err is the first failure, or nil.
func (c *Context) Err() error {
	if c.err == nil {
		return nil
	}
	return c.err
}

// Dry says that nothing will be painted: the page is only asked for its links.
// Widgets may leave out costly work that has no links in it.
func (c *Context) Dry() bool { return c.dry }

// Lookup finds the value of a name; it makes Context a token.Env.
func (c *Context) Lookup(name string) (token.Value, int) {
	for b := c.local; b != nil; b = b.up {
		if v, n := b.lookup(name, c.facts.Weeks); n > 0 {
			c.touched = c.touched || b.dynamic
			return v, n
		}
	}
	if v, n := c.page.Lookup(name); n > 0 {
		c.look()
		return v, n
	}
	return c.facts.Vars.Lookup(name)
}

// look notes that an answer depends on the page.
func (c *Context) look() {
	c.touched = true
	c.reads++
}

// String is the text with its tokens replaced.
func (c *Context) String(t Text) string {
	if c.err != nil || t == "" {
		return ""
	}
	if strings.IndexByte(string(t), '{') < 0 && strings.IndexByte(string(t), '}') < 0 {
		return string(t)
	}
	return string(c.bytes(string(t)))
}

// bytes is the text with its tokens replaced, until the next one is asked for.
func (c *Context) bytes(t string) []byte {
	tpl, err := c.facts.template(t)
	if err == nil {
		c.scratch, err = tpl.AppendEval(c.scratch[:0], c, c.format)
	}
	if err != nil {
		c.Fail("token", err.Error(), hintOf(err))
		return nil
	}
	c.workOn(max(len(t), len(c.scratch)))
	return c.scratch
}

// value is the value of a text that is one token, or its text.
func (c *Context) value(t string) token.Value {
	tpl, err := c.facts.template(t)
	var v token.Value
	if err == nil {
		v, err = tpl.Value(c, c.format)
	}
	if err != nil {
		c.Fail("token", err.Error(), hintOf(err))
	}
	return v
}

// Period is the day, week, month, quarter or year that a Span names.
func (c *Context) Period(s Span) calendar.Period { return c.period(s, false) }

// periodToPaint is Period where the links do not depend on it: without painting
// it is only looked for mistakes in, and none.
func (c *Context) periodToPaint(s Span) calendar.Period {
	if p := c.period(s, c.dry); !c.dry {
		return p
	}
	return calendar.Period{}
}

func (c *Context) period(s Span, unused bool) calendar.Period {
	if c.err != nil {
		return calendar.Period{}
	}
	reads := c.reads
	v := c.value(string(s))
	p, ok := v.AsPeriod()
	if !ok {
		var err error
		p, err = calendar.ParsePeriod(v.String(), c.facts.Weeks)
		if err != nil && c.err == nil {
			c.Fail("period", fmt.Sprintf("%q is not a day, week, month, quarter or year", v.String()), `write for example "{month}" or "2026-03"`)
		}
	}
	if c.visited != nil {
		c.visited.answer(c, question{s, p, unused}, c.reads-reads)
	}
	return p
}

// Holds is the value of a condition; an empty one holds.
func (c *Context) Holds(when Cond) bool {
	if when == "" || c.err != nil {
		return c.err == nil
	}
	cond, err := c.facts.cond(string(when))
	ok := false
	if err == nil && c.workOn(len(when)) {
		ok, err = cond.Eval(c, c.format)
	}
	if err != nil {
		c.Fail("condition", err.Error(), hintOf(err))
	}
	return ok
}

// Length is a length in units; whole is what 100 % is.
func (c *Context) Length(l geom.Length, whole geom.Unit) geom.Unit {
	return l.Resolve(whole, c.facts.Device.Px(1))
}

// LengthOr is the length, or def where it is not given.
func (c *Context) LengthOr(l geom.Length, whole, def geom.Unit) geom.Unit {
	if l.IsZero() {
		return def
	}
	return c.Length(l, whole)
}

// Facts are the document's locale, calendar, device and fonts.
func (c *Context) Facts() *Facts { return c.facts }

// Weekend says whether a weekday belongs to the project's weekend.
func (c *Context) Weekend(w calendar.Weekday) bool {
	for _, day := range c.facts.Weekend {
		if day == w {
			return true
		}
	}
	return false
}

// Bind runs body with names bound to values, as a calendar binds "cell.date"
// for each of its cells.
func (c *Context) Bind(names []Name, body func()) {
	// Bindings are used again: nothing keeps c.local beyond body, for widgets
	// that bind names contain no others.
	b := c.spare
	if b == nil {
		b = new(binding)
	} else {
		c.spare = b.up
	}
	outer := c.local
	b.names, b.dynamic, b.up = append(b.names[:0], names...), c.touched, outer
	c.local = b
	body()
	c.local = outer
	b.up, c.spare = c.spare, b
}

// Name is a name with its value.
type Name struct {
	Name  string
	Value Value
}

// Value is a value that a widget binds to a name.
type Value token.Value

// DayValue is a day as a value.
func DayValue(d calendar.Date) Value { return Value(token.Date(d)) }

// PeriodValue is a week, month, quarter or year as a value.
func PeriodValue(p calendar.Period) Value { return Value(token.PeriodOf(p)) }

// IntValue is a whole number as a value.
func IntValue(n int64) Value { return Value(token.Int(n)) }

// TextValue is a text as a value.
func TextValue(s string) Value { return Value(token.String(s)) }

func hintOf(err error) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}
