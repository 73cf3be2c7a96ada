package calendar

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPeriodNames(t *testing.T) {
	d := New(2026, 3, 1)
	for _, c := range []struct {
		grain Grain
		rule  WeekRule
		name  string
		start string
		end   string
		days  int
	}{
		{Day, ISOWeeks(), "2026-03-01", "2026-03-01", "2026-03-01", 1},
		{Week, ISOWeeks(), "2026-W09", "2026-02-23", "2026-03-01", 7},
		{Week, USWeeks(), "2026-W10", "2026-03-01", "2026-03-07", 7},
		{Month, ISOWeeks(), "2026-03", "2026-03-01", "2026-03-31", 31},
		{Quarter, ISOWeeks(), "2026-Q1", "2026-01-01", "2026-03-31", 90},
		{Year, ISOWeeks(), "2026", "2026-01-01", "2026-12-31", 365},
	} {
		p := PeriodOf(c.grain, d, c.rule)
		require.Equal(t, c.name, p.String())
		require.Equal(t, c.start, p.Start.String())
		require.Equal(t, c.end, p.End().String())
		require.Equal(t, c.days, p.Days())
		require.True(t, p.Contains(d) && p.Contains(p.End()))
		require.False(t, p.Contains(p.Start.AddDays(-1)) || p.Contains(p.End().AddDays(1)) || p.Contains(Date{}))
		back, err := ParsePeriod(c.name, c.rule)
		require.NoError(t, err)
		require.Equal(t, p, back)
		require.Equal(t, p, p.Next().Prev())
		require.Equal(t, p, p.Add(30).Add(-30))
		g, err := ParseGrain(c.grain.String())
		require.NoError(t, err)
		require.Equal(t, c.grain, g)
	}
	require.Equal(t, PeriodOf(Week, d, ISOWeeks()), PeriodOf(Week, d, WeekRule{}), "the zero rule is ISO")
	_, err := ParseGrain("decade")
	require.Error(t, err)
}

// TestPeriodsTile checks that the periods of each grain follow each other
// without gap, and that their names do not repeat.
func TestPeriodsTile(t *testing.T) {
	for _, r := range []WeekRule{ISOWeeks(), USWeeks(), {Saturday, 7}} {
		for g := Day; g <= Year; g++ {
			seen := map[string]bool{}
			for p := PeriodOf(g, New(2019, 1, 1), r); p.Start.Year() < 2032; p = p.Next() {
				name := p.String()
				require.False(t, seen[name], name)
				seen[name] = true
				require.Equal(t, p.End().AddDays(1), p.Next().Start)
				require.Equal(t, p, PeriodOf(g, p.End(), r))
				back, err := ParsePeriod(name, r)
				require.NoError(t, err)
				require.Equal(t, p, back)
			}
		}
	}
}

func TestPeriodBorders(t *testing.T) {
	first, last := New(1, 1, 1), New(9999, 12, 31)
	for _, g := range []Grain{Day, Month, Quarter, Year} {
		require.True(t, PeriodOf(g, first, WeekRule{}).Prev().IsZero())
		require.True(t, PeriodOf(g, last, WeekRule{}).Next().IsZero())
		require.Equal(t, last, PeriodOf(g, last, WeekRule{}).End())
	}
	require.True(t, PeriodOf(Week, last, ISOWeeks()).IsZero(), "it ends in the year 10000")
	require.True(t, PeriodOf(Week, first, USWeeks()).IsZero(), "it begins in the year 0")
	require.False(t, PeriodOf(Week, first, ISOWeeks()).IsZero())
	huge := int(^uint(0) >> 1)
	for g := Grain(0); g < 8; g++ {
		p := PeriodOf(g, New(2026, 1, 1), USWeeks())
		require.True(t, p.Add(huge).IsZero())
		require.True(t, p.Add(-huge-1).IsZero())
		require.True(t, p.Add(maxDay).IsZero())
	}
	var zero Period
	require.Equal(t, zero, PeriodOf(Month, Date{}, WeekRule{}))
	require.Equal(t, zero, zero.Next())
	require.Zero(t, zero.Days())
	require.Empty(t, zero.String())
	require.False(t, zero.Contains(Date{}))
}

func TestParsePeriodRejects(t *testing.T) {
	for _, s := range []string{
		"", "26", "2026-", "2026-1", "2026-13", "2026-00", "2026-Q0", "2026-Q5", "2026-W00", "2026-W54", "2025-W53",
		"2026-w01", "2026-W1", "2026-02-30", "0000", "0000-W01", "10000", "2026-W01-1", "x026", "2026-Qx", "2026-Wxx", "2026-xx",
	} {
		p, err := ParsePeriod(s, ISOWeeks())
		require.Error(t, err, "%q", s)
		require.True(t, p.IsZero())
	}
}
