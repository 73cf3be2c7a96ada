package auth

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/einkpdf/platform/internal/textkey"
)

// Bounds of names that people choose, in characters. Imported ones may have up
// to 64 and any character.
const (
	MinName = 3
	MaxName = 50
)

// maxMarks is how many accents and vowel signs may follow one letter.
const maxMarks = 4

// Key is what names and mail addresses are compared by. Two that a person would
// read as the same have the same key: case is folded in full (ẞ is ss),
// compatibility forms become plain ones (ﬁ is fi, wide letters are narrow),
// characters that cannot be seen are left out, and spaces around it and doubled
// ones too. It follows toNFKC_Casefold of the Unicode standard, section 3.13, D146.
//
// Key(Key(s)) is Key(s). The caller bounds the length of s; the key may be
// longer, by a factor of 18 at the worst.
func Key(s string) string { return textkey.Fold(s) }

// CheckName returns the name that a new user wrote as it is kept, in NFKC and
// with single spaces, or an *Error with CodeName. Names have 3 to 50 characters:
// letters and digits of any script with their marks, spaces, dots, underscores
// and hyphens, and at least one letter or digit. None has an @, so that a name
// is never taken for a mail address.
func CheckName(name string) (string, error) {
	if len(name) > 4*MaxName*4 || !utf8.ValidString(name) {
		return "", badName()
	}
	name = strings.Join(strings.Fields(norm.NFKC.String(name)), " ")
	if n := utf8.RuneCountInString(name); n < MinName || n > MaxName {
		return "", badName()
	}
	solid, marks := false, 0
	for i, r := range name {
		switch {
		case textkey.Ignorable(r):
			return "", badName()
		case unicode.IsLetter(r), unicode.IsDigit(r):
			solid, marks = true, 0
		case unicode.IsMark(r):
			marks++
			if i == 0 || marks > maxMarks {
				return "", badName()
			}
		case strings.ContainsRune(" ._-", r):
			marks = 0
		default:
			return "", badName()
		}
	}
	if !solid || utf8.RuneCountInString(Key(name)) > 2*MaxName {
		return "", badName()
	}
	return name, nil
}

func badName() error {
	return refuse(CodeName, "name", "A name has 3 to 50 characters: letters, digits, spaces, dots, hyphens and underscores, and at least one letter or digit.")
}

// CheckEmail returns the mail address that somebody wrote as it is kept, or an
// *Error with CodeEmail. It looks at the form alone: the confirmation says
// whether somebody reads it. Quoted names before the @ and numeric domains,
// which RFC 5321 would allow, are refused. Letters outside ASCII are allowed
// (RFC 6531), if they are plain ones: an address in wide or ligature letters is
// not the one it looks like.
func CheckEmail(email string) (string, error) {
	email = strings.TrimSpace(email)
	if len(email) > 254 || !utf8.ValidString(email) { // RFC 5321, 4.5.3.1.3
		return "", badEmail()
	}
	email = norm.NFC.String(email)
	local, domain, found := strings.Cut(email, "@")
	if !found || len(email) > 254 || norm.NFKC.String(email) != email || !atoms(local, 64, "!#$%&'*+-/=?^_`{|}~") || !atoms(domain, 63, "-") {
		return "", badEmail()
	}
	if len(local) > 64 {
		return "", badEmail()
	}
	for label := range strings.SplitSeq(domain, ".") {
		if strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return "", badEmail()
		}
	}
	return email, nil
}

// atoms tells words of letters, digits and the signs given, with single dots
// between (RFC 5322, dot-atom-text), each of at most limit bytes.
func atoms(s string, limit int, signs string) bool {
	for word := range strings.SplitSeq(s, ".") {
		if word == "" || len(word) > limit {
			return false
		}
		for i, r := range word {
			letter := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) && i > 0
			if textkey.Ignorable(r) || !letter && !strings.ContainsRune(signs, r) {
				return false
			}
		}
	}
	return true
}

func badEmail() error {
	return refuse(CodeEmail, "email", "This is not a mail address. It looks like somebody@example.com.")
}

// plainAddress is what somebody typed as their mail address, for looking it up:
// imported addresses may break the rules of CheckEmail. "" can be none.
func plainAddress(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > maxEmail || typed(s) == "" || !strings.Contains(s, "@") || strings.ContainsFunc(s, unicode.IsControl) || len(Key(s)) > maxKey {
		return ""
	}
	return s
}

// typed bounds what somebody typed to find an account by, before anything is
// computed from it; what no account can have becomes "".
func typed(s string) string {
	if len(s) > 1024 || !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return ""
	}
	return s
}
