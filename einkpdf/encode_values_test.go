package einkpdf_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Widgets with whatever values, defaults among them, that compile for a program
// can be written and read, and show the same.
func TestYAMLValues(t *testing.T) {
	most := 15
	if raceEnabled {
		most = 2
	}
	for _, kind := range widget.Builtin() {
		if kind.Name == "part" {
			continue
		}
		compiled := 0
		for seed := uint64(0); compiled < most; seed++ {
			require.Less(t, seed, uint64(1000), kind.Name)
			p := projectOf(kind, rand.New(rand.NewPCG(seed, 3)))
			d, err := einkpdf.Compile(t.Context(), p, einkpdf.Options{Assets: logo()})
			var want bytes.Buffer
			if err != nil || d.WritePDF(context.Background(), &want) != nil {
				continue // not every value is allowed
			}
			compiled++
			file := yamlOf(t, p)
			got := pdf(t, compile(t, file, einkpdf.Options{Assets: logo()}))
			require.True(t, bytes.Equal(want.Bytes(), got), "seed %d\n%s", seed, file)
		}
	}
}

// projectOf has one widget of a kind with random values.
func projectOf(kind widget.Kind, r *rand.Rand) *einkpdf.Project {
	v := reflect.New(reflect.TypeOf(kind.Zero).Elem())
	randomize(v.Elem(), "", r)
	body := v.Interface().(widget.Widget)
	f := widget.FrameOf(body)
	f.Width, f.Height, f.X, f.Y = geom.Length{}, geom.Length{}, geom.Length{}, geom.Length{}
	if group := v.Elem().FieldByName("Group"); group.IsValid() {
		g := group.Addr().Interface().(*widget.Group)
		if g.Children = []widget.Widget{&widget.TextBox{Text: "a"}, &widget.Box{}}; g.Repeat != nil {
			g.Child = &widget.TextBox{Text: "{" + widget.Text(g.Repeat.Name()) + ".index}"}
		}
	}
	day := calendar.New(2026, 3, 1)
	return &einkpdf.Project{
		Format: 1, Title: "Values", Calendar: einkpdf.Calendar{From: day, To: day.AddDays(1)},
		Styles:  map[string]widget.Style{"s": {Size: geom.Points(9)}, "default": {Color: widget.Gray(5)}},
		Designs: map[string]*einkpdf.Design{"a": {Body: body}},
		Plan:    []einkpdf.Section{{Design: "a", Each: widget.Over([]string{"day", "1..2"}[r.IntN(2)]), As: "n", In: "outer", Pages: 1}},
	}
}

// values are what is tried for the types of the format.
var values = map[reflect.Type][]any{
	reflect.TypeFor[widget.Color]():   {widget.None(), widget.Gray(0), widget.Gray(0xEE), widget.Gray(0x77), widget.RGB(1, 2, 3), widget.Color{R: 9, A: 100}},
	reflect.TypeFor[geom.Ratio]():     {geom.Ratio(0), geom.Ratio(500_000), geom.Ratio(1_000_000), geom.Ratio(1_250_000)},
	reflect.TypeFor[widget.Text]():    {widget.Text("x"), widget.Text("{index}"), widget.Text("none"), widget.Text("a longer text of some words"), widget.Text("2026-03-01"), widget.Text("#")},
	reflect.TypeFor[widget.Target]():  {widget.Target("a/{n}?"), widget.Target("@next?"), widget.Target("x?"), widget.Target("@1")},
	reflect.TypeFor[widget.Span]():    {widget.Span("{month}"), widget.Span("2026-03"), widget.Span("2026-W10"), widget.Span("2026-03-05")},
	reflect.TypeFor[widget.Cond]():    {widget.Cond("index > 1"), widget.Cond("first")},
	reflect.TypeFor[widget.Clock]():   {widget.At(0, 0), widget.At(7, 0), widget.At(12, 30), widget.At(21, 0), widget.At(24, 0)},
	reflect.TypeFor[widget.Minutes](): {widget.Minutes(15), widget.Minutes(30), widget.Minutes(60), widget.Minutes(90)},
	reflect.TypeFor[widget.Dash]():    {widget.Dash{Word: "solid"}, widget.Dash{Word: "dotted"}, widget.Dashes(geom.MM(1), geom.MM(2)), widget.Dashes(geom.MM(0), geom.MM(2), geom.MM(3), geom.MM(1))},
	reflect.TypeFor[widget.Each](): {widget.Over("1..3"), widget.Over("day"), widget.Over("month"),
		widget.Each{List: []widget.Item{{Text: "a"}, {Fields: map[string]widget.Text{"k": "2026-01-01"}}}}},
}

// randomize fills a value, as its tags say or nearly so.
func randomize(v reflect.Value, tag reflect.StructTag, r *rand.Rand) {
	if list := values[v.Type()]; list != nil {
		v.Set(reflect.ValueOf(list[r.IntN(len(list))]))
		return
	}
	switch x := v.Addr().Interface().(type) {
	case *geom.Length:
		list := []string{"5mm", "12pt", "20pt", "2mm", "9px", tag.Get("default"), tag.Get("default")}
		if tag.Get("min") == "" {
			list = append(list, "0mm", "1fr", "30%", "auto")
		}
		_ = x.UnmarshalText([]byte(list[r.IntN(len(list))]))
		return
	case *widget.StyleRef:
		*x = widget.Named("s")
		if r.IntN(3) > 0 {
			x.Name, x.Own = "", new(widget.Style)
			randomize(reflect.ValueOf(x.Own).Elem(), "", r)
		}
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int:
		low, _ := strconv.Atoi(tag.Get("min"))
		v.SetInt(int64(low + r.IntN(6)))
		if def, err := strconv.Atoi(tag.Get("default")); err == nil && r.IntN(3) == 0 {
			v.SetInt(int64(def))
		}
	case reflect.String:
		words := []string{"item", "sans", tag.Get("default")}
		if enum := tag.Get("enum"); enum != "" {
			words = strings.Split(enum, ",")
		}
		v.SetString(words[r.IntN(len(words))])
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		randomize(v.Elem(), tag, r)
	case reflect.Slice:
		list := reflect.MakeSlice(v.Type(), r.IntN(4), 3)
		for i := range list.Len() {
			if list.Index(i).Kind() != reflect.Interface {
				randomize(list.Index(i), tag, r)
			}
		}
		v.Set(list)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.Anonymous || f.Name != "Like" && (f.Tag.Get("required") != "" || r.IntN(5) < 2) {
				randomize(v.Field(i), f.Tag, r)
			}
		}
	}
}
