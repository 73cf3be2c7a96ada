package projectfile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/projects"
)

// refuse makes a Refusal. What a file says may be in the reason, so it is bounded.
func refuse(reason string, err error) error {
	return &projects.Refusal{Reason: clean(reason, maxMessage), Err: err}
}

// noDevice says which devices were probably meant.
func noDevice(err error) error {
	wrapped := fmt.Errorf("%w: %w", projects.ErrDevice, err)
	unknown, ok := errors.AsType[*device.UnknownError](err)
	if !ok || len(unknown.Meant) == 0 {
		return wrapped
	}
	return refuse("There is no such device; did you mean "+strings.Join(unknown.Meant, ", ")+"?", wrapped)
}

// why is the end of a sentence: the first of the renderer's errors, and what to do
// about it. It is "." for others.
func why(err error) string {
	list, ok := errors.AsType[einkpdf.Errors](err)
	if !ok || len(list) == 0 {
		return "."
	}
	first := list[0]
	text := ": " + first.Message
	if first.Line > 0 {
		text += fmt.Sprintf(" (line %d)", first.Line)
	}
	if first.Hint != "" {
		text += "; " + first.Hint
	}
	return text + "."
}
