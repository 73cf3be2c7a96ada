package einkpdf

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/internal/plan"
	"github.com/einkpdf/platform/einkpdf/internal/token"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// lister walks the plan and makes its pages.
type lister struct {
	*compiler
	designs   map[string]*design
	format    token.Context
	uses      map[*design][]textUse
	checked   map[sectionUse]bool // designs whose texts are known to be right
	reported  map[string]bool     // what is wrong with many pages is said once
	wrong     bool                // set by eval where a text has no value
	evaluated int                 // bytes of texts that pages keep
	full      bool                // too many of them
	scratch   []byte              // the text that eval makes
}

// sectionUse is a design used by a section, which is named by its JSON pointer.
type sectionUse struct {
	section string
	design  *design
}

// scope is the names of an item.
type scope struct {
	names *token.Scope
	value string // the item as a part of a key; "" for once
}

func (l *lister) sections(sections []Section, pointer string, outer plan.Span, up scope) {
	for i := range sections {
		s, at := &sections[i], pointer+"/"+strconv.Itoa(i)
		each, _ := s.Each.Plan()
		span := l.spanOf(s, outer)
		for it := range each.Items(span) {
			if l.full || len(l.errs) >= maxErrors {
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
// a list's object, and the section's own counters and vars.
func (l *lister) item(s *Section, at string, it plan.Item, rule calendar.WeekRule, up scope) scope {
	in := scope{names: token.NewScope(parent(up.names)), value: it.Value().String()}
	in.names.Grow(plan.MaxNames + 1 + len(s.Counters) + len(s.Vars))
	plan.Bind(in.names, it, rule)
	if it.Kind != plan.Periods && up.names == nil {
		l.bindCalendar(in.names)
	}
	name := s.As
	if name == "" {
		name = defaultItem
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
			in.names.Set(name, token.Listed(in.value))
		}
		for _, key := range sortedKeys(item.Fields) {
			in.names.SetIn(name+".", key, token.Listed(l.eval(string(item.Fields[key]), at+pointerTo(key), up.names)))
		}
	case it.Kind == plan.Periods && s.As != "":
		in.names.Set(name, it.Value())
	}
	l.counters(in.names, s, at, it)
	for _, key := range sortedKeys(s.Vars) {
		in.names.Set(key, token.String(l.eval(s.Vars[key], at+pointerTo("vars", key), in.names)))
	}
	return in
}

// bindCalendar gives pages without dates the year, quarter and month that the
// whole calendar lies in.
func (l *lister) bindCalendar(names *token.Scope) {
	from, to := l.project.Calendar.From, l.project.Calendar.To
	if from.IsZero() {
		return
	}
	for _, g := range [...]calendar.Grain{calendar.Month, calendar.Quarter, calendar.Year} {
		if p := calendar.PeriodOf(g, from, l.doc.facts.Weeks); p.Contains(to) {
			names.Set(g.String(), token.PeriodOf(p))
		}
	}
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
	l.wrong = false
	for sub := 1; sub <= max(s.Pages, 1); sub++ {
		p := page{design: d, section: at, vars: token.NewScope(parent(in.names))}
		p.vars.Grow(3)
		p.vars.Set("page", token.Int(int64(len(l.doc.pages)+1)))
		p.vars.Set("subpage", token.Int(int64(sub)))
		if p.key = l.key(d, s, in, sub, p.vars); l.wrong {
			l.wrong = false
			return
		}
		p.vars.Set("key", token.String(p.key))
		if use := (sectionUse{at, d}); !l.checked[use] {
			l.checked[use] = true
			l.checkDesign(d, p.vars.AllDecls())
		}
		p.label = l.eval(string(d.Label), d.pointer+"/label", p.vars)
		p.entries = l.entries(d, p.vars)
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

// maxEvaluated bounds the texts that pages keep: vars, keys, labels and titles.
const maxEvaluated = 8 << 20

// maxKey bounds a page key in bytes.
const maxKey = 200

func (l *lister) add(p page) {
	if first, doubled := l.doc.places[p.key]; doubled {
		hint := "put a token into the design's key that tells its pages apart, such as {date}, {n} or {subpage}"
		message := fmt.Sprintf("page %d would have the key %s, which page %d has already", len(l.doc.pages)+1, quoted(p.key), first.Page+1)
		if l.lenient {
			l.doubled = append(l.doubled, doubledKey{len(l.doc.pages), p.design.pointer + "/key", message, hint})
		} else {
			l.failOnce(p.design.pointer+"/key", CodeDoubledKey, message, hint)
		}
	} else if strings.ContainsFunc(p.key, unicode.IsControl) {
		l.failOnce(p.design.pointer+"/key", CodeFormat, fmt.Sprintf("the key %s of page %d has a line break or another control character", quoted(p.key), len(l.doc.pages)+1), "use letters, digits, / and -")
	} else if p.key == "" || len(p.key) > maxKey {
		l.failOnce(p.design.pointer+"/key", CodeRange, fmt.Sprintf("the key of page %d is empty or longer than %d bytes", len(l.doc.pages)+1, maxKey),
			"use names that are short, such as {date} or {n}")
	} else if plan.IsOrder(p.key) {
		l.failOnce(p.design.pointer+"/key", CodeFormat, fmt.Sprintf("the key %s of page %d begins with @, which stands for pages by their place, such as @next", quoted(p.key), len(l.doc.pages)+1),
			"begin it with a letter or a digit")
	}
	l.doc.places[p.key] = widget.Place{Name: p.key, Page: int32(len(l.doc.pages))}
	l.doc.pages = append(l.doc.pages, p)
}

// eval replaces the tokens of a text of the plan or of a design's head.
func (l *lister) eval(text, pointer string, names *token.Scope) string {
	if l.full {
		return ""
	}
	if !hasTokens(text) {
		return text
	}
	t, err := l.template(text)
	if err != nil {
		l.syntax(pointer, err)
		l.wrong = true
		return ""
	}
	l.scratch, err = t.AppendEval(l.scratch[:0], &fallback{names, l.doc.facts.Vars}, &l.format)
	l.keep(pointer, len(l.scratch))
	if err == nil {
		return string(l.scratch)
	}
	l.wrong = true
	for _, e := range t.Check(l.known(names)) { // these know which names there are
		l.syntax(pointer, e)
		err = nil
	}
	if err != nil {
		l.syntax(pointer, err)
	}
	return ""
}

// template is a parsed text. Texts that many pages have are parsed once.
func (l *lister) template(text string) (*token.Template, error) {
	t := l.doc.facts.Templates[text]
	if t == nil {
		var err error
		if t, err = token.Parse(text); err != nil {
			return nil, err
		}
		l.doc.facts.Templates[text] = t
	}
	return t, nil
}

// known are the names of the document and of a page or item.
func (l *lister) known(names *token.Scope) token.Decls {
	return slices.Concat(l.doc.facts.Vars.Decls(), names.AllDecls())
}

// keep counts the bytes of a text that pages keep.
func (l *lister) keep(pointer string, n int) {
	if l.evaluated += n; l.evaluated > maxEvaluated && !l.full {
		l.failOnce(pointer, CodeTooLarge, "the names and titles of all pages together have more than "+thousands(maxEvaluated)+" bytes", "use shorter texts, or fewer pages")
		l.full = true
	}
}

// syntax reports what is wrong inside a text, once for all pages.
func (l *lister) syntax(pointer string, err error) {
	e := l.project.syntaxError(pointer, err)
	id := pointer + "\x00" + e.Code
	if s, ok := errors.AsType[*token.SyntaxError](err); ok {
		id += "\x00" + strconv.Itoa(s.Offset())
	}
	l.once(id, e)
}

// failOnce reports an error of many pages for the first of them.
func (l *lister) failOnce(pointer, code, message, hint string) {
	l.once(pointer+"\x00"+code, l.project.errorAt(pointer, code, message, hint))
}

func (l *lister) once(id string, e *Error) {
	if !l.reported[id] && len(l.errs) < maxErrors {
		l.reported[id] = true
		l.errs = append(l.errs, e)
	}
}

// fallback looks into the page's names first and then into the document's.
type fallback struct{ page, document *token.Scope }

// Lookup is the value of a name.
func (f *fallback) Lookup(name string) (token.Value, int) {
	if v, n := f.page.Lookup(name); n > 0 {
		return v, n
	}
	return f.document.Lookup(name)
}
