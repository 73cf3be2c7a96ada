package einkpdf_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// No name may mean one thing on one page and another thing on the next, or a
// widget that asks for it would be drawn once for both.
func TestNamesDoNotHideEachOther(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"section var like a project var", "vars: {who: a}\ndesigns: {d: {}}\nplan: [{design: d}, {design: d, vars: {who: b}}]", "/plan/1/vars/who duplicate-key"},
		{"item like a project var", "vars: {p: a}\ndesigns: {d: {}}\nplan: [{design: d, each: [x], as: p}]", "/plan/0/as duplicate-key"},
		{"number like a project var", "vars: {n: a}\ndesigns: {d: {}}\nplan: [{design: d, each: 1..2}]", "/plan/0/each duplicate-key"},
		{"item like a name of the document", "designs: {d: {}}\nplan: [{design: d, each: [x], as: title}]", "/plan/0/as duplicate-key"},
		{"var like a name of the page", "vars: {page: a}\ndesigns: {d: {}}\nplan: [{design: d}]", "/vars/page duplicate-key"},
		{"no name", "designs: {d: {}}\nplan: [{design: d, each: [x], as: A}]", "/plan/0/as format"},
		{"key that is no name", "designs: {d: {}}\nplan: [{design: d, each: [{Name: x}]}]", "/plan/0/each/0/Name format"},
		{"key with fields", "designs: {d: {}}\nplan: [{design: d, each: [{a.b: x}]}]", "/plan/0/each/0/a.b format"},
		{"repeat", repeats("{each: 1..2, as: Foo}"), "/designs/d/body/children/0/repeat/as format"},
		{"repeat with fields", repeats("{each: 1..2, as: a.b}"), "/designs/d/body/children/0/repeat/as format"},
		{"repeat like a name of the page", repeats("{each: 1..2, as: date}"), "/designs/d/body/children/0/repeat/as duplicate-key"},
		{"repeat like a cell", repeats("{each: 1..2, as: cell}"), "/designs/d/body/children/0/repeat/as duplicate-key"},
		{"key of a repeat", repeats("{each: [{Name: x}]}"), "/designs/d/body/children/0/repeat/each/0/Name format"},
		{"key that hides", repeats("{each: [{name: x, index: y}]}"), "/designs/d/body/children/0/repeat/each/0/index duplicate-key"},
		{"row of a table", "designs: {d: {body: {type: table, repeat: {each: [{first: x}]}, row: [y]}}}\nplan: [{design: d}]", "/designs/d/body/repeat/each/0/first duplicate-key"},
		{"in a part", "parts: {p: {type: stack, repeat: {each: 1..2, as: P}, child: {type: space}}}\ndesigns: {d: {body: {type: part, part: p}}}\nplan: [{design: d}]", "/parts/p/repeat/as format"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := einkpdf.Parse([]byte("einkpdf: 1\ntitle: x\n" + tt.file + "\n"))
			errs := errorsOf(t, err)
			require.Len(t, errs, 1, "%v", errs)
			require.Equal(t, tt.want, errs[0].Pointer+" "+errs[0].Code)
		})
	}
}

func repeats(repeat string) string {
	return "designs: {d: {body: {type: stack, children: [{type: stack, repeat: " + repeat + ", child: {type: space}}]}}}\nplan: [{design: d}]"
}

// Names of the project's own may be given again in nested sections, and an item's
// own name may be said.
func TestNamesGivenAgain(t *testing.T) {
	d := compile(t, head+`
designs: {d: {key: "{n} {x}", body: {type: stack, repeat: {each: [{name: a}], as: item}, child: {type: text, text: "{item.name}"}}}}
plan: [{each: 1..2, vars: {x: "{n}"}, nested: [{design: d, each: 7..8, vars: {x: "of {x}"}}]}]
`, einkpdf.Options{})
	require.Equal(t, []string{"7 of 1", "8 of 1", "7 of 2", "8 of 2"}, d.Keys())
}

func TestItemsDoNotHidePageNames(t *testing.T) {
	project, err := einkpdf.Parse([]byte(`
einkpdf: 1
title: x
designs:
  d:
    body: {type: stack, repeat: {each: 1..2, as: n}, child: {type: text, text: "{n}"}}
plan: [{design: d, each: 1..3}]
`))
	require.NoError(t, err)
	_, err = einkpdf.Compile(t.Context(), project, einkpdf.Options{})
	require.Equal(t, einkpdf.CodeDuplicateKey, errorsOf(t, err)[0].Code)
}
