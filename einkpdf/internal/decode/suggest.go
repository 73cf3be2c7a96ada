package decode

import (
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/near"
)

// Suggest is the candidate most like the word, "" when none is alike. Case,
// hyphens and underscores do not matter; of equal ones the first counts.
func Suggest(word string, candidates []string) string { return near.Word(word, candidates) }

// DidYouMean is a hint for an unknown word: the candidate most like it, or all
// of them when they are few.
func DidYouMean(word string, candidates []string) string {
	if s := Suggest(word, candidates); s != "" {
		return "did you mean " + s + "?"
	}
	if len(candidates) == 0 || len(candidates) > 30 {
		return ""
	}
	sorted := slices.Sorted(slices.Values(candidates))
	return "allowed here: " + strings.Join(sorted, ", ")
}
