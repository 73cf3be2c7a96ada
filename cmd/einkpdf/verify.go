package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

type verifyCmd struct {
	File  string `arg:"" help:"PDF of any program, or - for standard input."`
	Pages *int   `placeholder:"N" help:"How many pages there must be."`
	JSON  bool   `name:"json" help:"Print the result as JSON."`
}

// Validate checks the number of pages.
func (v *verifyCmd) Validate() error {
	if v.Pages != nil && *v.Pages < 1 {
		return fmt.Errorf("--pages must be at least 1, is %d", *v.Pages)
	}
	return nil
}

// findingsError says that a PDF is not as it should be. What is wrong has been
// printed.
type findingsError struct {
	file string
	n    int
}

func (e *findingsError) Error() string {
	return fmt.Sprintf("%s has %s", e.file, plural(e.n, "finding", "findings"))
}

// Run checks a PDF.
func (v *verifyCmd) Run(ctx context.Context, s streams) error {
	pdf, name, err := readPDF(ctx, v.File, s.in)
	if err != nil {
		return err
	}
	var options pdfcheck.Options
	if v.Pages != nil {
		options.Pages = *v.Pages
	}
	report, err := interruptible(ctx, func() (*pdfcheck.Report, error) { return pdfcheck.Verify(ctx, pdf, options) })
	if err != nil {
		return unreadable(name, err)
	}
	if v.JSON {
		err = printJSON(s.out, struct {
			File string `json:"file"`
			OK   bool   `json:"ok"`
			*pdfcheck.Report
		}{name, report.OK(), report})
	} else {
		err = printReport(s.out, name, report)
	}
	if err != nil {
		return cannot("write", "standard output", err)
	}
	if !report.OK() {
		return &findingsError{name, len(report.Findings)}
	}
	return nil
}

// printReport prints what was found, or what was checked when all is well.
func printReport(w io.Writer, name string, r *pdfcheck.Report) error {
	b := bufio.NewWriter(w)
	for _, f := range r.Findings {
		fmt.Fprintf(b, "%s: %s\n", name, f)
	}
	if r.OK() {
		fmt.Fprintf(b, "%s: ok\n%s, %s, %s, %s, %s, %s\nchecked: %s\n", name,
			plural(r.Pages, "page", "pages"), plural(r.Links, "link", "links"), plural(r.Destinations, "named destination", "named destinations"),
			plural(r.Outlines, "outline entry", "outline entries"), plural(r.Fonts, "font", "fonts"), plural(r.Objects, "object", "objects"),
			strings.Join(pdfcheck.Checks(), ", "))
	}
	return b.Flush()
}
