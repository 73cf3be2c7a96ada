package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

type linksCmd struct {
	File string `arg:"" help:"PDF of any program, or - for standard input."`
	JSON bool   `name:"json" help:"Print everything that is known about the links, also those to the web, as JSON."`
}

// Run prints the link table.
func (l linksCmd) Run(ctx context.Context, s streams) error {
	pdf, name, err := readPDF(ctx, l.File, s.in)
	if err != nil {
		return err
	}
	links, err := interruptible(ctx, func() ([]pdfcheck.Link, error) { return pdfcheck.Links(pdf) })
	if err != nil {
		return unreadable(name, err)
	}
	broken := 0
	for _, l := range links {
		if l.Internal() && l.Target == 0 {
			broken++
		}
	}
	if l.JSON {
		err = printJSON(s.out, append([]pdfcheck.Link{}, links...))
	} else {
		err = pdfcheck.WriteLinks(s.out, links)
	}
	if err != nil {
		return cannot("write", "standard output", err)
	}
	if broken > 0 {
		fmt.Fprintf(s.err, "%s: warning: %s nowhere (target 0)\n", name, plural(broken, "link leads", "links lead"))
	}
	return nil
}

// readPDF reads a file or standard input, and says what to call it in messages.
func readPDF(ctx context.Context, path string, stdin io.Reader) (pdf []byte, name string, err error) {
	name = path
	if path == "-" {
		name = "standard input"
	}
	pdf, err = interruptible(ctx, func() ([]byte, error) {
		if path == "-" {
			return io.ReadAll(io.LimitReader(stdin, pdfcheck.MaxBytes+1))
		}
		f, err := os.Open(path) //nolint:gosec // the user names it
		if err != nil {
			return nil, err
		}
		defer f.Close() //nolint:errcheck // only read
		return io.ReadAll(io.LimitReader(f, pdfcheck.MaxBytes+1))
	})
	if err != nil {
		return nil, "", cannot("read", name, err)
	}
	return pdf, name, nil
}

// unreadable is an error of pdfcheck about a file.
func unreadable(name string, err error) error {
	return cannot("read", name, shortened{err})
}

// shortened is an error of pdfcheck without the name of the package.
type shortened struct{ error }

func (e shortened) Error() string { return strings.TrimPrefix(e.error.Error(), "pdfcheck: ") }
func (e shortened) Unwrap() error { return e.error }

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// plural is a number with the word for one or for many.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
