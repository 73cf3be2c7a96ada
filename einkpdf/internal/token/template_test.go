package token_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/internal/token"
	"github.com/einkpdf/platform/einkpdf/locale"
)

// context is British English with ISO weeks.
func context(t testing.TB, tag string) *token.Context {
	t.Helper()
	l, err := locale.Lookup(tag)
	require.NoError(t, err)
	return &token.Context{Locale: l, Weeks: calendar.ISOWeeks(), Weekend: [8]bool{6: true, 7: true}}
}

func period(g calendar.Grain, y, m, d int) token.Value {
	return token.PeriodOf(calendar.PeriodOf(g, calendar.New(y, m, d), calendar.ISOWeeks()))
}

// page has what a page of 31 January 2026, a Saturday, may know.
func page() *token.Scope {
	s := token.NewScope(nil)
	s.Set("date", token.Date(calendar.New(2026, 1, 31)))
	s.Set("week", period(calendar.Week, 2026, 1, 31))
	s.Set("month", period(calendar.Month, 2026, 1, 31))
	s.Set("quarter", period(calendar.Quarter, 2026, 1, 31))
	s.Set("year", period(calendar.Year, 2026, 1, 31))
	s.Set("n", token.Int(7))
	s.Set("low", token.Int(-5))
	s.Set("top", token.Int(9223372036854775807))
	s.Set("half", token.Decimal(500_000))
	s.Set("loss", token.Decimal(-1_995_000))
	s.Set("edge", token.Decimal(9223372036854775807))
	s.Set("accents", token.String("e\u0301a\u0308🇩🇪👩‍👩‍👧z"))
	s.Set("title", token.String("Straße der énergie 2b l'été"))
	s.Set("last", token.Bool(true))
	s.Set("first-page", token.Bool(false))
	s.SetIn("item.", "label", token.String("work"))
	s.Set("item", period(calendar.Month, 2026, 2, 1))
	s.Set("long", token.String(strings.Repeat("x", 12_000)))
	s.Set("first-day", token.Date(calendar.New(1, 1, 1)))
	return s
}

