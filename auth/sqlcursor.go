package auth

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
)

// usersCursor is where a page of users ended.
//
// As text it is base64url of: the time in milliseconds (8 bytes, big-endian),
// the id, and six bytes of a checksum over both and the filter. The checksum
// finds what was garbled, or belongs to another listing. It is no secret, for a
// cursor grants nothing: whoever may list may start anywhere.
type usersCursor struct {
	createdAt int64
	id        string
}

const (
	cursorTime = 8
	cursorSum  = 6
)

func (c usersCursor) text(f UserFilter) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(c.createdAt))
	b = append(b, c.id...)
	return base64.RawURLEncoding.EncodeToString(append(b, f.sum(b)...))
}

func parseUsersCursor(f UserFilter, text string) (usersCursor, error) {
	if len(text) > base64.RawURLEncoding.EncodedLen(cursorTime+maxID+cursorSum) {
		return usersCursor{}, ErrCursor
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(b) <= cursorTime+cursorSum {
		return usersCursor{}, ErrCursor
	}
	end := len(b) - cursorSum
	c := usersCursor{int64(binary.BigEndian.Uint64(b)), string(b[cursorTime:end])}
	// Also refuses what decodes to the same bytes: stray bits, line ends.
	if c.text(f) != text || !isText(c.id) {
		return usersCursor{}, ErrCursor
	}
	return c, nil
}

func (f UserFilter) sum(position []byte) []byte {
	active := "any"
	if f.Active != nil {
		active = fmt.Sprint(*f.Active)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "auth users %q %q %s %x", f.Query, f.Role, active, position))
	return sum[:cursorSum]
}
