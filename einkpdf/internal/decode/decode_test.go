package decode_test

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// length is a scalar with bounds, in millimetres.
type length int

type lengthError struct {
	message, hint string
	offset        int
}

func (e *lengthError) Error() string { return e.message }
func (e *lengthError) Hint() string  { return e.hint }
func (e *lengthError) Offset() int   { return e.offset }

func (l *length) UnmarshalText(text []byte) error {
	digits, ok := strings.CutSuffix(string(text), "mm")
	if !ok {
		return &lengthError{"a length needs a unit", "write mm", len(text)}
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return errors.New("not a length")
	}
	*l = length(n)
	return nil
}

func (length) Expected() string { return "a length such as 5mm" }

func (l length) CheckBounds(low, high string) (string, bool) {
	var b length
	if low != "" && b.UnmarshalText([]byte(low)) == nil && l < b {
		return fmt.Sprintf("must be at least %s, is %dmm", low, int(l)), false
	}
	if high != "" && b.UnmarshalText([]byte(high)) == nil && l > b {
		return fmt.Sprintf("must be at most %s, is %dmm", high, int(l)), false
	}
	return "", true
}

func (length) JSONSchema() map[string]any {
	return map[string]any{"type": "string", "pattern": "^[0-9]+mm$"}
}

// stroke is a union: a width or a map.
type stroke struct {
	Width length `key:"width" required:"true" min:"1mm" doc:"Width of the line."`
	Dash  string `key:"dash" enum:"solid,dotted" default:"solid"`
}

func (s *stroke) UnmarshalNode(n *source.Node, d *decode.Decoder, report func(*source.Error)) {
	if n.Kind == source.Map {
		type object stroke
		d.DecodeInto(n, (*object)(s), report)
		return
	}
	d.DecodeInto(n, &s.Width, report)
}

func (*stroke) JSONSchema(schema func(reflect.Type) map[string]any) map[string]any {
	type strokeMap stroke
	return map[string]any{"anyOf": []any{schema(reflect.TypeFor[length]()), schema(reflect.TypeFor[strokeMap]())}}
}

type widget interface{ draw() }

// box is embedded in every widget.
type box struct {
	Width length `key:"width" min:"1mm" max:"100mm" doc:"Width of the widget."`
}

type stack struct {
	box
	Children []widget `key:"children" required:"true" maxitems:"4" doc:"What is in the stack."`
}

type label struct {
	box
	Text  string  `key:"text" required:"true" maxlen:"10" names:"cell.date"`
	Align string  `key:"align" enum:"left,center,right" default:"left" doc:"Where the text stands."`
	Lines int     `key:"lines" min:"1" max:"9" default:"1"`
	Bold  bool    `key:"bold" default:"false"`
	Edge  *stroke `key:"edge"`
}

func (*stack) draw() {}
func (*label) draw() {}

type span struct {
	From int8   `key:"from" required:"true"`
	To   uint16 `key:"to"`
}

func (s *span) Check(report func(code, pointer, message, hint string)) {
	if int(s.To) < int(s.From) {
		report(source.CodeRange, "/to", "is before from", "swap them")
	}
}

type project struct {
	Version int               `key:"einkpdf" required:"true" min:"1" max:"1"`
	Title   string            `key:"title"`
	Range   *span             `key:"range"`
	Days    []string          `key:"days" enum:"sat,sun" minitems:"1"`
	Designs map[string]widget `key:"designs" required:"true"`
	Sizes   map[string]length `key:"sizes" max:"9mm"`
}

// long is a text that may be longer than others.
type long string

func (long) MaxLength() int { return 2000 }

func TestLongTypes(t *testing.T) {
	type texts struct {
		Plain string          `key:"plain"`
		Long  long            `key:"long"`
		Short long            `key:"short" maxlen:"5"`
		List  []*long         `key:"list"`
		Map   map[string]long `key:"map"`
	}
	for _, tt := range []struct{ key, open, close string }{{"long", "", ""}, {"list", "[", "]"}, {"map", "{a: ", "}"}} {
		for n, fine := range map[int]bool{2000: true, 2001: false} {
			node, _ := source.Read("f", []byte(tt.key+": "+tt.open+strings.Repeat("ä", n)+tt.close), source.Limits{})
			var into texts
			d := &decode.Decoder{}
			require.Equal(t, fine, len(d.Decode(node, &into, "f")) == 0, "%s of %d", tt.key, n)
			require.Equal(t, fine, len(d.Validate(&into, "")) == 0, "%s of %d", tt.key, n)
		}
	}
	node, _ := source.Read("f", []byte("plain: "+strings.Repeat("x", 1001)+"\nshort: sixsix"), source.Limits{})
	require.Len(t, (&decode.Decoder{}).Decode(node, &texts{}, "f"), 2)
	var one long
	node, _ = source.Read("f", []byte(strings.Repeat("x", 2001)), source.Limits{})
	require.Len(t, (&decode.Decoder{}).Decode(node, &one, "f"), 1, "by itself")
	schema, err := (&decode.Decoder{}).Schema(texts{}, "", "")
	require.NoError(t, err)
	require.Equal(t, 3, strings.Count(string(schema), `"maxLength": 2000`))
}

