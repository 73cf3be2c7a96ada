package renderjob

import (
	"errors"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
	"github.com/einkpdf/platform/jobs/isolate"
)

// checkError says that the checks found errors, and the request was strict.
type checkError struct{ report *einkpdf.CheckReport }

func (e *checkError) Error() string { return "renderjob: the checks found errors" }

// writeError is an error of writing, with what the checks had found before.
type writeError struct {
	err    error
	report *einkpdf.CheckReport
}

func (e *writeError) Error() string { return e.err.Error() }
func (e *writeError) Unwrap() error { return e.err }

// faultOf is an error of the work as it goes to the parent: a Fault when the project or the options are to blame.
func faultOf(err error) error {
	if check, ok := errors.AsType[*checkError](err); ok {
		return projectFault(failures(check.report), check.report.More)
	}
	if wrong, ok := errors.AsType[*einkpdf.ArgumentError](err); ok {
		return &isolate.Fault{Code: FailOptions, Message: joined(sentence(wrong.Message), wrong.Hint)}
	}
	list, ok := errors.AsType[einkpdf.Errors](err)
	if !ok {
		return err
	}
	var found []Finding
	for _, e := range list {
		found = append(found, fromError(e))
	}
	has := func(code string) bool {
		return slices.ContainsFunc(list, func(e *einkpdf.Error) bool { return e.Code == code })
	}
	switch {
	case has(einkpdf.CodeInternal):
		return &isolate.Fault{Code: FailRenderer, Message: "The renderer failed on this project, which is a mistake of ours. Please report it.", Detail: detail(found, 0)}
	case has(einkpdf.CodeTooManyPages):
		at := slices.IndexFunc(list, func(e *einkpdf.Error) bool { return e.Code == einkpdf.CodeTooManyPages })
		return &isolate.Fault{Code: FailPages, Message: joined(sentence(list[at].Message), list[at].Hint), Detail: detail(found, 0)}
	}
	if write, ok := errors.AsType[*writeError](err); ok { // which stopped at the first page
		found = beside(found, failures(write.report))
	}
	return projectFault(found, 0)
}

// failures are the errors of a report.
func failures(r *einkpdf.CheckReport) []Finding {
	var list []Finding
	for i := range r.Findings {
		if r.Findings[i].Severity == widget.Failure {
			list = append(list, fromCheck(&r.Findings[i]))
		}
	}
	return list
}

// projectFault says what is wrong with a project.
func projectFault(list []Finding, more int) *isolate.Fault {
	return &isolate.Fault{Code: FailProject, Message: projectSentence(list, more), Detail: detail(list, more)}
}

// joined is a sentence and what to do about it.
func joined(message, hint string) string {
	if hint = advice(hint); hint == "" {
		return short(message, maxText)
	}
	return short(message, maxText) + " " + short(sentence(strings.TrimSuffix(hint, ".")), maxText)
}
