package decode_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// page has a widget and no required key, like a design.
type page struct {
	Key  key    `key:"key"`
	Body widget `key:"body"`
}

type key string

// section begins with a name.
type section struct {
	Design string `key:"design"`
	Pages  int    `key:"pages" required:"true" min:"0" max:"5"`
}

type advised struct{ length }

func (*advised) Advise(text, low, high string) string {
	if text == "?" {
		return ""
	}
	return "write " + text + "mm, from " + low + " to " + high
}

type book struct {
	Title string           `key:"title" required:"true"`
	Pages map[string]*page `key:"pages"`
	Plan  []section        `key:"plan"`
	Fill  length           `key:"fill"`
	Size  advised          `key:"size" min:"1mm" max:"9mm"`
}

// slips are what people write by mistake, with the errors.
var slips = []struct{ in, want string }{
	{"title: {title}", `1:8: /title: expected a text, found a map (type)
	hint: a text that begins with { needs quotes: title: "{title}"`},
	{"title: [Work] # x", `1:8: /title: expected a text, found a list (type)
	hint: a text that begins with [ needs quotes: title: "[Work]"`},
	{"title: #1", `1:7: /title: expected a text, found nothing (type)
	hint: # begins a comment: write title: "#1"`},
	{"title: &x", `1:8: /title: expected a text, found nothing (type)
	hint: a text that begins with & needs quotes: title: "&x"`},
	{"title: x\nfill: #000", `2:6: /fill: expected a length such as 5mm, found nothing (type)
	hint: # begins a comment: write fill: "#000"`},
	{"title: x\nfill: # to do", `2:6: /fill: expected a length such as 5mm, found nothing (type)
	hint: give the key a value or remove it`},
	{"titel: x", `1:1: /titel: unknown key "titel" (unknown-key)
	hint: did you mean title?`},
	{"title:x", `1:6: expected a map, found the text "title:x" (type)
	hint: a colon needs a space behind it: title: x`},
	{"\u00a0title: x", "1:1: /\u00a0title: unknown key \"\\u00a0title\" (unknown-key)\n\thint: a non-breaking space (U+00A0): write an ordinary space, or none"},
	{"“title”: x", `1:1: /“title”: unknown key "“title”" (unknown-key)
	hint: curly quotes are part of the text: write straight ones, or none`},
	{"title: x\npages:\n  a:\n    body:\u00a0x", `4:10: /pages/a: expected a map, found the text "body:\u00a0x" (type)
	hint: a non-breaking space (U+00A0): write an ordinary space, or none`},
	{"title: x\npages:\n  a:\n    body:\n      type:label", `5:11: /pages/a/body: expected a map, found the text "type:label" (type)
	hint: a colon needs a space behind it: type: label`},
	{"title: x\npages: {a: {body: {type:label}}}", `2:19: /pages/a/body: no key of this map has a value (type)
	hint: a colon needs a space behind it: type: label`},
	{"title: x\npages: {a: {title}}", `2:12: /pages/a: no key of this map has a value (type)
	hint: a text that begins with { needs quotes: a: "{title}"`},
	{"title: x\npages: {a: {body: {tpye: label, text: x}}}", `2:20: /pages/a/body/tpye: unknown key "tpye" (unknown-key)
	hint: did you mean type?`},
	{"title: x\npages: {a: {body: {type:label, text: x}}}", `2:24: /pages/a/body/type:label: unknown key "type:label" (unknown-key)
	hint: a colon needs a space behind it: type: label`},
	{"title: x\npages: {a: {body: label}}", `2:19: /pages/a/body: expected a map with a type, found the text "label" (type)
	hint: write {type: label}`},
	{"title: x\npages: {a: {body: lable}}", `2:19: /pages/a/body: expected a map with a type, found the text "lable" (type)
	hint: write {type: label}`},
	{"title: x\npages: {a: label, b: other}", `2:12: /pages/a: expected a map, found the text "label" (type)
	hint: write {body: {type: label}}
2:22: /pages/b: expected a map, found the text "other" (type)`},
	{"title: x\nplan: [d]", `2:8: /plan/0: expected a map, found the text "d" (type)
	hint: write {design: d}`},
	{"title: x\nplan:\n  -design: d\n  -pages: 1", `3:3: /plan: expected a list, found the text "-design" (type)
	hint: a - needs a space behind it: - design`},
	{"title: x\nplan:\n  -design", `3:3: /plan: expected a list, found the text "-design" (type)
	hint: a - needs a space behind it: - design`},
	{"title: x\nplan: [{design: d, pgaes: 2}]", `2:20: /plan/0/pgaes: unknown key "pgaes" (unknown-key)
	hint: did you mean pages?`},
	{"title: x\nplan: [{design: d}]", `2:8: /plan/0: the key pages is missing (missing)
	hint: add pages, a whole number`},
	{"title: x\nsize: 24", `2:9: /size: a length needs a unit (format)
	hint: write 24mm, from 1mm to 9mm`},
	{"title: x\nsize: '?'", `2:9: /size: a length needs a unit (format)
	hint: write mm`},
	{`{"title": {"x": null}}`, `1:11: /title: expected a text, found a map (type)`},
}

