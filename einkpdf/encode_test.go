package einkpdf_test

import (
	"bytes"
	"context"
	"encoding"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/encode"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// projects are the files of this tree, by name.
func projects(t *testing.T) map[string][]byte {
	files := map[string][]byte{}
	for _, g := range gallery.All() {
		data, err := gallery.Source(g.Name)
		require.NoError(t, err)
		files[g.Name] = data
	}
	for _, name := range []string{"everything", "taste"} {
		data, err := os.ReadFile("testdata/" + name + ".yaml")
		require.NoError(t, err)
		files[name] = data
	}
	return files
}

func yamlOf(t *testing.T, p *einkpdf.Project) string {
	t.Helper()
	file, err := p.YAML()
	require.NoError(t, err)
	return string(file)
}

// A project that is written and read again is the same one, but for values that
// equal their documented default.
func TestYAML(t *testing.T) {
	for name, data := range projects(t) {
		t.Run(name, func(t *testing.T) {
			p := parse(t, string(data))
			file := yamlOf(t, p)
			back := parse(t, file)
			want, got := withoutFile(parse(t, string(data))), withoutFile(back)
			dropDefaults(reflect.ValueOf(want), true)
			dropDefaults(reflect.ValueOf(got), true)
			require.Equal(t, want, got, "%s", file)
			require.Equal(t, file, yamlOf(t, back))
			require.Equal(t, file, yamlOf(t, withoutFile(p)), "built by hand")
			requireSamePDF(t, p, back, file)
			for i, line := range strings.Split(file, "\n") {
				require.Equal(t, strings.TrimRight(line, " "), line, "line %d", i+1)
			}
		})
	}
}

// requireSamePDF says that two projects give the same document.
func requireSamePDF(t *testing.T, want, got *einkpdf.Project, file string) {
	t.Helper()
	write := func(p *einkpdf.Project) []byte {
		d, err := einkpdf.Compile(context.Background(), p, einkpdf.Options{Assets: logo()})
		require.NoError(t, err, "%s", file)
		return pdf(t, d)
	}
	require.True(t, bytes.Equal(write(want), write(got)), "%s", file)
}

// valueOf is a value as the tags write a default of it.
func valueOf(v reflect.Value) string {
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return ""
	}
	if each, ok := v.Interface().(widget.Each); ok {
		return each.Expr
	}
	if m, ok := v.Interface().(encoding.TextMarshaler); ok {
		text, _ := m.MarshalText()
		return string(text)
	}
	return fmt.Sprint(v.Interface())
}

// dropDefaults takes away what equals its documented default.
func dropDefaults(v reflect.Value, root bool) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			dropDefaults(v.Elem(), root)
		}
	case reflect.Slice:
		for i := range v.Len() {
			dropDefaults(v.Index(i), false)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			item := reflect.New(v.Type().Elem()).Elem()
			item.Set(v.MapIndex(key))
			dropDefaults(item, false)
			v.SetMapIndex(key, item)
		}
	case reflect.Struct:
		_, inherits := v.Type().FieldByName("Like")
		for i := range v.NumField() {
			f, fv := v.Type().Field(i), v.Field(i)
			if !f.IsExported() {
				continue
			}
			dropDefaults(fv, false)
			if word := f.Tag.Get("default"); word != "" && !inherits && valueOf(fv) == word {
				fv.SetZero()
			}
		}
	}
}

// Every documented default is what the absence of the key means: nothing changes
// when all of them are written out.
func TestDefaults(t *testing.T) {
	for name, data := range projects(t) {
		t.Run(name, func(t *testing.T) {
			p := parse(t, string(data))
			full := parse(t, string(data))
			var set []string
			setDefaults(t, reflect.ValueOf(full), "", &set)
			require.Greater(t, len(set), 5)
			requireSamePDF(t, p, full, strings.Join(set, "\n"))
			require.Equal(t, withoutPlaces(yamlOf(t, p)), withoutPlaces(yamlOf(t, full)))
		})
	}
}

// withoutPlaces is a file without device and locale, which are written whatever they are.
func withoutPlaces(file string) string {
	lines := strings.SplitAfter(file, "\n")
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool {
		return strings.HasPrefix(line, "device: ") || strings.HasPrefix(line, "locale: ")
	}), "")
}

