package assets

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestFileName(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"":                              "",
		"a.png":                         "a.png",
		" my  photo\t.png ":             "my photo .png",
		"/home/ann/a.png":               "a.png",
		`C:\Users\ann\a.png`:            "a.png",
		"../../etc/passwd":              "passwd",
		"a/":                            "",
		"a\r\nSet-Cookie: b.png":        "a Set-Cookie: b.png",
		"gnp.\u202eexe":                 "gnp.exe", // would be shown as "gnp.exe" turned round
		"a\x00b\x1b[0m\u200b\ufeff.png": "ab[0m.png",
		"a\xff.png":                     "a .png",
		"a\ue000\ufdd0\uffff.png":       "a.png",
		"\u0645\u06cc\u200c\u062e.png":  "\u0645\u06cc\u200c\u062e.png", // with a joiner, which it needs
		"<script>.png":                  "<script>.png",                 // a name like any other; pages escape it
		"a\u2028b\u0085c\u00a0d":        "a b c d",
		strings.Repeat("é", 201):        strings.Repeat("é", 200),
		strings.Repeat("𝄞", 1<<16):      strings.Repeat("𝄞", 200),
		strings.Repeat("a ", 1<<16):     strings.TrimSpace(strings.Repeat("a ", 100)),
		strings.Repeat("a/", 1<<16):     "",
	} {
		require.Equal(t, want, fileName(given), "%.40q", given)
	}
}

// Whatever somebody calls a file, what is made of it can be kept, and stays as it is.
func FuzzFileName(f *testing.F) {
	for _, s := range []string{"", "a.png", " a\tb ", "\xff", "\u202e", "👩‍🏫", "a/b\\c", strings.Repeat("ü", 300), strings.Repeat("a ", 150), "\u00a0a\u00a0", strings.Repeat("\x00", 1600) + "a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name := fileName(text)
		require.Equal(t, name, fileName(name))
		require.LessOrEqual(t, utf8.RuneCountInString(name), MaxName)
		require.False(t, strings.ContainsAny(name, "/\\\x00\r\n\t"))
		var c checks
		Held{Asset: Asset{ID: "id"}, Owner: "owner", Name: name, At: epoch()}.check(&c)
		require.NoError(t, c.err)
		require.LessOrEqual(t, len(nameKey(name)), maxKey)
	})
}
