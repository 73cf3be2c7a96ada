package password

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/bcrypt"
)

const (
	bcryptAlphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	bcryptBytes    = 72 // what bcrypt sees of a password
	bcryptMaxCost  = 14 // a second and more
	legacyCost     = 12 // of the predecessor's hashes
)

// legacy is a bcrypt hash in its 60 characters.
type legacy string

func parseBcrypt(s string) (legacy, error) {
	// $2b$12$ + 22 characters of salt + 31 of hash
	if len(s) != 60 || !strings.ContainsRune("aby", rune(s[2])) || s[3] != '$' || s[6] != '$' ||
		strings.Trim(s[4:6], "0123456789") != "" || strings.Trim(s[7:], bcryptAlphabet) != "" {
		return "", errors.New("not of the form $2b$12$… with 60 characters")
	}
	cost := int(s[4]-'0')*10 + int(s[5]-'0')
	if cost < bcrypt.MinCost || cost > bcryptMaxCost {
		return "", fmt.Errorf("bcrypt cost %d: %d to %d can be used", cost, bcrypt.MinCost, bcryptMaxCost)
	}
	return legacy(s), nil
}

// legacyNothing is a hash for the work of comparing with it.
func legacyNothing(cost int) legacy {
	return legacy(fmt.Sprintf("$2b$%02d$%s", cost, strings.Repeat(".", 53)))
}

func (legacy) scheme() Scheme { return Bcrypt }

// matches compares bytes as they came: the predecessor normalised nothing.
//
// bcrypt looks at 72 bytes and Go's comparison cuts the rest off in silence, so
// that a password with that beginning would match. bcrypt also repeats the
// password with a zero byte between, and "ab\x00ab" would match the hash of
// "ab". Neither does here.
func (l legacy) matches(password string) bool {
	usable := check(password) == nil && len(password) <= bcryptBytes && !strings.Contains(password, "\x00")
	key := []byte(password[:min(len(password), bcryptBytes)])
	return bcrypt.CompareHashAndPassword([]byte(l), key) == nil && usable
}

func (legacy) outdated(Params) bool { return true }
