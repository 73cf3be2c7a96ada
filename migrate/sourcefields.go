package migrate

import (
	"errors"
	"strings"
	"time"
	"unicode/utf8"
)

// fields are the values of a row of the database or of an object of JSON, by
// name. What is NULL, null or not there is not in it.
type fields map[string]field

// field is a value: a text, a number or a truth value as text.
type field struct {
	text string
	odd  bool // of another type, or longer than maxText
}

// problems collects what is wrong with a row.
type problems struct {
	fields fields
	wrong  []string
}

func (p *problems) fail(name string, why string) {
	p.wrong = append(p.wrong, strings.ReplaceAll(name, "_", " ")+" "+why)
}

// text returns a text, or "" where there is none.
func (p *problems) text(name string) string {
	f := p.fields[name]
	switch {
	case f.odd:
		p.fail(name, "is no text, or far too long")
	case !utf8.ValidString(f.text), strings.ContainsAny(f.text, "\x00\uFFFD"):
		// U+FFFD stands where something could not be read, as in JSON that is
		// not UTF-8.
		p.fail(name, "is damaged")
	default:
		return f.text
	}
	return ""
}

// time returns a time, or the zero time where there is none.
func (p *problems) time(name string) time.Time {
	s := p.text(name)
	if s == "" {
		return time.Time{}
	}
	t, err := parseTime(s)
	if err != nil {
		p.fail(name, err.Error())
	}
	return t
}

// bool returns a truth value, or preset where there is none; nil says that there
// must be one.
func (p *problems) bool(name string, preset *bool) bool {
	f, there := p.fields[name]
	if !there {
		if preset != nil {
			return *preset
		}
		p.fail(name, "is missing")
		return false
	}
	v, err := parseBool(f)
	if err != nil {
		p.fail(name, err.Error())
	}
	return v
}

func parseBool(f field) (bool, error) {
	switch {
	case f.odd:
	case f.text == "1", f.text == "true":
		return true, nil
	case f.text == "0", f.text == "false":
		return false, nil
	}
	return false, errors.New("is neither true nor false")
}

// user makes a user of a row of users or an object of users.json.
func (f fields) user() sourceUser {
	p, name := &problems{fields: f}, &problems{fields: f} // a name can be given anew
	no := false
	u := sourceUser{
		id:      p.text("id"),
		name:    name.text("username"),
		email:   p.text("email"),
		hash:    p.text("password_hash"),
		created: p.time("created_at"),
		updated: p.time("updated_at"),
		active:  p.bool("is_active", nil),
		admin:   p.bool("is_admin", &no), // older databases have no such column
		terms:   p.time("terms_accepted_at"),
	}
	if u.created.IsZero() {
		u.created = u.updated
	}
	if u.updated.IsZero() {
		u.updated = u.created
	}
	if u.created.IsZero() && len(p.wrong) == 0 {
		p.fail("created_at", "is missing")
	}
	u.nameWrong, u.wrong = strings.Join(name.wrong, "; "), p.wrong
	return u
}

// reset makes a reset token of a row of password_reset_tokens or an object of
// password_resets.json.
func (f fields) reset() sourceReset {
	p := &problems{fields: f}
	r := sourceReset{
		hash:    p.text("token_hash"),
		userID:  p.text("user_id"),
		email:   p.text("email"),
		created: p.time("created_at"),
		expires: p.time("expires_at"),
	}
	r.wrong = len(p.wrong) > 0
	return r
}
