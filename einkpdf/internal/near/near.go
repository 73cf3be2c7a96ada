// Package near finds the word that was probably meant by a misspelt one.
package near

import (
	"slices"
	"strings"
)

const longest = 60 // bytes of a word worth comparing

// Word is the candidate most like the word, "" when none is alike. Case,
// hyphens, underscores and spaces do not matter; of equal ones the first counts.
func Word(word string, candidates []string) string {
	w := fold(word)
	if len(w) > longest {
		return ""
	}
	best, least := "", 1+max(1, len(w)/3)
	for _, c := range candidates {
		f := fold(c)
		d := distance(w, f)
		if d >= len(w) {
			continue // nothing in common
		}
		if d < least {
			best, least = c, d
		}
	}
	return best
}

// Words is Word for lists that people choose from: up to most candidates, those
// that contain the word, or are contained in it, and those that are about as
// much like it as the best one. The best come first.
func Words(word string, candidates []string, most int) []string {
	w := fold(word)
	if w == "" || len(w) > longest {
		return nil
	}
	type match struct {
		word string
		cost int
	}
	var found []match
	for _, c := range candidates {
		f := fold(c)
		cost := distance(w, f)
		if len(w) >= 3 && len(f) >= 3 && (strings.Contains(f, w) || strings.Contains(w, f)) {
			cost = min(cost, 1)
		}
		if cost <= max(2, len(w)/3) && cost < len(w) {
			found = append(found, match{c, cost})
		}
	}
	slices.SortStableFunc(found, func(a, b match) int { return a.cost - b.cost })
	var words []string
	for _, m := range found[:min(len(found), most)] {
		if m.cost <= found[0].cost+1 {
			words = append(words, m.word)
		}
	}
	return words
}

func fold(s string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(s))
}

// distance is the optimal string alignment distance: insertions, deletions,
// replacements and swaps of neighbours.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	var before []int
	prev, cur := make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range s {
		cur[0] = i + 1
		for j := range t {
			cost := 1
			if s[i] == t[j] {
				cost = 0
			}
			cur[j+1] = min(prev[j+1]+1, cur[j]+1, prev[j]+cost)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				cur[j+1] = min(cur[j+1], before[j-1]+1)
			}
		}
		before, prev, cur = prev, cur, make([]int, len(t)+1)
	}
	return prev[len(t)]
}