func newDecoder() *decode.Decoder {
	return &decode.Decoder{Kinds: func(t reflect.Type) (string, map[string]reflect.Type) {
		if t != reflect.TypeFor[widget]() {
			return "", nil
		}
		return "type", map[string]reflect.Type{"stack": reflect.TypeFor[stack](), "label": reflect.TypeFor[label]()}
	}}
}

func decodeText(t testing.TB, text string) (*project, source.Errors) {
	n, errs := source.Read("f", []byte(text), source.Limits{})
	require.NoError(t, errs.Err(), text)
	p := &project{}
	return p, newDecoder().Decode(n, p, "f")
}

const good = `einkpdf: 1
title: 2026
range: {from: -3, to: 5}
days: [sat]
sizes: {a: 3mm}
designs:
  a:
    type: stack
    width: 50mm
    children:
      - {type: label, text: hi, align: center, lines: 2, bold: true, edge: 2mm}
      - {type: label, text: ho, edge: {width: 3mm, dash: dotted}}
`

func TestDecode(t *testing.T) {
	p, errs := decodeText(t, good)
	require.NoError(t, errs.Err())
	require.Equal(t, &project{
		Version: 1, Title: "2026", Range: &span{-3, 5}, Days: []string{"sat"}, Sizes: map[string]length{"a": 3},
		Designs: map[string]widget{"a": &stack{box{50}, []widget{
			&label{Text: "hi", Align: "center", Lines: 2, Bold: true, Edge: &stroke{Width: 2}},
			&label{Text: "ho", Edge: &stroke{3, "dotted"}},
		}}},
	}, p)
	require.NoError(t, newDecoder().Validate(p, "").Err())
}

