package einkpdf

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/plan"
	"github.com/einkpdf/platform/einkpdf/internal/token"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// validate checks a whole project, however it was made. The decoder needs to know
// no widgets.
func (p *Project) validate(d *decode.Decoder) Errors {
	if p == nil {
		return Errors{{Code: CodeMissing, Message: "there is no project", Hint: "call Parse, or build a Project"}}
	}
	if e := p.checkTree(); e != nil {
		return Errors{e} // nothing else can walk through it
	}
	errs := d.Validate(p, "")
	for _, e := range errs {
		*e = *p.errorAt(e.Pointer, e.Code, e.Message, e.Hint)
	}
	if slices.ContainsFunc(errs, func(e *Error) bool { return e.Code == CodeTooDeep }) {
		return sortErrors(errs) // nothing else can walk through it
	}
	return sortErrors(unique(append(errs, p.check(d, errs)...)))
}

// checker collects what is wrong between the parts of a project: names that
// nothing has, cycles, and spans that make no sense.
type checker struct {
	*Project
	decoder *decode.Decoder
	errs    Errors
}

func (c *checker) fail(pointer, code, message, hint string) {
	c.errs = append(c.errs, c.errorAt(pointer, code, message, hint))
}

// check finds what is wrong between the parts of a project. before is what is
// known to be wrong; what only follows from that is left out.
func (p *Project) check(d *decode.Decoder, before Errors) Errors {
	c := &checker{Project: p, decoder: d}
	c.calendar()
	c.styles()
	c.parts()
	c.projectNames()
	c.plan(p.Plan, "/plan", 1, false)
	c.designs()
	c.ignores()
	return slices.DeleteFunc(c.errs, func(e *Error) bool { return followsFrom(e, before) })
}

// followsFrom says whether something is missing only because it could not be read.
func followsFrom(e *Error, before Errors) bool {
	at := e.Pointer
	switch e.Code {
	case CodeNoCalendar:
		at = "/calendar"
	case CodeMissing:
	default:
		return false
	}
	return slices.ContainsFunc(before, func(b *Error) bool {
		return b.Pointer == at || strings.HasPrefix(b.Pointer, at+"/")
	})
}

// maxYears bounds the calendar.
const maxYears = 100

func (c *checker) calendar() {
	from, to := c.Calendar.From, c.Calendar.To
	switch {
	case from.IsZero() != to.IsZero():
		c.fail("/calendar", CodeMissing, "needs both from and to", "write for example {from: 2026-01-01, to: 2026-12-31}")
	case to.Before(from):
		c.fail("/calendar/to", CodeRange, fmt.Sprintf("ends on %s, before it begins on %s", to, from), "exchange the two dates")
	case to.Year()-from.Year() > maxYears:
		c.fail("/calendar/to", CodeRange, fmt.Sprintf("spans more than %d years", maxYears), "use a shorter calendar")
	}
}

func (c *checker) styles() {
	for _, name := range sortedKeys(c.Styles) {
		pointer := pointerTo("styles", name)
		c.styleName(pointer+"/like", c.Styles[name].Like)
		seen := map[string]bool{name: true}
		for like := c.Styles[name].Like; like != ""; like = c.Styles[like].Like {
			if seen[like] {
				c.fail(pointer+"/like", CodeCycle, "style "+quoted(name)+" is like itself in the end", "break the circle of like")
				break
			}
			seen[like] = true
		}
	}
}

func (c *checker) styleName(pointer, name string) {
	if _, ok := c.Styles[name]; !ok && name != "" {
		c.fail(pointer, CodeUnknownStyle, "there is no style "+quoted(name), didYouMean(name, sortedKeys(c.Styles), "define it under styles"))
	}
}

// style merges a style with those that it is like, at most depth of them.
func (p *Project) style(name string, depth int) widget.Style {
	s := p.Styles[name]
	if s.Like != "" && depth > 0 {
		return s.Over(p.style(s.Like, depth-1))
	}
	if name != "default" {
		return s.Over(p.Styles["default"])
	}
	return s
}

// parts refuses parts that are made of themselves.
func (c *checker) parts() {
	uses := map[string][]string{}
	for _, name := range sortedKeys(c.Parts) {
		widget.Walk(c.Parts[name], pointerTo("parts", name), func(pointer string, w widget.Widget) {
			if part, ok := w.(*widget.Part); ok {
				uses[name] = append(uses[name], part.Name)
			}
		})
	}
	state := map[string]int{} // 1 = being visited, 2 = done
	var visit func(name string)
	visit = func(name string) {
		state[name] = 1
		for _, used := range uses[name] {
			switch state[used] {
			case 0:
				visit(used)
			case 1:
				c.fail(pointerTo("parts", name), CodeCycle, "part "+quoted(name)+" is made of itself in the end", "break the circle of parts")
			}
		}
		state[name] = 2
	}
	for _, name := range sortedKeys(c.Parts) {
		if state[name] == 0 {
			visit(name)
		}
	}
}

// maxNesting is how many levels of sections a plan may have: three below the top.
const maxNesting = 4

