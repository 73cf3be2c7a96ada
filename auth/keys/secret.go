package keys

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Secret is a key with its id, as a host brings it to [New]. Formatting, logging
// and JSON show the id alone, unless it is in a field that is not exported.
type Secret struct {
	ID  string // the "kid" of tokens: 1 to 64 of A-Z a-z 0-9 - _
	Key []byte // 32 to 512 random bytes (RFC 7518 section 3.2)
}

// ErrWeak says that a key is too short or not random.
var ErrWeak = errors.New("keys: weak key")

func (s Secret) String() string { return "keys.Secret(" + s.ID + ")" }

// Format writes what String returns, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, s.String()) }

// LogValue is the id.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON writes the id.
func (s Secret) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, "%q", s.String()), nil }

// shipped is what the predecessor signs with unless told otherwise. It is public.
const shipped = "dev-secret-key-change-in-production"

func (s Secret) check() error {
	if !validID(s.ID) {
		return errors.New("keys: an id is 1 to 64 of A-Z a-z 0-9 - _")
	}
	var seen [256]bool
	distinct := 0
	for _, b := range s.Key {
		if !seen[b] {
			seen[b] = true
			distinct++
		}
	}
	switch {
	case len(s.Key) < 32 || len(s.Key) > 512:
		return fmt.Errorf("%w %s: it has %d bytes; 32 to 512 random ones are needed", ErrWeak, s.ID, len(s.Key))
	case bytes.Equal(s.Key, []byte(shipped)):
		return fmt.Errorf("%w %s: it is the predecessor's published default", ErrWeak, s.ID)
	case distinct < 8:
		return fmt.Errorf("%w %s: it has %d different bytes and cannot be random", ErrWeak, s.ID, distinct)
	}
	return nil
}

func validID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for _, c := range []byte(id) {
		if !alphabet(c) {
			return false
		}
	}
	return true
}

// alphabet says whether c is one of base64url, which ids share.
func alphabet(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}

// key is a secret in a ring. It is behind a function since fmt prints the fields
// of a struct within another, and asks no method first if they are not exported.
type key struct {
	id      string
	secret  func() []byte
	created time.Time // zero: not known
	retired time.Time // zero: it signs, or the host says how long it verifies
}

// newKey takes over the secret's bytes.
func newKey(s Secret, created, retired time.Time) key {
	return key{s.ID, func() []byte { return s.Key }, created.UTC(), retired.UTC()}
}

// verifies says whether tokens that k signed are still believed.
func (k key) verifies(now time.Time, lifetime time.Duration) bool {
	return k.retired.IsZero() || now.Before(k.retired.Add(lifetime))
}
