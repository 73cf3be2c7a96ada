package auth

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// spell says how long something takes, for people: rounded up, in one unit.
func spell(d time.Duration) string {
	unit, n := "second", (d+time.Second-1)/time.Second
	switch {
	case d > 48*time.Hour:
		unit, n = "day", (d+24*time.Hour-1)/(24*time.Hour)
	case d > 100*time.Minute:
		unit, n = "hour", (d+time.Hour-1)/time.Hour
	case d > 100*time.Second:
		unit, n = "minute", (d+time.Minute-1)/time.Minute
	}
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// sentence makes one of the text of an error.
func sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:] + "."
}

// plain is s on one line, without what cannot be shown and without mail
// addresses, cut to limit bytes.
func plain(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(cut(s, 16*limit), "?"))
	words := strings.Fields(s)
	for i, w := range words {
		if strings.ContainsRune(w, '@') {
			words[i] = "[address]"
		}
	}
	return cut(strings.Join(words, " "), limit)
}

// cut shortens s to at most limit bytes, between characters.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}
