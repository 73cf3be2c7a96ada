package encode_test

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/einkpdf/internal/encode"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

func text(s string) *source.Node   { return &source.Node{Kind: source.String, Value: s} }
func number(s string) *source.Node { return &source.Node{Kind: source.Number, Value: s} }

func list(style source.Style, items ...*source.Node) *source.Node {
	return &source.Node{Kind: source.Seq, Style: style, Items: items}
}

// entries is a map of keys and values in turn.
func entries(style source.Style, keysAndValues ...any) *source.Node {
	n := &source.Node{Kind: source.Map, Style: style}
	for i := 0; i < len(keysAndValues); i += 2 {
		n.Keys = append(n.Keys, text(keysAndValues[i].(string)))
		n.Items = append(n.Items, keysAndValues[i+1].(*source.Node))
	}
	return n
}

func words(n int, word string) []*source.Node {
	items := make([]*source.Node, n)
	for i := range items {
		items[i] = text(word + strconv.Itoa(i))
	}
	return items
}

func TestAppend(t *testing.T) {
	const long = "a text that is so long that the map in braces which it stands in is too long for one line"
	for _, c := range []struct {
		name string
		n    *source.Node
		want string
	}{
		{"one line", entries(source.Flow, "a", number("1"), "b", list(source.Flow, text("x"), text("y"))), "a: 1\nb: [x, y]\n"},
		{"empty", entries(source.Plain, "a", list(source.Plain), "b", entries(source.Plain), "c", text("")), "a: []\nb: {}\nc: \"\"\n"},
		{"nothing", entries(source.Flow), "{}\n"},
		{"a scalar", text("a: b"), "\"a: b\"\n"},
		{"leaves", list(source.Plain, entries(source.Flow, "type", text("text"), "text", text("{n}")), text("b")), "- {type: text, text: \"{n}\"}\n- b\n"},
		{"too long for a line", list(source.Plain, entries(source.Flow, "type", text("text"), "text", text(long), "style", entries(source.Flow, "size", text("9pt")))),
			"- type: text\n  text: " + long + "\n  style: {size: 9pt}\n"},
		{"lists in lists", entries(source.Plain, "rows", list(source.Flow, list(source.Flow, text("a"), text("b")), list(source.Flow, text("c")))), "rows: [[a, b], [c]]\n"},
		{"long rows", entries(source.Plain, "rows", list(source.Flow, list(source.Flow, text("a"), text(long)), list(source.Flow, text(long+","), text(long)))),
			"rows:\n  - [a, " + long + "]\n  - - " + long + ",\n    - " + long + "\n"},
		{"many words", entries(source.Plain, "a", list(source.Flow, words(18, "word-")...)),
			"a: [word-0, word-1, word-2, word-3, word-4, word-5, word-6, word-7, word-8, word-9, word-10, word-11, word-12,\n  word-13, word-14, word-15, word-16, word-17]\n"},
		{"many words in a list", list(source.Plain, list(source.Flow, words(15, "wörd, ")...)),
			"- [\"wörd, 0\", \"wörd, 1\", \"wörd, 2\", \"wörd, 3\", \"wörd, 4\", \"wörd, 5\", \"wörd, 6\", \"wörd, 7\", \"wörd, 8\",\n  \"wörd, 9\", \"wörd, 10\", \"wörd, 11\", \"wörd, 12\", \"wörd, 13\", \"wörd, 14\"]\n"},
		{"lines", entries(source.Plain, "a", text("One\n\n  two: #\nthree"), "b", text("One\ntwo\n")), "a: |-\n  One\n\n    two: #\n  three\n\nb: |\n  One\n  two\n"},
		{"lines that end with a space", entries(source.Plain, "a", text("One \ntwo")), `a: "One \ntwo"` + "\n"},
		{"lines in a map on one line", list(source.Plain, entries(source.Flow, "a", text("One\ntwo"))), "- {a: \"One\\ntwo\"}\n"},
		{"blank lines", entries(source.Plain, "a", text("b"), "c", entries(source.Plain, "d", text("x"), "e", entries(source.Plain, "f", entries(source.Plain, "g", text("x")), "h", text("x"))), "i", text("j"), "k", text("l")),
			"a: b\n\nc:\n  d: x\n\n  e:\n    f:\n      g: x\n    h: x\n\ni: j\nk: l\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, string(encode.Append(nil, c.n)))
		})
	}
}

