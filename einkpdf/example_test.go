package einkpdf_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// notebook is a project with an index and three pages.
const notebook = `
einkpdf: 1
title: Notebook
designs:
  index:
    body:
      type: stack
      repeat: {each: 1..3}
      child: {type: link, text: "Page {item}", to: "note/{item}"}
  note:
    key: note/{n}
    outline: "Page {n}"
    body: {type: dots, pitch: 5mm}
plan:
  - {design: index}
  - {design: note, each: 1..3}
`

// A project file becomes a PDF in three steps.
func Example() {
	project, err := einkpdf.Parse([]byte(notebook))
	if err != nil {
		fmt.Println(err)
		return
	}
	document, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var pdf bytes.Buffer
	if err := document.WritePDF(context.Background(), &pdf); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s, %d pages\n", pdf.Bytes()[:5], document.Len())
	// Output: %PDF-, 4 pages
}

// Everything that is wrong with a file is reported at once, each with its place,
// a code that does not change, and what to do.
func ExampleParse_errors() {
	_, err := einkpdf.Parser{File: "planner.yaml"}.Parse([]byte(`
einkpdf: 1
titel: Planner
calendar: {from: 2026-02-30, to: 2026-12-31}
designs:
  day: {body: {type: dots, pitch: 5}}
plan:
  - {design: days, each: day}
`))
	var list einkpdf.Errors
	if errors.As(err, &list) {
		for _, e := range list {
			fmt.Printf("%d:%d %s %s: %s\n", e.Line, e.Col, e.Code, e.Pointer, e.Message)
		}
	}
	fmt.Println(list[1])
	// Output:
	// 3:1 unknown-key /titel: unknown key "titel"
	// 4:18 format /calendar/from: there is no date 2026-02-30
	// 6:35 format /designs/day/body/pitch: "5" is not a length
	// 8:14 unknown-design /plan/0/design: there is no design "days"
	// planner.yaml:4:18: /calendar/from: there is no date 2026-02-30 (format)
	// 	hint: months are 01 to 12, and days go up to the length of the month
}

