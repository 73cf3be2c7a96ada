package einkpdf

import (
	"errors"
	"fmt"
	"path"
	"runtime"
	"strings"

	"github.com/einkpdf/platform/einkpdf/widget"
)

// guard runs what may call code of the host program, such as a widget's Draw,
// and turns a panic into an error that names the page. page may be empty.
func guard(page string, f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = mistake(page, "", fmt.Sprintf("panic: %.500v", v), "this is a mistake of the program, in "+panicked())
		}
	}()
	return f()
}

// guard is guard for code that draws or visits a page.
func (p *page) guard(f func() error) error {
	err := guard(p.key, f)
	if problem, ok := errors.AsType[*widget.Problem](err); ok && problem.Pointer == "" {
		problem.Pointer = p.design.pointer + "/body"
	}
	return err
}

// unfinished is the error of a page whose drawing neither fails nor comes to its
// end, as when a widget ends the goroutine.
func (p *page) unfinished() error {
	return mistake(p.key, p.design.pointer+"/body", "it was not drawn to its end", "this is a mistake of the program: does a widget call runtime.Goexit?")
}

// mistake is an error of the program, not of the project.
func mistake(page, pointer, message, hint string) error {
	return &widget.Problem{Finding: widget.Finding{Severity: widget.Failure, Code: CodeInternal, Page: page, Pointer: pointer, Message: message, Hint: hint}}
}

// panicked is the function that has just panicked, as "clock.(*Face).Draw
// (face.go:31)". A deferred function may call it.
func panicked() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := frames.Next()
		if f.Function != "" && !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("%s (%s:%d)", path.Base(f.Function), path.Base(f.File), f.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}
