package audit

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
)

// cursor is where a page ended: the time in milliseconds and the id of its last
// event. Outside it is base64url of a version byte and the two, big-endian.
// It grants nothing: whoever may list may start anywhere.
type cursor struct{ at, id int64 }

const (
	cursorVersion = 1
	cursorSize    = 1 + 8 + 8
)

func (c cursor) String() string {
	b := make([]byte, 0, cursorSize)
	b = append(b, cursorVersion)
	b = binary.BigEndian.AppendUint64(b, uint64(c.at))
	b = binary.BigEndian.AppendUint64(b, uint64(c.id))
	return base64.RawURLEncoding.EncodeToString(b)
}

func parseCursor(s string) (cursor, error) {
	bad := fmt.Errorf("audit: %w: not one that a list returned", ErrCursor)
	encoding := base64.RawURLEncoding.Strict()
	if len(s) != encoding.EncodedLen(cursorSize) {
		return cursor{}, bad
	}
	b, err := encoding.DecodeString(s)
	if err != nil || len(b) != cursorSize || b[0] != cursorVersion {
		return cursor{}, bad
	}
	return cursor{int64(binary.BigEndian.Uint64(b[1:])), int64(binary.BigEndian.Uint64(b[9:]))}, nil
}
