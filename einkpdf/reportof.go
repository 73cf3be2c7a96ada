package einkpdf

import (
	"errors"

	"github.com/einkpdf/platform/einkpdf/widget"
)

// ReportOf is a report of what is wrong with a project that cannot be parsed or
// compiled, so that an editor has one form for all that it shows: a finding of
// severity [widget.Failure] for each error of an [Errors], or for the one of an
// [*Error]. Pages is 0, and Device and Orientation are empty, which the caller may
// fill. For other errors, which are not about the project, it is nil and false.
// The report belongs to the caller.
func ReportOf(err error) (*CheckReport, bool) {
	errs, ok := errors.AsType[Errors](err)
	if e, single := errors.AsType[*Error](err); !ok && single {
		errs, ok = Errors{e}, true
	}
	if !ok {
		return nil, false
	}
	r := &CheckReport{Hand: "right", Findings: make([]CheckFinding, 0, len(errs)), Ignored: []CheckFinding{}}
	for _, e := range errs {
		message := e.Message
		if e.Line == 0 && e.Pointer != "" {
			message = e.Pointer + ": " + message
		}
		r.Findings = append(r.Findings, CheckFinding{Severity: widget.Failure, Code: e.Code, Pointer: e.Pointer,
			Line: e.Line, Col: e.Col, Message: message, Hint: e.Hint})
	}
	return r, true
}
