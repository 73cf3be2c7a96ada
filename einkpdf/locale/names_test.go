package locale

import (
	"strings"
	"testing"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/stretchr/testify/require"
)

func TestNames(t *testing.T) {
	month := func(tag string, m int, w Width, alone bool) string { return mustLookup(t, tag).Month(m, w, alone) }
	day := func(tag string, d calendar.Weekday, w Width, alone bool) string {
		return mustLookup(t, tag).Weekday(d, w, alone)
	}
	for _, c := range []struct{ got, want string }{
		{month("pl", 3, Wide, true), "marzec"},
		{month("pl", 3, Wide, false), "marca"},
		{month("uk", 3, Wide, true), "березень"},
		{month("uk", 3, Wide, false), "березня"},
		{month("ru", 5, Wide, true), "май"},
		{month("ru", 5, Wide, false), "мая"},
		{month("cs", 1, Wide, true), "leden"},
		{month("cs", 1, Wide, false), "ledna"},
		{month("fi", 1, Wide, true), "tammikuu"},
		{month("fi", 1, Wide, false), "tammikuuta"},
		{month("de", 1, Wide, true), "Januar"},
		{month("de-AT", 1, Wide, true), "Jänner"},
		{month("en", 12, Abbreviated, true), "Dec"},
		{month("en", 12, Short, true), "Dec"},
		{month("en", 12, Narrow, true), "D"},
		{month("en", 12, Width(9), true), "December"},
		{month("fr", 2, Abbreviated, false), "févr."},
		{month("ja", 12, Wide, true), "12月"},
		{month("zh", 12, Wide, true), "十二月"},
		{month("en", 0, Wide, true), ""},
		{month("en", 13, Wide, true), ""},
		{month("en", -1, Wide, true), ""},
		{day("en", calendar.Monday, Wide, true), "Monday"},
		{day("en", calendar.Sunday, Short, true), "Su"},
		{day("en", calendar.Sunday, Abbreviated, false), "Sun"},
		{day("en", calendar.Wednesday, Narrow, false), "W"},
		{day("de", calendar.Saturday, Wide, true), "Samstag"},
		{day("es", calendar.Wednesday, Wide, true), "miércoles"},
		{day("it", calendar.Monday, Wide, true), "lunedì"},
		{day("pl", calendar.Friday, Wide, true), "piątek"},
		{day("uk", calendar.Friday, Wide, true), "пʼятниця"},
		{day("ja", calendar.Sunday, Narrow, true), "日"},
		{day("zh", calendar.Sunday, Wide, true), "星期日"},
		{day("en", 0, Wide, true), ""},
		{day("en", 8, Wide, true), ""},
		{day("en", calendar.Sunday, Width(9), true), "Sunday"},
		{mustLookup(t, "fr").Quarter(1, Wide, true), "1er trimestre"},
		{mustLookup(t, "en").Quarter(5, Wide, true), ""},
	} {
		require.Equal(t, c.want, c.got)
	}
}

// TestEveryNameIsThere looks for gaps in the tables of all locales.
func TestEveryNameIsThere(t *testing.T) {
	for _, tag := range Tags() {
		l := mustLookup(t, tag)
		for _, alone := range []bool{false, true} {
			for w := Wide; w <= Short; w++ {
				seen := map[string]bool{}
				for m := 1; m <= 12; m++ {
					seen[l.Month(m, w, alone)] = true
				}
				require.False(t, seen[""], tag)
				require.True(t, w == Narrow || len(seen) == 12, "%s %v %v", tag, w, seen)
				seen = map[string]bool{}
				for d := calendar.Monday; d <= calendar.Sunday; d++ {
					seen[l.Weekday(d, w, alone)] = true
				}
				require.False(t, seen[""], tag)
				require.True(t, w == Narrow || len(seen) == 7, "%s %v %v", tag, w, seen)
				for q := 1; q <= 4; q++ {
					require.NotEmpty(t, l.Quarter(q, w, alone))
				}
			}
		}
		require.Regexp(t, `^([A-Z]{2}|[0-9]{3})$`, l.Region())
		for _, p := range l.data().forms {
			require.NoError(t, CheckPattern(p), tag)
			require.False(t, strings.Contains(p, "|"))
		}
	}
}
