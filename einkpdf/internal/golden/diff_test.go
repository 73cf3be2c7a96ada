package golden

import (
	"fmt"
	"strings"
)

// shown is the most lines of a difference that are printed.
const shown = 30

// diffLines lists the lines that only one of two texts has, those of want with
// - and those of got with +, in their order; "" when the texts are the same.
func diffLines(want, got []string) string {
	rest := map[string]int{}
	for _, line := range want {
		rest[line]--
	}
	for _, line := range got {
		rest[line]++
	}
	only := func(sign string, count int, line string) (string, bool) {
		if rest[line]*count <= 0 {
			return "", false
		}
		rest[line] -= count
		return sign + " " + line, true
	}
	var lines []string
	for i := range max(len(want), len(got)) {
		if i < len(want) {
			if line, ok := only("-", -1, want[i]); ok {
				lines = append(lines, line)
			}
		}
		if i < len(got) {
			if line, ok := only("+", 1, got[i]); ok {
				lines = append(lines, line)
			}
		}
	}
	if len(lines) == 0 && strings.Join(want, "\n") != strings.Join(got, "\n") {
		return "\tthe same lines in another order"
	}
	return shorten(lines)
}

// shorten is a list for people: indented, and cut off where it is too long.
func shorten(lines []string) string {
	if more := len(lines) - shown; more > 0 {
		lines = append(lines[:shown:shown], fmt.Sprintf("… and %d lines more", more))
	}
	var b strings.Builder
	for _, line := range lines {
		b.WriteString("\t" + line + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// changedPages are the numbers of the pages whose lines differ in two digests.
func changedPages(want, got []string) map[int]bool {
	lines := map[string]bool{}
	for _, line := range want {
		lines[line] = true
	}
	changed := map[int]bool{}
	for _, line := range got {
		var page int
		if _, err := fmt.Sscanf(line, "page %d ", &page); err == nil && !lines[line] {
			changed[page] = true
		}
	}
	return changed
}