// bad are files with the errors that they must give.
var bad = []struct{ name, in, want string }{
	{"every error at once", `einkpdf: 2
titel: x
range: {from: 200, to: -1}
days: []
sizes: {1a: 3mm, b: 10mm, c: 3}
designs:
  a:
    type: stack
    width: 0mm
    children:
      - {type: label, txt: hi, align: centre, lines: 0, bold: yes, edge: [1]}
      - {type: lable}
      - {text: a}
      - {type: label, text: 12345678901, edge: {width: 0mm, dash: solid, w: 1}}
`, `f:1:10: /einkpdf: must be at most 1, is 2 (range)
	hint: the file is made for a newer version of the program; this one reads einkpdf: 1
f:2:1: /titel: unknown key "titel" (unknown-key)
	hint: did you mean title?
f:3:15: /range/from: must be at most 127, is 200 (range)
f:3:24: /range/to: must be at least 0, is -1 (range)
f:4:7: /days: needs at least 1 entry, here are 0 (range)
f:5:9: /sizes/1a: "1a" is not a name (format)
	hint: names have letters, digits, _ . and -, and begin with a letter or _
f:5:21: /sizes/b: must be at most 9mm, is 10mm (range)
f:5:31: /sizes/c: a length needs a unit (format)
	hint: write mm
f:9:12: /designs/a/width: must be at least 1mm, is 0mm (range)
f:11:23: /designs/a/children/0/txt: unknown key "txt" (unknown-key)
	hint: did you mean text?
f:11:39: /designs/a/children/0/align: must be left, center or right, is "centre" (enum)
	hint: did you mean center?
f:11:54: /designs/a/children/0/lines: must be at least 1, is 0 (range)
f:11:63: /designs/a/children/0/bold: expected true or false, found the text "yes" (type)
	hint: write true, without quotes
f:11:74: /designs/a/children/0/edge: expected a length such as 5mm, found a list (type)
f:12:16: /designs/a/children/1/type: unknown type "lable" (unknown-type)
	hint: did you mean label?
f:13:9: /designs/a/children/2: the key type is missing (missing)
	hint: allowed here: label, stack
f:14:29: /designs/a/children/3/text: has 11 characters, at most 10 are allowed (range)
f:14:56: /designs/a/children/3/edge/width: must be at least 1mm, is 0mm (range)
f:14:74: /designs/a/children/3/edge/w: unknown key "w" (unknown-key)
	hint: allowed here: dash, width`},
	{"own check", "einkpdf: 1\nrange: {from: 5, to: 3}\ndesigns: {}", "f:2:22: /range/to: is before from (range)\n\thint: swap them"},
	{"root is a list", "- a", `f:1:1: expected a map, found a list (type)` + "\n\thint: " + start},
	{"scalar", "hello world", `f:1:1: expected a map, found the text "hello world" (type)` + "\n\thint: " + start},
	{"no keys", " {}", `f:1:1: the keys einkpdf and designs are missing (missing)` + "\n\thint: " + start},
	{"wrong kinds", "einkpdf: '1'\ntitle: [x]\nrange: 5\ndays: sat\nsizes: []\ndesigns:\n  a: x\n  b: {type: 1}\n  c: {type: [x]}\n", `f:1:10: /einkpdf: expected a whole number, found the text "1" (type)
	hint: write it as plain digits without quotes, such as 1000
f:2:8: /title: expected a text, found a list (type)
	hint: a text that begins with [ needs quotes: title: "[x]"
f:3:8: /range: expected a map, found 5 (type)
f:4:7: /days: expected a list, found the text "sat" (type)
	hint: begin each entry with "- ", or put the entries in [ ]
f:5:8: /sizes: expected a map from names to values, found a list (type)
f:7:6: /designs/a: expected a map with a type, found the text "x" (type)
	hint: write {type: …}, allowed are label, stack
f:8:13: /designs/b/type: expected the name of a type, found 1 (type)
f:9:13: /designs/c/type: expected the name of a type, found a list (type)`},
	{"numbers", "einkpdf: 1e0\nrange: {from: 1_0, to: 99999999999999999999999999999999999999999999}\ndesigns: {}", `f:1:10: /einkpdf: expected a whole number, found 1e0 (type)
	hint: write it as plain digits without quotes, such as 1000
f:2:15: /range/from: expected a whole number, found the text "1_0" (type)
	hint: write it as plain digits without quotes, such as 1000
f:2:24: /range/to: must be at most 65535, is 999999999999999999999999999999… (range)`},
	{"nothing", "einkpdf:\ntitle: ~\ndesigns:\n", `f:1:9: /einkpdf: expected a whole number, found nothing (type)
	hint: give the key a value or remove it
f:2:8: /title: expected a text, found nothing (type)
	hint: give the key a value or remove it
f:3:9: /designs: expected a map from names to values, found nothing (type)
	hint: give the key a value or remove it`},
	{"too many", "einkpdf: 1\ndesigns: {a: {type: stack, children: [1,2,3,4,5]}}", "f:2:38: /designs/a/children: at most 4 entries are allowed, here are 5 (range)"},
	{"true as a text", "einkpdf: 1\ntitle: true\ndays: [mon, true]\ndesigns: {}", `f:2:8: /title: expected a text, found true (type)
	hint: put it in quotes if it is a text
f:3:8: /days/0: must be sat or sun, is "mon" (enum)
f:3:13: /days/1: expected sat or sun, found true (type)
	hint: put it in quotes if it is a text`},
}

func TestDecodeErrors(t *testing.T) {
	for _, c := range bad {
		t.Run(c.name, func(t *testing.T) {
			_, errs := decodeText(t, c.in)
			require.Equal(t, strings.TrimSuffix(c.want, "\n\thint: "), errs.Error())
		})
	}
}

// A hand-built value is refused for the same reasons as a file.
func TestValidate(t *testing.T) {
	errs := newDecoder().Validate(&project{
		Version: 2, Range: &span{5, 3}, Days: []string{"mon"}, Sizes: map[string]length{"1a": 3, "b": 10},
		Designs: map[string]widget{"a": &stack{Children: []widget{nil, &label{Align: "centre", Lines: 10, Edge: &stroke{Dash: "x"}}}}},
	}, "/p")
	require.Equal(t, `/p/einkpdf: must be at most 1, is 2 (range)
/p/range/to: is before from (range)
	hint: swap them
/p/days/0: must be sat or sun, is "mon" (enum)
/p/designs/a/children/0: the entry is nil (missing)
/p/designs/a/children/1: the key text is missing (missing)
	hint: add text, a text
/p/designs/a/children/1/align: must be left, center or right, is "centre" (enum)
	hint: did you mean center?
/p/designs/a/children/1/lines: must be at most 9, is 10 (range)
/p/designs/a/children/1/edge: the key width is missing (missing)
	hint: add width, a length such as 5mm: width of the line
/p/designs/a/children/1/edge/dash: must be solid or dotted, is "x" (enum)
/p/sizes/1a: "1a" is not a name (format)
	hint: names have letters, digits, _ . and -, and begin with a letter or _
/p/sizes/b: must be at most 9mm, is 10mm (range)`, errs.Error())

	loop := &stack{}
	loop.Children = []widget{loop}
	errs = newDecoder().Validate(loop, "")
	require.Len(t, errs, 1)
	require.Equal(t, source.CodeTooDeep, errs[0].Code)

	loop.Children = []widget{loop, loop, loop} // endless in all directions
	errs = newDecoder().Validate(loop, "")
	require.Len(t, errs, 1)
	require.Equal(t, source.CodeTooDeep, errs[0].Code)
}

