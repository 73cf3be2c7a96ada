package einkpdf

import (
	"fmt"
	"strings"

	"github.com/einkpdf/platform/einkpdf/device"
)

// ArgumentError says that what a program asked for cannot be: a mistake of its own
// or of whoever told it, and not of the project. Code is one of the Code constants,
// Message says what is wrong, and Hint what to do about it.
type ArgumentError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// Error is the message and the hint.
func (e *ArgumentError) Error() string { return "einkpdf: " + e.Message + ": " + e.Hint }

// wrongArgument is an error about what the caller asked for, not about the project.
func wrongArgument(code, message, hint string) error { return &ArgumentError{code, message, hint} }

// wrongName is wrongArgument for a name that nobody knows. The error of looking
// it up says behind a semicolon what may have been meant; otherwise is the hint
// where it does not.
func wrongName(code string, err error, otherwise string) error {
	message := err.Error()
	if at := strings.LastIndex(message, "; "); at >= 0 && !strings.HasSuffix(message, `"`) {
		return wrongArgument(code, message[:at], message[at+2:])
	}
	return wrongArgument(code, message, otherwise)
}

// checkOptions finds what is wrong with the options whatever the project says.
func (c *compiler) checkOptions() error {
	switch o := c.options.Orientation; o {
	case "", "portrait", "landscape":
	default:
		return wrongArgument(CodeEnum, "the orientation must be portrait or landscape, is "+quoted(o), "leave it empty for the project's")
	}
	if h := c.options.Hand; h > device.Left {
		return wrongArgument(CodeEnum, fmt.Sprintf("there is no hand %d", h), "use device.Right or device.Left")
	}
	return nil
}
