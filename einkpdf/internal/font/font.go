// Package font finds, shapes and subsets fonts.
//
// A [Set] has the font families that a document can name: the built-in ones and
// the document's own. [Set.Shape] turns text into positioned glyphs: kerning and
// ligatures, right-to-left text in visual order, and for each character that the
// wanted face lacks the first fallback face that has it. [Subset] makes the font
// program that a PDF embeds.
//
// Everything is in font units and whole numbers, so that the same text gives the
// same glyphs on every processor. Fonts are hostile input: sizes are bounded and
// a damaged font is an error.
package font

import (
	"errors"
	"fmt"
	"strings"
)

// The bounds of the input.
const (
	MaxFontBytes = 32 << 20 // size of a custom font file
	MaxTextBytes = 64 << 10 // size of the text of one call of Shape
	MaxCustom    = 64       // number of custom faces of a Set
)

// The reasons for which a call fails; test with [errors.Is].
var (
	ErrUnknownFamily = errors.New("unknown font family")
	ErrBadFont       = errors.New("font cannot be used")
	ErrTextTooLong   = errors.New("text is too long")

	// ErrUnsupported is an ErrBadFont about a font that may be whole, but is of a kind
	// that cannot be used.
	ErrUnsupported = errors.New("font of a kind that cannot be used")
	// ErrPanic is an ErrBadFont about a font with which the font libraries could not
	// cope: its text is for programmers.
	ErrPanic = errors.New("font that made a library panic")
)

// unsupported is an [ErrUnsupported], and says why.
type unsupported string

func (u unsupported) Error() string { return ErrBadFont.Error() + ": " + string(u) }

// Is makes the error an [ErrUnsupported] and an [ErrBadFont].
func (u unsupported) Is(target error) bool { return target == ErrUnsupported || target == ErrBadFont }

// panicked is an [ErrPanic], and says how.
type panicked string

func (p panicked) Error() string { return ErrBadFont.Error() + ": " + string(p) }

// Is makes the error an [ErrPanic] and an [ErrBadFont].
func (p panicked) Is(target error) bool { return target == ErrPanic || target == ErrBadFont }

// Spec names a face: a family (in any case; empty means "sans") and a style.
type Spec struct {
	Family string
	Bold   bool
	Italic bool
}

// Custom is a face that the document brings along.
type Custom struct {
	// Family is the name under which documents refer to the face. A name of a
	// built-in family replaces that family, all its styles.
	Family       string
	Bold, Italic bool
	// Data is a TrueType or OpenType file or collection (not WOFF), at most
	// [MaxFontBytes]. The Set keeps it; it must not be changed afterwards.
	Data []byte
	// Index is the face's number in a collection, else 0.
	Index int
	// Missing says that the face cannot be had: the built-in family that the name
	// has otherwise, or else the sans one, stands in for it. Then there is no Data.
	Missing bool
}

// UnknownFamilyError is an [ErrUnknownFamily] with the families that were
// perhaps meant.
type UnknownFamilyError struct {
	Family      string
	Suggestions []string // at most three, best first
}

func (e *UnknownFamilyError) Error() string {
	msg := fmt.Sprintf("unknown font family %q", clip(e.Family))
	if len(e.Suggestions) > 0 {
		msg += "; did you mean " + strings.Join(e.Suggestions, ", ") + "?"
	}
	return msg
}

// Is makes the error an [ErrUnknownFamily].
func (e *UnknownFamilyError) Is(target error) bool { return target == ErrUnknownFamily }

// clip shortens a name from the input for an error message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
