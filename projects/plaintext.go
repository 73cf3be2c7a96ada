package projects

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// plainLines returns text that somebody wrote for everybody to read as it is kept:
// in NFC, without what controls the output, the direction of writing (Unicode
// Technical Report 36, 2.2) or cannot be seen, lines ending in \n with no space
// before it, and at most one empty line between two others. ok is false where
// that is no UTF-8 or has more than limit characters.
func plainLines(s string, limit int) (text string, ok bool) {
	if len(s) > 8*limit || !utf8.ValidString(s) {
		return "", false
	}
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n").Replace(s)
	var lines []string
	empty := true // the line before, if there is one
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimRightFunc(strings.Map(visible, line), unicode.IsSpace)
		if line != "" || !empty {
			lines = append(lines, line)
		}
		empty = line == ""
	}
	text = strings.TrimSpace(norm.NFC.String(strings.Join(lines, "\n"))) // what was removed may have parted a letter and its mark
	return text, utf8.RuneCountInString(text) <= limit
}

// plainLine is plainLines for what is one line, with single spaces.
func plainLine(s string, limit int) (text string, ok bool) {
	if text, ok = plainLines(s, 8*limit); !ok {
		return "", false
	}
	text = strings.Join(strings.Fields(text), " ")
	return text, utf8.RuneCountInString(text) <= limit
}

// visible is r as it may be shown, or -1.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r) && r != '\u00a0':
		return ' '
	case r == '\u200c', r == '\u200d': // joiners, which some scripts and emoji need
		return r
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Co), r == '\ufeff', r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
		return -1
	}
	return r
}

// plainReason is why an admin did something, fit for the audit trail: one line of
// at most MaxReason bytes, without mail addresses.
func plainReason(s string) string {
	words := strings.Fields(strings.Map(visible, strings.ToValidUTF8(cutText(s, 4096), " ")))
	for i, w := range words {
		if strings.ContainsRune(w, '@') {
			words[i] = "[address]"
		}
	}
	return cutText(strings.Join(words, " "), MaxReason)
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
