package einkpdf

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Error is one thing that is wrong with a project. Its fields:
//
//	File    string // name of the file as given to Parser; may be empty
//	Line    int    // from 1; 0 for projects built by hand
//	Col     int    // from 1, in characters; 0 without a line
//	Pointer string // JSON pointer (RFC 6901) of the value; "" is the whole file
//	Code    string // one of the Code constants, which do not change
//	Message string // what is wrong, without the place
//	Hint    string // what to do about it; may be empty
//
// In JSON the keys are file, line, col, pointer, code, message and hint; those
// that are empty are left out. Its methods:
//
//	func (e *Error) Error() string // place, message and code in one line; the hint in a second one
type Error = source.Error

// Errors is everything that is wrong with a project, in the order of the file: a
// []*[Error]. At most 100 are kept, and one of code [CodeMore] says how many more
// there are. errors.As and errors.Is look at each of them. Its methods:
//
//	func (l Errors) Error() string   // each error in its lines
//	func (l Errors) Unwrap() []error // the single errors
//	func (l Errors) Err() error      // the list, or nil when it is empty
//
// [ReportOf] makes a report of it, as [Document.Check] does.
type Errors = source.Errors

// Codes of errors that Compile and the writers report, beside those of Parse.
const (
	CodeSyntax        = source.CodeSyntax
	CodeEncoding      = source.CodeEncoding
	CodeTooLarge      = source.CodeTooLarge
	CodeTooDeep       = source.CodeTooDeep
	CodeTooManyNodes  = source.CodeTooManyNodes
	CodeAlias         = source.CodeAlias
	CodeDuplicateKey  = source.CodeDuplicateKey
	CodeUnknownKey    = source.CodeUnknownKey
	CodeUnknownType   = source.CodeUnknownType
	CodeMissing       = source.CodeMissing
	CodeType          = source.CodeType
	CodeRange         = source.CodeRange
	CodeEnum          = source.CodeEnum
	CodeFormat        = source.CodeFormat
	CodeInternal      = source.CodeInternal
	CodeMore          = source.CodeMore
	CodeUnknownDevice = "unknown-device"
	CodeUnknownLocale = "unknown-locale"
	CodeUnknownDesign = "unknown-design"
	CodeUnknownStyle  = "unknown-style"
	CodeUnknownPart   = "unknown-part"
	CodeUnknownPage   = "unknown-page"
	CodeUnknownCheck  = "unknown-check"
	CodeCycle         = "cycle"
	CodeNoCalendar    = "no-calendar"
	CodeNoPages       = "no-pages"
	CodeTooManyPages  = "too-many-pages"
	CodeDoubledKey    = "doubled-key"
	CodeMissingTarget = "missing-target"
	CodeTooManyLinks  = "too-many-links"
	CodeBadAsset      = "bad-asset"
	CodeOutlineDepth  = "outline-depth" // a warning
)

// maxErrors is how many errors are worth looking for.
const maxErrors = source.MaxErrors

// errorAt is an error about the value at a JSON pointer.
func (p *Project) errorAt(pointer, code, message, hint string) *Error {
	e := &Error{Pointer: pointer, Code: code, Message: message, Hint: hint}
	if p.file != nil {
		_, pos := p.file.root.At(pointer)
		e.File, e.Line, e.Col = p.file.name, pos.Line, pos.Col
	}
	return e
}

// located turns what a page reports into an error of the project file. Errors
// that are no problem of the project, such as a cancelled context, stay apart.
func (d *Document) located(err error) *Error {
	var problem *widget.Problem
	if !errors.As(err, &problem) {
		return &Error{Code: source.CodeInternal, Message: err.Error()}
	}
	message := problem.Message
	if problem.Page != "" {
		message = "page " + problem.Page + ": " + message
	}
	return d.project.errorAt(problem.Pointer, problem.Code, message, problem.Hint)
}

func sortErrors(errs Errors) Errors {
	r := source.Report{}
	r.AddAll(errs)
	return r.Errors()
}

func sortedKeys[T any](m map[string]T) []string {
	if len(m) == 0 {
		return nil // as most often
	}
	return slices.Sorted(maps.Keys(m))
}

func quoted(s string) string { return source.Quote(s) }

func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func pointerTo(steps ...any) string {
	var b strings.Builder
	for _, s := range steps {
		b.WriteString(source.Pointer("", fmt.Sprint(s)))
	}
	return b.String()
}
