package einkpdf

import (
	"reflect"
	"slices"
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
func templateOf(v any) (string, bool) {
	switch x := v.(type) {
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

// collector lists the texts of a design, with the names that repeats bind around
// each of them. A part is listed with every set of names it is used with.
type collector struct {
	project *Project
	decoder *decode.Decoder
	list    []textUse
	seen    map[string]bool // parts and the names around them
}

// maxPartUses bounds the sets of names that parts are listed with. The texts of
// further ones are only checked when they are drawn.
const maxPartUses = 1_000

// texts lists the texts of a widget and everything inside it, parts included.
func (p *Project) texts(d *decode.Decoder, root widget.Widget, pointer string) []textUse {
	c := collector{project: p, decoder: d, seen: map[string]bool{}}
	c.collect(root, pointer, nil)
	return c.list
}

func (c *collector) collect(root widget.Widget, pointer string, outer []string) {
	items := map[string]string{} // pointer of what is repeated -> name of the item
	type partUse struct{ pointer, name string }
	var parts []partUse
	widget.Walk(root, pointer, func(at string, w widget.Widget) {
		if r, keys := widget.RepeatOf(w); r != nil {
			for _, key := range keys {
				items[at+"/"+key] = r.Name()
			}
		}
		if part, ok := w.(*widget.Part); ok {
			parts = append(parts, partUse{at, part.Name})
		}
	})
	around := func(at string) []string {
		names := outer[:len(outer):len(outer)]
		for i := len(pointer); i <= len(at) && len(items) > 0; i++ {
			if i == len(at) || at[i] == '/' {
				if name, ok := items[at[:i]]; ok && !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
		return names
	}
	c.decoder.Walk(root, pointer, func(at string, f *decode.Field, v reflect.Value) {
		value := v.Interface()
		if text, plain := value.(widget.Text); plain && !hasTokens(string(text)) {
			return
		}
		use := textUse{pointer: at, names: append(around(at), f.Names...)}
		if each, ok := value.(widget.Each); ok {
			for _, t := range itemTexts(each, at) {
				c.list = append(c.list, textUse{pointer: t.pointer, text: t.text, names: use.names})
			}
		}
		if cond, ok := value.(widget.Cond); ok {
			use.text, use.cond = string(cond), true
		} else if text, ok := templateOf(value); ok {
			use.text = text
		}
		if use.text != "" {
			c.list = append(c.list, use)
		}
	})
	for _, p := range parts {
		c.part(p.name, around(p.pointer))
	}
}

func (c *collector) part(name string, around []string) {
	id := strings.Join(append([]string{name}, slices.Sorted(slices.Values(around))...), "\x00")
	if !c.seen[id] && len(c.seen) < maxPartUses {
		c.seen[id] = true
		c.collect(c.project.Parts[name], pointerTo("parts", name), around)
	}
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
			list = append(list, textUse{pointer: at + pointerTo(key), text: string(item.Fields[key])})
		}
	}
	return list
}

// checkDesign checks every text of a design against the names that its pages
// have in one section of the plan.
func (l *lister) checkDesign(d *design, page token.Decls) {
	uses, ok := l.uses[d]
	if !ok {
		uses = l.project.texts(&l.decoder, d.Body, d.pointer+"/body")
		l.uses[d] = uses
	}
	known := slices.Concat(l.doc.facts.Vars.Decls(), page)
	for _, use := range uses {
		if len(l.errs) >= maxErrors {
			return
		}
		names := known[:len(known):len(known)]
		for _, name := range use.names {
			if _, hides := known.Lookup(name); hides {
				l.failOnce(use.pointer, CodeDuplicateKey, "the item "+quoted(name)+" has the name of something that the page has", "give the repeat another name with as")
			}
			names = append(names, token.Decl{Name: name})
		}
		l.checkText(use, names)
	}
}

func (l *lister) checkText(use textUse, names token.Decls) {
	var wrong []*token.SyntaxError
	if use.cond {
		cond, err := l.condition(use.text)
		if err != nil {
			return // reported by check
		}
		wrong = cond.Check(names)
	} else {
		t, err := l.template(use.text)
		if err != nil {
			return
		}
		wrong = t.Check(names)
	}
	for _, e := range wrong {
		l.syntax(use.pointer, e)
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
