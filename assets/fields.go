package assets

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/einkpdf/platform/blob"
)

// How long fields may be, in bytes unless it says otherwise. Service is stricter
// about what people upload; these are what a Store keeps at all.
const (
	maxID     = 64
	maxHome   = blob.MaxSegment
	maxKey    = 4 * MaxName   // of a name: what case folding makes longer is cut
	maxFont   = 1024          // a text of a font
	maxGlyphs = 65535         // OpenType 1.9.1, table maxp
	maxNumber = math.MaxInt32 // pixels, faces
)

// checks collects what is wrong with the fields of a row: the first of it.
type checks struct{ err error }

func (c *checks) fail(field, why string) {
	if c.err == nil {
		c.err = fmt.Errorf("%w: %s %s", ErrInvalid, field, why)
	}
}

// text checks for between least and most bytes of text.
func (c *checks) text(field, value string, least, most int) {
	switch {
	case len(value) < least:
		c.fail(field, "is missing")
	case len(value) > most:
		c.fail(field, fmt.Sprintf("has more than %d bytes", most))
	case !isText(value):
		c.fail(field, "is not UTF-8 without NUL")
	}
}

// chars checks for at most that many characters.
func (c *checks) chars(field, value string, most int) {
	c.text(field, value, 0, most*utf8.UTFMax)
	if c.err == nil && utf8.RuneCountInString(value) > most {
		c.fail(field, fmt.Sprintf("has more than %d characters", most))
	}
}

func (c *checks) number(field string, value, least, most int64) {
	if value < least || value > most {
		c.fail(field, fmt.Sprintf("is not between %d and %d", least, most))
	}
}

func (c *checks) sum(field, value string) {
	if !isSum(value) {
		c.fail(field, "is not a SHA-256 in lower-case hex")
	}
}

func (c *checks) time(field string, value time.Time) {
	if value.IsZero() {
		c.fail(field, "is missing")
	}
}

// isText says what both databases keep alike: SQLite takes any bytes,
// PostgreSQL neither NUL nor broken UTF-8.
func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// isID tells whether a row may have such a key. What cannot be kept is not asked
// for.
func isID(s string) bool { return s != "" && len(s) <= maxID && isText(s) }

func isHome(s string) bool { return s != "" && len(s) <= maxHome && isText(s) }

// isSum tells whether s is a SHA-256 as it is kept.
func isSum(s string) bool {
	if len(s) != hex.EncodedLen(sha256.Size) {
		return false
	}
	_, err := hex.DecodeString(s)
	return err == nil && strings.ToLower(s) == s
}

func (a Asset) check(c *checks) {
	c.text("id", a.ID, 1, maxID)
	c.text("home", a.Home, 1, maxHome)
	c.sum("hash", a.SHA256)
	c.number("size", a.Bytes, 1, maxStored)
	types, side := []string{PNG, JPEG}, int64(1)
	switch a.Kind {
	case KindImage:
		if a.Font != nil {
			c.fail("font", "is an image")
		}
		c.thumbnail(a.Thumbnail, a.ThumbnailSHA256)
	case KindFont:
		types, side = []string{TTF, OTF, TTC}, 0
		if a.Font == nil {
			c.fail("font", "is missing")
			return
		}
		a.Font.check(c)
		if a.Width != 0 || a.Height != 0 || a.Thumbnail != 0 || a.ThumbnailSHA256 != "" {
			c.fail("font", "has pixels")
		}
	default:
		c.fail("kind", "is none")
	}
	if !slices.Contains(types, a.Type) {
		c.fail("media type", "is none of the kind's")
	}
	c.number("width", int64(a.Width), side, maxNumber)
	c.number("height", int64(a.Height), side, maxNumber)
}

// thumbnail checks for a size and a hash, or none.
func (c *checks) thumbnail(size int64, sum string) {
	c.number("size of the thumbnail", size, 0, maxStored)
	if size != 0 {
		c.sum("hash of the thumbnail", sum)
	} else if sum != "" {
		c.fail("hash of the thumbnail", "is of none")
	}
}

func (f Font) check(c *checks) {
	c.text("family of the font", f.Family, 0, maxFont)
	c.text("style of the font", f.Style, 0, maxFont)
	c.number("number of faces", int64(f.Faces), 1, maxNumber)
	c.number("number of glyphs", int64(f.Glyphs), 0, maxGlyphs)
	if f.Outlines != "truetype" && f.Outlines != "cff" {
		c.fail("outlines", "are none")
	}
	switch f.Embedding {
	case Installable, Editable, PreviewPrint, Unstated:
	default:
		c.fail("permission to embed", "is none")
	}
}

// check looks at a holding, and at nothing of its asset but the id.
func (h Held) check(c *checks) {
	c.text("id", h.ID, 1, maxID)
	c.text("owner", h.Owner, 1, maxID)
	c.chars("name", h.Name, MaxName)
	c.time("time", h.At)
	if h.Upload != "" {
		c.sum("hash of the upload", h.Upload)
	}
}
