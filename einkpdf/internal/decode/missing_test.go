package decode_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What a required key takes is said without a placeholder.
func TestMissingHints(t *testing.T) {
	errs := newDecoder().Validate(&struct {
		Format  int               `key:"format" required:"true" min:"1" max:"1" doc:"Version of the format: 1."`
		Title   string            `key:"title" required:"true" doc:"Title of the document. It is shown."`
		Held    string            `key:"held" required:"true" enum:"up,down" doc:"How it is held."`
		Columns int               `key:"columns" required:"true" min:"1" max:"9" doc:"JSON columns."`
		Pitch   length            `key:"pitch" required:"true" min:"1mm" max:"9mm" doc:"Distance of dots."`
		Names   map[string]string `key:"names" required:"true"`
		Days    []string          `key:"days" required:"true"`
		Body    widget            `key:"body" required:"true" doc:"What it shows."`
	}{}, "")
	want := []string{
		"add format: 1",
		"add title, a text: title of the document",
		"add held, up or down: how it is held",
		"add columns, a whole number: JSON columns",
		"add pitch, a length such as 5mm: distance of dots",
		"add names, a map from names to values",
		"add days, a list",
		"add body: what it shows",
	}
	require.Len(t, errs, len(want))
	for i, e := range errs {
		require.Equal(t, want[i], e.Hint)
	}
}

// start is what to begin a file with, as hints say it.
const start = "begin with these four lines:\n    einkpdf: 1\n    title: My planner\n" +
	"    designs: {page: {body: {type: lines, pitch: 8mm}}}\n    plan: [{design: page}]"
