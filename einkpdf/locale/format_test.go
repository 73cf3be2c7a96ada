package locale

import (
	"strings"
	"testing"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/stretchr/testify/require"
)

// sunday is in week 9 by ISO and in week 10 by the rule of the United States.
func sunday() calendar.Date { return calendar.New(2026, 3, 1) }

func TestNamedForms(t *testing.T) {
	const nnbsp = "\u202f"
	type forms map[string]string
	for tag, want := range map[string]forms{
		"en": {
			"full": "Sunday, March 1, 2026", "long": "March 1, 2026", "medium": "Mar 1, 2026", "short": "3/1/26",
			"iso": "2026-03-01", "month-year": "March 2026", "short-month-year": "Mar 2026",
			"day-month": "March 1", "short-day-month": "Mar 1", "weekday-day-month": "Sunday, March 1",
			"short-weekday-day-month": "Sun, Mar 1", "month": "March", "short-month": "Mar", "narrow-month": "M",
			"weekday": "Sunday", "short-weekday": "Sun", "narrow-weekday": "S", "quarter-year": "Q1 2026",
			"year": "2026", "day": "1", "week": "Week 9",
		},
		"en-GB": {
			"full": "Sunday, 1 March 2026", "long": "1 March 2026", "medium": "1 Mar 2026", "short": "01/03/2026",
			"day-month": "1 March", "short-day-month": "1 Mar", "weekday-day-month": "Sunday 1 March",
			"short-weekday-day-month": "Sun 1 Mar", "quarter-year": "Q1 2026", "week": "Week 9",
		},
		"de": {
			"full": "Sonntag, 1. März 2026", "medium": "01.03.2026", "month-year": "März 2026", "day-month": "1. März",
			"weekday-day-month": "Sonntag, 1. März", "short-weekday": "So", "week": "Woche 9",
		},
		"fr": {
			"full": "dimanche 1 mars 2026", "short": "01/03/2026", "month-year": "mars 2026", "day-month": "1 mars",
			"weekday-day-month": "dimanche 1 mars", "quarter-year": "T1 2026", "week": "Semaine 9",
		},
		"es": {
			"full": "domingo, 1 de marzo de 2026", "month-year": "marzo de 2026", "day-month": "1 de marzo",
			"weekday-day-month": "domingo, 1 de marzo", "weekday": "domingo", "week": "Semana 9",
		},
		"it": {
			"full": "domenica 1 marzo 2026", "month-year": "marzo 2026", "day-month": "1 marzo",
			"weekday-day-month": "domenica 1 marzo", "short-weekday": "dom", "week": "Settimana 9",
		},
		"pl": {
			"full": "niedziela, 1 marca 2026", "month-year": "marzec 2026", "month": "marzec", "day-month": "1 marca",
			"weekday-day-month": "niedziela, 1 marca", "short-weekday": "niedz.", "week": "Tydzień 9",
		},
		"uk": {
			"full": "неділя, 1 березня 2026" + nnbsp + "р.", "month-year": "березень 2026" + nnbsp + "р.",
			"month": "березень", "day-month": "1 березня", "weekday-day-month": "неділя, 1 березня",
			"weekday": "неділя", "week": "Тиждень 9",
		},
		"ja": {
			"full": "2026年3月1日日曜日", "month-year": "2026年3月", "month": "3月", "day-month": "3月1日",
			"weekday-day-month": "3月1日日曜日", "short-weekday": "日", "year": "2026年", "day": "1日", "week": "第9週",
		},
		"zh": {
			"full": "2026年3月1日星期日", "month-year": "2026年3月", "month": "三月", "day-month": "3月1日",
			"weekday-day-month": "3月1日星期日", "short-weekday": "周日", "quarter-year": "2026年第1季度", "week": "第9周",
		},
		"ko":    {"week": "9번째 주"},
		"hu":    {"full": "2026. március 1., vasárnap", "week": "9. hét"},
		"fi":    {"full": "sunnuntai 1. maaliskuuta 2026", "month-year": "maaliskuu 2026", "week": "Viikko 9"},
		"pt-PT": {"full": "domingo, 1 de março de 2026", "short": "01/03/26"},
		"zh-TW": {"full": "2026年3月1日 星期日", "week": "第9週"},
	} {
		l := mustLookup(t, tag)
		for form, s := range want {
			got, err := l.Format(sunday(), form, calendar.ISOWeeks())
			require.NoError(t, err)
			require.Equal(t, s, got, "%s %s", tag, form)
		}
	}
}

func TestFormsAreNoPatterns(t *testing.T) {
	for _, form := range Forms() {
		require.NoError(t, CheckPattern(form))
		require.True(t, isForm(form))
		require.Error(t, CheckPattern("'-'"+form), "%s would also be a pattern", form)
		for _, tag := range Tags() {
			s, err := mustLookup(t, tag).Format(sunday(), form, calendar.ISOWeeks())
			require.NoError(t, err)
			require.NotEmpty(t, s)
		}
	}
	require.False(t, isForm("forms"))
}

func isForm(s string) bool { _, ok := tables[0].formPattern(s); return ok }