func TestEval(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""},
		{"plain", "plain"},
		{"{{date}} {{", "{date} {"},
		{"{date}", "2026-01-31"},
		{"{week}|{month}|{quarter}|{year}|{n}|{last}|{first-page}", "2026-W05|2026-01|2026-Q1|2026|7|true|false"},
		{"day/{date-1d}?", "day/2026-01-30?"},
		{"{date+1}", "2026-02-01"},
		{"{date+1m}", "2026-02-28"},
		{"{date+1m-1d}", "2026-02-27"},
		{"{date-1d+1m}", "2026-02-28"},
		{"{date+1q}", "2026-04-30"},
		{"{date+2y}", "2028-01-31"},
		{"{date-1w}", "2026-01-24"},
		{"{month+1}", "2026-02"},
		{"{month-1m}", "2025-12"},
		{"{month+1q}", "2026-04"},
		{"{month-1y}", "2025-01"},
		{"{week+1}", "2026-W06"},
		{"{week+1m}", "2026-W09"},
		{"{week-5w+1y}", "2026-W52"},
		{"{week+48w}", "2026-W53"},
		{"{week+48w+1y}", "2027-W52"},
		{"{quarter+4}", "2027-Q1"},
		{"{year-1}", "2025"},
		{"{n+1}", "8"},
		{"{n-10}", "-3"},
		{"{n+1|000}", "008"},
		{"{low|000}", "-005"},
		{"{n|00000000000000000000}", "00000000000000000007"},
		{"{year|0000}", "2026"},
		{"{year|roman}", "MMXXVI"},
		{"{n+1987|roman|lower}", "mcmxciv"},
		{"{n|alpha}{n+19|alpha}{n+20|alpha}{n+695|alpha}{n+696|alpha}", "gzaazzaaa"},
		{"{n|alpha|upper}", "G"},
		{"{month|MMMM y}", "January 2026"},
		{"{month+1m|MMMM y}", "February 2026"},
		{"{date|long}", "31 January 2026"},
		{"{date|d 'of' MMMM}", "31 of January"},
		{"{date|d'|}{'}", "31|}{"},
		{"{date|EEEE|upper}", "SATURDAY"},
		{"{week|'week' w}", "week 5"},
		{"{date|iso}", "2026-01-31"},
		{"{title|upper}", "STRASSE DER ÉNERGIE 2B L'ÉTÉ"},
		{"{title|lower}", "straße der énergie 2b l'été"},
		{"{title|title}", "Straße Der Énergie 2b L'été"},
		{"{last|upper}", "TRUE"},
		{"{item.label|upper}", "WORK"},
		{"{item}", "2026-02"},
		{"{item.number|00}", "02"},
		{"{item.end+1d}", "2026-03-01"},
		{"{date.weekday} {date.weekend} {date.yearday} {date.day} {date.number}", "6 true 31 31 31"},
		{"{date.week} {date.month} {date.quarter} {date.year}", "2026-W05 2026-01 2026-Q1 2026"},
		{"{week.number} {week.year} {week.start} {week.end} {week.days}", "5 2026 2026-01-26 2026-02-01 7"},
		{"{month.number} {month.year} {month.quarter} {month.start} {month.end} {month.days}", "1 2026 2026-Q1 2026-01-01 2026-01-31 31"},
		{"{quarter.number} {quarter.year} {quarter.start} {quarter.end} {quarter.days}", "1 2026 2026-01-01 2026-03-31 90"},
		{"{year.number} {year.start} {year.end} {year.days}", "2026 2026-01-01 2026-12-31 365"},
		{"{date.month.start.weekday+1}", "5"},
		{"{date+1w.week.number} {month-1.number} {date+1m.end-1d.day}", "6 12 27"},
		{"{date.month+1m.end}", "2026-02-28"},
		{"{n*2} {n*2+1} {n+1*2} {low*3-1} {n*0}", "14 15 16 -16 0"},
		{"{date.day*2+1|000}", "063"},
		{"{date+1d.day*10}", "10"},
		{"{half} {loss} {edge}", "0.5 -1.995 9223372036854.775807"},
		{"{half+1} {half*2} {half*3} {half-1} {loss+2}", "1.5 1 1.5 -0.5 0.005"},
		{"{half|0.0} {half|0.00} {half|00.000000} {half|0} {half-1|0} {half-2|0}", "0.5 0.50 00.500000 1 -1 -2"},
		{"{loss|0.00} {loss|0.0} {loss|000} {loss+2|0.0} {loss+1|0.000}", "-2.00 -2.0 -002 0.0 -0.995"},
		{"{n|0.0} {n|00.000} {low|0.00} {year|0.0} {half*2|roman}", "7.0 07.000 -5.00 2026.0 I"},
		{"{half*0|0.0} {loss+2*99|0.0}", "0.0 0.5"},
		{"{month|month|first-3} {title|first-5|upper} {title|upper|first-5}", "Jan STRASS STRAS"},
		{"{n|first-1} {date|first-7} {last|first-2} {title|first-99}", "7 2026-01 tr Straße der énergie 2b l'été"},
		{"[{accents|first-1}] [{accents|first-2}] [{accents|first-3}] [{accents|first-4}] [{accents|first-5}]",
			"[e\u0301] [e\u0301a\u0308] [e\u0301a\u0308🇩🇪] [e\u0301a\u0308🇩🇪👩‍👩‍👧] [e\u0301a\u0308🇩🇪👩‍👩‍👧z]"},
		{"{long|first-3}{long|upper|first-2}", "xxxXX"},
	}
	c := context(t, "en-GB")
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			tmpl, err := token.Parse(tt.in)
			require.NoError(t, err)
			require.Empty(t, tmpl.Check(page().Decls()))
			got, err := tmpl.Eval(page(), c)
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
			appended, err := tmpl.AppendEval([]byte("> "), page(), c)
			require.NoError(t, err)
			require.Equal(t, "> "+tt.want, string(appended))
			require.Equal(t, tt.in, tmpl.String())
		})
	}
}

