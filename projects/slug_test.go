package projects

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSlugOf(t *testing.T) {
	t.Parallel()
	for name, slug := range map[string]string{
		"My Planner":                   "my-planner",
		"  Day & Week -- 2026!  ":      "day-week-2026",
		"Anna's Straße":                "annas-strasse",
		"Émilie’s CAFÉ":                "emilies-cafe",
		"Æthel Øre Łódź İstanbul ẞ":    "aethel-ore-lodz-istanbul-ss",
		"ﬁne ＷＩＤＥ ①":                   "fine-wide-1",
		"Ежедневник 2026":              "2026",
		"日記":                           "planner",
		"":                             "planner",
		"🗓":                            "planner",
		"a":                            "planner-a",
		"日 12":                         "planner-12",
		"New":                          "planner-new",
		"A/B\x00C\u202eD":              "a-b-c-d",
		"\xff\xfe":                     "planner",
		strings.Repeat("x", 200):       strings.Repeat("x", 80),
		strings.Repeat("word ", 100):   strings.TrimSuffix(strings.Repeat("word-", 16), "-"),
		"A " + strings.Repeat("x", 90): "a-" + strings.Repeat("x", 78),
		strings.Repeat("x", 79) + " y" + strings.Repeat("z", 90): strings.Repeat("x", 79),
	} {
		require.Equal(t, slug, SlugOf(name), name)
		require.NoError(t, CheckSlug(SlugOf(name)), name)
	}
}

func TestCheckSlug(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"abc", "123", "my-planner", "a-b", "my-planner-2", strings.Repeat("a", 80)} {
		require.NoError(t, CheckSlug(good), good)
	}
	for _, bad := range []string{
		"", "a", "ab", "-ab", "ab-", "a--b", "---", "My-planner", "my planner", "my_planner", "my.planner", "caf\u00e9", "a/b", "../etc",
		"abc\n", "abc\x00", "\xff\xfe\xfd", "ａｂｃ", strings.Repeat("a", 81), strings.Repeat("a", 1<<20), "new", "admin", "sitemap", "gallery", "by-name",
	} {
		require.Equal(t, CodeSlug, CodeOf(CheckSlug(bad)), "%.100q", bad)
	}
}

// What is taken from each reserved word is given by the prefix.
func TestReservedSlugsAreSlugs(t *testing.T) {
	t.Parallel()
	for word := range strings.FieldsSeq(reservedSlugs) {
		require.Equal(t, CodeSlug, CodeOf(CheckSlug(word)), word)
		require.Equal(t, "planner-"+word, SlugOf(word))
		require.NoError(t, CheckSlug(word+"-2"))
	}
}

func FuzzSlug(f *testing.F) {
	for _, s := range []string{"", "My Planner", "日記", "a--b", "ẞſﬃ", "e\u0301", "\xff", "\u0130", strings.Repeat("ﷺ", 200), strings.Repeat("a-", 60)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		slug := SlugOf(s)
		require.NoError(t, CheckSlug(slug), slug)
		require.Equal(t, slug, SlugOf(slug))
		if CheckSlug(s) == nil {
			require.Equal(t, s, SlugOf(s))
		}
	})
}
