package golden

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// coverage is what projects say: keys as "widget.Text.fit", and words as
// "widget.Text.fit: shrink". A default counts as said where nothing is.
type coverage struct {
	said, known map[string]bool
	seen        map[reflect.Type]bool
}

// TestCoverage looks whether the projects use everything that a project may say:
// every key, and every word where there is a choice of words.
func TestCoverage(t *testing.T) {
	c := coverage{said: map[string]bool{}, known: map[string]bool{}, seen: map[reflect.Type]bool{}}
	c.types(reflect.TypeFor[einkpdf.Project]())
	for _, k := range widget.Builtin() {
		c.types(reflect.TypeOf(k.Zero))
	}
	for _, p := range projectCases(t) {
		o, err := p.open()
		require.NoError(t, err)
		c.values(reflect.ValueOf(o.project))
	}
	var missing []string
	for name := range c.known {
		if !c.said[name] {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	require.Empty(t, missing, "no project in testdata/golden/projects says this")
}

// types notes what there is to say.
func (c *coverage) types(t reflect.Type) {
	if c.seen[t] {
		return
	}
	c.seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		c.types(t.Elem())
	case reflect.Struct:
		for f := range fields(t) {
			c.types(f.Type)
			for _, name := range names(t, f) {
				c.known[name] = true
			}
		}
	}
}

// values notes what is said.
func (c *coverage) values(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			c.values(v.Elem())
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			c.values(v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			c.values(v.MapIndex(k))
		}
	case reflect.Struct:
		for f := range fields(v.Type()) {
			field := v.FieldByIndex(f.Index)
			c.values(field)
			list := names(v.Type(), f)
			if len(list) == 0 {
				continue
			}
			said := words(field)
			if field.IsZero() {
				said = []string{f.Tag.Get("default")}
			} else {
				c.said[list[0]] = true
			}
			for _, word := range said {
				c.said[list[0]+": "+word] = true
			}
		}
	}
}

// fields are the fields of a struct that a project can set.
func fields(t reflect.Type) func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && !yield(f) {
				return
			}
		}
	}
}

// names are a key and the words that it has a choice of.
func names(t reflect.Type, f reflect.StructField) (list []string) {
	key, _, _ := strings.Cut(f.Tag.Get("key"), ",")
	if key == "" {
		return nil
	}
	name := t.String() + "." + key
	list = append(list, name)
	if words := f.Tag.Get("enum"); words != "" {
		for word := range strings.SplitSeq(words, ",") {
			list = append(list, name+": "+word)
		}
	}
	return list
}

// words are the words of a field, which is a text or a list of texts.
func words(v reflect.Value) (list []string) {
	switch v.Kind() {
	case reflect.String:
		return []string{v.String()}
	case reflect.Slice:
		for i := range v.Len() {
			list = append(list, words(v.Index(i))...)
		}
	}
	return list
}
