package einkpdf_test

import (
	"context"
	"fmt"

	"github.com/einkpdf/platform/einkpdf"
)

// Check says what a reader's finger, pen and eye would stumble over.
func ExampleDocument_Check() {
	project, err := einkpdf.Parse([]byte(`einkpdf: 1
title: Notes
device: remarkable-2
designs:
  note:
    body:
      type: stack
      children:
        - {type: link, text: "›", to: "@next?", width: 10mm, height: 5mm}
        - {type: lines, pitch: 8mm, stroke: "#C8C8C8"}
        - {type: text, text: "{n}", style: {size: 5pt}}
plan:
  - {design: note, each: 1..20}
checks:
  - {ignore: text-size, reason: Nobody reads the number of the page.}
`))
	if err != nil {
		panic(err)
	}
	document, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{})
	if err != nil {
		panic(err)
	}
	report, err := document.Check(context.Background(), einkpdf.CheckOptions{})
	if err != nil {
		panic(err)
	}
	for _, f := range report.Findings {
		fmt.Printf("line %d: %s: page %s and %d others: %s (%s)\n", f.Line, f.Severity, f.Page, f.Pages-1, f.Message, f.Code)
		fmt.Printf("  %s\n", f.Hint)
	}
	for _, f := range report.Ignored {
		fmt.Printf("ignored: %s: %s\n", f.Message, f.Reason)
	}
	// Output:
	// line 9: warning: page note/1 and 18 others: the link to "note/2" is 10 × 5 mm, 7 mm are needed (tap-size)
	//   make it larger, show less on the page, or let a larger area lead there
	// line 10: warning: page note/1 and 19 others: #C8C8C8 is none of the panel's 16 greys: it becomes the next one, or a pattern of dots (grey-level)
	//   use "#CCCCCC"
	// ignored: the text "1" has letters of 5 pt, 6 pt are needed: Nobody reads the number of the page.
}
