package mail

import (
	"bytes"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
)

// How a text is written.
const (
	forTransport = gomail.EncodingQP // quoted-printable: any mail server passes it on unharmed
	forFile      = gomail.NoEncoding // 8bit: people copy links from the file
)

// maxLine is the longest line that a mail may have, in bytes without CRLF
// (RFC 5322, 2.1.1).
const maxLine = 998

// compose checks m and returns it as a file of RFC 5322 with CRLF. Its errors are
// [ErrRefused].
func compose(from *netmail.Address, m Message, date time.Time, encoding gomail.Encoding) ([]byte, error) {
	to, err := m.recipient()
	if err != nil {
		return nil, err
	}
	text, err := m.check()
	if err != nil {
		return nil, err
	}

	if encoding == forFile {
		text = strings.ReplaceAll(text, "\n", "\r\n")
		for line := range strings.Lines(text) {
			if len(line) > maxLine {
				encoding = forTransport
			}
		}
	}

	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(encoding))
	msg.FromMailAddress(from)
	msg.ToMailAddress(to)
	msg.Subject(m.Subject)
	msg.SetDateWithValue(date.UTC())
	if id := m.ID; id != "" {
		msg.SetMessageIDWithValue(id + "@" + domain(from.Address))
	} else {
		msg.SetMessageIDWithValue(randomID() + "@" + domain(from.Address))
	}
	// RFC 3834, 5: programs that answer mails leave this one alone.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(gomail.TypeTextPlain, text)

	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return nil, refused("the message cannot be written") // err may quote it
	}
	return b.Bytes(), nil
}

// recipient parses To strictly: the address and nothing else, so that no name,
// comment, list or group slips in.
func (m Message) recipient() (*netmail.Address, error) {
	switch {
	case m.To == "":
		return nil, refused("no recipient")
	case len(m.To) > MaxTo:
		return nil, refused(fmt.Sprintf("the recipient's address has over %d bytes", MaxTo))
	case !oneLine(m.To):
		return nil, refused("the recipient's address has control characters or is not UTF-8")
	}
	a, err := netmail.ParseAddress(m.To)
	if err != nil || a.Name != "" || a.Address != m.To { // err quotes the address
		return nil, refused("the recipient is not a bare address")
	}
	return a, nil
}

// check looks at all but To, and returns the text with \n alone between lines.
func (m Message) check() (string, error) {
	switch {
	case strings.TrimSpace(m.Subject) == "":
		return "", refused("no subject")
	case len(m.Subject) > MaxSubject:
		return "", refused(fmt.Sprintf("the subject has over %d bytes", MaxSubject))
	case !oneLine(m.Subject):
		return "", refused("the subject has control characters or is not UTF-8")
	case len(m.ID) > MaxID:
		return "", refused(fmt.Sprintf("the id has over %d bytes", MaxID))
	case m.ID != "" && !isDotAtom(m.ID):
		return "", refused("the id has other characters than RFC 5322 allows in dot-atom-text")
	case len(m.Text) > MaxText:
		return "", refused(fmt.Sprintf("the text has over %d bytes", MaxText))
	case !utf8.ValidString(m.Text):
		return "", refused("the text is not UTF-8")
	}
	text := strings.ReplaceAll(m.Text, "\r\n", "\n")
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		return "", refused("the text has control characters")
	}
	return text, nil
}

// oneLine says whether s can stand in a header: valid UTF-8 without control
// characters and without Unicode's own line breaks.
func oneLine(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	})
}

// isDotAtom tells dot-atom-text of RFC 5322, 3.2.3.
func isDotAtom(s string) bool {
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" || strings.ContainsFunc(atom, func(r rune) bool { return !isAtext(r) }) {
			return false
		}
	}
	return true
}

func isAtext(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return true
	default:
		return strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
	}
}

// refused makes an error that is [ErrRefused]; why holds nothing of the message.
func refused(why string) error { return fmt.Errorf("%w: %s", ErrRefused, why) }
