package auth

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// How long fields may be, in bytes unless it says otherwise. Service is stricter about what people choose;
// these are what a Store keeps at all, imported accounts included.
const (
	maxID        = 64
	maxName      = 64   // characters, of at most four bytes
	maxEmail     = 320  // RFC 3696, erratum 1690: the longest that anybody took for valid
	maxKey       = 1024 // of a name or address: case folding makes some characters three
	maxHash      = 512  // of a password
	maxTerms     = 64
	maxAddress   = 64 // of the network
	maxUserAgent = 200
	maxReason    = 100
	tokenHash    = 64 // SHA-256, hex: exactly
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

// name checks for at most maxName characters.
func (c *checks) name(value string, least int) {
	c.text("name", value, least, maxName*utf8.UTFMax)
	if c.err == nil && utf8.RuneCountInString(value) > maxName {
		c.fail("name", fmt.Sprintf("has more than %d characters", maxName))
	}
}

func (c *checks) sha256(field, value string) {
	if !isTokenHash(value) {
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

// isKey tells whether a row may have such a key. What cannot be kept is not
// asked for.
func isKey(s string, most int) bool { return s != "" && len(s) <= most && isText(s) }

func isTokenHash(s string) bool {
	if len(s) != tokenHash || strings.ToLower(s) != s {
		return false
	}
	_, err := hex.DecodeString(s)
	return err == nil
}

func (a Account) check() error {
	var c checks
	c.text("id", a.ID, 1, maxID)
	c.name(a.Name, 1)
	c.text("name key", a.NameKey, 1, maxKey)
	c.text("mail address", a.Email, 1, maxEmail)
	c.text("key of the mail address", a.EmailKey, 1, maxKey)
	c.text("password hash", a.PasswordHash, 0, maxHash)
	c.text("version of the terms", a.Terms, 0, maxTerms)
	if a.Role != RoleUser && a.Role != RoleAdmin {
		c.fail("role", "is none")
	}
	c.time("time of creation", a.CreatedAt)
	c.time("time of change", a.UpdatedAt)
	return c.err
}

func (s Session) check() error {
	var c checks
	c.text("id", s.ID, 1, maxID)
	c.text("id of the user", s.UserID, 1, maxID)
	if s.Kind != CookieSession && s.Kind != TokenSession {
		c.fail("kind", "is none")
	}
	c.text("address", s.Address, 0, maxAddress)
	c.text("user agent", s.UserAgent, 0, maxUserAgent)
	c.time("time of creation", s.CreatedAt)
	c.time("time of use", s.LastUsedAt)
	c.time("end", s.ExpiresAt)
	c.text("reason of the revocation", s.RevokedFor, 0, maxReason)
	return c.err
}

func (s Secret) check() error {
	var c checks
	c.sha256("hash", s.Hash)
	c.text("id of the session", s.SessionID, 1, maxID)
	c.time("time of creation", s.CreatedAt)
	c.time("end", s.ExpiresAt)
	return c.err
}

func (p Pending) check() error {
	var c checks
	c.text("id", p.ID, 1, maxID)
	switch p.Kind {
	case PendingRegistration, PendingEmail, PendingReset, PendingPasswordNotice, PendingEmailNotice, PendingDeletedNotice:
	default:
		c.fail("kind", "is none")
	}
	c.text("id of the user", p.UserID, 0, maxID)
	c.name(p.Name, 0)
	c.text("name key", p.NameKey, 0, maxKey)
	c.text("mail address", p.Email, 1, maxEmail)
	c.text("key of the mail address", p.EmailKey, 1, maxKey)
	c.text("password hash", p.PasswordHash, 0, maxHash)
	c.text("version of the terms", p.Terms, 0, maxTerms)
	if p.TokenHash != "" {
		c.sha256("token hash", p.TokenHash)
	}
	c.time("time of creation", p.CreatedAt)
	c.time("end", p.ExpiresAt)
	return c.err
}
