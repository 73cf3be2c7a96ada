// Package fontcheck looks into font files from anybody before a program keeps
// them: can the renderer use the file, what is in it, and may documents carry it.
//
//	facts, err := fontcheck.Read(data)
//
// What the renderer uses are TrueType and OpenType fonts with outlines (tables
// glyf and loca, or CFF, also CID-keyed), and of collections the first face. Of
// a variable font with TrueType outlines it uses the default instance. It
// cannot use web fonts (WOFF, WOFF2), Type 1 fonts, variable fonts with CFF2
// outlines, and fonts that have pictures of letters alone.
//
// A file that Read takes is nothing but a font as far as its structure goes:
// each byte belongs to a table, to the lists of tables, or to the zeros between
// them. What stands in a table that no program knows is not looked at: such tables
// are common. So serve fonts with their media type and nosniff, as anything else
// that users upload.
package fontcheck

import (
	"errors"
	"fmt"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// The bounds of a file.
const (
	MaxBytes = font.MaxFontBytes // 32 MiB
	MaxFaces = 64                // of a collection
)

// Facts is what is in a font file.
type Facts struct {
	MediaType string // "font/ttf", "font/otf" or "font/collection" (RFC 8081)
	// Family and Style are those of the first face, in English if it has that: its own
	// words, not to be trusted. One without a family goes by its full or PostScript
	// name. They are UTF-8 without control or format characters and have at most 100
	// characters; "" = it has none.
	Family, Style string
	Faces         int       // more than 1 only in collections
	Glyphs        int       // of the first face
	Outlines      string    // of the first face: "truetype" or "cff"
	Variable      bool      // the first face is a variable font; its default instance is used
	Embedding     Embedding // of all faces, the least that is allowed
}

// Code is why a font is refused, for programs.
type Code string

// The codes.
const (
	Damaged     Code = "damaged"     // cannot be read, or is no font
	Trailing    Code = "trailing"    // there is something beside the font in the file
	Forbidden   Code = "embedding"   // its maker does not allow documents to carry a part of it
	Unsupported Code = "unsupported" // a font of a kind that the renderer cannot use, or too large
)

// Error is why a font is refused: a code for programs and a sentence for people.
type Error struct {
	Code    Code
	Message string
	Err     error // what was behind it, if anything; not part of Message
}

func (e *Error) Error() string { return e.Message }

// Unwrap returns what was behind it.
func (e *Error) Unwrap() error { return e.Err }

func refuse(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// damaged says what is wrong with a font that cannot be read.
func damaged(format string, args ...any) *Error {
	return refuse(Damaged, "This font is damaged: %s. Please get it again from where it came from.", fmt.Sprintf(format, args...))
}

// unreadable says which table of a font is damaged; "" is not known.
func unreadable(tag string) *Error {
	if tag == "" {
		return damaged("it cannot be read")
	}
	return damaged("its table %q cannot be read", strings.TrimSpace(tag))
}

// Read says what is in a font file, after it has used it as the renderer does:
// shaped and drawn letters, made a subset of them, and made sure that each other
// glyph can be in one. A table that no parser objects to but that has something
// else in it than metrics is refused, too. It cannot try every text: a font that is damaged on purpose
// may be taken, and be an error of the page with the text that it cannot draw. Each
// error is an [*Error]. Read does not keep data. Time and memory are bounded whatever
// the file says. It is safe for concurrent use.
func Read(data []byte) (f Facts, err error) {
	defer func() {
		if v := recover(); v != nil {
			refused := unreadable("")
			refused.Err = fmt.Errorf("fontcheck: panic: %.200v", v)
			f, err = Facts{}, refused
		}
	}()
	file, refused := readFile(data)
	if refused != nil {
		return Facts{}, refused
	}
	first := file.faces[0]
	f = Facts{MediaType: file.mediaType(), Faces: len(file.faces), Variable: first.table("fvar") != nil}
	f.Family, f.Style = first.names()
	if f.Embedding, refused = file.embedding(); refused != nil {
		return Facts{}, refused
	}
	if refused = first.metrics(); refused != nil {
		return Facts{}, refused
	}
	used, err := font.Try(data)
	switch {
	case errors.Is(err, font.ErrUnsupported):
		return Facts{}, &Error{Unsupported, "This font cannot be used: " + reason(err) + ".", err}
	case err != nil: // in words of parsers, which say nothing to those who have the file
		refused = unreadable(first.suspect())
		refused.Err = err
		return Facts{}, refused
	}
	f.Glyphs, f.Outlines = used.Glyphs, "cff"
	if used.Kind == font.TrueType {
		f.Outlines = "truetype"
	}
	return f, nil
}

// reason is what the renderer says of a font of a kind that it cannot use.
func reason(err error) string {
	return strings.ReplaceAll(err.Error(), font.ErrBadFont.Error()+": ", "")
}
