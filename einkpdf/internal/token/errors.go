package token

import "fmt"

// Code says what kind of mistake a [SyntaxError] is about.
const (
	CodeSyntax   = "syntax"       // the text does not follow the grammar
	CodeName     = "unknown-name" // no such name or field here
	CodeType     = "type"         // an operation that the value does not have
	CodeRange    = "range"        // a number or date out of bounds
	CodeFormat   = "format"       // a format or date pattern that does not exist
	CodeTooLarge = "too-large"    // source, token count or evaluated text over its bound
	CodeTooDeep  = "too-deep"     // condition nested too deeply
)

// SyntaxError is a mistake in a template, condition or similar short text, found
// while parsing, checking or evaluating it.
type SyntaxError struct {
	offset  int
	code    string
	message string
	hint    string
}

// NewSyntaxError makes an error at a byte offset of the source. The message
// tells what is wrong, the hint what to write instead; it may be empty.
func NewSyntaxError(offset int, code, message, hint string) *SyntaxError {
	return &SyntaxError{offset: offset, code: code, message: message, hint: hint}
}

// Error is the message, without the hint.
func (e *SyntaxError) Error() string { return e.message }

// Offset is the place of the mistake in bytes from the start of the source.
func (e *SyntaxError) Offset() int { return e.offset }

// Code is one of the Code constants.
func (e *SyntaxError) Code() string { return e.code }

// Hint says what to do about it; it may be empty.
func (e *SyntaxError) Hint() string { return e.hint }

// fail is NewSyntaxError with a formatted message.
func fail(offset int, code, hint, format string, args ...any) *SyntaxError {
	return NewSyntaxError(offset, code, fmt.Sprintf(format, args...), hint)
}

// plain is e as an error, nil for nil.
func plain(e *SyntaxError) error {
	if e == nil {
		return nil
	}
	return e
}

// clip shortens a piece of hostile source for a message.
func clip(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && s[cut]&0xC0 == 0x80 { // do not split a character
		cut--
	}
	return s[:cut] + "…"
}
