package decode

import (
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// start is a file to begin with. Its lines can be copied with their indentation.
const start = `begin with these four lines:
    einkpdf: 1
    title: My planner
    designs: {page: {body: {type: lines, pitch: 8mm}}}
    plan: [{design: page}]`

// empty is the problem of a file without a single key, nil for other files.
func (d *Decoder) empty(n *source.Node, into reflect.Type) *problem {
	switch {
	case n.Kind == source.Null && n.Value == "":
		return &problem{source.CodeType, "the file is empty", start}
	case n.Kind != source.Map || len(n.Items) > 0 || into.Kind() != reflect.Pointer || into.Elem().Kind() != reflect.Struct:
		return nil
	}
	s, err := d.structOf(into.Elem())
	if err != nil {
		return nil // reading it reports why
	}
	var required []string
	for _, f := range s.fields {
		if f.Required {
			required = append(required, f.Key)
		}
	}
	if len(required) < 2 {
		return nil
	}
	last := len(required) - 1
	return &problem{source.CodeMissing, "the keys " + strings.Join(required[:last], ", ") + " and " + required[last] + " are missing", start}
}

// missing is the problem of a required key that is not there.
func missing(f *Field) *problem {
	return &problem{source.CodeMissing, "the key " + f.Key + " is missing", "add " + f.Key + f.wanted}
}

// wanted is what a key takes, to stand behind its name.
func wanted(f *Field) string {
	if f.Min != "" && f.Min == f.Max {
		return ": " + f.Min
	}
	text := ""
	switch k := f.Type.Kind(); {
	case f.Enum != nil && k == reflect.String:
		text = ", " + orList(f.Enum)
	case isHook(f.Type):
		if what := expected(reflect.Zero(f.Type), ""); what != "" {
			text = ", " + what
		} else if k == reflect.String {
			text = ", a text"
		}
	case k == reflect.String:
		text = ", a text"
	case isInt(k) || isUint(k):
		text = ", a whole number"
	case k == reflect.Bool:
		text = ", true or false"
	case k == reflect.Slice:
		text = ", a list"
	case k == reflect.Map:
		text = ", a map from names to values"
	}
	if doc := clause(f.Doc); doc != "" {
		text += ": " + doc
	}
	return text
}

// clause is the first sentence of a description, to stand within another one.
func clause(doc string) string {
	doc, _, _ = strings.Cut(doc, ". ")
	doc = strings.TrimSuffix(doc, ".")
	if doc == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(doc)
	if next, _ := utf8.DecodeRuneInString(doc[size:]); unicode.IsUpper(next) {
		return doc // an abbreviation
	}
	return string(unicode.ToLower(first)) + doc[size:]
}
