// Package textkey makes keys that names are compared, sorted and found by.
package textkey

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold is the key of a text. Two that a person would read as the same have the
// same key: case is folded in full (ẞ is ss), compatibility forms become plain
// ones (ﬁ is fi, wide letters are narrow), characters that cannot be seen are left
// out, and spaces around it and doubled ones too. It follows toNFKC_Casefold of
// the Unicode standard, section 3.13, D146.
//
// Fold(Fold(s)) is Fold(s). The caller bounds the length of s; the key may be
// longer, by a factor of 18 at the worst.
func Fold(s string) string {
	for range 4 { // twice is enough for all that is known; see FuzzFold
		k := cases.Fold().String(norm.NFKC.String(s))
		k = strings.Map(func(r rune) rune {
			if Ignorable(r) {
				return -1
			}
			return r
		}, k)
		k = strings.Join(strings.Fields(norm.NFKC.String(k)), " ")
		if k == s {
			break
		}
		s = k
	}
	return s
}

// Ignorable tells characters without ink or width (Default_Ignorable_Code_Point):
// joiners, soft hyphens, fillers, variation selectors.
func Ignorable(r rune) bool {
	return r == '\u00ad' || unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
		unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}
