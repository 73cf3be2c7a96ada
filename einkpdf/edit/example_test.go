package edit_test

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/edit"
)

// A value of a file is set in place: comments stay where they are.
func ExampleSet() {
	file := []byte("# My year.\neinkpdf: 1\ntitle: 2026 # of my life\ndesigns: {day: {}}\nplan: [{design: day}]\n")
	file, err := edit.Set(file, "/title", "Two years")
	if err != nil {
		fmt.Println(err)
		return
	}
	file, err = edit.Set(file, "/device", "kobo-sage")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(file))
	// Output:
	// # My year.
	// einkpdf: 1
	// title: Two years # of my life
	// device: kobo-sage
	// designs: {day: {}}
	// plan: [{design: day}]
}

// A project whose places are for one page is scaled to another device.
func ExampleScale() {
	project, err := einkpdf.Parse([]byte(`einkpdf: 1
title: Notes
device: remarkable-2
margin: 0pt
toolbar: ignore
designs:
  page:
    body:
      type: layers
      children: [{type: lines, pitch: 24pt, x: 48pt, y: 72pt, width: 350pt, height: 480pt}]
plan: [{design: page}]
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(edit.IsAbsolute(project))
	scaled, err := edit.Scale(project, "kobo-sage")
	if err != nil {
		fmt.Println(err)
		return
	}
	file, err := scaled.YAML()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(file))
	// Output:
	// true
	// einkpdf: 1
	// title: Notes
	// device: kobo-sage
	// margin: 0pt
	// toolbar: ignore
	//
	// designs:
	//   page:
	//     body:
	//       type: layers
	//       children:
	//         - {type: lines, pitch: 18.54pt, x: 37.08pt, y: 55.63pt, width: 270.43pt, height: 370.87pt}
	//
	// plan:
	//   - {design: page}
}

// Assets are the images and fonts that a file names.
func ExampleAssets() {
	project, err := einkpdf.Parse([]byte("einkpdf: 1\ntitle: T\ndesigns: {page: {body: {type: image, asset: logo.png}}}\nplan: [{design: page}]\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	project = edit.RenameAssets(project, map[string]string{"logo.png": "our-logo.png"})
	for _, a := range edit.Assets(project) {
		fmt.Println(a.Name, "at", a.Pointer)
	}
	// Output: our-logo.png at /designs/page/body/asset
}
