package einkpdf_test

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/einkpdf/platform/einkpdf"
)

// notes are three small pages.
const notes = `
einkpdf: 1
title: Notes
designs:
  note:
    body: {type: text, text: "Note number {n}", fit: line, width: 10mm, height: 8mm}
plan:
  - {design: note, each: 1..3}
`

// The schema serves editors, which complete and check a project while it is typed.
func ExampleParser_Schema() {
	schema, err := einkpdf.Parser{}.Schema()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(bytes.Contains(schema, []byte(`"https://json-schema.org/draft/2020-12/schema"`)))
	// Output: true
}

// Warnings become errors with Strict.
func ExampleOptions_strict() {
	project, err := einkpdf.Parse([]byte(`
einkpdf: 1
title: Tiny
designs:
  page: {body: {type: layers, children: [{type: text, text: Far too long, fit: line, x: 0mm, y: 0mm, width: 9mm, height: 8mm}]}}
plan: [{design: page}]
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	document, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{Strict: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(document.WritePDF(context.Background(), io.Discard))
	// Output:
	// 5:42: /designs/page/body/children/0: page page: "Far too long" is 53.4 pt wide, its box 25.5 pt (text-overflow)
	// 	hint: make the box wider, the text smaller, or fit it with fit: shrink
}

// Progress is told after each page; Limits say how many there may be.
func ExampleOptions_progress() {
	project, err := einkpdf.Parse([]byte(notes))
	if err != nil {
		fmt.Println(err)
		return
	}
	document, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{
		Limits:   einkpdf.Limits{Pages: 3},
		Progress: func(done, total int) { fmt.Printf("%d of %d\n", done, total) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := document.WritePDF(context.Background(), io.Discard); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1 of 3
	// 2 of 3
	// 3 of 3
}
