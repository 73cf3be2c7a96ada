// Package keyset makes cursors of keyset paging: they say where a page of a
// listing ended, by the sort columns of its last row, so that the next page is
// sought in an index and costs what the first one did.
package keyset

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf8"
)

// ErrCursor is a text that Text did not return for the same listing.
var ErrCursor = errors.New("keyset: not a cursor of this listing")

const (
	intSize = 8
	sumSize = 6
	maxText = 4096 // characters of a cursor
)

// Text is the cursor of a listing behind the row with these sort columns, each an
// int64 or a string of at most 64 KB; all together have at most 3 KB. listing is
// whatever the pages must have in common: its name, filter and order.
//
// The text is base64url of the values (an "i" and 8 bytes, or an "s", the length in
// 2 bytes and the string; big-endian) and six bytes of a checksum over them and the listing. The
// checksum finds what was garbled, or belongs to another listing. It is no
// secret, for a cursor grants nothing: whoever may list may start anywhere.
func Text(listing string, values ...any) string {
	var b []byte
	for _, v := range values {
		switch v := v.(type) {
		case int64:
			b = binary.BigEndian.AppendUint64(append(b, 'i'), uint64(v))
		case string:
			b = binary.BigEndian.AppendUint16(append(b, 's'), uint16(len(v)))
			b = append(b, v...)
		}
	}
	return base64.RawURLEncoding.EncodeToString(append(b, sum(listing, b)...))
}

// Parse reads a cursor into what the values were: each an *int64 or a *string.
// What Text would not have made of them for the listing is ErrCursor; so strings
// are UTF-8 with no NUL. It costs the same whatever the text is.
func Parse(listing, text string, into ...any) error {
	if len(text) > maxText {
		return ErrCursor
	}
	// Strict refuses stray bits; line ends, which it does not, are looked for.
	all, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(all) < sumSize || strings.ContainsAny(text, "\r\n") {
		return ErrCursor
	}
	b, given := all[:len(all)-sumSize], all[len(all)-sumSize:]
	if string(given) != string(sum(listing, b)) {
		return ErrCursor
	}
	for _, v := range into {
		switch v := v.(type) {
		case *int64:
			if len(b) < 1+intSize || b[0] != 'i' {
				return ErrCursor
			}
			*v, b = int64(binary.BigEndian.Uint64(b[1:])), b[1+intSize:]
		case *string:
			if len(b) < 3 || b[0] != 's' || len(b)-3 < int(binary.BigEndian.Uint16(b[1:])) {
				return ErrCursor
			}
			end := 3 + int(binary.BigEndian.Uint16(b[1:]))
			*v, b = string(b[3:end]), b[end:]
			if !utf8.ValidString(*v) || strings.ContainsRune(*v, 0) {
				return ErrCursor
			}
		}
	}
	if len(b) > 0 {
		return ErrCursor
	}
	return nil
}

func sum(listing string, values []byte) []byte {
	h := sha256.New()
	var size [8]byte
	binary.BigEndian.PutUint64(size[:], uint64(len(listing)))
	h.Write(size[:])
	h.Write([]byte(listing))
	h.Write(values)
	return h.Sum(nil)[:sumSize]
}
