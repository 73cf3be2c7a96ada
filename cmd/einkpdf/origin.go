package main

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/legacy"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// origin is the file that a project of the predecessor comes from; a nil one is
// of our own projects, whose errors and findings have their places.
type origin struct {
	name   string
	result *legacy.Result
}

// inImported is where hints can be followed.
const inImported = " (after einkpdf import)"

// locate gives the errors of a project their places in the file.
func (o *origin) locate(err error) error {
	var errs einkpdf.Errors
	if o == nil || !errors.As(err, &errs) {
		return err
	}
	for _, e := range errs {
		if e.Line > 0 {
			continue
		}
		if e.File == "" {
			e.File = o.name
		}
		if at, ok := o.result.Where(e.Pointer); ok {
			e.Line, e.Col, e.Pointer = at.Line, at.Col, "" // which is none of the file
			e.Message = at.String() + ": " + e.Message
		}
		if e.Hint != "" {
			e.Hint += inImported
		}
	}
	return err
}

// findings gives findings their places in the file. What a widget is told several
// times about its parts is kept once.
func (o *origin) findings(list []einkpdf.Finding) []einkpdf.Finding {
	if o == nil {
		return list
	}
	type told struct {
		code string
		at   legacy.Origin
	}
	seen := map[told]bool{}
	var kept []einkpdf.Finding
	for _, f := range list {
		if at, ok := o.result.Where(f.Pointer); ok {
			if seen[told{f.Code, at}] {
				continue
			}
			seen[told{f.Code, at}] = true
			f.Line, f.Col = at.Line, at.Col
			f.Message = at.String() + ": " + f.Message
		}
		if f.Hint != "" {
			f.Hint += inImported
		}
		kept = append(kept, f)
	}
	return kept
}

// checked is findings for the findings of a check: those of one widget of the
// file become one.
func (o *origin) checked(list []einkpdf.CheckFinding) []einkpdf.CheckFinding {
	if o == nil {
		return list
	}
	type told struct {
		code string
		at   legacy.Origin
	}
	known := map[told]int{}
	kept := []einkpdf.CheckFinding{}
	for _, f := range list {
		if f.Hint != "" {
			f.Hint += inImported
		}
		at, ok := o.result.Where(f.Pointer)
		if !ok {
			kept = append(kept, f)
			continue
		}
		f.Line, f.Col = at.Line, at.Col
		f.Message = at.String() + ": " + f.Message
		i, again := known[told{f.Code, at}]
		if !again {
			known[told{f.Code, at}] = len(kept)
			kept = append(kept, f)
			continue
		}
		first := kept[i]
		pages := first.Pages
		if f.Design != first.Design {
			pages += f.Pages
		}
		places := first.Places + f.Places
		if worse(f, first) {
			kept[i] = f
		}
		kept[i].Pages, kept[i].Places = max(pages, f.Pages), places
	}
	slices.SortStableFunc(kept, func(a, b einkpdf.CheckFinding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return kept
}

// report says what is not as it was there.
func (o *origin) report() legacy.Report {
	if o == nil {
		return legacy.Report{}
	}
	return o.result.Report
}

// places gives the widgets and links of a page their places in the file.
func (o *origin) places(page *einkpdf.PageLayout) {
	if o == nil {
		return
	}
	for i := range page.Widgets {
		w := &page.Widgets[i]
		if at, ok := o.result.Where(w.Pointer); ok {
			w.Line, w.Col, w.EndLine = at.Line, at.Col, at.Line
		}
	}
	for i := range page.Links {
		l := &page.Links[i]
		if at, ok := o.result.Where(l.Pointer); ok {
			l.Line, l.Col = at.Line, at.Col
		}
	}
}

// pointer is the JSON pointer of the widget in the project that the file has on
// a line: of what begins there or last before it. It is empty where nothing does.
func (o *origin) pointer(line int) (pointer string) {
	best := 0
	designs := o.result.Project.Designs
	for _, name := range slices.Sorted(maps.Keys(designs)) {
		widget.Walk(designs[name].Body, "/designs/"+name+"/body", func(at string, _ widget.Widget) {
			if from, ok := o.result.Where(at); ok && from.Line <= line && from.Line > best {
				pointer, best = at, from.Line
			}
		})
	}
	return pointer
}
