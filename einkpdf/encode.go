package einkpdf

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/encode"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Encoder writes projects as files, the inverse of [Parser]. The zero value is
// ready to use.
type Encoder struct {
	// Header is a comment at the head of the file, of any number of lines.
	Header string
	// Widgets are the kinds of widgets beside the built-in ones, as for the Parser.
	Widgets []widget.Kind
}

// YAML is the project as a file. See [Encoder.Encode].
func (p *Project) YAML() ([]byte, error) { return Encoder{}.Encode(p) }

// Encode writes a project, parsed or built by hand, as a YAML file that is made
// for people to read and that [Parser.Parse] reads back as the same project.
// What equals a documented default is left out: absent, it means the same.
// Designs come in the order of the plan, everything else as docs/project.md
// lists it. Comments, anchors and the order of the keys of a parsed file are
// not kept. The same project gives the same bytes.
//
// A project with mistakes is written too, as far as a file can say it; whether
// there are any, and whether the file keeps the limits, is what Parse tells. The
// error is an [Errors] with what no file can say: widgets of unknown kinds, nil
// in a list, texts that are not UTF-8, widgets that contain themselves.
//
// The project must not be changed meanwhile.
func (e Encoder) Encode(p *Project) (file []byte, err error) {
	if p == nil {
		return nil, Errors{{Code: CodeMissing, Message: "there is no project", Hint: "call Parse, or build a Project"}}
	}
	if e := p.checkTree(); e != nil {
		return nil, Errors{e}
	}
	decoder, err := Parser{Widgets: e.Widgets}.decoder()
	if err != nil {
		return nil, err
	}
	// A type of the host program may write itself.
	if err := guard("", func() error { file, err = e.encode(p, decoder); return nil }); err != nil {
		return nil, Errors{{Code: CodeInternal, Message: err.Error()}}
	}
	return file, err
}

func (e Encoder) encode(p *Project, decoder *decode.Decoder) ([]byte, error) {
	root, errs := (&encode.Encoder{Decoder: decoder, Order: widgetOrder, Keep: []string{"device", "locale"}}).Encode(p)
	if len(errs) > 0 {
		for _, e := range errs {
			*e = *p.errorAt(e.Pointer, e.Code, e.Message, e.Hint)
		}
		return nil, sortErrors(errs)
	}
	p.arrange(root)
	return encode.Append([]byte(encode.Comment(e.Header)), root), nil
}

// arrange puts the tree of a project in the order in which people write it.
func (p *Project) arrange(root *source.Node) {
	root.Style = source.Plain
	for _, n := range root.Items {
		// Designs, styles, parts and fonts: a line, or more, for each.
		if n.Kind == source.Map && !slices.ContainsFunc(n.Items, func(item *source.Node) bool { return item.Kind != source.Map }) {
			n.Style = source.Plain
		}
	}
	if designs := root.Get("designs"); designs != nil {
		for _, design := range designs.Items {
			design.Style = source.Plain
		}
		uses := map[string]int{}
		firstUses(p.Plan, uses)
		sortEntries(designs, func(name string) int {
			if at, used := uses[name]; used {
				return at
			}
			return len(uses)
		})
	}
	if styles := root.Get("styles"); styles != nil {
		sortEntries(styles, func(name string) int {
			if name == "default" {
				return 0
			}
			return 1
		})
	}
}

// firstUses numbers the designs of a plan in the order of their first pages.
func firstUses(plan []Section, uses map[string]int) {
	for i := range plan {
		if name := plan[i].Design; name != "" {
			if _, used := uses[name]; !used {
				uses[name] = len(uses)
			}
		}
		firstUses(plan[i].Nested, uses)
	}
}

// sortEntries sorts the entries of a map by rank; equal ones stay as they are.
func sortEntries(n *source.Node, rank func(name string) int) {
	order := make([]int, len(n.Keys))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rank(n.Keys[a].Value), rank(n.Keys[b].Value)) })
	keys, items := slices.Clone(n.Keys), slices.Clone(n.Items)
	for i, at := range order {
		n.Keys[i], n.Items[i] = keys[at], items[at]
	}
}

// The parts of a widget, in the order in which people write them.
const (
	identity = iota // what says which one it is: its text, target, period
	place           // x, y, width, height
	look            // the rest
	condition
	content // the widgets inside
)

// widgetOrder puts the keys of a widget in the order in which people write them.
func widgetOrder(fields []decode.Field) []decode.Field {
	places := map[string]int{"x": 1, "y": 2, "width": 3, "height": 4}
	inside := slices.ContainsFunc(fields, holdsWidgets)
	part := map[string]int{}
	// The next one is the first property of its own, which counts if none is required.
	first := !slices.ContainsFunc(fields, func(f decode.Field) bool { return f.Required })
	for _, f := range fields {
		part[f.Key] = look
		switch {
		case places[f.Key] > 0:
			part[f.Key] = place
			continue
		case f.Key == "when":
			part[f.Key] = condition
			continue
		case holdsWidgets(f), inside && f.Key == "repeat":
			part[f.Key] = content
		case f.Required, first && f.Type.Kind() == reflect.String && f.Enum == nil:
			part[f.Key] = identity
		}
		first = false
	}
	sorted := slices.Clone(fields)
	slices.SortStableFunc(sorted, func(a, b decode.Field) int {
		if c := cmp.Or(cmp.Compare(part[a.Key], part[b.Key]), cmp.Compare(places[a.Key], places[b.Key])); c != 0 || !inside || part[a.Key] == content {
			return c
		}
		return cmp.Compare(len(a.Index), len(b.Index)) // what a container has of its own before what all have
	})
	return sorted
}

// holdsWidgets says whether the values of a field are widgets.
func holdsWidgets(f decode.Field) bool {
	t := f.Type
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Map || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Interface
}