func TestSlips(t *testing.T) {
	d := newDecoder()
	for _, c := range slips {
		n, errs := source.Read("", []byte(c.in), source.Limits{})
		require.NoError(t, errs.Err(), c.in)
		require.Equal(t, c.want, d.Decode(n, &book{}, "").Error(), c.in)
	}
}

// A program cannot say that a zero is there, so where it may be, it is.
func TestValidateZero(t *testing.T) {
	d := newDecoder()
	require.NoError(t, d.Validate(&section{Design: "d"}, "").Err())
	require.NoError(t, d.Validate(&span{To: 3}, "").Err())
	require.NoError(t, d.Validate(&struct {
		A bool `key:"a" required:"true"`
		B uint `key:"b" required:"true"`
	}{}, "").Err())
	require.Equal(t, "the key a is missing", d.Validate(&struct {
		A int `key:"a" required:"true" min:"1"`
	}{}, "")[0].Message)
	require.Len(t, d.Validate(&struct {
		A string  `key:"a" required:"true"`
		B *int    `key:"b" required:"true"`
		C []int   `key:"c" required:"true"`
		D length  `key:"d" required:"true"`
		E uint8   `key:"e" required:"true"`
		F int     `key:"f" required:"true" max:"-1"`
		G *stroke `key:"g"`
	}{}, ""), 5)
}

func TestEmptyFile(t *testing.T) {
	for _, in := range []string{"", "# nothing yet\n", "---\n", "\n\n"} {
		_, errs := decodeText(t, in)
		require.Equal(t, "f:1:1: the file is empty (type)\n\thint: begin with these four lines:\n    einkpdf: 1\n    title: My planner\n"+
			"    designs: {page: {body: {type: lines, pitch: 8mm}}}\n    plan: [{design: page}]", errs.Error())
	}
	_, lines, _ := strings.Cut(decodeHint(t, ""), "\n")
	p, errs := decodeText(t, lines)
	require.Equal(t, 1, p.Version)
	for _, e := range errs {
		require.NotEqual(t, source.CodeSyntax, e.Code)
	}
}

func decodeHint(t *testing.T, in string) string {
	_, errs := decodeText(t, in)
	require.Len(t, errs, 1)
	return errs[0].Hint
}

// Hints are for the errors that are kept; the others must cost nothing.
func TestManySlips(t *testing.T) {
	in := "title: x\nplan: [" + strings.TrimSuffix(strings.Repeat("{pgaes}, ", 900), ", ") + "]"
	n, errs := source.Read("", []byte(in), source.Limits{})
	require.NoError(t, errs.Err())
	errs = newDecoder().Decode(n, &book{}, "")
	require.Len(t, errs, source.MaxErrors+1)
	require.Equal(t, "800 more errors are not shown", errs[source.MaxErrors].Message)
}

func TestDidYouMean(t *testing.T) {
	require.Equal(t, "did you mean title?", decode.DidYouMean("titel", []string{"to", "title"}))
	require.Equal(t, "allowed here: title, to", decode.DidYouMean("zzz", []string{"to", "title"}))
	require.Empty(t, decode.DidYouMean("zzz", make([]string, 31)))
}
