package pdfout

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// Numbers are kept as integers of a decimal fraction of a point, so that what
// is compared for "unchanged" is exactly what is written.
const (
	centi = 2 // positions: 0.01 pt is 0.0035 mm
	milli = 3 // widths, sizes and colour levels
	fine  = 4 // dash pitches, whose error adds up along a line, and page sizes
)

// roundDiv is a/b rounded to the nearest, for b > 0.
func roundDiv(a, b int64) int64 { return draw.FloorDiv(2*a+b, 2*b) }

// appendFixed writes v/10^decimals without an exponent or trailing zeros.
func appendFixed(dst []byte, v int64, decimals int) []byte {
	if v < 0 {
		dst = append(dst, '-')
		v = -v
	}
	scale := int64(1)
	for range decimals {
		scale *= 10
	}
	dst = strconv.AppendInt(dst, v/scale, 10)
	frac := v % scale
	if frac == 0 {
		return dst
	}
	dst = append(dst, '.')
	for frac > 0 {
		scale /= 10
		dst = append(dst, byte('0'+frac/scale))
		frac %= scale
	}
	return dst
}

// appendRef writes a reference to an object.
func appendRef(dst []byte, num int) []byte {
	dst = strconv.AppendInt(dst, int64(num), 10)
	return append(dst, " 0 R"...)
}

// appendString writes the bytes of s as a literal string.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '(')
	for i := range len(s) {
		dst = appendStringByte(dst, s[i])
	}
	return append(dst, ')')
}

// appendStringByte writes one byte inside a literal string. A bare carriage
// return would be read back as a line feed.
func appendStringByte(dst []byte, b byte) []byte {
	switch b {
	case '(', ')', '\\':
		return append(dst, '\\', b)
	case '\r':
		return append(dst, '\\', 'r')
	}
	return append(dst, b)
}

// appendTextString writes s as a text string: as it is when it is plain ASCII,
// else in UTF-16 with a byte order mark. Damaged UTF-8 becomes U+FFFD.
func appendTextString(dst []byte, s string) []byte {
	if plainASCII(s) {
		return appendString(dst, s)
	}
	dst = append(dst, "(\xfe\xff"...)
	for _, r := range s {
		hi, lo := utf16.EncodeRune(r)
		if hi == utf8.RuneError { // one unit
			dst = appendStringByte(dst, byte(r>>8))
			dst = appendStringByte(dst, byte(r))
			continue
		}
		for _, u := range []rune{hi, lo} {
			dst = appendStringByte(dst, byte(u>>8))
			dst = appendStringByte(dst, byte(u))
		}
	}
	return append(dst, ')')
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// appendName writes s as a name; anything but letters, digits and a few marks
// is escaped.
func appendName(dst []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	dst = append(dst, '/')
	for i := range len(s) {
		b := s[i]
		switch {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9', b == '-', b == '+', b == '_', b == '.':
			dst = append(dst, b)
		case b == 0: // not allowed in a name
		default:
			dst = append(dst, '#', hex[b>>4], hex[b&15])
		}
	}
	return dst
}
