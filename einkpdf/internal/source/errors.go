package source

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The codes of errors, the same for every reader and check, so that a program
// can tell errors apart without reading their text.
const (
	CodeSyntax       = "syntax"         // not well-formed YAML or JSON, or a form that the format does not use
	CodeEncoding     = "encoding"       // not UTF-8, a character that must not occur, or a file of another kind
	CodeTooLarge     = "too-large"      // the file has too many bytes
	CodeTooDeep      = "too-deep"       // maps and lists are nested too deeply
	CodeTooManyNodes = "too-many-nodes" // too many values, aliases counted as what they stand for
	CodeAlias        = "alias"          // an alias or merge key that cannot be followed
	CodeDuplicateKey = "duplicate-key"  // a key twice in one map
	CodeUnknownKey   = "unknown-key"    // a key that the format does not have at this place
	CodeUnknownType  = "unknown-type"   // a `type:` that names nothing
	CodeMissing      = "missing"        // a required key is absent
	CodeType         = "type"           // a list where a number belongs, and the like
	CodeRange        = "range"          // too small, too large, too long, too many
	CodeEnum         = "enum"           // not one of the allowed words
	CodeFormat       = "format"         // a text that does not have the form its key asks for
	CodeInternal     = "internal"       // a mistake of the program, not of the file
	CodeMore         = "more"           // stands for errors beyond the first MaxErrors
)

// MaxErrors is how many errors of a file are kept. One more, of code
// [CodeMore], says how many were left out.
const MaxErrors = 100

// Error is one error of a file or of a hand-built value.
type Error struct {
	File    string `json:"file,omitempty"`    // as given to Read; may be empty
	Line    int    `json:"line,omitempty"`    // from 1; 0 for values that come from no file
	Col     int    `json:"col,omitempty"`     // from 1, in characters
	Pointer string `json:"pointer,omitempty"` // JSON pointer (RFC 6901) of the value; "" is the whole file
	Code    string `json:"code,omitempty"`    // one of the Code constants
	Message string `json:"message,omitempty"` // what is wrong, without the place
	Hint    string `json:"hint,omitempty"`    // what to do about it; may be empty
}

// Error is the place, the message and the code in one line, and the hint, if
// there is one, in a second line that begins with a tab.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		if b.Len() > 0 {
			b.WriteByte(':')
		}
		b.WriteString(strconv.Itoa(e.Line) + ":" + strconv.Itoa(e.Col))
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	if e.Pointer != "" {
		b.WriteString(e.Pointer + ": ")
	}
	b.WriteString(e.Message)
	if e.Code != "" {
		b.WriteString(" (" + e.Code + ")")
	}
	if e.Hint != "" {
		b.WriteString("\n\thint: " + e.Hint)
	}
	return b.String()
}

// Errors are the errors of one file, in the order of their places.
// An empty list means that all is well; compare its length, not nil, and use
// [Errors.Err] to turn it into an error.
type Errors []*Error

// Error is every error on its own line.
func (l Errors) Error() string {
	lines := make([]string, len(l))
	for i, e := range l {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the single errors to errors.Is and errors.As.
func (l Errors) Unwrap() []error {
	list := make([]error, len(l))
	for i, e := range l {
		list[i] = e
	}
	return list
}

// Err is the list as an error, nil when it is empty.
func (l Errors) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// Report collects the errors of one file and keeps the first [MaxErrors].
// The zero value is ready. It is not for concurrent use.
type Report struct {
	File string // put into errors that name no file
	list Errors
	more int
}

// Add takes one error.
func (r *Report) Add(e *Error) {
	switch {
	case e.Code == CodeMore:
		var n int
		if _, err := fmt.Sscanf(e.Message, moreText, &n); err == nil {
			r.more += n
		}
	case len(r.list) >= MaxErrors:
		r.more++
	default:
		if e.File == "" {
			e.File = r.File
		}
		r.list = append(r.list, e)
	}
}

// AddAll takes all errors of a list.
func (r *Report) AddAll(l Errors) {
	for _, e := range l {
		r.Add(e)
	}
}

// Len is how many errors were added.
func (r *Report) Len() int { return len(r.list) + r.more }

const moreText = "%d more errors are not shown"

// Errors is the sorted list, nil when there is no error.
func (r *Report) Errors() Errors {
	if len(r.list) == 0 {
		return nil
	}
	list := slices.Clone(r.list)
	slices.SortStableFunc(list, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	if r.more > 0 {
		list = append(list, &Error{File: r.File, Code: CodeMore, Message: fmt.Sprintf(moreText, r.more)})
	}
	return list
}
