package projects

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// How long fields may be, in bytes unless it says otherwise. Service is stricter
// about what people choose; these are what a Store keeps at all.
const (
	maxID     = 64
	maxDevice = 128
	maxKey    = 4 * MaxName   // of a name: what case folding makes longer is cut
	maxNumber = math.MaxInt32 // versions, pages, clones
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
func (c *checks) chars(field, value string, least, most int) {
	c.text(field, value, least, most*utf8.UTFMax)
	if c.err == nil && utf8.RuneCountInString(value) > most {
		c.fail(field, fmt.Sprintf("has more than %d characters", most))
	}
}

func (c *checks) number(field string, value, least, most int) {
	if value < least || value > most {
		c.fail(field, fmt.Sprintf("is not between %d and %d", least, most))
	}
}

func (c *checks) sha256(field, value string) {
	if b, err := hex.DecodeString(value); err != nil || len(b) != sha256.Size || strings.ToLower(value) != value {
		c.fail(field, "is not a SHA-256 in lower-case hex")
	}
}

func (c *checks) time(field string, value time.Time) {
	if value.IsZero() {
		c.fail(field, "is missing")
	}
}

// names checks for at most most names of at most size bytes.
func (c *checks) names(field string, values []string, most, size int) {
	if len(values) > most {
		c.fail(field, fmt.Sprintf("are more than %d", most))
		return
	}
	for _, v := range values {
		c.text(field, v, 1, size)
	}
}

// isText says what both databases keep alike: SQLite takes any bytes,
// PostgreSQL neither NUL nor broken UTF-8.
func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// isKey tells whether a row may have such a key. What cannot be kept is not
// asked for.
func isKey(s string, most int) bool { return s != "" && len(s) <= most && isText(s) }

func isNumber(n int) bool { return n > 0 && n <= maxNumber }

func (p Project) check() error {
	var c checks
	c.text("id", p.ID, 1, maxID)
	c.text("owner", p.Owner, 1, maxID)
	c.number("version", p.Version, 1, maxNumber)
	c.chars("name", p.Name, 1, MaxName)
	c.text("title", p.Title, 0, MaxFact)
	c.text("device", p.Device, 0, maxDevice)
	c.number("pages", p.Pages, 0, maxNumber)
	c.number("clones", p.Clones, 0, maxNumber)
	c.number("size", p.Bytes, 0, MaxSource)
	c.sha256("hash", p.SHA256)
	c.time("time of creation", p.CreatedAt)
	c.time("time of change", p.UpdatedAt)
	c.text("who changed it", p.UpdatedBy, 1, maxID)
	if o := p.Origin; o != nil {
		c.text("id of the original", o.Project, 1, maxID)
		c.number("version of the original", o.Version, 0, maxNumber)
		c.chars("name of the original", o.Name, 0, MaxName)
	}
	return c.err
}

func (v Version) check() error {
	var c checks
	c.text("id", v.Project, 1, maxID)
	c.number("version", v.Number, 1, maxNumber)
	c.time("time of the version", v.At)
	c.text("who wrote the version", v.By, 1, maxID)
	switch v.Change {
	case Created, Imported, Cloned, Edited, Renamed, Refitted, Reverted, Trashed, Restored:
	default:
		c.fail("change", "is none")
	}
	c.number("version reverted to", v.Of, 0, maxNumber)
	c.chars("name", v.Name, 1, MaxName)
	c.number("size", v.Bytes, 0, MaxSource)
	c.sha256("hash", v.SHA256)
	c.number("pages", v.Pages, 0, maxNumber)
	c.text("device", v.Device, 0, maxDevice)
	v.Facts.check(&c)
	return c.err
}

func (f Facts) check(c *checks) {
	c.text("title", f.Title, 0, MaxFact)
	c.text("device", f.Device, 0, maxDevice)
	c.number("pages", f.Pages, 0, maxNumber)
	c.names("designs", f.Designs, MaxDesigns, MaxFact)
	c.names("assets", f.Assets, MaxAssets, MaxAsset)
	c.names("missing assets", f.Missing, MaxAssets, MaxAsset)
	c.number("problems not listed", f.More, 0, maxNumber)
	if len(f.Errors) > MaxErrors {
		c.fail("problems", fmt.Sprintf("are more than %d", MaxErrors))
		return
	}
	for _, p := range f.Errors {
		c.number("line of a problem", p.Line, 0, maxNumber)
		c.number("column of a problem", p.Col, 0, maxNumber)
		for _, text := range []string{p.Pointer, p.Code, p.Message, p.Hint} {
			c.text("text of a problem", text, 0, MaxFact)
		}
	}
}

// checkWrite looks at a project and the version that it comes to, together.
func checkWrite(p Project, v Version, source []byte, uses []string) error {
	if err := p.check(); err != nil {
		return err
	}
	if err := v.check(); err != nil {
		return err
	}
	var c checks
	c.names("assets", uses, MaxAssets, MaxAsset)
	if v.Project != p.ID || v.Number != p.Version || v.SHA256 != p.SHA256 || v.Bytes != p.Bytes {
		c.fail("version", "is not the one that the project came to")
	}
	if source != nil {
		if sum := sha256.Sum256(source); len(source) != v.Bytes || hex.EncodeToString(sum[:]) != v.SHA256 {
			c.fail("file", "is not the one that size and hash speak of")
		}
	}
	return c.err
}

func (g Grant) check() error {
	var c checks
	c.text("id", g.Project, 1, maxID)
	c.text("user", g.User, 1, maxID)
	if g.Role != Editor && g.Role != Viewer {
		c.fail("role", "is none that is granted")
	}
	c.time("time of the grant", g.At)
	return c.err
}

func (e Entry) check() error {
	var c checks
	c.text("id", e.Project, 1, maxID)
	c.text("owner", e.Owner, 1, maxID)
	c.text("slug", e.Slug, 1, MaxSlug)
	c.number("version", e.Version, 1, maxNumber)
	c.chars("name", e.Name, 1, MaxName)
	c.chars("description", e.Description, 0, MaxDescription)
	c.chars("author", e.Author, 0, MaxAuthor)
	c.text("device", e.Device, 0, maxDevice)
	c.number("pages", e.Pages, 0, maxNumber)
	c.time("time of publication", e.PublishedAt)
	c.time("time of change", e.UpdatedAt)
	return c.err
}