// setDefaults sets everything that is not given to its documented default.
func setDefaults(t *testing.T, v reflect.Value, at string, set *[]string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			setDefaults(t, v.Elem(), at, set)
		}
	case reflect.Slice:
		for i := range v.Len() {
			setDefaults(t, v.Index(i), at+"/"+fmt.Sprint(i), set)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			item := reflect.New(v.Type().Elem()).Elem()
			item.Set(v.MapIndex(key))
			setDefaults(t, item, at+"/"+key.String(), set)
			v.SetMapIndex(key, item)
		}
	case reflect.Struct:
		_, inherits := v.Type().FieldByName("Like")
		for i := range v.NumField() {
			f, fv := v.Type().Field(i), v.Field(i)
			if !f.IsExported() {
				continue
			}
			if word := f.Tag.Get("default"); fv.IsZero() && word != "" && !inherits && !strings.Contains(word, " ") && !v.IsZero() {
				setDefault(t, fv, word)
				*set = append(*set, at+"/"+f.Tag.Get("key"))
			}
			setDefaults(t, fv, at+"/"+f.Tag.Get("key"), set)
		}
	}
}

func setDefault(t *testing.T, v reflect.Value, word string) {
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch p := v.Addr().Interface().(type) {
	case encoding.TextUnmarshaler:
		require.NoError(t, p.UnmarshalText([]byte(word)))
	case *widget.Each:
		p.Expr = word
	case *einkpdf.Week:
		require.Equal(t, "locale", word)
	case *widget.Edges:
		l, err := geom.ParseLength(word)
		require.NoError(t, err)
		*p = widget.All(l)
	case *int:
		_, err := fmt.Sscan(word, p)
		require.NoError(t, err)
	default:
		require.Equal(t, reflect.String, v.Kind(), "%s", v.Type())
		v.SetString(word)
	}
}

// The layout of the file that docs promise.
func TestYAMLLooks(t *testing.T) {
	p := &einkpdf.Project{
		Format: 1, Title: "Looks: all of them", Device: "remarkable-2", Orientation: "portrait", Margin: widget.Edges{Top: geom.MM(5), Left: geom.MM(2.5)},
		Vars:   map[string]string{"b": "2026", "a": "Yes", "c": "one line, and a second one that is too long\nto stand beside others in the braces of a line"},
		Styles: map[string]widget.Style{"big": {Size: geom.Points(20), LineHeight: 1_250_000}, "default": {Font: "serif"}},
		Designs: map[string]*einkpdf.Design{
			"aside":  {Body: &widget.Dots{Pitch: geom.MM(5)}},
			"unused": {},
			"main": {Outline: einkpdf.Outlines{{Title: "Main"}}, Margin: &widget.Edges{}, Body: &widget.Layers{Group: widget.Group{Stroke: widget.Stroke{Color: widget.Gray(0)}, Children: []widget.Widget{
				&widget.TextBox{Frame: widget.Frame{X: geom.Points(10), Y: geom.Points(20.125), Width: geom.Points(300), Height: geom.MM(10), When: "n > 1"}, Text: "{n}", Style: widget.Named("big")},
				&widget.Schedule{TimeAxis: widget.TimeAxis{From: widget.At(8, 0), To: widget.At(21, 0)}},
				&widget.Tap{To: "@next?"},
			}, Repeat: &widget.Repeat{Each: widget.Each{List: []widget.Item{{Text: "a"}, {Fields: map[string]widget.Text{"name": "B", "a": "1"}}}}}, Child: &widget.Space{}}}},
		},
		Plan: []einkpdf.Section{{Design: "main", Each: widget.Over("1..40"), Pages: 1, Nested: []einkpdf.Section{{Design: "aside"}}}},
	}
	file, err := einkpdf.Encoder{Header: "Made by hand.\n\nFor looking at."}.Encode(p)
	require.NoError(t, err)
	require.Equal(t, `# Made by hand.
#
# For looking at.
einkpdf: 1
title: "Looks: all of them"
device: remarkable-2
margin: [5mm, 0mm, 0mm, 2.5mm]

vars:
  a: "Yes"
  b: "2026"

  c: |-
    one line, and a second one that is too long
    to stand beside others in the braces of a line

styles:
  default: {font: serif}
  big: {size: 20pt, line-height: 1.25}

designs:
  main:
    outline: Main
    margin: 0mm
    body:
      type: layers
      stroke: black
      children:
        - {type: text, text: "{n}", x: 10pt, y: 20.125pt, width: 300pt, height: 10mm, style: big, when: n > 1}
        - {type: schedule, from: "08:00"}
        - {type: tap, to: "@next?"}
      repeat: {each: [a, {a: "1", name: B}]}
      child: {type: space}

  aside:
    body: {type: dots, pitch: 5mm}

  unused: {}

plan:
  - design: main
    each: 1..40
    nested:
      - {design: aside}
`, string(file))
}

