package assets

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fileName makes of what somebody calls a file the name that is shown: without the
// folders before it, on one line, with nothing in it that cannot be seen or that turns the direction of
// writing (Unicode Technical Report 36, 2.2), and at most MaxName characters. Of what has nothing else it
// is "".
func fileName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.ToValidUTF8(cutText(name, 8*MaxName), " ")
	name = strings.Join(strings.Fields(strings.Map(visible, name)), " ")
	if utf8.RuneCountInString(name) > MaxName {
		name = strings.TrimSpace(string([]rune(name)[:MaxName]))
	}
	return name
}

// visible is r as it may be shown, or -1.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case r == '\u200c', r == '\u200d': // joiners, which some scripts and emoji need
		return r
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Co), r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
		return -1
	}
	return r
}

// cutText shortens s to at most limit bytes, between characters.
func cutText(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}
