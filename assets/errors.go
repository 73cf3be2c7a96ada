package assets

import (
	"errors"
	"fmt"
	"time"
)

// Code is what went wrong, for programs. docs/assets.md lists them; they do not
// change.
type Code string

// The codes.
const (
	CodeNotFound        Code = "no-such-asset"   // or not for who asked: never said which
	CodeUnauthenticated Code = "unauthenticated" // nobody is logged in
	CodeForbidden       Code = "forbidden"       // admins only
	CodeInUse           Code = "asset-in-use"    // Projects says by which

	CodeEmpty      Code = "asset-empty"
	CodeTooLarge   Code = "asset-too-large"   // bytes, as uploaded or as they would be stored
	CodeType       Code = "asset-type"        // is of no type that is allowed
	CodeSVG        Code = "asset-svg"         // and why not
	CodeMislabeled Code = "asset-mislabeled"  // is of another type than its name or media type say
	CodeDamaged    Code = "asset-damaged"     // cannot be read to its end
	CodeTrailing   Code = "asset-trailing"    // something follows the image or font
	CodePixels     Code = "asset-pixels"      // too many, or too long a side
	CodeFrames     Code = "asset-frames"      // of an animation, too many
	CodeMetadata   Code = "asset-metadata"    // more than a picture has
	CodeEmbedding  Code = "asset-embedding"   // the font's maker does not allow it
	CodeFont       Code = "asset-font"        // a font that cannot be used
	CodeThumbnail  Code = "no-such-thumbnail" // the asset is a font
	CodeIncomplete Code = "upload-incomplete" // ended before all of it came

	CodeFilter Code = "invalid-filter"
	CodeCursor Code = "invalid-cursor" // of a listing
	CodeBusy   Code = "busy"           // RetryAfter says when
)

// ErrCursor is a cursor that no page of the same listing returned: an *Error with
// CodeCursor.
var ErrCursor = errors.New("assets: not a cursor of this listing")

// Error is an error for the one who asked: a code for programs and a sentence
// for people. It holds nothing that a stranger may not know.
type Error struct {
	Code       Code
	Message    string
	Field      string        // of the request, if one is to blame: "file", "order", …
	Projects   []ProjectRef  // of CodeInUse: at most 10
	More       bool          // there are more Projects
	RetryAfter time.Duration // of CodeBusy
	Err        error         // what was behind it, for errors.Is; not part of Message
}

// ProjectRef is a project that uses an asset.
type ProjectRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (e *Error) Error() string { return fmt.Sprintf("assets: %s", e.Message) }

// Unwrap returns what was behind it.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of an Error in err's chain, or "".
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

// refuse makes an Error; field is "" when none is to blame.
func refuse(code Code, field, message string) *Error {
	return &Error{Code: code, Field: field, Message: message}
}