func TestPatterns(t *testing.T) {
	for _, c := range []struct{ date, pattern, want string }{
		{"2026-03-01", "y yy yyyy yyyyyy", "2026 26 2026 002026"},
		{"0007-03-01", "y yy yyyy", "7 07 0007"},
		{"2027-01-03", "y Y YY YYYY", "2027 2026 26 2026"},
		{"2026-03-01", "Q QQ QQQ QQQQ QQQQQ", "1 01 Q1 1st quarter 1"},
		{"2026-12-01", "q qq qqq qqqq qqqqq", "4 04 Q4 4th quarter 4"},
		{"2026-03-01", "M MM MMM MMMM MMMMM", "3 03 Mar March M"},
		{"2026-11-01", "L LL LLL LLLL LLLLL", "11 11 Nov November N"},
		{"2026-03-01", "w ww", "9 09"},
		{"2026-03-01", "d dd", "1 01"},
		{"2026-03-31", "d dd", "31 31"},
		{"2026-01-05", "D DD DDD", "5 05 005"},
		{"2026-12-31", "D DD DDD", "365 365 365"},
		{"2026-03-02", "E EE EEE EEEE EEEEE EEEEEE", "Mon Mon Mon Monday M Mo"},
		{"2026-03-02", "c cc ccc cccc ccccc cccccc", "1 01 Mon Monday M Mo"},
		{"2026-03-01", "e ee eee eeee eeeee eeeeee", "7 07 Sun Sunday S Su"},
		{"2026-03-01", "'Week' w ''yy ''", "Week 9 '26 '"},
		{"2026-03-01", "'it''s' d''d", "it's 1'1"},
		{"2026-03-01", "''''", "''"},
		{"2026-03-01", "'''d'''", "'d'"},
		{"2026-03-01", "y年M月d日 – {1} | \\", "2026年3月1日 – {1} | \\"},
		{"2026-03-01", "yyyyMMdd", "20260301"},
		{"9999-12-31", "Y-'W'ww", "9999-W52"},
	} {
		d, err := calendar.Parse(c.date)
		require.NoError(t, err)
		require.NoError(t, CheckPattern(c.pattern))
		got, err := Locale{}.Format(d, c.pattern, calendar.ISOWeeks())
		require.NoError(t, err)
		require.Equal(t, c.want, got, c.pattern)
	}
	got, err := Locale{}.Format(sunday(), "e w", calendar.USWeeks())
	require.NoError(t, err)
	require.Equal(t, "1 10", got)
}

func TestBadPatterns(t *testing.T) {
	for pattern, says := range map[string]string{
		"":                         "empty",
		"yyyy-mm-dd":               `"m" at byte 5 is no field of a date; a month is M`,
		"d 'of MMMM":               "the quote at byte 2 is not closed",
		"d 'it''s":                 "the quote at byte 2 is not closed",
		"'":                        "not closed",
		"'''":                      "not closed",
		"Week w":                   `"W" at byte 0`,
		"HH:mm":                    `"H" at byte 0`,
		"mont":                     `"m" at byte 0`,
		"ddd":                      `"ddd" at byte 0 is too long; "d" is written at most 2 times`,
		"MMMMMM":                   "at most 5 times",
		"yyyyyyy":                  "at most 6 times",
		"d" + "\xff":               "UTF-8",
		strings.Repeat("d ", 51):   "102 bytes",
		strings.Repeat("y", 100):   "at most 6 times",
		strings.Repeat(" ", 1e6):   "1000000 bytes",
		"d \u00e9 MMMM " + "'x' z": `"z"`,
	} {
		require.ErrorContains(t, CheckPattern(pattern), says)
		dst, err := Locale{}.AppendFormat([]byte("ab"), sunday(), pattern, calendar.ISOWeeks())
		require.ErrorContains(t, err, says)
		require.Equal(t, "ab", string(dst))
		require.Less(t, len(err.Error()), 400)
	}
	_, err := Locale{}.Format(calendar.Date{}, "d", calendar.ISOWeeks())
	require.ErrorContains(t, err, "no date")
}

func TestAppendFormatDoesNotAllocate(t *testing.T) {
	l := mustLookup(t, "pl")
	buf := make([]byte, 0, 128)
	n := testing.AllocsPerRun(100, func() {
		buf, _ = l.AppendFormat(buf[:0], sunday(), "full", calendar.ISOWeeks())
	})
	require.Zero(t, n)
}

func FuzzFormat(f *testing.F) {
	for _, p := range append(Forms(), "yyyy-MM-dd", "'it''s' d", "'", "''", "EEEEEE", "Y-'W'ww", "mm", "d\xff", "年") {
		f.Add("uk", p, int32(739676))
	}
	f.Fuzz(func(t *testing.T, tag, pattern string, days int32) {
		l, err := Lookup(tag)
		if err != nil {
			l = Locale{}
		}
		d := calendar.New(1, 1, 1).AddDays(int(days))
		out, err := l.Format(d, pattern, l.WeekRule())
		if want := CheckPattern(pattern) != nil || d.IsZero(); want != (err != nil) {
			t.Fatalf("%q: CheckPattern and Format differ: %v", pattern, err)
		}
		if len(out) > 4096 {
			t.Fatalf("%q: %d bytes", pattern, len(out))
		}
	})
}

func BenchmarkAppendFormat(b *testing.B) {
	buf := make([]byte, 0, 128)
	for _, c := range []struct{ tag, pattern string }{
		{"uk", "full"}, {"en", "full"}, {"en", "d"}, {"de", "month-year"}, {"de", "week"}, {"pl", "EEEE, d MMMM y"},
	} {
		l := mustLookup(b, c.tag)
		d := calendar.New(2026, 12, 27)
		b.Run(c.tag+"/"+c.pattern, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				buf, _ = l.AppendFormat(buf[:0], d, c.pattern, calendar.ISOWeeks())
			}
		})
	}
}
