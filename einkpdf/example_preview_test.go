package einkpdf_test

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
)

// A page as a picture, as the device shows it.
func ExampleDocument_WritePNG() {
	document := notebookDocument()
	var file bytes.Buffer
	if err := document.WritePNG(context.Background(), &file, 0, einkpdf.PreviewOptions{}); err != nil {
		fmt.Println(err)
		return
	}
	picture, err := png.DecodeConfig(&file)
	fmt.Println(picture.Width, "×", picture.Height, err)
	// Output: 1404 × 1872 <nil>
}

// A preview remembers what pages share: keep it as long as somebody looks at the
// document.
func ExamplePreview() {
	document := notebookDocument()
	preview, err := document.Preview(einkpdf.PreviewOptions{Width: 400})
	if err != nil {
		fmt.Println(err)
		return
	}
	for page := range document.Len() {
		var file bytes.Buffer
		if err := preview.WritePNG(context.Background(), &file, page); err != nil {
			fmt.Println(err)
			return
		}
	}
	width, height := preview.Size()
	fmt.Println(document.Len(), "pictures of", width, "×", height, "pixels")
	// Output: 4 pictures of 400 × 533 pixels
}

// From a click on the picture to the line of the project, and back.
func ExampleDocument_Layout() {
	ctx := context.Background()
	document := notebookDocument()
	preview, err := document.Preview(einkpdf.PreviewOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	layout, err := document.Layout(ctx, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	click := preview.ToPage(700, 100)
	widget, link := layout.At(click), layout.LinkAt(click)
	fmt.Printf("%s on line %d, leads to %s\n", widget.Type, widget.Line, link.Target)

	layout, widgets, err := document.FindLine(ctx, widget.Line)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range widgets {
		fmt.Println("page", layout.Key, "pixels", preview.ToPixels(w.Box))
	}
	// Output:
	// link on line 9, leads to note/1
	// page index pixels (120,53)-(1351,116)
	// page index pixels (120,116)-(1351,178)
	// page index pixels (120,178)-(1351,240)
}

// A page as SVG, with links to the addresses where a program shows the pages.
func ExampleDocument_WriteSVG() {
	document := notebookDocument()
	var file strings.Builder
	err := document.WriteSVG(context.Background(), &file, 0, einkpdf.SVGOptions{
		Href: func(target string) string { return "/preview/" + target },
	})
	fmt.Println(strings.Contains(file.String(), `href="/preview/note/2"`), err)
	// Output: true <nil>
}

// The first page of each design on one picture.
func ExampleDocument_WriteSheet() {
	document := notebookDocument()
	var file bytes.Buffer
	err := document.WriteSheet(context.Background(), &file, einkpdf.SheetOptions{Width: 900})
	if err != nil {
		fmt.Println(err)
		return
	}
	picture, err := png.DecodeConfig(&file)
	fmt.Println(picture.Width, err)
	// Output: 900 <nil>
}

func notebookDocument() *einkpdf.Document {
	project, err := einkpdf.Parse([]byte(notebook))
	if err != nil {
		panic(err)
	}
	document, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{})
	if err != nil {
		panic(err)
	}
	return document
}
