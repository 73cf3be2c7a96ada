package projects

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestPlainLines(t *testing.T) {
	t.Parallel()
	for in, out := range map[string]string{
		"":                                  "",
		" \r\n\t ":                          "",
		"One page a day.":                   "One page a day.",
		"a\r\nb\rc\n":                       "a\nb\nc",
		"\n\na\n\n\n\nb \n\n":               "a\n\nb",
		"a\tb":                              "a b",
		"  - one\n  - two":                  "- one\n  - two",
		"a\x00b\x1b[31mc\x7f\u0085d":        "ab[31mc d",
		"\u202eevil\u202c \u2066x\u2069":    "evil x",
		"zero\u200bwidth \ufeff so\u00adft": "zerowidth  soft",
		"e\u0301":                           "\u00e9",
		"👩\u200d👩\u200d👧 ok":                "👩\u200d👩\u200d👧 ok",
		"<b>not html</b> & so on":           "<b>not html</b> & so on",
		"para\u2029graph\u2028line":         "para\n\ngraph\nline",
	} {
		text, ok := plainLines(in, 100)
		require.True(t, ok, in)
		require.Equal(t, out, text, in)
	}
	for _, bad := range []string{"\xff", strings.Repeat("a", 101), strings.Repeat("é", 101), strings.Repeat(" ", 1<<20)} {
		_, ok := plainLines(bad, 100)
		require.False(t, ok, "%.20q", bad)
	}
	text, ok := plainLines(strings.Repeat("日", 100)+"\n", 100)
	require.True(t, ok)
	require.Equal(t, 100, utf8.RuneCountInString(text))
}

func TestPlainLine(t *testing.T) {
	t.Parallel()
	text, ok := plainLine(" Ada \n\n of\tLondon ", 20)
	require.True(t, ok)
	require.Equal(t, "Ada of London", text)
	_, ok = plainLine(strings.Repeat("a", 21), 20)
	require.False(t, ok)
	_, ok = plainLine("\xc3", 20)
	require.False(t, ok)
}

func TestPlainReason(t *testing.T) {
	t.Parallel()
	require.Empty(t, plainReason(" \n\u200b\x00"))
	require.Equal(t, "spam of [address] again", plainReason("spam of\nann@example.org\x1b again"))
	require.LessOrEqual(t, len(plainReason(strings.Repeat("é", 1000))), 200)
	require.True(t, utf8.ValidString(plainReason(strings.Repeat("aé", 1000)+"\xff")))
}

func FuzzPlainLines(f *testing.F) {
	for _, s := range []string{"", "a\r\n\r\nb", "\u202ea", "e\u0301\n ", "\xff", "a\u0085\u2028\u2029b", "👩\u200d👧", "\u1100\u200b\u1161"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, ok := plainLines(s, 50)
		if !ok {
			return
		}
		require.True(t, utf8.ValidString(text))
		require.LessOrEqual(t, utf8.RuneCountInString(text), 50)
		require.NotContains(t, text, "\n\n\n")
		require.Equal(t, strings.TrimSpace(text), text)
		for _, r := range text {
			require.True(t, r == '\n' || !unicode.IsControl(r), "%q", text)
		}
		again, ok := plainLines(text, 50)
		require.True(t, ok)
		require.Equal(t, text, again)
	})
}
