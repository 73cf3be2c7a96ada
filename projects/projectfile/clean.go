package projectfile

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean is a text that databases keep and lists can show: UTF-8 without control
// characters, each of which becomes a space, and cut to so many characters.
func clean(s string, most int) string {
	if len(s) > most*utf8.UTFMax { // before it is looked at as a whole
		s = s[:most*utf8.UTFMax]
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most])
	}
	return strings.TrimSpace(s)
}

// cleanBytes is clean cut to so many bytes.
func cleanBytes(s string, most int) string {
	s = clean(s, most)
	for len(s) > most {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return strings.TrimSpace(s)
}
