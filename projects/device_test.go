package projects

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What Files say goes to whoever asked: bounded, in one line, in their words.
func TestRefitError(t *testing.T) {
	t.Parallel()
	because := func(reason string, err error) error { return fmt.Errorf("files: %w", &Refusal{reason, err}) }
	for name, test := range map[string]struct {
		err     error
		code    Code
		message string
	}{
		"device":            {ErrDevice, CodeDevice, "There is no such device."},
		"device meant":      {because("Did you mean x?", ErrDevice), CodeDevice, "Did you mean x?"},
		"draft":             {fmt.Errorf("%w: secret", ErrDraft), CodeDraft, hasErrors},
		"draft with reason": {because("It would be too large.", ErrDraft), CodeDraft, "It would be too large."},
		"nothing visible":   {because("\x00 \u202e\n", ErrDraft), CodeDraft, hasErrors},
		"not clean":         {because("a\n\x1bb\xff  c\u202e", ErrDraft), CodeDraft, "a b c"},
		"long":              {because(strings.Repeat("ä", 1000), ErrDevice), CodeDevice, strings.Repeat("ä", 250)},
		"busy":              {ErrBusy, CodeBusy, "Too many projects are being looked at right now. Please try again in a moment."},
	} {
		got, ok := errors.AsType[*Error](refitError(test.err))
		require.True(t, ok, name)
		require.Equal(t, test.code, got.Code, name)
		require.Equal(t, test.message, got.Message, name)
		require.ErrorIs(t, got, errors.Unwrap(got), name)
	}
}
