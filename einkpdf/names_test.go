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
