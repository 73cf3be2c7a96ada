package password

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxBytes is how long a password may be in UTF-8, before normalisation. It is
// far above what [Policy] lets anybody choose.
const MaxBytes = 4096

// ErrUnusable says that a password cannot be hashed: it is empty, longer than
// [MaxBytes] or not UTF-8.
var ErrUnusable = errors.New("password: empty, longer than 4096 bytes, or not UTF-8")

func check(password string) error {
	if password == "" || len(password) > MaxBytes || !utf8.ValidString(password) {
		return ErrUnusable
	}
	return nil
}

// Normal returns the password as argon2id hashes it, so that the same password
// typed on another keyboard is the same: other spaces become U+0020, then
// Unicode's composed form (NFC). These are the mappings of the profile
// OpaqueString (RFC 8265 section 4.2.2; NIST SP 800-63B 5.1.1.2 asks for the
// same). What that profile forbids is not refused here, since an old password may
// contain it; see [Policy] for new ones.
func Normal(password string) string {
	spaces := func(r rune) rune {
		if unicode.Is(unicode.Zs, r) {
			return ' '
		}
		return r
	}
	return norm.NFC.String(strings.Map(spaces, password))
}