func TestLanguages(t *testing.T) {
	tests := []struct{ tag, in, want string }{
		{"de", "{date|full}", "Samstag, 31. Januar 2026"},
		{"de-AT", "{month|MMMM}", "Jänner"},
		{"pl", "{date|day-month}, {month|LLLL}", "31 stycznia, styczeń"},
		{"tr", "{item.label|title} {date|EEEE|upper}", "Work CUMARTESİ"},
		{"el", "{month|LLLL|upper}", "ΙΑΝΟΥΑΡΙΟΣ"},
	}
	for _, tt := range tests {
		tmpl, err := token.Parse(tt.in)
		require.NoError(t, err)
		got, err := tmpl.Eval(page(), context(t, tt.tag))
		require.NoError(t, err)
		require.Equal(t, tt.want, got, tt.tag)
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct {
		in     string
		offset int
		code   string
		hint   string // part of it
	}{
		{"{year:999999999d}", 5, "syntax", "{year|0000}"},
		{"no {n:03d}", 5, "syntax", "{n|000}"},
		{"{", 1, "syntax", "{date}"},
		{"{}", 1, "syntax", "{date}"},
		{"{date", 0, "syntax", "}"},
		{"a } b", 2, "syntax", "}}"},
		{"{date}}", 6, "syntax", "}}"},
		{"{{date}", 6, "syntax", "}}"},
		{"{Date}", 1, "syntax", "write date"},
		{"{ date }", 1, "syntax", "small letters"},
		{"{date + 1d}", 5, "syntax", "without spaces"},
		{"{date+}", 5, "syntax", "whole number"},
		{"{date+x}", 5, "syntax", "whole number"},
		{"{date+1x}", 7, "syntax", "units"},
		{"{date+1mo}", 8, "syntax", "units"},
		{"{date+99999999999999999999d}", 6, "range", "coarser"},
		{"{n/2}", 2, "syntax", "multiply"},
		{"{n*}", 2, "syntax", "*2"},
		{"{n*-2}", 2, "syntax", "whole number"},
		{"{n*10001}", 3, "range", ""},
		{"{n+1.5}", 4, "syntax", "whole numbers"},
		{"{date+1d.}", 8, "syntax", ""},
		{"{n*2." + strings.Repeat("a", 101) + "}", 4, "too-large", ""},
		{"{n.1}", 2, "syntax", ""},
		{"{n|}", 3, "syntax", "leave the bar out"},
		{"{n||00}", 3, "syntax", ""},
		{"{n|000000000000000000000}", 3, "range", ""},
		{"{date|d|00}", 8, "format", "upper"},
		{"{n|0.}", 3, "format", "0.00"},
		{"{n|0.0.0}", 3, "format", "0.00"},
		{"{n|0.0000000}", 3, "range", ""},
		{"{n|000000000000000000000.0}", 3, "range", ""},
		{"{n|first-0}", 3, "format", "first-99"},
		{"{n|first-100}", 3, "format", "first-99"},
		{"{n|first-03}", 3, "format", "first-99"},
		{"{n|first-}", 3, "format", "first-99"},
		{"{n|first-3|00}", 11, "format", "first-3"},
		{"{date|d 'of}", 8, "syntax", "close it"},
		{"{date|{n}}", 6, "syntax", ""},
		{"{n+1+1+1+1+1+1+1+1+1+1+1}", 22, "too-large", ""},
		{"{" + strings.Repeat("a", 101) + "}", 1, "too-large", ""},
		{strings.Repeat("{n}", 501), 1500, "too-large", ""},
		{strings.Repeat("x", 10_001), 10_000, "too-large", "shorten"},
		{"{n|upper" + strings.Repeat("|upper", 12) + "}", 62, "too-large", ""},
		{"a\xff", 0, "syntax", "UTF-8"},
		{"{dàte}", 2, "syntax", ""},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			_, err := token.Parse(tt.in)
			requireSyntaxError(t, err, tt.in, tt.offset, tt.code, tt.hint)
		})
	}
}

func requireSyntaxError(t *testing.T, err error, in string, offset int, code, hint string) {
	t.Helper()
	var se *token.SyntaxError
	require.True(t, errors.As(err, &se), "%v", err)
	require.Equal(t, offset, se.Offset(), "%s", se)
	require.Equal(t, code, se.Code(), "%s", se)
	require.Contains(t, se.Hint(), hint, "%s", se)
	require.Less(t, len(se.Error())+len(se.Hint()), 400)
}

