package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// What secrets begin with, so that scanners for leaked ones know them.
const (
	cookiePrefix  = "eps_"
	refreshPrefix = "epr_"
)

// secretLength is that of rand.Text: 130 random bits in base32 (ASVS 4.0.3,
// 3.2.2 asks for 64 and 2.6.2 for 112).
const secretLength = 26

// newSecret makes a secret. It is shown once; what is kept is its digest.
func newSecret(prefix string) string { return prefix + rand.Text() }

// digest is how secrets and the tokens of mails are kept. They are random, so a
// plain hash does: nobody can try them all.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// wellFormed tells whether newSecret(prefix) could have made s, before anything
// is looked up.
func wellFormed(s, prefix string) bool {
	text, found := strings.CutPrefix(s, prefix)
	return found && len(text) == secretLength && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}
