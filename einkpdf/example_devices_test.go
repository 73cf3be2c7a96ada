package einkpdf_test

import (
	"context"
	"fmt"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
)

// A project may describe devices; programs find them beside the built-in ones.
func ExampleProject_LookupDevice() {
	project, err := einkpdf.Parse([]byte(`
einkpdf: 1
title: Notes
device: workshop-13
devices:
  workshop-13: {title: Workshop 13, pixels: [1650, 2200], ppi: 207, toolbar: [12mm, 0mm, 0mm, 0mm]}
  letter: {like: remarkable-2, page: [8.5in, 11in]}
designs: {page: {body: {type: lines, pitch: 8mm}}}
plan: [{design: page}]
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range []string{"workshop-13", "letter", "kobo-sage"} {
		d, err := project.LookupDevice(name)
		if err != nil {
			fmt.Println(err)
			return
		}
		size := d.PageSize()
		fmt.Printf("%s: %.1f × %.1f pt, %.1f pt at the top\n", d.Title, size.W.Points(), size.H.Points(), d.SafeInsets(device.Right).Top.Points())
	}
	document, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{Device: "letter"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(document.PageSize().H.Points(), "pt high")
	// Output:
	// Workshop 13: 573.9 × 765.2 pt, 34.0 pt at the top
	// reMarkable 2: 612.0 × 792.0 pt, 0.0 pt at the top
	// Kobo Sage: 345.6 × 460.8 pt, 0.0 pt at the top
	// 792 pt high
}
