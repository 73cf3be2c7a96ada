package projectfile

import (
	"errors"
	"fmt"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/projects"
)

// found is what is known of a file so far.
type found struct{ projects.Facts }

// The bounds of a problem: what a file says is repeated in them.
const (
	maxPointer = 500  // bytes; a longer one is left out
	maxMessage = 1000 // characters
	maxHint    = 500  // characters
)

// problem adds a problem.
func (facts *found) problem(p projects.Problem) {
	if len(facts.Errors) >= projects.MaxErrors {
		facts.More++
		return
	}
	if p.Pointer = clean(p.Pointer, maxPointer+1); len(p.Pointer) > maxPointer {
		p.Pointer = ""
	}
	p.Message, p.Hint = clean(p.Message, maxMessage), clean(p.Hint, maxHint)
	facts.Errors = append(facts.Errors, p)
}

// wrong adds what the renderer says of a file.
func (facts *found) wrong(err error) {
	list, ok := errors.AsType[einkpdf.Errors](err)
	if !ok {
		facts.problem(projects.Problem{Code: einkpdf.CodeInternal, Message: err.Error()})
		return
	}
	for _, e := range list {
		if e.Code == einkpdf.CodeMore { // stands for others
			var n int
			if _, err := fmt.Sscan(e.Message, &n); err == nil {
				facts.More += n
				continue
			}
		}
		facts.problem(projects.Problem{Line: e.Line, Col: e.Col, Pointer: e.Pointer, Code: e.Code, Message: e.Message, Hint: e.Hint})
	}
}

// panicked is the problem of a file that the renderer fails on.
func panicked(v any) projects.Problem {
	return projects.Problem{Code: einkpdf.CodeInternal, Message: fmt.Sprintf("the file could not be read: %.200v", v), Hint: "this is a mistake of the program; please report the file"}
}
