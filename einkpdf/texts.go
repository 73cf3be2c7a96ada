package einkpdf

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/token"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// textUse is a text with tokens, a condition, or a link target of a widget.
type textUse struct {
	pointer string
	text    string
	cond    bool
	names   []string // bound by the widget itself for each of its cells
}

// templateOf is the text of a field that may have tokens. Targets are without
// the "?" that makes them optional.
func templateOf(v reflect.Value) (string, bool) {
	switch x := v.Interface().(type) {
	case widget.Text:
		return string(x), true
	case widget.Span:
		return string(x), true
	case widget.Date:
		return string(x), true
	case widget.Target:
		return strings.TrimSuffix(string(x), "?"), true
	case widget.Each:
		return x.Expr, true
	}
	return "", false
}

// texts lists the texts of a widget and everything inside it.
func texts(root widget.Widget, pointer string) []textUse {
	var list []textUse
	(&decode.Decoder{}).Walk(root, pointer, func(at string, f decode.Field, v reflect.Value) {
		if c, ok := v.Interface().(widget.Cond); ok && c != "" {
			list = append(list, textUse{at, string(c), true, f.Names})
		} else if text, ok := templateOf(v); ok && text != "" {
			list = append(list, textUse{at, text, false, f.Names})
		}
		if each, ok := v.Interface().(widget.Each); ok {
			list = append(list, itemTexts(each, at)...)
		}
	})
	return list
}

// itemTexts lists the texts of a repeat's list.
func itemTexts(each widget.Each, pointer string) []textUse {
	var list []textUse
	for i, item := range each.List {
		at := pointer + "/" + strconv.Itoa(i)
		if item.Fields == nil {
			list = append(list, textUse{pointer: at, text: string(item.Text)})
		}
		for _, key := range sortedKeys(item.Fields) {
			list = append(list, textUse{pointer: at + "/" + key, text: string(item.Fields[key])})
		}
	}
	return list
}

// first says whether a section meets a design for the first time, so that its
// texts are checked once and not for each page.
func (l *lister) first(at string, d *design) bool {
	id := at + "\x00" + d.name
	if l.checked[id] {
		return false
	}
	if l.checked == nil {
		l.checked = map[string]bool{}
	}
	l.checked[id] = true
	return true
}

// checkDesign checks every text of a design against the names that its pages
// have in one section of the plan.
func (l *lister) checkDesign(d *design, page token.Decls) {
	known := append(l.doc.facts.Vars.Decls(), page...)
	uses := texts(d.Body, d.pointer+"/body")
	widget.Walk(d.Body, d.pointer+"/body", func(_ string, w widget.Widget) {
		if part, ok := w.(*widget.Part); ok {
			uses = append(uses, texts(l.project.Parts[part.Name], pointerTo("parts", part.Name))...)
		}
	})
	repeats := l.repeats(d)
	for _, use := range uses {
		if len(l.errs) >= maxErrors {
			return
		}
		names := known[:len(known):len(known)]
		for _, name := range use.names {
			names = append(names, token.Decl{Name: name})
		}
		for prefix, as := range repeats {
			if strings.HasPrefix(use.pointer, prefix) {
				names = append(names, token.Decl{Name: as})
			}
		}
		l.checkText(use, names)
	}
}

// repeats are the names of repeated items by the pointer of what is repeated.
func (l *lister) repeats(d *design) map[string]string {
	found := map[string]string{}
	note := func(pointer string, w widget.Widget) {
		if r := widget.RepeatOf(w); r != nil {
			found[pointer+"/child"] = r.Name()
		}
	}
	widget.Walk(d.Body, d.pointer+"/body", note)
	for name, part := range l.project.Parts {
		widget.Walk(part, pointerTo("parts", name), note)
	}
	return found
}

func (l *lister) checkText(use textUse, names token.Decls) {
	facts := &l.doc.facts
	var wrong []*token.SyntaxError
	if use.cond {
		cond, err := token.ParseCond(use.text)
		if err != nil {
			return // reported by check
		}
		facts.Conds[use.text] = cond
		wrong = cond.Check(names)
	} else {
		t, err := token.Parse(use.text)
		if err != nil {
			return
		}
		facts.Templates[use.text] = t
		wrong = t.Check(names)
	}
	for _, e := range wrong {
		l.errs = append(l.errs, l.project.syntaxError(use.pointer, e))
	}
}

// paths are the JSON pointers of all widgets of the project.
func (p *Project) paths() map[widget.Widget]string {
	paths := map[widget.Widget]string{}
	note := func(pointer string, w widget.Widget) { paths[w] = pointer }
	for _, name := range sortedKeys(p.Designs) {
		widget.Walk(p.Designs[name].Body, pointerTo("designs", name, "body"), note)
	}
	for _, name := range sortedKeys(p.Parts) {
		widget.Walk(p.Parts[name], pointerTo("parts", name), note)
	}
	return paths
}
