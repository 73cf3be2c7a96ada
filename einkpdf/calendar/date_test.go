package calendar

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// cycle calls f for every day of 400 years, the whole cycle of the Gregorian
// calendar and of its weekdays.
func cycle(t *testing.T, f func(d Date, tm time.Time)) {
	t.Helper()
	tm := time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC)
	n := 0
	for d := New(1800, 1, 1); d.Year() < 2200; d = d.AddDays(1) {
		f(d, tm)
		tm = tm.AddDate(0, 0, 1)
		n++
	}
	require.Equal(t, 146097, n)
}

func TestDateAgainstTime(t *testing.T) {
	cycle(t, func(d Date, tm time.Time) {
		y, m, day := d.Civil()
		wd := int(tm.Weekday())
		if wd == 0 {
			wd = 7
		}
		if y != tm.Year() || m != int(tm.Month()) || day != tm.Day() ||
			int(d.Weekday()) != wd || d.YearDay() != tm.YearDay() ||
			d != New(y, m, day) || d.Quarter() != (int(tm.Month())-1)/3+1 {
			t.Fatalf("%v differs from %v", d, tm)
		}
	})
}

func TestEveryDateRoundTrips(t *testing.T) {
	last := Date{}
	for n := int32(1); n <= maxDay; n += 13 {
		d := Date{n}
		if New(d.Civil()) != d || !last.Before(d) {
			t.Fatalf("day number %d does not round trip", n)
		}
		last = d
	}
	require.Equal(t, "0001-01-01", Date{1}.String())
	require.Equal(t, "9999-12-31", Date{maxDay}.String())
}

func TestNewRejectsImpossibleDates(t *testing.T) {
	for _, v := range [][3]int{
		{2026, 2, 29}, {1900, 2, 29}, {2026, 4, 31}, {2026, 0, 1}, {2026, 13, 1}, {2026, 1, 0},
		{2026, 1, 32}, {0, 12, 31}, {10000, 1, 1}, {-1, 1, 1}, {1 << 30, 1, 1}, {2026, 1, -1 << 30},
	} {
		require.True(t, New(v[0], v[1], v[2]).IsZero(), "%v", v)
	}
	require.False(t, New(2024, 2, 29).IsZero())
	require.False(t, New(2000, 2, 29).IsZero())
}

func TestParse(t *testing.T) {
	d, err := Parse("2024-02-29")
	require.NoError(t, err)
	require.Equal(t, New(2024, 2, 29), d)
	for _, s := range []string{
		"", "2026", "2026-1-1", "2026-01-1", "2026-02-29", "0000-01-01", "10000-01-01", " 2026-01-01",
		"2026-01-01 ", "2026/01/01", "-026-01-01", "+026-01-01", "2026-01-0x", "2026-13-01", "２０26-01-01",
	} {
		_, err := Parse(s)
		require.Error(t, err, "%q", s)
	}
	_, err = Parse(string(make([]byte, 1<<20)))
	require.Less(t, len(err.Error()), 300)
}

func TestArithmetic(t *testing.T) {
	for _, c := range []struct {
		from   Date
		months int
		want   string
	}{
		{New(2026, 1, 31), 1, "2026-02-28"},
		{New(2024, 1, 31), 1, "2024-02-29"},
		{New(2024, 2, 29), 12, "2025-02-28"},
		{New(2024, 2, 29), -48, "2020-02-29"},
		{New(2026, 1, 15), -1, "2025-12-15"},
		{New(2026, 12, 15), 1, "2027-01-15"},
		{New(1, 1, 1), -1, ""},
		{New(1, 1, 1), 12*9998 + 11, "9999-12-01"},
		{New(9999, 12, 1), 1, ""},
		{New(9999, 12, 1), -12*9998 - 11, "0001-01-01"},
		{New(2026, 1, 1), int(^uint(0) >> 1), ""},
		{New(2026, 1, 1), -int(^uint(0)>>1) - 1, ""},
		{Date{}, 1, ""},
	} {
		require.Equal(t, c.want, c.from.AddMonths(c.months).String(), "%v %d", c.from, c.months)
	}
	d := New(2026, 3, 1)
	require.Equal(t, "2026-02-28", d.AddDays(-1).String())
	require.Equal(t, d, New(1, 1, 1).AddDays(d.Sub(New(1, 1, 1))))
	for _, n := range []int{int(^uint(0) >> 1), -int(^uint(0)>>1) - 1, maxDay, -maxDay} {
		require.True(t, d.AddDays(n).IsZero())
	}
	require.True(t, Date{}.AddDays(1).IsZero())
	require.Zero(t, d.Sub(Date{}))
	require.Equal(t, []int{-1, 0, 1}, []int{Date{}.Compare(d), d.Compare(d), d.Compare(Date{})})
	require.True(t, d.After(d.AddDays(-1)) && d.Before(d.AddDays(1)) && !d.Before(d) && !d.After(d))
}

func TestZeroDate(t *testing.T) {
	var d Date
	require.True(t, d.IsZero())
	require.Equal(t, [4]int{}, [4]int{d.Year(), d.Month(), d.Day(), d.YearDay()})
	require.Zero(t, d.Quarter())
	require.Zero(t, d.Weekday())
	require.Empty(t, d.String())
}

func TestText(t *testing.T) {
	type box struct{ D, E Date }
	b, err := json.Marshal(box{D: New(800, 12, 25)})
	require.NoError(t, err)
	require.JSONEq(t, `{"D":"0800-12-25","E":""}`, string(b))
	var got box
	require.NoError(t, json.Unmarshal(b, &got))
	require.Equal(t, box{D: New(800, 12, 25)}, got)
	require.Error(t, json.Unmarshal([]byte(`{"D":"2026-02-30"}`), &got))
	require.Equal(t, New(800, 12, 25), got.D)
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2026-03-01", "2026-W09", "2026-03", "2026-Q1", "2026", "", "2026-W54", "9999-W52", "0001-W01"} {
		f.Add(s, uint8(7), 1)
	}
	f.Fuzz(func(t *testing.T, s string, first uint8, minDays int) {
		if d, err := Parse(s); (err == nil) != (d.String() == s && s != "") {
			t.Fatalf("%q: %v %v", s, d, err)
		}
		p, err := ParsePeriod(s, WeekRule{Weekday(first), minDays})
		if (err == nil) != (p.String() == s && s != "") || (err != nil) != p.IsZero() {
			t.Fatalf("%q: %v %v", s, p, err)
		}
	})
}

func BenchmarkCivil(b *testing.B) {
	d, sum := New(2026, 1, 1), 0
	for b.Loop() {
		y, m, day := d.Civil()
		sum += y + m + day
	}
	_ = fmt.Sprint(sum)
}
