package source

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// text reads the text in double quotes at the current place.
func (r *jsonReader) text() (string, bool) {
	start := r.pos
	r.pos++
	from := r.pos
	var buf []byte // used only when there is an escape
	for r.pos < len(r.src) {
		switch c := r.src[r.pos]; {
		case c == '"':
			s := r.src[from:r.pos]
			r.pos++
			if buf != nil {
				return string(append(buf, s...)), true
			}
			return s, true
		case c < ' ':
			r.syntax(fmt.Sprintf("the character U+%04X must be escaped in a text", c), `write \n for a line break and \t for a tab`)
			return "", false
		case c == '\\':
			buf = append(buf, r.src[from:r.pos]...)
			char, size, problem := unescape(r.src[r.pos:])
			if problem != "" {
				code := CodeSyntax
				if size > 0 {
					code = CodeEncoding
				}
				r.fail(code, problem, "")
				return "", false
			}
			buf = utf8.AppendRune(buf, char)
			r.pos += size
			from = r.pos
		default:
			r.pos++
		}
	}
	r.pos = start
	r.syntax("the text has no closing double quote", "")
	return "", false
}

// unescape reads the escape at the start of s. size is its length; a problem
// with a size is one of the character, without a size one of the syntax.
func unescape(s string) (char rune, size int, problem string) {
	if len(s) < 2 {
		return 0, 0, "unfinished escape"
	}
	switch s[1] {
	case '"', '\\', '/':
		return rune(s[1]), 2, ""
	case 'b':
		return '\b', 2, ""
	case 'f':
		return '\f', 2, ""
	case 'n':
		return '\n', 2, ""
	case 'r':
		return '\r', 2, ""
	case 't':
		return '\t', 2, ""
	case 'u':
		c, ok := hex4(s)
		switch {
		case !ok:
			return 0, 0, `\u needs four hexadecimal digits`
		case c == 0:
			return 0, 6, "the character U+0000 is not allowed"
		case !utf16.IsSurrogate(c):
			return c, 6, ""
		}
		if d, ok := hex4(s[6:]); ok {
			if pair := utf16.DecodeRune(c, d); pair != utf8.RuneError {
				return pair, 12, ""
			}
		}
		return 0, 6, fmt.Sprintf(`\u%04x is half of a surrogate pair, the other half is missing`, c)
	}
	return 0, 0, `unknown escape after \`
}

func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	v, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(v), err == nil && s[2] != '+' && s[2] != '-' && !strings.Contains(s[2:6], "_")
}
