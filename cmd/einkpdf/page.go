package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/einkpdf/platform/einkpdf"
)

// choosePage is the index of the page that --page names: a number from 1, or a
// key, an anchor, or a place such as @last. A number that no page has may yet be
// the key of one.
func choosePage(d *einkpdf.Document, name string) (int, error) {
	n, err := strconv.Atoi(name)
	if err == nil && n >= 1 && n <= d.Len() {
		return n - 1, nil
	}
	index, missing := d.FindPage(name)
	if missing != nil && err == nil {
		return 0, &usageError{fmt.Sprintf("--page: there is no page %d; the document has %s", n, plural(d.Len(), "page", "pages"))}
	}
	return index, wrongFlag("--page", missing)
}

// wrongFlag is an error of what a flag says.
func wrongFlag(flag string, err error) error {
	var wrong *einkpdf.ArgumentError
	if errors.As(err, &wrong) {
		return &usageError{flag + ": " + wrong.Message + "; " + wrong.Hint}
	}
	return err
}

// pageName is a page as messages name it.
func pageName(d *einkpdf.Document, index int) string {
	return fmt.Sprintf("page %d of %d: %s", index+1, d.Len(), d.Keys()[index])
}

// pageWarnings are the findings about one page, where they belong.
func (o *opened) pageWarnings(page int) []einkpdf.Finding {
	key := o.document.Keys()[page]
	var list []einkpdf.Finding
	for _, f := range o.document.Findings() {
		if cmp.Or(f.Page, key) == key {
			list = append(list, f)
		}
	}
	return o.from.findings(list)
}

// suffix is what files of one page are called behind the project's name.
func suffix(page int, extension string) string {
	return "-" + strconv.Itoa(page+1) + extension
}

// pageWriter writes a page, counted from 0.
type pageWriter func(ctx context.Context, w io.Writer, page int) error

// page writes a file of one page.
func (f *projectFlags) page(ctx context.Context, s streams, name, out, extension string, writer func(*opened) (pageWriter, error)) error {
	if out != "" {
		if err := checkOutput(out, f.File, extension); err != nil {
			return err
		}
	}
	o, err := f.open(ctx, s.in)
	if err != nil {
		return err
	}
	index, err := choosePage(o.document, name)
	if err != nil {
		return err
	}
	if out == "" {
		out = f.output("", suffix(index, extension))
		if err := checkOutput(out, f.File, extension); err != nil {
			return err
		}
	}
	write, err := writer(o)
	if err != nil {
		return err
	}
	if err := writeTo(out, s.out, func(w io.Writer) error { return write(ctx, w, index) }); err != nil {
		return o.from.locate(err)
	}
	warn(s.err, o.name, o.pageWarnings(index))
	summary(s.err, o.name, o.from.report())
	return nil
}
