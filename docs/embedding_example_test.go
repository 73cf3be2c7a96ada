package docs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing/fstest"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/pdfcheck"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// source is the project that the examples render.
const source = `einkpdf: 1
title: March
calendar: {from: 2026-03-01, to: 2026-03-31}
designs:
  month: {body: {type: calendar, link: "day/{cell.date}"}}
  day: {body: {type: text, text: "{date|full}"}}
plan:
  - {design: month, each: month}
  - {design: day, each: day}
`

var ctx = context.Background()

func compile(source string, options einkpdf.Options) *einkpdf.Document {
	project, err := einkpdf.Parse([]byte(source))
	if err != nil {
		panic(err)
	}
	document, err := einkpdf.Compile(ctx, project, options)
	if err != nil {
		panic(err)
	}
	return document
}

func Example_errors() {
	data := []byte("einkpdf: 1\ntitle: Notes\ndesigns:\n  note: {body: {type: dots, pitch: 5}}\nplan:\n  - {design: note, each: 1..9999}\n")

	_, err := einkpdf.Parser{File: "notes.yaml"}.Parse(data)
	var list einkpdf.Errors
	if errors.As(err, &list) {
		for _, e := range list {
			fmt.Println(e.Line, e.Col, e.Pointer, e.Code)
			fmt.Println(e.Message)
			fmt.Println(e.Hint)
		}
	}
	// Output:
	// 4 36 /designs/note/body/pitch format
	// "5" is not a length
	// add a unit: 5mm or 5pt
}

// checked is what is wrong with a project.
func checked(data []byte) (*einkpdf.CheckReport, error) {
	project, err := einkpdf.Parse(data)
	if err != nil {
		return nil, err
	}
	return einkpdf.CheckProject(ctx, project, einkpdf.Options{}, einkpdf.CheckOptions{})
}

func Example_reportOf() {
	data := []byte("einkpdf: 1\ntitle: Notes\ndesigns: {note: {}}\nplan: [{design: ntoe}]\n")

	report, err := checked(data)
	if broken, ok := einkpdf.ReportOf(err); ok {
		report, err = broken, nil
	}
	if err != nil {
		panic(err) // not about the project
	}
	show, err := json.Marshal(report)
	fmt.Println(strings.Contains(string(show), `"severity":"error","code":"unknown-design","pointer":"/plan/0/design","line":4,"col":17`), err)
	// Output: true <nil>
}

func Example_options() {
	project, err := einkpdf.Parse([]byte(source))
	if err != nil {
		panic(err)
	}
	document, err := einkpdf.Compile(ctx, project, einkpdf.Options{
		Device: "supernote-nomad",
		Hand:   device.Left,
		Locale: "fr",
		Limits: einkpdf.Limits{Pages: 100},
	})
	if err != nil {
		panic(err)
	}
	size := document.PageSize()
	fmt.Printf("%.0f × %.0f pt\n", size.W.Points(), size.H.Points())
	// Output: 337 × 449 pt
}

func Example_profile() {
	project, err := einkpdf.Parse([]byte(source))
	if err != nil {
		panic(err)
	}
	panel := device.Profile{Name: "lab", Title: "Our panel", Width: 1200, Height: 1600, PPI: 200}
	document, err := einkpdf.Compile(ctx, project, einkpdf.Options{Profile: &panel})
	if err != nil {
		panic(err)
	}
	fmt.Println(document.PageSize().W.Points(), "pt wide")
	// Output: 432 pt wide
}

func Example_check() {
	document := compile(`einkpdf: 1
title: Tiny
designs:
  page: {body: {type: stack, children: [{type: link, text: next, to: "@next?", width: 10mm, height: 5mm}]}}
plan:
  - {design: page, each: 1..3}
`, einkpdf.Options{Device: "kobo-clara-bw"})

	report, err := document.Check(ctx, einkpdf.CheckOptions{})
	if err != nil {
		panic(err)
	}
	for _, f := range report.Findings {
		fmt.Printf("%d:%d: %s: page %s: %s (%s)\n", f.Line, f.Col, f.Severity, f.Page, f.Message, f.Code)
		fmt.Printf("%g %s, should be %g; %d places on %d pages\n", f.Measured, f.Unit, f.Required, f.Places, f.Pages)
	}
	// Output:
	// 4:41: warning: page page/1: the link to "page/2" is 10 × 5 mm, 7 mm are needed (tap-size)
	// 5 mm, should be 7; 2 places on 2 pages
}

