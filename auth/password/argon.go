package password

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

const (
	saltBytes = 16 // of new hashes (RFC 9106 section 3.1)
	sumBytes  = 32
)

// argon is an argon2id hash.
type argon struct {
	Params
	salt, sum []byte
}

func newArgon(p Params, salt []byte, password string) argon {
	return argon{p, salt, argon2.IDKey([]byte(Normal(password)), salt, p.Time, p.MemoryKiB, p.Threads, sumBytes)}
}

func (a argon) scheme() Scheme { return Argon2id }

func (a argon) matches(password string) bool {
	usable := check(password) == nil
	if !usable {
		password = "?" // instead of what may be megabytes
	}
	sum := argon2.IDKey([]byte(Normal(password)), a.salt, a.Time, a.MemoryKiB, a.Threads, uint32(len(a.sum)))
	return subtle.ConstantTimeCompare(sum, a.sum) == 1 && usable
}

func (a argon) outdated(now Params) bool {
	return a.weakerThan(now) || len(a.salt) < saltBytes || len(a.sum) < sumBytes
}

// String writes the hash as a PHC string: standard base64 without padding, the
// parameters in the order m, t, p
// (https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md).
func (a argon) String() string {
	enc := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, a.MemoryKiB, a.Time, a.Threads, enc(a.salt), enc(a.sum))
}

// parseArgon reads exactly what String writes.
func parseArgon(s string) (argon, error) {
	parts := strings.Split(s, "$") // "", argon2id, v=19, m=…,t=…,p=…, salt, sum
	if len(parts) != 6 || parts[2] != "v=19" {
		return argon{}, errors.New("not of the form $argon2id$v=19$m=…,t=…,p=…$salt$hash")
	}
	p, err := parseParams(parts[3])
	if err != nil {
		return argon{}, err
	}
	if err := p.check(); err != nil {
		return argon{}, err
	}
	dec := base64.RawStdEncoding.Strict()
	salt, err := dec.DecodeString(parts[4])
	if err != nil || len(salt) < 8 || len(salt) > 64 {
		return argon{}, errors.New("the salt is not 8 to 64 bytes in base64 without padding")
	}
	sum, err := dec.DecodeString(parts[5])
	if err != nil || len(sum) < 16 || len(sum) > 64 {
		return argon{}, errors.New("the hash is not 16 to 64 bytes in base64 without padding")
	}
	a := argon{p, salt, sum}
	if a.String() != s { // leading zeros and plus signs, line ends in the base64
		return argon{}, errors.New("not in canonical form")
	}
	return a, nil
}

func parseParams(s string) (Params, error) {
	fields := strings.Split(s, ",")
	if len(fields) != 3 {
		return Params{}, errors.New("the parameters are not m, t and p")
	}
	var n [3]uint64
	for i, name := range []string{"m=", "t=", "p="} {
		digits, ok := strings.CutPrefix(fields[i], name)
		bits := 32
		if name == "p=" {
			bits = 8
		}
		v, err := strconv.ParseUint(digits, 10, bits)
		if !ok || err != nil {
			return Params{}, errors.New("the parameters are not m, t and p, each a number within range")
		}
		n[i] = v
	}
	return Params{MemoryKiB: uint32(n[0]), Time: uint32(n[1]), Threads: uint8(n[2])}, nil
}
