package token

// suggest is the candidate nearest to word, the first of several, or "" when
// none is near enough to be a slip of the pen.
func suggest(word string, candidates []string) string {
	limit := min(len(word)/3+1, 3)
	best, nearest := "", limit+1
	for _, c := range candidates {
		if d := len(c) - len(word); d > limit || d < -limit {
			continue
		}
		if d := distance(word, c); d < nearest {
			best, nearest = c, d
		}
	}
	if nearest >= len(word) { // nothing in common
		return ""
	}
	return best
}

// distance is the Levenshtein distance in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
