package audit

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of the fields, in bytes.
const (
	maxID     = 100
	maxAction = 64
	maxObject = 200
	maxKeys   = 16
	maxKey    = 64
	maxValue  = 200

	// maxLook is how much of a text is looked at for what must not be kept.
	// More than is kept of it, so that a mail address is found although its
	// second half will be cut off.
	maxLook = 4096
)

const (
	cutMark = "…"
	removed = "[removed]"
	more    = "more" // the key that says how many others were left out
)

// cleanField is s as a field other than the detail has it.
func cleanField(s string, limit int) string { return clean(s, limit, isPersonal) }

// cleanDetail is the detail as it is kept: bounded, and without secrets.
func cleanDetail(detail map[string]string) map[string]string {
	secret := func(s string) bool { return isPersonal(s) || hasToken(s) }
	kept := make(map[string]string, min(len(detail), maxKeys))
	keys := slices.Sorted(maps.Keys(detail))
	for i, k := range keys {
		if i == maxKeys-1 && len(keys) > maxKeys {
			kept[more] = strconv.Itoa(len(keys) - i)
			break
		}
		value := removed
		if !namesSecret(k) {
			value = clean(detail[k], maxValue, secret)
		}
		kept[clean(k, maxKey, secret)] = value
	}
	return kept
}

func clean(s string, limit int, secret func(string) bool) string {
	s = printable(s)
	if secret(s) {
		return removed
	}
	if s = cut(s, limit); secret(s) { // half an id looks like a token
		return removed
	}
	return s
}

// printable replaces what is no UTF-8, controls the output, or cannot be seen,
// so that an event can be shown anywhere and nothing in it pretends to be a
// line of its own (OWASP Logging Cheat Sheet, "Event collection"). It also
// shortens s to what will be looked at.
func printable(s string) string {
	if len(s) > maxLook {
		s = s[:maxLook]
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return utf8.RuneError
		}
		return r
	}, s)
}

// cut shortens s, which is valid UTF-8, to limit bytes, the mark included.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	end := limit - len(cutMark)
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + cutMark
}
