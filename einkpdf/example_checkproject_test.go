package einkpdf_test

import (
	"context"
	"fmt"

	"github.com/einkpdf/platform/einkpdf"
)

// A link that leads nowhere is a finding beside the others, with its place.
func ExampleCheckProject() {
	project, err := einkpdf.Parse([]byte(`einkpdf: 1
title: Notes
designs:
  note:
    key: note/{n}
    body: {type: link, text: Next, to: "note/{n+1}", width: 20mm, height: 10mm}
plan:
  - {design: note, each: 1..3}
`))
	if err != nil {
		panic(err)
	}
	report, err := einkpdf.CheckProject(context.Background(), project, einkpdf.Options{}, einkpdf.CheckOptions{})
	if err != nil {
		panic(err)
	}
	for _, f := range report.Findings {
		fmt.Printf("%d:%d: %s: page %s: %s (%s)\n", f.Line, f.Col, f.Severity, f.Page, f.Message, f.Code)
	}
	// Output:
	// 6:40: error: page note/3: there is no page or anchor "note/4" (missing-target)
}
