package password

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxRelated      = 16  // names that are looked at
	maxRelatedBytes = 512 // of each
	minWord         = 3   // characters of a word that counts
)

// madeOf says whether at least half of the password's characters are names in
// related or words of them, whatever their case and what stands between:
// "Alice.1" for alice@example.org. A name of one or two characters counts
// nothing.
func madeOf(password string, related []string) bool {
	var words []string
	for _, r := range related[:min(len(related), maxRelated)] {
		r = fold(r[:min(len(r), maxRelatedBytes)])
		words = append(words, letters(r))
		words = append(words, strings.FieldsFunc(r, separates)...)
	}
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) }) // the longest first

	password = fold(password)
	rest, found := letters(password), 0
	for _, w := range words {
		if n := utf8.RuneCountInString(w); n >= minWord {
			found += n * strings.Count(rest, w)
			rest = strings.ReplaceAll(rest, w, " ")
		}
	}
	return found > 0 && 2*found >= utf8.RuneCountInString(password)
}

// fold makes what reads alike the same: compatibility forms and case.
func fold(s string) string { return strings.ToLower(norm.NFKC.String(s)) }

func separates(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r)
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if separates(r) {
			return -1
		}
		return r
	}, s)
}