func TestQuotes(t *testing.T) {
	for in, want := range map[string]string{
		"Garden": "Garden", "To do": "To do", "5mm": "5mm", "-0.5pt": "-0.5pt", "2026-03-01": "2026-03-01", "2026-W09": "2026-W09", "1..40": "1..40", "50%": "50%",
		"month/{month}": "month/{month}", "a, b": "a, b", "it's": "it's", `say "hi"`: `say "hi"`, "‹": "‹", "Märchen": "Märchen", "日記": "日記", "👩‍🌾": "👩‍🌾", "y": "y", "a#b": "a#b", "a:b": "a:b",
		"": `""`, "{date|full}": `"{date|full}"`, "@next": `"@next"`, "#336699": `"#336699"`, "a: b": `"a: b"`, "a:": `"a:"`, "a #b": `"a #b"`,
		"true": `"true"`, "False": `"False"`, "null": `"null"`, "~": `"~"`, "Yes": `"Yes"`, "no": `"no"`, "off": `"off"`, "2026": `"2026"`, "1.5": `"1.5"`, "007": `"007"`, "07:00": `"07:00"`, "1e3": `"1e3"`, "0x1F": `"0x1F"`, ".5": `".5"`, "1_000": `"1_000"`, ".inf": `".inf"`, "+1": `"+1"`,
		" a": `" a"`, "a ": `"a "`, "- a": `"- a"`, "-": `"-"`, "---": `"---"`, "? a": `"? a"`, "%a": `"%a"`, "*a": `"*a"`, "&a": `"&a"`, "!a": `"!a"`, "|": `"|"`, ">": `">"`, "`a": "\"`a\"", "<<": `"<<"`, "=": `"="`,
		`"`: `'"'`, `"it's"`: `"\"it's\""`, `\{`: `\{`, `{"\`: `'{"\'`, "a\tb": `"a\tb"`, "a\x00b\x7f": `"a\x00b\x7F"`, "a\u0085\u2028\ufeff": `"a\x85\u2028\uFEFF"`, "\u00a0": `"\xA0"`, "\U000e0001": `"\U000E0001"`, "a\nb ": `"a\nb "`, "\r\n": `"\r\n"`,
	} {
		require.Equal(t, "a: "+want+"\n", string(encode.Append(nil, entries(source.Plain, "a", text(in)))), "%q", in)
	}
	require.Equal(t, `[["a, b", "a:b", "a{b}", 5mm]]`+"\n", string(encode.Append(nil, entries(source.Plain, "x", list(source.Flow, list(source.Flow, text("a, b"), text("a:b"), text("a{b}"), text("5mm"))))))[3:])
}

func TestComment(t *testing.T) {
	require.Equal(t, "", encode.Comment(""))
	require.Equal(t, "# Imported from\n#\n# a\ufffdb c\n", encode.Comment("Imported from\n\na\xffb\u2028c\n"))
}

// hostile are texts that have made trouble in one reader or another.
var hostile = []string{
	"", " ", "  a", "a  ", "\t", "a\tb", "\n", "\n\n", "a\n", "a\n\n", "\na", "a\n b", " a\nb", "a\n\n\nb", "a\n \nb", "a\r\nb", "\r", "a\n\tb", "- ", "-", "--- a", "...", "? ", "?", ": ", ":", "a:", "a: b", "a :b",
	"#", " #", "a #", "a#", "a\n#b", "%", "%YAML 1.2", "@", "`", "&a", "*a", "!a", "!!str", "|", ">", "|-", "\\", "\\n", "\"", "'", "''", "\"'", "'\"\\", "{", "}", "[", "]", "{}", "[]", ",", "a,b", "a, b", "{a: b}", "<<", "=",
	"true", "null", "~", "yes", "1", "-1", "1.", "1e5", "0b1", "12:30", "2026-01-01", ".nan", "\x00", "\x01", "\x1b", "\x7f", "\u0085", "a\u0085b", "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff", "\ufffd", "\u00a0", "\u3000", "\u200b", "\u202e",
	"👩‍👩‍👧‍👦", "é", "e\u0301", "日本語", "שלום", "\U0010ffff", "\ue000", strings.Repeat("long ", 400), strings.Repeat("x", 3000), strings.Repeat("\\\"'", 700), strings.Repeat("a\n", 300),
}

// maxKey bounds the keys here: the longest way to write a character takes ten.
const maxKey = 100

// around puts a text into every place that a text can be in.
func around(s string) *source.Node {
	leaf := func(style source.Style) *source.Node { return entries(style, "a", text(s), "b", text(s)) }
	all := entries(source.Plain, "first", text(s), "list", list(source.Plain, text(s), leaf(source.Flow), leaf(source.Plain), list(source.Plain, text(s), text(s))))
	for _, style := range []source.Style{source.Flow, source.Plain} {
		all.Keys = append(all.Keys, text("m"+strconv.Itoa(int(style))), text("l"+strconv.Itoa(int(style))))
		all.Items = append(all.Items, leaf(style), list(style, text(s), text("x"), list(style, text(s)), text(s)))
	}
	if len(s) <= maxKey {
		all.Keys, all.Items = append(all.Keys, text("key")), append(all.Items, entries(source.Flow, s, entries(source.Flow, s, text(s))))
	}
	all.Keys, all.Items = append(all.Keys, text("last")), append(all.Items, text(s))
	return all
}

