// Package legacy reads the files of einkpdf's predecessor: its project.json, its
// compiled templates and its raw templates, in YAML or JSON. [Read] makes a
// project of them that renders as they did, with the defects of the original
// repaired, and reports what is not as it was. docs/legacy.md says what is read,
// what becomes of it, and what the numbers of repaired defects mean.
//
// The project is one that a person can go on with: masters become designs, plans
// become plans, and names such as {date_prev} become tokens such as {date-1d};
// nothing is expanded page by page. Its Encoder writes it as a file.
//
// Everything here may be used by several goroutines at once.
package legacy

import (
	"io/fs"

	"github.com/einkpdf/platform/einkpdf"
)

// Options says how a file is read. The zero value is right for most uses.
type Options struct {
	// File is the name of the file in errors and notes. It is never opened.
	File string
	// Limits bound the file. Zero fields have the default.
	Limits einkpdf.Limits
}

// Result is what a file became.
type Result struct {
	// Project renders as the file did.
	Project *einkpdf.Project
	// Assets are the images that the file had inside, by the names that the
	// project uses for them.
	Assets Assets
	// Report says what was changed, replaced or left out.
	Report Report

	origins origins
}

// Assets are images by name. They are an [einkpdf.Assets].
type Assets map[string][]byte

// Asset returns the bytes of an image. The error is [fs.ErrNotExist] where there
// is none of that name. The bytes belong to the map and must not be changed.
func (a Assets) Asset(name string) ([]byte, error) {
	data, ok := a[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return data, nil
}

// Read turns one of the predecessor's files into a project. The error is an
// [einkpdf.Errors] with everything that is wrong with the file, each with its
// place. A file may be read any number of times, also at the same time.
//
// The project is built by hand, as it were: it has no places in the file. It may
// still be refused when it is compiled, for example because it has more pages
// than are allowed there.
func Read(data []byte, o Options) (*Result, error) {
	limits := withDefaults(o.Limits)
	r := &reader{report: &reporter{}, limits: limits}
	doc := r.read(o.File, data)
	if errs := r.errs.Errors(); len(errs) > 0 {
		return nil, errs
	}
	pager, err := listPages(doc, limits.Pages)
	if err != nil {
		return nil, einkpdf.Errors{err}
	}
	w := newWorld(doc.locale, doc.localeAt, len(pager.pages), r.report)
	b := newBuilder(doc, pager, w, r.report, o.Limits)
	project := b.build()
	if !w.spend(0) {
		return nil, tooMuchWork(o.File)
	}
	return &Result{Project: project, Assets: b.images.assets, Report: b.report.report(), origins: b.origins}, nil
}

func tooMuchWork(file string) error {
	return einkpdf.Errors{{File: file, Line: 1, Col: 1, Code: einkpdf.CodeTooLarge,
		Message: "the pages have too many texts with tokens, those of all pages together", Hint: "use fewer pages or fewer widgets with tokens"}}
}
