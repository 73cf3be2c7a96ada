package pdfcheck_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

// notebook is a PDF of three pages that are linked to each other.
func notebook() []byte {
	project, err := einkpdf.Parse([]byte(`einkpdf: 1
title: Notebook
designs:
  page:
    key: "page/{n}"
    body:
      type: layers
      children:
        - {type: tap, x: 0pt, y: 0pt, width: 72pt, height: 36pt, to: "page/{n-1}?"}
        - {type: tap, x: 100pt, y: 0pt, width: 72pt, height: 36pt, to: "page/{n+1}?"}
plan:
  - {design: page, each: 1..3}
`))
	if err != nil {
		panic(err)
	}
	document, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{})
	if err != nil {
		panic(err)
	}
	var b bytes.Buffer
	if err := document.WritePDF(context.Background(), &b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func ExampleLinks() {
	links, err := pdfcheck.Links(notebook())
	if err != nil {
		panic(err)
	}
	for _, l := range links {
		fmt.Printf("page %d, %.0f × %.0f pt at %.0f, %.0f: to page %d\n", l.Page, l.W, l.H, l.X, l.Y, l.Target)
	}
	// Output:
	// page 1, 72 × 36 pt at 138, 17: to page 2
	// page 2, 72 × 36 pt at 38, 17: to page 1
	// page 2, 72 × 36 pt at 138, 17: to page 3
	// page 3, 72 × 36 pt at 38, 17: to page 2
}

func ExampleVerify() {
	report, err := pdfcheck.Verify(context.Background(), notebook(), pdfcheck.Options{Pages: 4})
	if err != nil {
		panic(err)
	}
	for _, f := range report.Findings {
		fmt.Println(f)
	}
	fmt.Println(report.Links, "links")
	// Output:
	// there are 3 pages instead of 4 (page-count)
	// 4 links
}

func ExamplePageMap() {
	keys, err := pdfcheck.PageMap(notebook())
	fmt.Println(keys, err)
	// Output: [page/1 page/2 page/3] <nil>
}

func ExampleWriteLinks() {
	links := []pdfcheck.Link{{Page: 1, X: 36, Y: 90, W: 119, H: 100, Target: 2, View: "/Fit"}}
	if err := pdfcheck.WriteLinks(os.Stdout, links); err != nil {
		panic(err)
	}
	// Output: 1	36.00	90.00	119.00	100.00	2	/Fit
}

func ExampleCompare() {
	before, err := pdfcheck.ReadLinks(strings.NewReader("1\t36.00\t90.00\t119.00\t100.00\t2\t/Fit\n"))
	if err != nil {
		panic(err)
	}
	after := []pdfcheck.Link{{Page: 1, X: 36.2, Y: 90, W: 119, H: 100, Target: 3}}
	for _, d := range pdfcheck.Compare(before, after, 0.5) {
		fmt.Println(d)
	}
	// Output: page 1: changed: 119.00 × 100.00 pt at 36.20, 90.00 to page 3 instead of 119.00 × 100.00 pt at 36.00, 90.00 to page 2
}