// A project may be built without a file. It is checked in the same way.
func ExampleProject() {
	project := &einkpdf.Project{
		Format:   1,
		Title:    "March",
		Calendar: einkpdf.Calendar{From: calendar.New(2026, 3, 1), To: calendar.New(2026, 3, 31)},
		Designs: map[string]*einkpdf.Design{
			"day": {
				Key: "day/{date}",
				Body: &widget.Stack{
					Gap: geom.MM(4),
					Group: widget.Group{Children: []widget.Widget{
						&widget.TextBox{Text: "{date|full}", Style: widget.Inline(widget.Style{Size: geom.Points(18)})},
						&widget.Lines{Pitch: geom.MM(8)},
					}},
				},
			},
		},
		Plan: []einkpdf.Section{{Design: "day", Each: widget.Over("day")}},
	}
	document, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{Locale: "en-GB"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(document.Len(), "pages")
	// Output: 31 pages
}

// Keys are the page map: each page's lasting name, in page order.
func ExampleDocument_Keys() {
	project, err := einkpdf.Parse([]byte(notebook))
	if err != nil {
		fmt.Println(err)
		return
	}
	document, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, key := range document.Keys() {
		fmt.Println(i+1, key)
	}
	index, ok := document.PageOf("note/2")
	fmt.Println(index, ok)
	// Output:
	// 1 index
	// 2 note/1
	// 3 note/2
	// 4 note/3
	// 2 true
}

// A writer streams, so after an error it has part of a file: write beside the
// place, and rename when all is well.
func ExampleDocument_WritePDFStats() {
	project, err := einkpdf.Parse([]byte(notebook))
	if err != nil {
		fmt.Println(err)
		return
	}
	document, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	dir, err := os.MkdirTemp("", "einkpdf")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file, err := os.Create(filepath.Join(dir, "notebook.pdf.tmp"))
	if err != nil {
		fmt.Println(err)
		return
	}
	stats, err := document.WritePDFStats(context.Background(), file)
	if err = errors.Join(err, file.Close()); err != nil {
		fmt.Println(err)
		return
	}
	err = os.Rename(file.Name(), filepath.Join(dir, "notebook.pdf"))
	fmt.Println(stats.Pages, "pages,", stats.Links, "links,", stats.Outlines, "outline entries,", err)
	// Output: 4 pages, 3 links, 3 outline entries, <nil>
}

// progressBar is a widget of the program's own: a struct that embeds
// widget.Frame. Its tags are its properties in the project file.
type progressBar struct {
	widget.Frame
	Percent int          `key:"percent" required:"true" min:"0" max:"100" doc:"How much of the bar is filled."`
	Fill    widget.Color `key:"fill" doc:"Colour of the filled part."`
}

// Draw paints the bar.
func (b *progressBar) Draw(c *widget.Context, at geom.Rect) {
	pen := c.Pen(widget.Stroke{}, widget.Stroke{Color: widget.Gray(0), Width: geom.Points(0.5)})
	done := at
	done.W = at.W.MulDiv(int64(b.Percent), 100)
	c.Rect(done, 0, b.Fill, widget.Pen{})
	c.Rect(at, 0, widget.Color{}, pen)
}

// A program may add widgets of its own. The parser, the checks and the schema
// know them like the built-in ones.
func ExampleParser_widgets() {
	parser := einkpdf.Parser{Widgets: []widget.Kind{
		{Name: "progress-bar", Doc: "A bar that is filled in part.", Zero: &progressBar{}},
	}}
	file := `
einkpdf: 1
title: Progress
designs: {a: {body: {type: progress-bar, percent: %d, fill: dark, height: 10mm}}}
plan: [{design: a}]
`
	project, err := parser.Parse([]byte(fmt.Sprintf(file, 40)))
	if err != nil {
		fmt.Println(err)
		return
	}
	document, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(document.WritePDF(context.Background(), io.Discard))

	_, err = parser.Parse([]byte(fmt.Sprintf(file, 400)))
	fmt.Println(err)
	// Output:
	// <nil>
	// 4:51: /designs/a/body/percent: must be at most 100, is 400 (range)
}

// A device that einkpdf does not know is a profile of the caller's.
func ExampleOptions_profile() {
	project, err := einkpdf.Parse([]byte(notebook))
	if err != nil {
		fmt.Println(err)
		return
	}
	profile := device.Profile{Name: "workshop-13", Title: "Workshop 13", Width: 1650, Height: 2200, PPI: 207}
	document, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{Profile: &profile})
	if err != nil {
		fmt.Println(err)
		return
	}
	size := document.PageSize()
	fmt.Printf("%.1f × %.1f pt\n", size.W.Points(), size.H.Points())
	// Output: 573.9 × 765.2 pt
}

// Images and fonts come from the caller, by name; a project never names a path.
// What is missing is replaced by an empty frame and reported.
func ExampleAssets() {
	project, err := einkpdf.Parse([]byte(`
einkpdf: 1
title: Cover
designs:
  cover: {body: {type: image, asset: logo.png}}
plan: [{design: cover}]
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	assets := einkpdf.AssetFunc(func(name string) ([]byte, error) {
		if name == "portrait.png" {
			return []byte("…"), nil
		}
		return nil, fs.ErrNotExist
	})
	document, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{Assets: assets})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := document.WritePDF(context.Background(), io.Discard); err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range document.Findings() {
		fmt.Printf("%s in line %d, %s\n", f.Code, f.Line, f.Severity)
	}
	// Output: missing-image in line 5, warning
}

// Findings are what the maker of a project should know; strict writing makes
// them errors.
func ExampleDocument_Findings() {
	project, err := einkpdf.Parse([]byte(`
einkpdf: 1
title: Narrow
designs:
  note: {body: {type: text, text: "Note {n}", fit: line, style: {size: 190pt}}}
plan: [{design: note, each: 1..3}]
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, strict := range []bool{false, true} {
		document, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{Strict: strict})
		if err != nil {
			fmt.Println(err)
			return
		}
		err = document.WritePDF(context.Background(), io.Discard)
		for _, f := range document.Findings() {
			fmt.Printf("strict %t: %s on page %s, error: %t\n", strict, f.Code, f.Page, err != nil)
		}
	}
	// Output:
	// strict false: text-overflow on page note/1, error: false
	// strict true: text-overflow on page note/1, error: true
}