func TestEvalErrors(t *testing.T) {
	tests := []struct {
		in      string
		offset  int
		code    string
		message string
		hint    string
	}{
		{"x {dat}", 3, "unknown-name", `"dat"`, "did you mean date?"},
		{"{zzzzzzzz}", 1, "unknown-name", "", "date, week, month"},
		{"{dat.weekday}", 1, "unknown-name", "", "did you mean date?"},
		{"{date.weekdy}", 5, "unknown-name", "", "did you mean weekday?"},
		{"{month.weekday}", 6, "unknown-name", "month", "number, quarter, year"},
		{"{date.month.week}", 11, "unknown-name", "month", ""},
		{"{n.number}", 2, "unknown-name", "number", "periods"},
		{"{n+1d}", 2, "type", "number", "unit"},
		{"{month+1d}", 6, "type", "days", "month.start+1d"},
		{"{year-2w}", 5, "type", "weeks", ""},
		{"{title+1}", 6, "type", "text", ""},
		{"{last+1}", 5, "type", "bool", ""},
		{"{n|MMMM}", 3, "type", "number", "0.00"},
		{"{half|MMMM}", 6, "type", "number", "0.00"},
		{"{n*2d}", 2, "type", "number", "unit"},
		{"{half+1d}", 5, "type", "number", "unit"},
		{"{half.number}", 5, "unknown-name", "number", "periods"},
		{"{date*2}", 5, "type", "date", "date.number*2"},
		{"{month+1*2}", 8, "type", "month+1 is a month", "multiplied"},
		{"{title*2}", 6, "type", "text", "multiplied"},
		{"{date+1w.week.day}", 13, "unknown-name", "week", ""},
		{"{date+1w.weekk}", 8, "unknown-name", "date", "did you mean week?"},
		{"{n+1.number}", 4, "unknown-name", "number", "periods"},
		{"{date+1w.week+1d}", 13, "type", "date+1w.week is a week", "date+1w.week.start+1d"},
		{"{title|0.00}", 7, "type", "text", "first-3"},
		{"{month|00}", 7, "type", "month", ".number"},
		{"{title|00}", 7, "type", "text", "upper"},
		{"{year|alpha}", 6, "type", "year", ""},
		{"{date|mmmm}", 6, "format", "m", ""},
		{"{date|upepr}", 6, "format", "", "did you mean upper?"},
		{"{date|fulll}", 6, "format", "", "did you mean full?"},
	}
	c := context(t, "en")
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			tmpl, err := token.Parse(tt.in)
			require.NoError(t, err)
			errs := tmpl.Check(page().Decls())
			require.Len(t, errs, 1)
			requireSyntaxError(t, errs[0], tt.in, tt.offset, tt.code, tt.hint)
			require.Contains(t, errs[0].Error(), tt.message)

			// Without types it is found when it is evaluated.
			unknown := token.Decls{{Name: "dat"}, {Name: "zzzzzzzz"}}
			for _, d := range page().Decls() {
				unknown = append(unknown, token.Decl{Name: d.Name})
			}
			if tt.code != token.CodeFormat {
				require.Empty(t, tmpl.Check(unknown))
			}
			_, err = tmpl.Eval(page(), c)
			requireSyntaxError(t, err, tt.in, tt.offset, tt.code, "")
		})
	}
}

// TestRangeErrors are those that only the values show.
func TestRangeErrors(t *testing.T) {
	tests := []struct {
		in     string
		offset int
		code   string
	}{
		{"{date+10000y}", 1, "range"},
		{"{date-9000y}", 1, "range"},
		{"{first-day-1}", 1, "range"},
		{"{week-3000y}", 1, "range"},
		{"{top+1}", 1, "range"},
		{"{top*2}", 1, "range"},
		{"{low-1*10000*10000*10000*10000*10000}", 1, "range"},
		{"{edge+1}", 1, "range"},
		{"{edge*2}", 1, "range"},
		{"{half|roman}", 6, "range"},
		{"{half+1|alpha}", 8, "range"},
		{"{first-day-1.month}", 1, "range"},
		{"{low|roman}", 5, "range"},
		{"{n+3993|roman}", 8, "range"},
		{"{low|alpha}", 5, "range"},
		{"{long}{long}", 7, "too-large"},
		{"{nothing}", 1, "unknown-name"},
	}
	c := context(t, "en")
	s := page()
	s.Set("nothing", token.Value{})
	for _, tt := range tests {
		tmpl, err := token.Parse(tt.in)
		require.NoError(t, err)
		require.Empty(t, tmpl.Check(s.Decls()), tt.in)
		_, err = tmpl.Eval(s, c)
		requireSyntaxError(t, err, tt.in, tt.offset, tt.code, "")
		dst, err := tmpl.AppendEval([]byte("as it was"), s, c)
		require.Error(t, err)
		require.Equal(t, "as it was", string(dst))
	}
	us := *c
	us.Weeks = calendar.USWeeks()
	tmpl, err := token.Parse("{first-day.week}")
	require.NoError(t, err)
	_, err = tmpl.Eval(s, &us)
	requireSyntaxError(t, err, "", 10, "range", "")
}

func TestCheckFindsAll(t *testing.T) {
	tmpl, err := token.Parse("{dat} {n+1d} {date|QQQQQQQ} {month}")
	require.NoError(t, err)
	errs := tmpl.Check(page().Decls())
	require.Len(t, errs, 3)
	for i, offset := range []int{1, 8, 19} {
		require.Equal(t, offset, errs[i].Offset())
	}
}