func TestYAMLCustomWidget(t *testing.T) {
	p, err := withMeter().Parse([]byte(meterFile))
	require.NoError(t, err)
	file, err := einkpdf.Encoder{Widgets: withMeter().Widgets}.Encode(p)
	require.NoError(t, err)
	require.Contains(t, string(file), "\n        - {type: meter, percent: 50, width: 20mm, label: \"{n} of 3\", bar: dark, marks: [1mm, 2mm]}\n")
	back, err := withMeter().Parse(file)
	require.NoError(t, err)
	require.Equal(t, withoutFile(p), withoutFile(back))

	_, err = p.YAML()
	errs := errorsOf(t, err)
	require.Equal(t, "/designs/a/body/children/0", errs[0].Pointer)
	require.Equal(t, "unknown-type", errs[0].Code)
	require.Equal(t, 10, errs[0].Line)
}

// nosy is a widget with properties that have hooks of the program's own.
type nosy struct {
	widget.Frame
	Grade grade   `key:"grade"`
	Mute  mute    `key:"mute"`
	List  []grade `key:"list"`
}

func (*nosy) Draw(*widget.Context, geom.Rect) {}

// grade is a scalar that can be written, unless it fails.
type grade int

func (g *grade) UnmarshalText(b []byte) error { *g = grade(len(b)); return nil }

func (g grade) MarshalText() ([]byte, error) {
	switch g {
	case 1:
		return nil, errors.New("grade one cannot be written")
	case 2:
		panic("two")
	}
	return bytes.Repeat([]byte("a"), int(g)), nil
}

// mute is a scalar that cannot be written.
type mute string

func (*mute) UnmarshalText([]byte) error { return nil }

func TestYAMLErrors(t *testing.T) {
	body := func(w widget.Widget) *einkpdf.Project {
		return &einkpdf.Project{Format: 1, Title: "T", Designs: map[string]*einkpdf.Design{"d": {Body: w}}}
	}
	loop := &widget.Stack{}
	loop.Children = []widget.Widget{loop}
	sections := make([]einkpdf.Section, 2)
	sections[0].Nested, sections[1].Nested = sections, sections
	for _, c := range []struct {
		name string
		p    *einkpdf.Project
		want string
	}{
		{"none", nil, " missing"},
		{"not UTF-8", &einkpdf.Project{Title: "a\xff"}, "/title encoding"},
		{"key that is not UTF-8", &einkpdf.Project{Vars: map[string]string{"a\xff": ""}}, "/vars/a\xff encoding"},
		{"long key", &einkpdf.Project{Vars: map[string]string{strings.Repeat("a", 501): ""}}, "/vars/" + strings.Repeat("a", 501) + " too-large"},
		{"nil design", &einkpdf.Project{Designs: map[string]*einkpdf.Design{"a": nil}}, "/designs/a missing"},
		{"nil widget", body(&widget.Stack{Group: widget.Group{Children: []widget.Widget{nil}}}), "/designs/d/body/children/0 missing"},
		{"nil pointer", body((*widget.Dots)(nil)), "/designs/d/body missing"},
		{"loop", body(loop), " too-deep"},
		{"loop of sections", &einkpdf.Project{Plan: sections}, " too-deep"},
		{"no text", body(&nosy{Grade: 1}), "/designs/d/body/grade format"},
		{"panic", body(&nosy{Grade: 2}), " internal"},
		{"no way to write", body(&nosy{Mute: "x", List: []grade{1, 3, 1}}), "/designs/d/body/mute internal,/designs/d/body/list/0 format,/designs/d/body/list/2 format"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := einkpdf.Encoder{Widgets: []widget.Kind{{Name: "nosy", Zero: &nosy{}}}}.Encode(c.p)
			var got []string
			for _, e := range errorsOf(t, err) {
				if e.Code == "too-deep" {
					e.Pointer = ""
				}
				got = append(got, e.Pointer+" "+e.Code)
			}
			require.Equal(t, c.want, strings.Join(slices.Compact(got), ","))
		})
	}
	_, err := einkpdf.Encoder{Widgets: []widget.Kind{{Name: "bad"}}}.Encode(body(nil))
	require.Equal(t, "internal", errorsOf(t, err)[0].Code)
	file, err := einkpdf.Encoder{Widgets: []widget.Kind{{Name: "nosy", Zero: &nosy{}}}}.Encode(body(&nosy{Grade: 3, List: []grade{0, 3}}))
	require.NoError(t, err)
	require.Contains(t, string(file), "body: {type: nosy, grade: aaa, list: [\"\", aaa]}\n")
}

