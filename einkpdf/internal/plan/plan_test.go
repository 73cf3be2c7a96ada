package plan_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/internal/plan"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

func TestParseEach(t *testing.T) {
	for _, s := range []string{"once", "day", "week", "month", "quarter", "year", "1..40", "0..23", "-5..-1", "7..7", "-1000000000..1000000000"} {
		e, err := plan.ParseEach(s)
		require.NoError(t, err, s)
		require.Equal(t, s, e.String())
	}
	tests := []struct{ in, code, hint string }{
		{"", "syntax", "write once"},
		{"days", "syntax", "did you mean day?"},
		{"Weekly", "syntax", "did you mean week?"},
		{"40..1", "range", "1..40"},
		{"1..", "syntax", "1..40"},
		{"1..2..3", "syntax", "1..40"},
		{"1 .. 2", "syntax", "1..40"},
		{"+1..2", "syntax", "1..40"},
		{"1..1000000001", "range", ""},
		{"1..99999999999999999999", "range", ""},
		{"fortnight", "syntax", "once, day"},
		{strings.Repeat("x", 5000), "syntax", "once, day"},
	}
	for _, tt := range tests {
		_, err := plan.ParseEach(tt.in)
		var se *token.SyntaxError
		require.True(t, errors.As(err, &se), tt.in)
		require.Equal(t, tt.code, se.Code(), tt.in)
		require.Contains(t, se.Hint(), tt.hint, tt.in)
		require.Less(t, len(se.Error()), 200)
	}
}

func days(from, to string) plan.Range {
	a, errA := calendar.Parse(from)
	b, errB := calendar.Parse(to)
	if err := errors.Join(errA, errB); err != nil {
		panic(err)
	}
	return plan.Range{From: a, To: b}
}

func each(s string) plan.Each {
	e, err := plan.ParseEach(s)
	if err != nil {
		panic(err)
	}
	return e
}

func texts(e plan.Each, s plan.Span) []string {
	out := []string{}
	for it := range e.Items(s) {
		out = append(out, it.Value().String())
	}
	return out
}

func TestItems(t *testing.T) {
	iso, us := calendar.ISOWeeks(), calendar.USWeeks()
	cal := days("2026-01-01", "2026-12-31")
	tests := []struct {
		name string
		each string
		span plan.Span
		want []string
	}{
		{"once", "once", plan.Top(cal, iso), []string{""}},
		{"ints", "-1..2", plan.Top(cal, iso), []string{"-1", "0", "1", "2"}},
		{"days", "day", plan.Top(days("2026-02-27", "2026-03-02"), iso), []string{"2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"}},
		{"weeks at the borders", "week", plan.Top(days("2026-01-01", "2026-01-12"), iso), []string{"2026-W01", "2026-W02", "2026-W03"}},
		{"US weeks", "week", plan.Top(days("2025-12-31", "2026-01-05"), us), []string{"2026-W01", "2026-W02"}},
		{"months", "month", plan.Top(days("2026-01-31", "2026-03-01"), iso), []string{"2026-01", "2026-02", "2026-03"}},
		{"quarters", "quarter", plan.Top(days("2026-03-31", "2026-07-01"), iso), []string{"2026-Q1", "2026-Q2", "2026-Q3"}},
		{"years", "year", plan.Top(days("2025-12-31", "2027-01-01"), iso), []string{"2025", "2026", "2027"}},
		{"first month has the week before the calendar", "week", plan.Span{Calendar: cal, In: days("2026-01-01", "2026-01-31"), Rule: iso}, []string{"2026-W01", "2026-W02", "2026-W03", "2026-W04", "2026-W05"}},
		{"a week belongs to the month of its first day", "week", plan.Span{Calendar: cal, In: days("2026-02-01", "2026-02-28"), Rule: iso}, []string{"2026-W06", "2026-W07", "2026-W08", "2026-W09"}},
		{"months of a quarter", "month", plan.Span{Calendar: cal, In: days("2026-04-01", "2026-06-30"), Rule: iso}, []string{"2026-04", "2026-05", "2026-06"}},
		{"days clipped to the calendar", "day", plan.Span{Calendar: cal, In: days("2025-12-29", "2026-01-04"), Rule: iso}, []string{"2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"}},
		{"nothing outside", "day", plan.Span{Calendar: cal, In: days("2027-01-01", "2027-01-04"), Rule: iso}, []string{}},
		{"empty calendar", "week", plan.Top(days("2026-01-02", "2026-01-01"), iso), []string{}},
		{"end of the calendar", "year", plan.Top(days("9998-01-01", "9999-12-31"), iso), []string{"9998", "9999"}},
		{"weeks that leave the calendar", "week", plan.Top(days("9999-12-20", "9999-12-31"), iso), []string{"9999-W51", ""}},
		{"weeks that enter the calendar", "week", plan.Top(days("0001-01-01", "0001-01-08"), us), []string{"", "0001-W02"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := texts(each(tt.each), tt.span)
			require.Equal(t, tt.want, got)
			require.EqualValues(t, len(got), each(tt.each).Count(tt.span))
		})
	}
}

func TestCountIsArithmetic(t *testing.T) {
	e, err := plan.EachInt(1, plan.MaxInt)
	require.NoError(t, err)
	require.EqualValues(t, plan.MaxInt, e.Count(plan.Span{}))
	all := plan.Top(days("0001-01-01", "9999-12-31"), calendar.ISOWeeks())
	require.EqualValues(t, 3652059, each("day").Count(all))
	require.EqualValues(t, 521723, each("week").Count(all))
	require.EqualValues(t, 9999*12, each("month").Count(all))
	for it := range e.Items(plan.Span{}) {
		require.Equal(t, plan.MaxInt, it.Count)
		if it.Index == 3 {
			break // nothing was made in advance
		}
	}
}