func TestWalk(t *testing.T) {
	p, errs := decodeText(t, good)
	require.NoError(t, errs.Err())
	var got []string
	newDecoder().Walk(p, "", func(pointer string, f *decode.Field, v reflect.Value) {
		if !v.IsZero() {
			got = append(got, fmt.Sprintf("%s %s %v%v", pointer, v.Type().Name(), v.Interface(), f.Names))
		}
	})
	require.Equal(t, []string{
		"/einkpdf int 1[]", "/title string 2026[]", "/range/from int8 -3[]", "/range/to uint16 5[]", "/days/0 string sat[]",
		"/designs/a/width length 50[]",
		"/designs/a/children/0/text string hi[cell.date]", "/designs/a/children/0/align string center[]",
		"/designs/a/children/0/lines int 2[]", "/designs/a/children/0/bold bool true[]",
		"/designs/a/children/0/edge stroke {2 }[]", "/designs/a/children/0/edge/width length 2[]",
		"/designs/a/children/1/text string ho[cell.date]",
		"/designs/a/children/1/edge stroke {3 dotted}[]", "/designs/a/children/1/edge/width length 3[]", "/designs/a/children/1/edge/dash string dotted[]",
		"/sizes/a length 3[]",
	}, got)
}

func TestWalkCanChange(t *testing.T) {
	p, _ := decodeText(t, good)
	newDecoder().Walk(p, "", func(_ string, f *decode.Field, v reflect.Value) {
		if f.Key == "text" {
			v.SetString("changed")
		}
	})
	require.Equal(t, "changed", p.Designs["a"].(*stack).Children[1].(*label).Text)
}

func TestBadTags(t *testing.T) {
	for _, v := range []any{
		&struct {
			A int `key:"a" min:"x"`
		}{},
		&struct {
			A string `key:"a" max:"3"`
		}{},
		&struct {
			A int `key:"a b"`
		}{},
		&struct {
			A int `key:"a"`
			B int `key:"a"`
		}{},
		&struct {
			A []int `key:"a" maxitems:"many"`
		}{},
		&struct {
			A float64 `key:"a"`
		}{},
		&struct {
			A any `key:"a"`
		}{},
	} {
		d := newDecoder()
		_, err := d.Schema(v, "", "")
		require.Error(t, err, "%T", v)
		n, _ := source.Read("f", []byte("a: 1"), source.Limits{})
		errs := d.Decode(n, v, "f")
		require.NotEmpty(t, errs, "%T", v)
		require.Equal(t, source.CodeInternal, errs[0].Code)
	}
}

func TestSchemaGolden(t *testing.T) {
	got, err := newDecoder().Schema(&project{}, "https://example.org/p.json", "Project")
	require.NoError(t, err)
	const file = "testdata/schema.json"
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, got, 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "run with UPDATE=1 after checking the difference")
	again, err := newDecoder().Schema(project{}, "https://example.org/p.json", "Project")
	require.NoError(t, err)
	require.Equal(t, string(got), string(again))
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(good))
	for _, c := range bad {
		f.Add([]byte(c.in))
	}
	d := newDecoder()
	f.Fuzz(func(t *testing.T, data []byte) {
		n, errs := source.Read("f", data, source.Limits{Bytes: 10_000, Nodes: 2000})
		if n == nil || len(errs) > 0 {
			return
		}
		p := &project{}
		errs = d.Decode(n, p, "f")
		for _, e := range errs {
			if e.Code != source.CodeMore && (e.Line < 1 || e.Col < 1 || e.Code == "" || e.Message == "" || e.Code == source.CodeInternal) {
				t.Fatalf("bad error %+v", e)
			}
		}
		if len(errs) == 0 {
			// What was decoded passes the same checks by hand, but for
			// required keys that are there with a zero value.
			for _, e := range d.Validate(p, "") {
				if e.Code != source.CodeMissing {
					t.Fatalf("decoded, but not valid: %v", e)
				}
			}
		}
	})
}

// An error of a scalar can point into its text.
func TestOffset(t *testing.T) {
	_, errs := decodeText(t, "einkpdf: 1\ndesigns: {}\nsizes: {a: 5cm, b: \"5cm\"}")
	require.Len(t, errs, 2)
	require.Equal(t, []int{15, 24}, []int{errs[0].Col, errs[1].Col})
}
