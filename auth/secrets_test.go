package auth

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What newSecret makes is taken for that alone, and as a mail's token without a
// prefix.
func TestSecrets(t *testing.T) {
	t.Parallel()
	prefixes := []string{"", cookiePrefix, refreshPrefix}
	for _, made := range prefixes {
		secret := newSecret(made)
		for _, asked := range prefixes {
			require.Equal(t, made == asked, wellFormed(secret, asked), "%q as %q", made, asked)
		}
		for _, kind := range []PendingKind{PendingRegistration, PendingEmail, PendingReset} {
			require.Equal(t, made == "", isMailToken(kind, secret), "%q as %s", made, kind)
		}
	}
}

// FuzzSecrets looks at what clients show as a cookie, as a refresh token and as
// the token of a mail. What is looked up has the length and the letters of one
// that was made here, or of the predecessor's for a reset.
func FuzzSecrets(f *testing.F) {
	text, imported := strings.Repeat("A2", 13), strings.Repeat("aZ-_", 16)
	for _, seed := range []string{
		"", "eps_", "epr_", text, "eps_" + text, "epr_" + text, "eps_eps_" + text, "EPS_" + text, " " + text, text + "\n", text + "\x00",
		text[1:], text + "A", text[1:] + "1", strings.ToLower(text), text[2:] + "Ä", text[3:] + "\u212a", "\xff" + text[1:],
		imported, imported[1:], imported + "=", imported[1:] + "=", imported[1:] + "+", imported[1:] + "\n",
	} {
		f.Add(seed)
	}
	own, reset := regexp.MustCompile(`\A[A-Z2-7]{26}\z`), regexp.MustCompile(`\A[A-Za-z0-9_-]{64}\z`)
	f.Fuzz(func(t *testing.T, s string) {
		for _, prefix := range []string{cookiePrefix, refreshPrefix} {
			require.Equal(t, strings.HasPrefix(s, prefix) && own.MatchString(s[len(prefix):]), wellFormed(s, prefix))
		}
		for _, kind := range []PendingKind{PendingRegistration, PendingEmail} {
			require.Equal(t, own.MatchString(s), isMailToken(kind, s))
		}
		require.Equal(t, own.MatchString(s) || reset.MatchString(s), isMailToken(PendingReset, s))
	})
}