func Example_pageMap() {
	document := compile(source, einkpdf.Options{})

	fmt.Println(document.Len(), "pages")
	fmt.Println(document.Keys()[:3])
	index, ok := document.PageOf("day/2026-03-14")
	fmt.Println(index, ok)
	// Output:
	// 32 pages
	// [month/2026-03 day/2026-03-01 day/2026-03-02]
	// 14 true
}

func Example_assets() {
	folder := fstest.MapFS{} // or os.DirFS("pictures"), an embed.FS, a database

	assets := einkpdf.AssetFunc(func(name string) ([]byte, error) {
		return fs.ReadFile(folder, name)
	})
	document := compile(`{"einkpdf": 1, "title": "Cover",
		"designs": {"cover": {"body": {"type": "image", "asset": "cover.png"}}},
		"plan": [{"design": "cover"}]}`, einkpdf.Options{Assets: assets})

	if err := document.WritePDF(ctx, io.Discard); err != nil {
		panic(err)
	}
	for _, f := range document.Findings() {
		fmt.Println(f.Severity, f.Code, "on page", f.Page)
	}
	// Output: warning missing-image on page cover
}

func Example_file() {
	document := compile(source, einkpdf.Options{})

	save := func(path string) error {
		tmp, err := os.CreateTemp(filepath.Dir(path), "planner-*.tmp")
		if err != nil {
			return err
		}
		err = errors.Join(document.WritePDF(ctx, tmp), tmp.Close())
		if err == nil {
			err = os.Rename(tmp.Name(), path)
		}
		if err != nil {
			return errors.Join(err, os.Remove(tmp.Name()))
		}
		return nil
	}
	dir, err := os.MkdirTemp("", "planners")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // an example
	fmt.Println(save(filepath.Join(dir, "planner.pdf")))
	// Output: <nil>
}

func Example_concurrency() {
	project, err := einkpdf.Parse([]byte(source))
	if err != nil {
		panic(err)
	}

	devices := []string{"remarkable-2", "supernote-nomad", "boox-go-7"}
	pdfs := make([]bytes.Buffer, len(devices))
	var wait sync.WaitGroup
	for i, name := range devices {
		wait.Go(func() {
			document, err := einkpdf.Compile(ctx, project, einkpdf.Options{Device: name})
			if err == nil {
				err = document.WritePDF(ctx, &pdfs[i])
			}
			if err != nil {
				fmt.Println(name, err)
			}
		})
	}
	wait.Wait()
	fmt.Println(pdfs[0].Len() > 0, pdfs[1].Len() > 0, pdfs[2].Len() > 0)
	// Output: true true true
}

func Example_checking() {
	document := compile(source, einkpdf.Options{})
	var b bytes.Buffer
	if err := document.WritePDF(ctx, &b); err != nil {
		panic(err)
	}
	pdf := b.Bytes()

	verify := func() error {
		report, err := pdfcheck.Verify(ctx, pdf, pdfcheck.Options{Pages: document.Len()})
		if err != nil {
			return err // no PDF, encrypted, too damaged, too large
		}
		for _, f := range report.Findings {
			fmt.Println(f.Code, f.Page, f.Message)
		}
		return nil
	}
	fmt.Println(verify())

	golden := new(bytes.Buffer) // a table without the first link
	links, err := pdfcheck.Links(pdf)
	if err != nil {
		panic(err)
	}
	if err := pdfcheck.WriteLinks(golden, links[1:]); err != nil {
		panic(err)
	}
	compare := func() error {
		before, err := pdfcheck.ReadLinks(golden)
		if err != nil {
			return err
		}
		after, err := pdfcheck.Links(pdf)
		if err != nil {
			return err
		}
		for _, d := range pdfcheck.Compare(before, after, 0.5) { // points
			fmt.Println(d)
		}
		return nil
	}
	fmt.Println(compare())

	keys, err := pdfcheck.PageMap(pdf)
	if errors.Is(err, pdfcheck.ErrNoPageMap) {
		fmt.Println("another program made this PDF")
	}
	fmt.Println(keys[:2])
	// Output:
	// <nil>
	// page 1: extra: 56.01 × 109.12 pt at 38.23, 33.81 to page 2
	// <nil>
	// [month/2026-03 day/2026-03-01]
}

// Gauge is a bar that is filled to a part of its width.
type Gauge struct {
	widget.Frame
	Percent int          `key:"percent" required:"true" min:"0" max:"100" doc:"Part that is filled."`
	Label   widget.Text  `key:"label" doc:"Text on the bar."`
	Fill    widget.Color `key:"fill" doc:"Colour of the filled part." default:"faint"`
}