func (c *checker) plan(sections []Section, pointer string, level int, dated bool) {
	for i := range sections {
		s, at := &sections[i], fmt.Sprintf("%s/%d", pointer, i)
		if level > maxNesting {
			c.fail(at, CodeTooDeep, fmt.Sprintf("a section of the plan has at most %d levels of sections below it", maxNesting-1), "nest less; vars and lists may say the same on fewer levels")
			return
		}
		if s.Design == "" && len(s.Nested) == 0 {
			c.fail(at, CodeMissing, "has neither a design nor nested sections", "name a design")
		}
		if _, ok := c.Designs[s.Design]; !ok && s.Design != "" {
			c.fail(at+"/design", CodeUnknownDesign, "there is no design "+quoted(s.Design), didYouMean(s.Design, sortedKeys(c.Designs), "define it under designs"))
		}
		if s.To.Before(s.From) && !s.To.IsZero() {
			c.fail(at+"/to", CodeRange, fmt.Sprintf("ends on %s, before it begins on %s", s.To, s.From), "exchange the two dates")
		}
		if _, err := s.Each.Plan(); err != nil {
			c.errs = append(c.errs, c.syntaxError(at+"/each", err))
		}
		for _, t := range itemTexts(s.Each, at+"/each") {
			c.template(t.pointer, t.text)
		}
		for _, name := range sortedKeys(s.Vars) {
			c.template(at+pointerTo("vars", name), s.Vars[name])
		}
		dated := dated && s.In != "calendar"
		hasDates := dated || !c.Calendar.From.IsZero() || !s.From.IsZero() && !s.To.IsZero()
		if s.Each.Dated() && !hasDates {
			c.fail(at+"/each", CodeNoCalendar, "needs a calendar to know which dates are meant", "add for example calendar: {from: 2026-01-01, to: 2026-12-31}")
		}
		c.sectionNames(s, at)
		c.plan(s.Nested, at+"/nested", level+1, dated || s.Each.Dated())
	}
}

// designs checks the names that widgets use.
func (c *checker) designs() {
	for _, name := range sortedKeys(c.Parts) {
		c.widgets(c.Parts[name], pointerTo("parts", name))
	}
	for _, name := range sortedKeys(c.Designs) {
		if d := c.Designs[name]; d != nil {
			c.template(pointerTo("designs", name, "key"), string(d.Key))
			c.template(pointerTo("designs", name, "label"), string(d.Label))
			c.outlines(d, name)
			c.widgets(d.Body, pointerTo("designs", name, "body"))
		}
	}
}

func (c *checker) widgets(root widget.Widget, pointer string) {
	widget.Walk(root, pointer, func(at string, w widget.Widget) {
		if r, _ := widget.RepeatOf(w); r != nil {
			c.repeatNames(r, at+"/repeat")
		}
		if part, ok := w.(*widget.Part); ok && c.Parts[part.Name] == nil {
			c.fail(at+"/part", CodeUnknownPart, "there is no part "+quoted(part.Name), didYouMean(part.Name, sortedKeys(c.Parts), "define it under parts"))
		}
	})
	c.decoder.Walk(root, pointer, func(at string, _ *decode.Field, v reflect.Value) { c.field(at, v) })
}

// template checks a text with tokens.
func (c *checker) template(pointer, text string) {
	if !hasTokens(text) {
		return
	}
	if _, err := token.Parse(text); err != nil {
		c.errs = append(c.errs, c.syntaxError(pointer, err))
	}
}

// hasTokens says whether a text is more than itself.
func hasTokens(text string) bool { return strings.ContainsAny(text, "{}") }

// field checks one property: styles must exist, texts must parse.
func (c *checker) field(pointer string, v reflect.Value) {
	var err error
	switch x := v.Interface().(type) {
	case widget.StyleRef:
		c.styleName(pointer, x.Name)
		if x.Own != nil {
			c.styleName(pointer+"/like", x.Own.Like)
		}
		return
	case widget.Each:
		for _, t := range itemTexts(x, pointer) {
			c.template(t.pointer, t.text)
		}
		if hasTokens(x.Expr) {
			_, err = token.Parse(x.Expr)
		} else {
			_, err = x.Plan()
		}
	case widget.Cond:
		if x != "" {
			_, err = token.ParseCond(string(x))
		}
	case widget.Target:
		text, _ := templateOf(x)
		c.template(pointer, text)
		if plan.IsOrder(text) && !hasTokens(text) {
			_, err = plan.ParseOrder(text)
		}
	default:
		if text, ok := templateOf(x); ok {
			c.template(pointer, text)
		}
	}
	if err != nil {
		c.errs = append(c.errs, c.syntaxError(pointer, err))
	}
}

// syntaxError is an error inside a text; its column is that of the mistake.
func (p *Project) syntaxError(pointer string, err error) *Error {
	e := p.errorAt(pointer, CodeFormat, err.Error(), "")
	if s, ok := errors.AsType[*token.SyntaxError](err); ok {
		e.Code, e.Hint = s.Code(), s.Hint()
		if p.file != nil {
			if node, _ := p.file.root.At(pointer); node != nil {
				pos := node.PosAt(s.Offset())
				e.Line, e.Col = pos.Line, pos.Col
			}
		}
	}
	return e
}

func didYouMean(word string, known []string, otherwise string) string {
	if s := decode.Suggest(word, known); s != "" {
		return "did you mean " + quoted(s) + "?"
	}
	return otherwise
}
