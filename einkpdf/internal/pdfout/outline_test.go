package pdfout

import (
	"bytes"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// item is an outline dictionary as read back; links are object numbers.
type item map[string]int

// outlineItems reads all dictionaries with outline keys from an unpacked file.
func outlineItems(t *testing.T, pdf string) map[int]item {
	t.Helper()
	items := map[int]item{}
	entry := regexp.MustCompile(`/(Parent|Prev|Next|First|Last|Count) (-?\d+)`)
	for _, m := range regexp.MustCompile(`(?s)\n(\d+) 0 obj\n(<<.*?)\nendobj`).FindAllStringSubmatch(pdf, -1) {
		if !regexp.MustCompile(`/Title|/Type /Outlines`).MatchString(m[2]) {
			continue
		}
		it := item{}
		for _, e := range entry.FindAllStringSubmatch(m[2], -1) {
			n, err := strconv.Atoi(e[2])
			require.NoError(t, err)
			it[e[1]] = n
		}
		num, err := strconv.Atoi(m[1])
		require.NoError(t, err)
		if it["Parent"] != 0 || it["First"] != 0 {
			items[num] = it
		}
	}
	return items
}

// walk checks the links between the entries below parent and gives the number
// of those that are visible when parent is open.
func walk(t *testing.T, items map[int]item, parent int, seen map[int]bool) (shown int) {
	t.Helper()
	prev := 0
	for num := items[parent]["First"]; num != 0; num = items[num]["Next"] {
		it := items[num]
		require.NotNil(t, it, "object %d", num)
		require.False(t, seen[num], "object %d is twice in the outline", num)
		seen[num] = true
		require.Equal(t, parent, it["Parent"])
		require.Equal(t, prev, it["Prev"])
		shown++
		if it["First"] != 0 {
			kids := walk(t, items, num, seen)
			if it["Count"] > 0 {
				shown += kids
			}
			require.Equal(t, kids, max(it["Count"], -it["Count"]))
		}
		prev = num
	}
	require.Equal(t, prev, items[parent]["Last"])
	return shown
}

func TestOutlineLinks(t *testing.T) {
	var b bytes.Buffer
	w := everything(t, &b)
	items := outlineItems(t, qdf(t, requireValid(t, b.Bytes())))
	root, seen := 0, map[int]bool{}
	for num, it := range items {
		if it["Parent"] == 0 {
			require.Zero(t, root, "two roots")
			root = num
		}
	}
	shown := walk(t, items, root, seen)
	require.Len(t, seen, w.Outlines())
	require.Equal(t, 5, shown, "Year, März, Group, c, Last")
	require.Equal(t, shown, items[root]["Count"])
}
