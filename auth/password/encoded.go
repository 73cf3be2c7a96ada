package password

import (
	"errors"
	"fmt"
	"strings"
)

// ErrMalformed says that a stored hash cannot be read: it is no hash, one of an
// unknown kind, not written the way the standards write it, or its parameters
// are above what this package computes. It never contains the hash.
var ErrMalformed = errors.New("password: stored hash cannot be read")

// Scheme is how a password was hashed.
type Scheme string

// The schemes that [Hasher.Verify] reads.
const (
	Argon2id Scheme = "argon2id" // $argon2id$v=19$…
	Bcrypt   Scheme = "bcrypt"   // $2a$, $2b$ and $2y$, cost 4 to 14
)

// Check says whether encoded is a hash that [Hasher.Verify] reads, and of which
// scheme; importers ask this. It looks at the text alone and computes nothing.
// The bounds: 128 MiB and 512 MiB × passes for argon2id, 16 passes and 16
// lanes, salts of 8 to 64 bytes and hashes of 16 to 64; cost 14 for bcrypt. The
// error is an [ErrMalformed].
func Check(encoded string) (Scheme, error) {
	h, err := parse(encoded)
	if err != nil {
		return "", err
	}
	return h.scheme(), nil
}

// A hash is a stored hash that was read.
type hash interface {
	scheme() Scheme

	// matches does the work. It takes as long when it is clear from the start that
	// the password cannot match.
	matches(password string) bool

	// outdated says whether new hashes are stronger.
	outdated(now Params) bool
}

// maxEncoded is longer than any hash that is read, in bytes.
const maxEncoded = 256

func parse(encoded string) (hash, error) {
	var h hash
	var err error
	switch {
	case len(encoded) > maxEncoded:
		err = errors.New("too long")
	case strings.HasPrefix(encoded, "$argon2id$"):
		h, err = parseArgon(encoded)
	case strings.HasPrefix(encoded, "$2"):
		h, err = parseBcrypt(encoded)
	default:
		err = errors.New("neither argon2id nor bcrypt")
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return h, nil
}
