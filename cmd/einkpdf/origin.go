package main

import (
	"errors"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/legacy"
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

// report says what is not as it was there.
func (o *origin) report() legacy.Report {
	if o == nil {
		return legacy.Report{}
	}
	return o.result.Report
}
