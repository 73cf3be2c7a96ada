package widget_test

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// A page built by hand is the same tree that a project file has.
func ExampleWalk() {
	page := &widget.Stack{
		Gap: geom.MM(4),
		Group: widget.Group{Children: []widget.Widget{
			&widget.TextBox{Text: "{date|full}", Style: widget.Named("heading")},
			&widget.Row{Group: widget.Group{Children: []widget.Widget{
				&widget.Schedule{TimeAxis: widget.TimeAxis{From: widget.At(8, 0), To: widget.At(18, 0)}},
				&widget.Checklist{Pitch: geom.MM(8)},
			}}},
		}},
	}
	widget.Walk(page, "/body", func(pointer string, w widget.Widget) { fmt.Printf("%s %T\n", pointer, w) })
	// Output:
	// /body *widget.Stack
	// /body/children/0 *widget.TextBox
	// /body/children/1 *widget.Row
	// /body/children/1/children/0 *widget.Schedule
	// /body/children/1/children/1 *widget.Checklist
}

func ExampleBuiltin() {
	for _, kind := range widget.Builtin()[:3] {
		fmt.Println(kind.Name+":", kind.Doc)
	}
	// Output:
	// anchor: A named place on the page that links can lead to.
	// box: A rectangle with fill and outline.
	// calendar: The days of a month, a week in each row.
}
