package mail

import (
	"crypto/rand"
	"errors"
	netmail "net/mail"
	"strings"
	"unicode/utf8"
)

// maxFrom bounds "Name <address>", in bytes.
const maxFrom = 512

// parseFrom reads the sender of all mails, "Name <address>" or an address alone.
// The address must be ASCII, since Message-ID and the SMTP envelope need it so;
// the name may be any one line.
func parseFrom(from string) (*netmail.Address, error) {
	if len(from) > maxFrom || !oneLine(from) {
		return nil, errors.New("mail: the sender is too long, or has control characters")
	}
	a, err := netmail.ParseAddress(from)
	if err != nil {
		return nil, errors.New(`mail: the sender is not an address like: Planner <planner@example.com>`)
	}
	if !isASCII(a.Address) || len(a.Address) > MaxTo || !isDotAtom(domain(a.Address)) {
		return nil, errors.New("mail: the sender's address must be ASCII; write its domain as xn--…")
	}
	return a, nil
}

// domain is what stands behind the last @.
func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// randomID is an ID of at least 128 random bits.
func randomID() string { return strings.ToLower(rand.Text()) }
