package token_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

func TestScope(t *testing.T) {
	outer := token.NewScope(nil)
	outer.Set("n", token.Int(1))
	outer.Set("title", token.String("x"))
	inner := token.NewScope(outer)
	look := func(name string) string {
		v, n := inner.Lookup(name)
		if n != len(name) {
			return "?"
		}
		return v.String()
	}
	inner.Set("n", token.Int(2))
	inner.SetIn("cell.", "date", token.Date(calendar.New(2026, 3, 1)))
	require.Equal(t, "2", look("n"))
	require.Equal(t, "x", look("title"))
	require.Equal(t, "2026-03-01", look("cell.date"))
	require.Equal(t, "?", look("cell"))
	require.Equal(t, "?", look("celldate."))
	inner.Set("n", token.Int(3))
	require.Equal(t, "3", look("n"))
	require.Equal(t, token.Decls{{"n", token.Type{Kind: token.KindNumber}}, {"title", token.Type{Kind: token.KindString}}}, outer.Decls())
}

func TestValueKinds(t *testing.T) {
	day := calendar.New(2026, 3, 1)
	week := calendar.PeriodOf(calendar.Week, day, calendar.USWeeks())
	n, ok := token.Int(5).AsInt()
	require.True(t, ok && n == 5)
	require.Equal(t, token.Int(-3), token.Decimal(-3_000_000))
	require.Equal(t, token.Int(3).Type(), token.Decimal(3_500_000).Type())
	_, ok = token.Decimal(3_500_000).AsInt()
	require.False(t, ok)
	s, ok := token.String("a").AsString()
	require.True(t, ok && s == "a")
	b, ok := token.Bool(true).AsBool()
	require.True(t, ok && b)
	d, ok := token.Date(day).AsDate()
	require.True(t, ok && d == day)
	p, ok := token.PeriodOf(week).AsPeriod()
	require.True(t, ok)
	require.Equal(t, week, p)
	require.Equal(t, token.TypeOf(calendar.Week), token.PeriodOf(week).Type())

	_, ok = token.PeriodOf(week).AsDate()
	require.False(t, ok)
	_, ok = token.Int(1).AsBool()
	require.False(t, ok)
	require.True(t, token.Date(calendar.Date{}).IsZero())
	require.True(t, token.PeriodOf(calendar.Period{}).IsZero())
	require.Equal(t, token.Date(day), token.PeriodOf(calendar.PeriodOf(calendar.Day, day, calendar.WeekRule{})))
}
