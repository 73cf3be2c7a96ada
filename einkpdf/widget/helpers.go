package widget

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
)

func formatError(got, want, hint string) error {
	if len(got) > 40 {
		got = got[:40] + "…"
	}
	return &geom.FormatError{Message: fmt.Sprintf("%q is not %s", got, want), HintText: hint}
}

// cutNumbers reads two whole numbers of one or two digits around a separator.
func cutNumbers(s string, sep byte) (a, b int, ok bool) {
	left, right, found := strings.Cut(s, string(sep))
	x, errX := strconv.ParseUint(left, 10, 8)
	y, errY := strconv.ParseUint(right, 10, 8)
	return int(x), int(y), found && errX == nil && errY == nil && len(left) <= 2 && len(right) == 2
}

func appendInt(b []byte, n int, suffix string) []byte {
	return append(strconv.AppendInt(b, int64(n), 10), suffix...)
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