func TestConstant(t *testing.T) {
	tmpl, err := token.Parse("a{{{date.month+1|MMM}{n}")
	require.NoError(t, err)
	_, ok := tmpl.Constant()
	require.False(t, ok)

	tmpl, err = token.Parse("{{a}}")
	require.NoError(t, err)
	s, ok := tmpl.Constant()
	require.True(t, ok)
	require.Equal(t, "{a}", s)
	s, ok = new(token.Template).Constant()
	require.True(t, ok)
	require.Empty(t, s)
}

func TestValue(t *testing.T) {
	c := context(t, "en")
	tests := []struct {
		in   string
		want token.Value
	}{
		{"{month+1}", period(calendar.Month, 2026, 2, 1)},
		{"{week}", period(calendar.Week, 2026, 1, 31)},
		{"{n}", token.Int(7)},
		{"{half}", token.Decimal(500_000)},
		{"{half*2}", token.Int(1)},
		{"{half-1*2}", token.Int(-1)},
		{"{date+1d.month}", period(calendar.Month, 2026, 2, 1)},
		{"{last}", token.Bool(true)},
		{"{item.label}", token.String("work")},
		{"{n|00}", token.String("07")},
		{"{n}.", token.String("7.")},
		{"x", token.String("x")},
		{"", token.String("")},
	}
	for _, tt := range tests {
		tmpl, err := token.Parse(tt.in)
		require.NoError(t, err)
		got, err := tmpl.Value(page(), c)
		require.NoError(t, err)
		require.Equal(t, tt.want, got, tt.in)
	}
	tmpl, err := token.Parse("{nope}")
	require.NoError(t, err)
	v, err := tmpl.Value(nil, c)
	require.Error(t, err)
	require.True(t, v.IsZero())
}

func TestIsName(t *testing.T) {
	for _, s := range []string{"n", "date", "first-page", "item.label", "a1.b2-c"} {
		require.True(t, token.IsName(s), s)
	}
	for _, s := range []string{"", "1", "N", "a-", "a-1", "a.", "a..b", "a.1", "-a", "a b", "é", strings.Repeat("a", 101)} {
		require.False(t, token.IsName(s), s)
	}
}

func FuzzParseTemplate(f *testing.F) {
	for _, s := range []string{"{date}", "{year:999999999d}", "{{x}} {n+1|000} {date.month-1m|MMMM y|upper}", "{date|d 'of' M}", "{", "}", "{title|title}"} {
		f.Add(s)
	}
	for _, s := range []string{"{half*3+1|0.00}", "{date+1w.week.number*2}", "{accents|first-2|upper}", "{edge-1|00.000}", "{loss|0.0|first-1}", "{month-1|Y00M0|upper}"} {
		f.Add(s)
	}
	c := context(f, "en-GB")
	scope := page()
	known := scope.Decls()
	f.Fuzz(func(t *testing.T, s string) {
		tmpl, err := token.Parse(s)
		if err != nil {
			var se *token.SyntaxError
			require.True(t, errors.As(err, &se))
			require.True(t, se.Offset() >= 0 && se.Offset() <= len(s))
			return
		}
		errs := tmpl.Check(known)
		out, err := tmpl.Eval(scope, c)
		require.LessOrEqual(t, len(out), token.MaxText)
		// A date pattern may be refused although it can be evaluated: Y where y is meant.
		errs = slices.DeleteFunc(errs, func(e *token.SyntaxError) bool { return e.Code() == token.CodeFormat && err == nil })
		if len(errs) > 0 {
			require.Error(t, err, "Check found %v", errs[0])
		}
		if err != nil && len(errs) == 0 {
			var se *token.SyntaxError
			require.True(t, errors.As(err, &se))
			require.Contains(t, []string{token.CodeRange, token.CodeTooLarge}, se.Code(), "Check should have found %v", se)
		}
	})
}

func BenchmarkEval(b *testing.B) {
	for _, bm := range []struct{ name, in string }{
		{"date", "day/{date}"},
		{"month", "month/{month}"},
		{"step", "day/{date+1d}"},
		{"pattern", "{date|d MMMM y}"},
		{"field", "{date.day}"},
	} {
		b.Run(bm.name, func(b *testing.B) {
			tmpl, err := token.Parse(bm.in)
			require.NoError(b, err)
			c := context(b, "en-GB")
			scope := page()
			var buf []byte
			b.ReportAllocs()
			for b.Loop() {
				if buf, err = tmpl.AppendEval(buf[:0], scope, c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