// requireYAML says that the library reads the same. Dates alone it does not take
// for texts.
func requireYAML(t require.TestingT, n *source.Node, y *yaml.Node, file []byte) {
	children := y.Content
	switch n.Kind {
	case source.String:
		require.Equal(t, yaml.ScalarNode, y.Kind, "%s", file)
		require.Equal(t, n.Value, y.Value, "%s", file)
		require.Contains(t, []string{"!!str", "!!timestamp"}, y.ShortTag(), "%q: %s", n.Value, file)
	case source.Seq:
		require.Equal(t, yaml.SequenceNode, y.Kind, "%s", file)
	case source.Map:
		require.Equal(t, yaml.MappingNode, y.Kind, "%s", file)
		children = nil
		for i := 0; i < len(y.Content); i += 2 {
			requireYAML(t, n.Keys[i/2], y.Content[i], file)
			children = append(children, y.Content[i+1])
		}
	}
	require.Len(t, children, len(n.Items), "%s", file)
	for i, item := range n.Items {
		requireYAML(t, item, children[i], file)
	}
}

// same says that a tree is read back as it is, by our reader and by the library's.
func same(t require.TestingT, n *source.Node) {
	file := encode.Append(nil, n)
	back, errs := source.Read("f", file, source.Limits{Depth: 500, Bytes: 10 << 20})
	require.NoError(t, errs.Err(), "%s", file)
	requireEqual(t, n, back, file)
	require.Equal(t, string(file), string(encode.Append(nil, styled(n, back))), "written, read and written again")
	var doc yaml.Node
	require.NoError(t, yaml.Unmarshal(file, &doc), "%s", file)
	requireYAML(t, n, doc.Content[0], file)
}

func requireEqual(t require.TestingT, want, got *source.Node, file []byte) {
	require.Equal(t, want.Kind, got.Kind, "%q: %s", want.Value, file)
	require.Equal(t, want.Value, got.Value, "%s", file)
	require.Len(t, got.Items, len(want.Items), "%s", file)
	for i := range want.Items {
		if want.Kind == source.Map {
			require.Equal(t, want.Keys[i].Value, got.Keys[i].Value, "%s", file)
		}
		requireEqual(t, want.Items[i], got.Items[i], file)
	}
}

// styled is a tree with the styles of another one.
func styled(like, n *source.Node) *source.Node {
	c := *n
	c.Style, c.Items = like.Style, nil
	for i := range n.Items {
		c.Items = append(c.Items, styled(like.Items[i], n.Items[i]))
	}
	for i, k := range n.Keys {
		c.Keys[i] = text(k.Value)
	}
	return &c
}

func TestHostileTexts(t *testing.T) {
	for _, s := range hostile {
		same(t, around(s))
	}
}

func TestTrees(t *testing.T) {
	scalar := rapid.OneOf(rapid.SampledFrom(hostile), rapid.String(), rapid.StringMatching(`[-a-z0-9{}\[\],:# \n'"|>]{0,40}`))
	var tree func(t *rapid.T, depth int) *source.Node
	tree = func(t *rapid.T, depth int) *source.Node {
		style := rapid.SampledFrom([]source.Style{source.Plain, source.Flow}).Draw(t, "style")
		n := &source.Node{Kind: source.Seq, Style: style}
		switch kind := rapid.IntRange(0, 3).Draw(t, "kind"); {
		case depth > 4 || kind == 0:
			return text(scalar.Draw(t, "text"))
		case kind == 1:
			n.Kind = source.Map
		}
		seen := map[string]bool{}
		for range rapid.IntRange(0, 5).Draw(t, "size") {
			if key := rapid.OneOf(rapid.StringMatching(`[a-z.-]{1,9}`), rapid.SampledFrom(hostile)).Draw(t, "key"); n.Kind == source.Map {
				if seen[key] || len(key) > maxKey {
					continue
				}
				seen[key] = true
				n.Keys = append(n.Keys, text(key))
			}
			n.Items = append(n.Items, tree(t, depth+1))
		}
		return n
	}
	rapid.Check(t, func(t *rapid.T) {
		n := tree(t, 0)
		if n.Kind != source.Map {
			n = entries(source.Plain, "root", n)
		}
		same(t, n)
	})
}

func FuzzText(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) < 10_000 && utf8.ValidString(s) {
			same(t, around(s))
		}
	})
}
