package projects

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestCheckName(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"a":                              "a",
		" a b\t":                         "a b",
		"a\u00a0b":                       "a\u00a0b",
		"\u0645\u06cc\u200c\u062e\u0648": "\u0645\u06cc\u200c\u062e\u0648", // with a joiner, which it needs
		strings.Repeat("é", 200):         strings.Repeat("é", 200),
		"<script>alert(1)</script>":      "<script>alert(1)</script>", // a name like any other; pages escape it
	} {
		got, err := CheckName(given)
		require.NoError(t, err, given)
		require.Equal(t, want, got)
	}
	for _, bad := range []string{"", " ", "\u200d", "\u3164", "a\x00", "a\nb", "a\u2028b", "a\x1b[0m", "\xc0\xaf", "a\u202eb", "a\ufeffb", "a\ue000", strings.Repeat("a", 201)} {
		_, err := CheckName(bad)
		require.Equal(t, CodeName, CodeOf(err), "%q", bad)
	}
}

// Any title makes a name, and a name is kept as it is.
func FuzzCheckName(f *testing.F) {
	for _, s := range []string{"", "A planner", " a\tb ", "\xff", "\u202e", "👩‍🏫", strings.Repeat("ü", 300), strings.Repeat("a ", 150), "\u00a0a\u00a0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if name, err := CheckName(text); err == nil {
			again, err := CheckName(name)
			require.NoError(t, err)
			require.Equal(t, name, again)
			require.LessOrEqual(t, utf8.RuneCountInString(name), MaxName)
		}
		name := nameOf(text)
		again, err := CheckName(name)
		require.NoError(t, err, "%q", name)
		require.Equal(t, name, again)
		require.Equal(t, name, nameOf(name))
	})
}
