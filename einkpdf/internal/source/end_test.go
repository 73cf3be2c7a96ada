package source

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// Each value of these files says on which line it ends, and the test's pointer
// which value is meant.
func TestEnds(t *testing.T) {
	for _, c := range []struct {
		name, in, pointer string
		want              int
	}{
		{"scalar", "a: 1\nb: 2", "/a", 1},
		{"nothing", "a:\nb: 2", "/a", 1},
		{"quoted", "a: \"x\ny\"\nb: 2", "/a", 2},
		{"single quotes", "a: 'x''\n\n y'\nb: 2", "/a", 3},
		{"plain over lines", "a: one\n  two\n  three\nb: 2", "/a", 3},
		{"plain with a comment behind", "a: one # two\nb: 2", "/a", 1},
		{"plain over lines with repeated letters", "a: aa\n  aa\n# aa\nb: aa", "/a", 2},
		{"literal", "a: |\n  one\n\n  two\n\n# no part\nb: 2", "/a", 4},
		{"literal with more indent", "a: |\n  one\n    two\nb: 2", "/a", 3},
		{"folded at the end", "b: 1\na: >-\n  one\n  two\n", "/a", 4},
		{"empty literal", "a: |\nb: 2", "/a", 1},
		{"literal with an anchor", "a: &x |\n  one\nb: *x", "/a", 2},
		{"literal in a list", "- a: |\n    one\n    two\n- b", "/0", 3},
		{"block map", "a:\n  b: 1\n  c:\n    - d\n    - e\nf: 1", "/a", 5},
		{"key without a value", "a:\n  b: 1\n  c:\nf: 1", "/a", 3},
		{"flow", "a: {b: 1,\n  c: [1,\n2]\n}\nb: 1", "/a", 4},
		{"flow inside", "a: {b: 1,\n  c: [1,\n2]\n}\nb: 1", "/a/c", 3},
		{"flow with brackets in quotes", "a: {b: '}',\n  c: \"]}\" # }\n }\nb: 1", "/a", 3},
		{"flow with an anchor", "a: &x\n  # comment {\n  {b: 1,\n  c: 2}\nb: *x", "/a", 4},
		{"alias", "a: &x {b: 1,\n  c: 2}\nb: *x", "/b", 2},
		{"with an alias at its end", "a: &x 1\nb:\n  c: 1\n  d: *x\ne: 1", "/b", 4},
		{"merged", "a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\ne: 1", "/c", 4},
		{"letters beyond ASCII", "a: é ü\n  ö\nb: 1", "/a", 2},
		{"CRLF", "a:\r\n  b: x\r\n  c: [1,\r\n   2]\r\nd: 1\r\n", "/a", 4},
		{"JSON", "{\"a\": {\"b\": [1,\n2\n],\n\"c\": {}\n},\n\"d\": 1}", "/a", 5},
		{"JSON list", "{\"a\": {\"b\": [1,\n2\n],\n\"c\": {}\n},\n\"d\": 1}", "/a/b", 3},
		{"JSON scalar", "{\"a\": {\"b\": [1,\n2\n],\n\"c\": {}\n},\n\"d\": 1}", "/d", 6},
		{"JSON empty", "{\"a\": [\n\n], \"b\": {\n}}", "/a", 3},
	} {
		root, errs := Read("f", []byte(c.in), Limits{})
		require.NoError(t, errs.Err(), c.name)
		n, _ := root.At(c.pointer)
		require.NotNil(t, n, c.name)
		require.Equal(t, c.want, new(Ends).Line(n), c.name)
	}
}

// Every value is looked at once, however often aliases stand for it.
func TestEndsOfAliases(t *testing.T) {
	in := "a: &x {t: \"" + strings.Repeat("z", 200_000) + "\",\n u: 1}\nb: [" + strings.Repeat("*x,", 10_000) + "*x\n]\n"
	root, errs := Read("f", []byte(in), Limits{Bytes: 1 << 20, Depth: 64, Nodes: 200_000})
	require.NoError(t, errs.Err())
	require.Equal(t, 4, new(Ends).Line(root)) // 2 GB of text otherwise
}

// All of a file may stand in one line, and every value may have an anchor.
func TestEndsOfLongFiles(t *testing.T) {
	for name, in := range map[string]string{
		"one line": "a: [" + strings.Repeat(strings.Repeat("ä", 20)+", ", 19_000) + "]\nb: 1",
		"anchors":  "a:\n" + strings.Repeat("- &x 1\n", 45_000) + "b: 1",
	} {
		root, errs := Read("f", []byte(in), Limits{})
		require.NoError(t, errs.Err())
		ends := new(Ends)
		want := strings.Count(in, "\n")
		require.Equal(t, want, ends.Line(root.Get("a")), name)
	}
}

// Offsets in long lines are those that counting from their start gives.
func TestOffsetsInLongLines(t *testing.T) {
	for _, long := range []string{
		strings.Repeat("x", 5*charsStep), strings.Repeat("ä", 2*charsStep), strings.Repeat("日本x", charsStep), strings.Repeat("😀", charsStep) + "é", "é" + strings.Repeat("😀", charsStep),
	} {
		for _, before := range []string{"", "ä\n", long + "\r\n", strings.Repeat("ü\n", 700)} {
			l := &lines{src: before + long + "\n" + long}
			line := strings.Count(before, "\n") + 1
			end := utf8.RuneCountInString(long) + 1
			at, col := len(before), 1
			for i := range long + " " {
				if col%7 == 1 || col > end-10 {
					require.Equal(t, at+i, l.offset(Pos{line, col}))
					require.Equal(t, Pos{line, col}, l.place(at+i))
				}
				col++
			}
			require.Equal(t, at+len(long), l.offset(Pos{line, end + 10_000}))
			require.Equal(t, len(l.src), l.offset(Pos{line + 1, end + 1}))
		}
	}
}