// TestItemsAgainstDays compares with the definition, day by day.
func TestItemsAgainstDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := calendar.WeekRule{First: calendar.Weekday(rapid.IntRange(1, 7).Draw(t, "first")), MinDays: rapid.IntRange(1, 7).Draw(t, "min")}
		from := calendar.New(2020, 1, 1).AddDays(rapid.IntRange(0, 4000).Draw(t, "from"))
		cal := plan.Range{From: from, To: from.AddDays(rapid.IntRange(0, 800).Draw(t, "length"))}
		grain := calendar.Grain(rapid.IntRange(1, 5).Draw(t, "grain"))
		outer := calendar.Grain(rapid.IntRange(1, 5).Draw(t, "outer"))
		e := plan.EachPeriod(grain)
		top := plan.Top(cal, rule)

		var want []calendar.Period
		for d := cal.From; !d.After(cal.To); d = d.AddDays(1) {
			if p := calendar.PeriodOf(grain, d, rule); !slices.Contains(want, p) {
				want = append(want, p)
			}
		}
		got := periods(t, e, top)
		require.Equal(t, want, got)

		var nested []calendar.Period
		for it := range plan.EachPeriod(outer).Items(top) {
			nested = append(nested, periods(t, e, top.Within(it))...)
		}
		require.Equal(t, want, nested, "every period once, in order")
	})
}

func periods(t *rapid.T, e plan.Each, s plan.Span) []calendar.Period {
	var out []calendar.Period
	for it := range e.Items(s) {
		out = append(out, it.Period)
		require.Equal(t, len(out), it.Index)
		require.True(t, s.Calendar.Contains(it.Owner) && s.In.Contains(it.Owner) && it.Period.Contains(it.Owner), "owner %s of %s", it.Owner, it.Period)
	}
	require.EqualValues(t, len(out), e.Count(s))
	return out
}

func TestBind(t *testing.T) {
	iso := calendar.ISOWeeks()
	cal := days("2026-01-01", "2026-12-31")
	march := plan.Span{Calendar: cal, In: days("2026-03-01", "2026-03-31"), Rule: iso}
	tests := []struct {
		name string
		each string
		span plan.Span
		item int
		want string // names and values, sorted
	}{
		{"once", "once", plan.Top(cal, iso), 1, "count=1 first=true index=1 last=true"},
		{"int", "3..9", plan.Top(cal, iso), 2, "count=7 first=false index=2 last=false"},
		{"day", "day", plan.Top(cal, iso), 365, "count=365 date=2026-12-31 first=false index=365 last=true month=2026-12 quarter=2026-Q4 week=2026-W53 year=2026"},
		{"first week", "week", plan.Top(cal, iso), 1, "count=53 date=2025-12-29 first=true index=1 last=false month=2026-01 quarter=2026-Q1 week=2026-W01 year=2026"},
		{"last US week stays in the calendar", "week", plan.Top(cal, calendar.USWeeks()), 53, "count=53 date=2026-12-27 first=false index=53 last=true month=2026-12 quarter=2026-Q4 week=2027-W01 year=2026"},
		{"nested week stays in its month", "week", march, 5, "count=5 date=2026-03-30 first=false index=5 last=true month=2026-03 quarter=2026-Q1 week=2026-W14 year=2026"},
		{"month", "month", plan.Top(cal, iso), 3, "count=12 first=false index=3 last=false month=2026-03 quarter=2026-Q1 year=2026"},
		{"quarter", "quarter", plan.Top(cal, iso), 2, "count=4 first=false index=2 last=false quarter=2026-Q2 year=2026"},
		{"year", "year", plan.Top(cal, iso), 1, "count=1 first=true index=1 last=true year=2026"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := false
			for it := range each(tt.each).Items(tt.span) {
				if it.Index != tt.item {
					continue
				}
				found = true
				scope := token.NewScope(nil)
				plan.Bind(scope, it, tt.span.Rule)
				var got []string
				for _, d := range scope.Decls() {
					v, n := scope.Lookup(d.Name)
					require.Len(t, d.Name, n)
					got = append(got, d.Name+"="+v.String())
				}
				slices.Sort(got)
				require.Equal(t, tt.want, strings.Join(got, " "))
			}
			require.True(t, found)
		})
	}
}

func TestList(t *testing.T) {
	e := plan.EachList(3)
	require.EqualValues(t, 3, e.Count(plan.Span{}))
	require.Equal(t, []string{"", "", ""}, texts(e, plan.Span{}))
	require.EqualValues(t, 0, plan.EachList(-1).Count(plan.Span{}))
}

func FuzzParseEach(f *testing.F) {
	for _, s := range []string{"once", "week", "1..40", "-3..3", "1..", "..", "9999999999..1", "month\x00"} {
		f.Add(s)
	}
	span := plan.Top(days("2026-01-01", "2026-12-31"), calendar.ISOWeeks())
	f.Fuzz(func(t *testing.T, s string) {
		e, err := plan.ParseEach(s)
		if err != nil {
			var se *token.SyntaxError
			require.True(t, errors.As(err, &se))
			require.True(t, se.Offset() >= 0 && se.Offset() <= len(s))
			return
		}
		again, err := plan.ParseEach(e.String())
		require.NoError(t, err)
		require.Equal(t, e, again)
		n := e.Count(span)
		require.True(t, n >= 1 && n <= 2*plan.MaxInt+1)
	})
}
