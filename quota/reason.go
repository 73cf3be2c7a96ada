package quota

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLook is how much of a reason is looked at, in bytes.
const maxLook = 4096

// plainReason is a reason as it is kept: one line of what can be seen, cut to MaxReason, and without mail addresses, for the user reads it, and so does
// whoever reads the trail, which has it in the same words (but for what looks like a token, which it has not at all).
func plainReason(s string) (string, error) {
	s = strings.ToValidUTF8(s[:min(len(s), maxLook)], " ")
	words := strings.Fields(strings.Map(visible, s))
	for i, w := range words {
		if strings.ContainsRune(w, '@') {
			words[i] = "[address]"
		}
	}
	s = strings.Join(words, " ")
	end := min(len(s), MaxReason)
	for end < len(s) && !utf8.RuneStart(s[end]) {
		end--
	}
	s = strings.TrimSpace(s[:end])
	if s == "" {
		return "", deny(CodeReason, "reason", "Please say why: it is kept with what you do, and shown to the user.")
	}
	return s, nil
}

// visible is a space in place of what cannot be seen, or turns the direction of what follows.
func visible(r rune) rune {
	if !unicode.IsPrint(r) {
		return ' '
	}
	return r
}
