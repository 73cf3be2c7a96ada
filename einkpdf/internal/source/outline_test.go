package source

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

func countNodes(y *yaml.Node) int {
	n := 1
	for _, c := range y.Content {
		n += countNodes(c)
	}
	return n
}

// yamlSeeds are small files that use every form of YAML there is.
var yamlSeeds = []string{
	":\r:", "---", "", "a", "a: b", "- a\n- b", "a:\n- b\n- c\nd:\n  - e\n", "{a: b, c}", "[a: b, c]", "[a, [b, {c: d}]]",
	"a: |\n  text, with [commas]: and\n\n   more\nb: >-\n  x\n", "- |2\n    x\n   y\n- >+1\n  z\n\n", "--- |\n text\n", "--- # c\na: b\n...\n# end\n",
	"a: 'it''s'\nb: \"x\\\"\\u00e9\\\n   y\"\n", "a: &x {b: c}\nd: *x\n<<: *x\n", "&a b: *a\n", "a: b\n  c d\n  e\nf: g # h\n",
	"a: http://x:80/#y\nb: 07:00\nc: -1\n", "? a\n: b\n", "a:\nb:\n", "-\n-\n- - a\n  -\n", "[a,,b]", "{a: , b: }", "{: a, : b}", "[: a]", "{\"a\":b, 'c':d}",
	"{a: [b: c, d: e], f: {g}}", "- [a,\n  b]\n- {a\n  : b}\n", "a: [b,\n# c\n c]\n", "é: \"é\"\n", "a:\r\n  b: c\r\n", "\ta: b", "a:\tb\n", "- \ta: b", "a:\u2028  b: c", "!!str a: b", "%YAML 1.2\n--- a", "a\n---\nb", "a: b: c", "\"a\" : b\n'c' : d",
	"[\"a\"\"b\"]", "&a &b c", "- &a\n- *a\n", "[&a , b]", "[:a, :b, {:c: d}]", "{a:b, c:[d]:e}", "[? a : b]", "a: - b", "::a: b", "a::b: c", "[a::b]", "{a::b}", "*a : b", "&a: b", "&a:: c",
	"x: >\n\n\n  a\n b\n", "- a\n-b\n", "- - |\n  a\n - b\n", "k: |\n", "k: |-\n\nj: 1", "a: 'b\n\n  c' \n", "[a b\n c, 'd' ]: e", "{a: b}: c\n{d}: e\n", "---\n---\n", "...\n", "--- a\n--- b\n", "- # c\n  a: b\n", "a:\n  # c\n  b\n# d\n  c\n",
}

func checkBound(t *testing.T, data []byte) {
	t.Helper()
	if checkEncoding(data, true) != nil {
		return
	}
	lim := Limits{}.orDefault()
	bound, refused := countYAML(data, lim)
	if refused != nil {
		return
	}
	doc, err := loadYAML(data, lim)
	if err != nil || doc == nil || len(doc.Content) == 0 {
		return
	}
	built := countNodes(doc.Content[0])
	if built > bound {
		t.Fatalf("the outline found %d nodes, the library built %d:\n%s", bound, built, data)
	}
}

func TestOutlineIsUpperBound(t *testing.T) {
	for _, s := range yamlSeeds {
		checkBound(t, []byte(s))
	}
}

// For files as people write them the outline counts exactly.
func TestOutlineExact(t *testing.T) {
	prose := strings.Repeat("All the text, with commas, [brackets] and 'quotes': {tokens}, ", 50)
	for _, s := range []string{
		"a: b", "a:\n- b\n- c\nd:\n  - e\n", "{a: b, c: d}", "a: [b, c, {d: e}]\n", "a: |\n  " + prose + "\n  " + prose + "\nb: c\n",
		"a: " + prose[:len(prose)-2] + "\n", "a: \"" + prose + "\"\nb: [\"" + prose + "\"]\n",
		"- {type: text, text: \"{month|MMMM y}\", style: heading, height: 12mm}\n- {type: lines, pitch: 8mm}\n", "a:\nb:\n", "# c\n\na: # c\n  b: c # d\n", "a: '{b}, c'\n",
	} {
		s = strings.ReplaceAll(s, ", [brackets] and 'quotes': {", " [brackets], and 'quotes' {")
		bound, refused := countYAML([]byte(s), Limits{}.orDefault())
		require.Nil(t, refused, s)
		doc, err := loadYAML([]byte(s), Limits{}.orDefault())
		require.NoError(t, err, s)
		require.Equal(t, countNodes(doc.Content[0]), bound, s)
	}
}

func FuzzOutline(f *testing.F) {
	for _, s := range yamlSeeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 4096 {
			checkBound(t, data)
		}
	})
}
