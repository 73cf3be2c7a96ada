package einkpdf

import (
	"fmt"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/internal/plan"
	"github.com/einkpdf/platform/einkpdf/internal/token"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// lister walks the plan and makes its pages.
type lister struct {
	*compiler
	designs map[string]*design
	format  token.Context
	checked map[string]bool // sections whose texts are known to be right
}

// scope is the names of an item, and what is known of them without a value.
type scope struct {
	names *token.Scope
	decls token.Decls
	value string // the item as a part of a key; "" for once
}

func (l *lister) sections(sections []Section, pointer string, outer plan.Span, up scope) {
	for i := range sections {
		s, at := &sections[i], pointer+"/"+strconv.Itoa(i)
		each, _ := s.Each.Plan()
		span := s.spanOf(outer)
		for it := range each.Items(span) {
			if len(l.errs) >= maxErrors {
				return
			}
			inner := l.item(s, at, it, span.Rule, up)
			if s.Design != "" {
				l.pagesOf(s, at, inner)
			}
			l.sections(s.Nested, at+"/nested", span.Within(it), inner)
		}
	}
}

// item binds the names of one item: those of its dates or its number, those of
// a list's object, and the section's own.
func (l *lister) item(s *Section, at string, it plan.Item, rule calendar.WeekRule, up scope) scope {
	in := scope{names: token.NewScope(parent(up.names)), value: it.Value().String()}
	plan.Bind(in.names, "", it, rule)
	name := s.As
	if name == "" {
		name = "n"
	}
	switch {
	case it.Kind == plan.Ints:
		in.names.Set(name, it.Value())
	case it.Kind == plan.List:
		in.value = strconv.Itoa(it.Index)
		item := s.Each.List[it.Index-1]
		at := at + "/each/" + strconv.Itoa(it.Index-1)
		if item.Fields == nil {
			in.value = l.eval(string(item.Text), at, up.names)
			in.names.Set(name, token.String(in.value))
		}
		for _, key := range sortedKeys(item.Fields) {
			in.names.SetIn(name+".", key, token.String(l.eval(string(item.Fields[key]), at+"/"+key, up.names)))
		}
	case it.Kind == plan.Periods && s.As != "":
		in.names.Set(name, it.Value())
	}
	for _, key := range sortedKeys(s.Vars) {
		in.names.Set(key, token.String(l.eval(s.Vars[key], at+"/vars/"+key, in.names)))
	}
	in.decls = append(up.decls[:len(up.decls):len(up.decls)], in.names.Decls()...)
	return in
}

// parent keeps a nil scope from becoming a non-nil Env.
func parent(s *token.Scope) token.Env {
	if s == nil {
		return nil
	}
	return s
}

// pagesOf makes the pages of one item.
func (l *lister) pagesOf(s *Section, at string, in scope) {
	d := l.designs[s.Design]
	for sub := 1; sub <= max(s.Pages, 1); sub++ {
		p := page{design: d, section: at, vars: token.NewScope(parent(in.names))}
		p.vars.Set("page", token.Int(int64(len(l.doc.pages)+1)))
		p.vars.Set("subpage", token.Int(int64(sub)))
		p.key = l.key(d, s, in, sub, p.vars)
		p.vars.Set("key", token.String(p.key))
		if l.first(at, d) {
			l.checkDesign(d, append(in.decls[:len(in.decls):len(in.decls)], p.vars.Decls()...))
		}
		p.label = l.eval(string(d.Label), d.pointer+"/label", p.vars)
		if d.Outline != nil {
			outline := d.pointer + "/outline"
			p.title = l.eval(string(d.Outline.Title), outline, p.vars)
			p.under = l.eval(string(d.Outline.Under), outline+"/under", p.vars)
			p.open = d.Outline.Open
		}
		l.add(p)
	}
}

// key is the page's lasting name: what the design says, or the design's name
// and the item.
func (l *lister) key(d *design, s *Section, in scope, sub int, vars *token.Scope) string {
	if d.Key != "" {
		return l.eval(string(d.Key), d.pointer+"/key", vars)
	}
	key := d.name
	if in.value != "" {
		key += "/" + in.value
	}
	if s.Pages > 1 {
		key += "/" + strconv.Itoa(sub)
	}
	return key
}

// maxKey bounds a page key in bytes.
const maxKey = 200

func (l *lister) add(p page) {
	if first, doubled := l.doc.places[p.key]; doubled {
		hint := "put a token into the design's key that tells its pages apart, such as {date}, {n} or {subpage}"
		l.fail(p.design.pointer+"/key", CodeDoubledKey,
			fmt.Sprintf("page %d would have the key %s, which page %d has already", len(l.doc.pages)+1, quoted(p.key), first.Page+1), hint)
	} else if p.key == "" || len(p.key) > maxKey {
		l.fail(p.design.pointer+"/key", CodeRange, fmt.Sprintf("the key of page %d is empty or longer than %d bytes", len(l.doc.pages)+1, maxKey), "")
	}
	l.doc.places[p.key] = widget.Place{Name: p.key, Page: int32(len(l.doc.pages))}
	l.doc.pages = append(l.doc.pages, p)
}

// eval replaces the tokens of a text of the plan or of a design's head.
func (l *lister) eval(text, pointer string, names *token.Scope) string {
	if text == "" {
		return ""
	}
	t, err := token.Parse(text)
	var out string
	if err == nil {
		out, err = t.Eval(&fallback{names, l.doc.facts.Vars}, &l.format)
	}
	if err != nil && len(l.errs) < maxErrors {
		l.errs = append(l.errs, l.project.syntaxError(pointer, err))
	}
	return out
}

// fallback looks into the page's names first and then into the document's.
type fallback struct{ page, document *token.Scope }

// Lookup is the value of a name.
func (f *fallback) Lookup(name string) (token.Value, bool) {
	if f.page != nil {
		if v, ok := f.page.Lookup(name); ok {
			return v, true
		}
	}
	return f.document.Lookup(name)
}

func weekendSet(days []calendar.Weekday) (set [8]bool) {
	for _, d := range days {
		if d >= 1 && d <= 7 {
			set[d] = true
		}
	}
	return set
}
