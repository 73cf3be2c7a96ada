package auth_test

import (
	netmail "net/mail"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
)

func TestKey(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"alice", "ALICE", "Alice", "ａｌｉｃｅ", "ＡＬＩＣＥ", " alice ", "al\u00adice", "al\u200dice", "alice\ufe0f", "a\u2060lice"},
		{"strasse", "Straße", "STRAẞE", "STRASSE"},
		{"i\u0307zmir", "İzmir", "I\u0307ZMIR"},
		{"finance", "ﬁnance", "FINANCE"},
		{"ναύτησ", "Ναύτης", "ΝΑΎΤΗΣ"},
		{"é", "e\u0301", "É", "E\u0301"},
		{"a b", "a  b", "a\u00a0b", "a\u3000b", "\ta\nb"},
		{"1\u20442 km2", "½ ㎢", "½ KM²"},
		{"αι", "ᾳ", "ΑΙ", "ᾼ"},
		{"k", "K", "\u212a"},
		{"", " ", "\u3164", "\u200b"},
	} {
		for _, s := range same {
			require.Equal(t, auth.Key(same[0]), auth.Key(s), "%q", s)
		}
	}
	require.Equal(t, "strasse", auth.Key("Straße"))
	// Not the same: letters of different scripts or meanings.
	for _, pair := range [][2]string{{"ı", "i"}, {"а", "a"}, {"o", "0"}, {"l", "1"}, {"é", "e"}, {"a b", "ab"}, {"a.b", "ab"}} {
		require.NotEqual(t, auth.Key(pair[0]), auth.Key(pair[1]))
	}
}

func TestCheckName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"abc":                   "abc",
		"Ada Lovelace":          "Ada Lovelace",
		"  Ada \t Lovelace\n":   "Ada Lovelace",
		"j.r.r_tolkien-3":       "j.r.r_tolkien-3",
		"ｗｉｄｅ":                  "wide",
		"ﬁnn":                   "finn",
		"Zoe\u0308":             "Zoë",
		"李小龙":                   "李小龙",
		"مُحَمَّد":              "مُحَمَّد",
		"สมชาย":                 "สมชาย",
		"१२३":                   "१२३",
		strings.Repeat("é", 50): strings.Repeat("é", 50),
		"---a":                  "---a",
	} {
		got, err := auth.CheckName(name)
		require.NoError(t, err, "%q", name)
		require.Equal(t, want, got)
	}
	for _, name := range []string{
		"", "ab", "  ab  ", strings.Repeat("a", 51), strings.Repeat("é", 51), "...", "- -", "a@b", "a@example.org", "<script>", "a/b/c", "a\x00b", "a\u200bbc",
		"a\u00adbc", "abc\ufe0f", "a\u3164bc", "\u0301abc", "a" + strings.Repeat("\u0301", 20) + "bc", "😀😀😀", "a\xffb", "abc\u202e", "a:b", "№ & Co", "a'b",
		strings.Repeat("ﷺ", 40), strings.Repeat("a", 1<<20),
	} {
		_, err := auth.CheckName(name)
		require.Equal(t, auth.CodeName, auth.CodeOf(err), "%q", name)
	}
}

func FuzzCheckName(f *testing.F) {
	for _, s := range []string{"Ada Lovelace", "İstanbul", "a\u0301\u0301\u0301bc", "ﷺ", "a b", "\u1160\u1160\u1160", "ab\u037a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name, err := auth.CheckName(s)
		if err != nil {
			require.Equal(t, auth.CodeName, auth.CodeOf(err))
			return
		}
		again, err := auth.CheckName(name)
		require.NoError(t, err)
		require.Equal(t, name, again)
		n := utf8.RuneCountInString(name)
		require.True(t, n >= auth.MinName && n <= auth.MaxName && !strings.Contains(name, "@"))
		require.Equal(t, auth.Key(s), auth.Key(name))
		require.NotEmpty(t, auth.Key(name))
	})
}

func TestCheckEmail(t *testing.T) {
	t.Parallel()
	for email, want := range map[string]string{
		"a@b.example":                         "a@b.example",
		" Ada.Lovelace+planner@Example.org\n": "Ada.Lovelace+planner@Example.org",
		"o'neil@example.org":                  "o'neil@example.org",
		"a@localhost":                         "a@localhost",
		"zoë@bücher.example":                  "zoë@bücher.example",
		"zoe\u0308@example.org":               "zoë@example.org",
		"a@xn--bcher-kva.example":             "a@xn--bcher-kva.example",
		"a@1.example":                         "a@1.example",
	} {
		got, err := auth.CheckEmail(email)
		require.NoError(t, err, "%q", email)
		require.Equal(t, want, got)
	}
	for _, email := range []string{
		"", "a", "@", "a@", "@b", "a@b@c", "a b@c", "a@b c", "a@b..c", "a@.b", "a@b.", ".a@b", "a.@b", "a..b@c", "\"a b\"@c", "a@[192.0.2.1]", "Ada <a@b>", "a@b, c@d",
		"a@-b", "a@b-", "a@b_c", "a\r\n@b", "a@b\x00", "ａ@b", "a＠b", "ﬁ@b.example", "a\u00ad@b", "a\u200b@b", "a@b\u3164", strings.Repeat("a", 65) + "@b",
		"a@" + strings.Repeat("b", 64), "a@" + strings.Repeat("b.", 130) + "b", "a\xff@b", strings.Repeat("a", 1<<20) + "@b", "\u0301a@b", "a@½.example",
	} {
		_, err := auth.CheckEmail(email)
		require.Equal(t, auth.CodeEmail, auth.CodeOf(err), "%q", email)
	}
}

func FuzzCheckEmail(f *testing.F) {
	for _, s := range []string{"a@b.example", "zoë@bücher.example", "o'neil@example.org", "a@xn--bcher-kva.example", "\"a\"@b", "a@b\u0301", "a@[::1]", "=?utf-8?q?a?=@b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		email, err := auth.CheckEmail(s)
		if err != nil {
			require.Equal(t, auth.CodeEmail, auth.CodeOf(err))
			return
		}
		again, err := auth.CheckEmail(email)
		require.NoError(t, err)
		require.Equal(t, email, again)
		// What is accepted can be mailed to: it is an address and nothing else.
		a, err := netmail.ParseAddress(email)
		require.NoError(t, err, "%q", email)
		require.Equal(t, email, a.Address)
		require.Empty(t, a.Name)
		require.LessOrEqual(t, len(email), 254)
		require.LessOrEqual(t, len(auth.Key(email)), 1024)
	})
}