// Draw paints the bar.
func (g *Gauge) Draw(c *widget.Context, at geom.Rect) {
	fill := g.Fill
	if fill.IsZero() {
		fill = widget.Gray(0xDD)
	}
	part := at
	part.W = at.W.MulDiv(int64(g.Percent), 100)
	c.Rect(part, 0, fill, widget.Pen{})
	c.Rect(at, 0, widget.None(), c.Pen(widget.Stroke{}, widget.Stroke{Color: widget.Gray(0), Width: geom.Px(1)}))
	c.Write(at, c.String(g.Label), c.Style(widget.StyleRef{}, widget.Style{Align: "center"}))
}

func Example_widget() {
	parser := einkpdf.Parser{Widgets: []widget.Kind{{Name: "gauge", Doc: "A bar that is partly filled.", Zero: &Gauge{}}}}
	project, err := parser.Parse([]byte(`{"einkpdf": 1, "title": "Goals",
		"designs": {"goal": {"body": {"type": "gauge", "percent": 40, "label": "Goal {n}"}}},
		"plan": [{"design": "goal", "each": "1..3"}]}`))
	if err != nil {
		panic(err)
	}
	document, err := einkpdf.Compile(ctx, project, einkpdf.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Println(document.WritePDF(ctx, io.Discard))

	_, err = parser.Parse([]byte(`{"einkpdf": 1, "title": "Goals",
		"designs": {"goal": {"body": {"type": "gauge", "percent": 140}}},
		"plan": [{"design": "goal"}]}`))
	fmt.Println(err)
	// Output:
	// <nil>
	// 2:61: /designs/goal/body/percent: must be at most 100, is 140 (range)
}

func preview(document *einkpdf.Document, w io.Writer, click image.Point, cursor int) error {
	preview, err := document.Preview(einkpdf.PreviewOptions{Width: 702})
	if err != nil {
		return err // an *einkpdf.ArgumentError: what was asked for cannot be
	}
	index, err := document.FindPage("day/2026-03-14")
	if err != nil {
		return err // says which page may have been meant
	}
	if err := preview.WritePNG(ctx, w, index); err != nil {
		return err
	}
	if err := clicked(document, preview, index, click); err != nil {
		return err
	}
	return moved(document, preview, cursor)
}

func clicked(document *einkpdf.Document, preview *einkpdf.Preview, index int, click image.Point) error {
	layout, err := document.Layout(ctx, index)
	if err != nil {
		return err
	}
	at := preview.ToPage(click.X, click.Y) // pixels of the picture
	if w := layout.At(at); w != nil {
		fmt.Printf("%s, line %d to %d\n", w.Type, w.Line, w.EndLine)
	}
	if l := layout.LinkAt(at); l != nil {
		fmt.Printf("leads to %s, page %d\n", l.Target, l.TargetIndex+1)
	}
	return nil
}

func moved(document *einkpdf.Document, preview *einkpdf.Preview, cursor int) error {
	layout, widgets, err := document.FindLine(ctx, cursor)
	if err != nil {
		return err
	}
	if layout == nil {
		return nil // no page shows this line
	}
	fmt.Println("show page", layout.Key)
	for _, w := range widgets {
		fmt.Println("mark the pixels", preview.ToPixels(w.Box))
	}
	return nil
}

func Example_preview() {
	document := compile(source, einkpdf.Options{})

	fmt.Println(preview(document, io.Discard, image.Pt(350, 30), 6))
	// Output:
	// text, line 6 to 6
	// show page day/2026-03-01
	// mark the pixels (60,27)-(675,909)
	// <nil>
}

func Example_byHand() {
	project := &einkpdf.Project{
		Format: 1,
		Title:  "Dots",
		Designs: map[string]*einkpdf.Design{
			"page": {Body: &widget.Stack{Group: widget.Group{Children: []widget.Widget{
				&widget.TextBox{Text: "Page {n} of {pages}"},
				&widget.Dots{Pitch: geom.MM(5)},
			}}}},
		},
		Plan: []einkpdf.Section{{Design: "page", Each: widget.Over("1..40")}},
	}
	document, err := einkpdf.Compile(ctx, project, einkpdf.Options{})
	if err != nil {
		panic(err)
	}
	stats, err := document.WritePDFStats(ctx, io.Discard)
	fmt.Println(stats.Pages, err)
	file, err := einkpdf.Encoder{Header: "Made by the notebook wizard."}.Encode(project)
	fmt.Println(string(file), err)
	// Output:
	// 40 <nil>
	// # Made by the notebook wizard.
	// einkpdf: 1
	// title: Dots
	//
	// designs:
	//   page:
	//     body:
	//       type: stack
	//       children:
	//         - {type: text, text: "Page {n} of {pages}"}
	//         - {type: dots, pitch: 5mm}
	//
	// plan:
	//   - {design: page, each: 1..40}
	//  <nil>
}