// What has no value is written where its absence would be an error or mean
// something else.
func TestYAMLNothing(t *testing.T) {
	source := head + "calendar: {from: 2026-01-01, to: 2026-01-02, weekend: []}\ndesigns:\n  a:\n    body: {type: text, text: \"\"}\n\n  b: {}\nplan:\n  - {design: a, each: []}\n  - {design: b}\n"
	p := parse(t, source)
	require.Equal(t, "einkpdf: 1\ntitle: Test\nlocale: en-GB\ncalendar: {from: 2026-01-01, to: 2026-01-02, weekend: []}\n\ndesigns:\n  a:\n    body: {type: text, text: \"\"}\n\n  b: {}\n\nplan:\n  - {design: a, each: []}\n  - {design: b}\n", yamlOf(t, p))
	require.Equal(t, withoutFile(p), withoutFile(parse(t, yamlOf(t, p))))
}

// Every type of the format that reads itself writes itself as well.
func TestYAMLHooks(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var visit func(reflect.Type)
	visit = func(typ reflect.Type) {
		if seen[typ] {
			return
		}
		seen[typ] = true
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			visit(typ.Elem())
			return
		case reflect.Struct:
			for i := range typ.NumField() {
				f := typ.Field(i)
				if _, tagged := f.Tag.Lookup("key"); tagged || f.Anonymous {
					visit(f.Type)
				}
			}
		}
		p := reflect.PointerTo(typ)
		if p.Implements(reflect.TypeFor[decode.NodeUnmarshaler]()) {
			require.True(t, p.Implements(reflect.TypeFor[encode.NodeMarshaler]()), "%s needs MarshalNode", typ)
		} else if p.Implements(reflect.TypeFor[decode.Scalar]()) {
			require.True(t, p.Implements(reflect.TypeFor[encoding.TextMarshaler]()), "%s needs MarshalText", typ)
		}
	}
	visit(reflect.TypeFor[einkpdf.Project]())
	for _, k := range widget.Builtin() {
		visit(reflect.TypeOf(k.Zero))
	}
	require.True(t, seen[reflect.TypeFor[widget.Stroke]()])
}

// A file of a megabyte is written in well under a second.
func TestYAMLTime(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector is slow")
	}
	row := &widget.Row{}
	for range 100 {
		row.Children = append(row.Children, &widget.TextBox{Frame: widget.Frame{Width: geom.MM(12.25), When: "not last"}, Text: "{n} of {count}: a text", Style: widget.Inline(widget.Style{Like: "default", Size: geom.Points(9)})})
	}
	p := &einkpdf.Project{Format: 1, Title: "T", Designs: map[string]*einkpdf.Design{}}
	for i := range 100 {
		p.Designs[fmt.Sprintf("d%d", i)] = &einkpdf.Design{Body: row}
	}
	begin := time.Now()
	file := yamlOf(t, p)
	took := time.Since(begin)
	require.Greater(t, len(file), 1_000_000)
	require.Less(t, took, 2*time.Second)
	t.Log(len(file), took)
}

// A name that dates get is no default, although numbers would get the same.
func TestYAMLNameOfDates(t *testing.T) {
	p := parse(t, head+year+"designs: {a: {key: 'k/{n}'}}\nplan: [{design: a, each: month, as: n}]\n")
	require.Contains(t, yamlOf(t, p), "{design: a, each: month, as: n}")
	requireSamePDF(t, p, parse(t, yamlOf(t, p)), "")
}
