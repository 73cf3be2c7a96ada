package locale

import (
	"slices"
	"strings"
	"testing"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/stretchr/testify/require"
)

func TestLookup(t *testing.T) {
	for _, c := range []struct{ tag, found, region string }{
		{"en", "en", "US"},
		{"en-GB", "en-GB", "GB"},
		{"EN_gb", "en-GB", "GB"},
		{"en-SG", "en", "SG"},
		{"en-US-u-fw-mon", "en-US", "US"},
		{"en-u-xx-de", "en", "US"},
		{"de-DE", "de", "DE"},
		{"de-LI-1996", "de", "LI"},
		{"de-at", "de-AT", "AT"},
		{"fr-Latn-CA", "fr", "CA"},
		{"zh-Hans-CN", "zh", "CN"},
		{"zh-TW", "zh-TW", "TW"},
		{"zh-Hant-HK", "zh-Hant", "HK"},
		{"es-419", "es-419", "419"},
		{"en-001", "en-001", "001"},
		{"en-150", "en", "150"},
		{"pt", "pt", "BR"},
		{"uk", "uk", "UA"},
		{"no", "no", "NO"},
	} {
		l, err := Lookup(c.tag)
		require.NoError(t, err, c.tag)
		require.Equal(t, c.found, l.Tag(), c.tag)
		require.Equal(t, c.found, l.String(), c.tag)
		require.Equal(t, c.region, l.Region(), c.tag)
	}
	a, _ := Lookup("de")
	b, _ := Lookup("de-DE")
	require.True(t, a == b)
	require.Equal(t, "zh", mustLookup(t, "zh-Hant-HK").Language())
}

func TestLookupUnknown(t *testing.T) {
	for _, tag := range []string{"", "-", "-en", "xx", "x-en", "english", "de.UTF-8", "日本", strings.Repeat("a-", 1<<20)} {
		_, err := Lookup(tag)
		require.ErrorIs(t, err, ErrUnknown, "%.20q", tag)
		require.Less(t, len(err.Error()), 600)
	}
	_, err := Lookup("xx")
	require.ErrorContains(t, err, "en-GB")
}

func TestZeroLocale(t *testing.T) {
	var l Locale
	require.Equal(t, "en-US", l.Tag())
	require.Equal(t, "March", l.Month(3, Wide, true))
	require.Equal(t, calendar.USWeeks(), l.WeekRule())
}

func TestTags(t *testing.T) {
	tags := Tags()
	require.True(t, slices.IsSorted(tags))
	for _, want := range strings.Fields("en en-GB en-US en-CA de de-AT de-CH fr fr-CA es it pl uk ja zh nl pt pt-PT") {
		require.Contains(t, tags, want)
	}
	for _, tag := range tags {
		require.Equal(t, tag, mustLookup(t, tag).Tag())
	}
}

func TestWeeks(t *testing.T) {
	weekend := []calendar.Weekday{calendar.Saturday, calendar.Sunday}
	for _, c := range []struct {
		tag     string
		rule    calendar.WeekRule
		weekend []calendar.Weekday
	}{
		{"en-US", calendar.USWeeks(), weekend},
		{"en", calendar.USWeeks(), weekend},
		{"en-GB", calendar.ISOWeeks(), weekend},
		{"de", calendar.ISOWeeks(), weekend},
		{"fr-FR", calendar.ISOWeeks(), weekend},
		{"fr-CA", calendar.USWeeks(), weekend},
		{"pl", calendar.ISOWeeks(), weekend},
		{"ja", calendar.USWeeks(), weekend},
		{"en-001", calendar.WeekRule{First: calendar.Monday, MinDays: 1}, weekend},
		{"en-IN", calendar.USWeeks(), []calendar.Weekday{calendar.Sunday}},
		{"en-IL", calendar.USWeeks(), []calendar.Weekday{calendar.Friday, calendar.Saturday}},
		{"en-AF", calendar.WeekRule{First: calendar.Saturday, MinDays: 1}, []calendar.Weekday{calendar.Thursday, calendar.Friday}},
		{"en-IR", calendar.WeekRule{First: calendar.Saturday, MinDays: 1}, []calendar.Weekday{calendar.Friday}},
	} {
		l := mustLookup(t, c.tag)
		require.Equal(t, c.rule, l.WeekRule(), c.tag)
		require.Equal(t, c.weekend, l.Weekend(), c.tag)
	}
}

func mustLookup(t testing.TB, tag string) Locale {
	t.Helper()
	l, err := Lookup(tag)
	require.NoError(t, err)
	return l
}
