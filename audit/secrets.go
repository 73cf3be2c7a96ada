package audit

import (
	"regexp"
	"strings"
)

// What a trail must not hold: OWASP ASVS 4.0, V7.1.1 and V7.1.2 (no
// credentials, no session tokens, no personal data that is not needed).

// secretName are words in the name of something secret.
const secretName = `(?i)(passw|passphrase|pwd|token|secret|cookie|authori[sz]ation|bearer|credential|api[-_ ]?key|private[-_ ]?key|e-?mail)`

var (
	secretKey = regexp.MustCompile(secretName)

	personal = []*regexp.Regexp{
		// A mail address, also percent-encoded or with the wide signs that
		// normalise to @, and the password in a URL.
		regexp.MustCompile(`[^\s<>](@|＠|﹫|%40)[^\s<>]`),
		// A JSON web token or its head: {" in base64url is eyJ.
		regexp.MustCompile(`eyJ[A-Za-z0-9_-]{5,}`),
		// A password hash: PHC string format and modular crypt format.
		regexp.MustCompile(`\$[A-Za-z0-9-]{1,32}\$`),
		// A URL with a query or a fragment: links in mails carry tokens there.
		regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*://[^\s]*[?#]`),
		regexp.MustCompile(`(^|\s)/[^\s]*[?#][^\s]*=`),
		// A secret with its name before it.
		regexp.MustCompile(secretName + `[^\s:=]{0,20}"?\s*[:=]\s*[^\s]`),
		regexp.MustCompile(`(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}`),
	}

	// run is what a random token is made of: base64 in both alphabets, base32, hex.
	run = regexp.MustCompile(`[A-Za-z0-9_+/=-]{20,}`)

	// These runs are no tokens. A random one of 128 bits in base64 or base32 is
	// taken for one of them with a chance below one in a million; one in hex
	// looks like an id, and nothing here makes such tokens.
	uuid  = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	id    = regexp.MustCompile(`^[0-9a-f]{32}$`)                                       // of a user that was imported
	words = regexp.MustCompile(`^[A-Z]?[a-z0-9]{0,18}([-_+/=][A-Z]?[a-z0-9]{0,18})+$`) // a slug, a path
)

// namesSecret tells whether a detail of this name is secret by its name.
func namesSecret(key string) bool { return secretKey.MatchString(printable(key)) }

// isPersonal finds in s, which is printable, what identifies a person or signs in.
func isPersonal(s string) bool {
	for _, p := range personal {
		if p.MatchString(s) {
			return true
		}
	}
	return false
}

// hasToken finds long random tokens in s, which is printable.
func hasToken(s string) bool {
	for _, r := range run.FindAllString(s, -1) {
		if !uuid.MatchString(r) && !id.MatchString(r) && !words.MatchString(strings.Trim(r, "-_+/=")) {
			return true
		}
	}
	return false
}
