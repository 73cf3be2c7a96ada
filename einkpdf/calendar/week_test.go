package calendar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestISOWeekAgainstTime(t *testing.T) {
	for _, r := range []WeekRule{{}, ISOWeeks(), {First: 9, MinDays: 9}} {
		cycle(t, func(d Date, tm time.Time) {
			wantY, wantW := tm.ISOWeek()
			if y, w := r.Week(d); y != wantY || w != wantW {
				t.Fatalf("%v: %d-W%d, want %d-W%d", d, y, w, wantY, wantW)
			}
		})
	}
}

// TestEveryWeekRule checks all 49 rules by what defines a week number, counting
// day by day from a week that is found by looking at its days.
func TestEveryWeekRule(t *testing.T) {
	for first := Monday; first <= Sunday; first++ {
		for minDays := 1; minDays <= 7; minDays++ {
			r := WeekRule{first, minDays}
			require.NoError(t, r.Validate())
			wantYear, wantWeek := 0, 0
			for d := r.StartOfWeek(New(1990, 6, 15)); d.Year() < 2035; d = d.AddDays(1) {
				if d.Weekday() == first {
					days := 0 // of this week in the year that it ends in
					for i := range 7 {
						if d.AddDays(i).Year() == d.AddDays(6).Year() {
							days++
						}
					}
					year := d.AddDays(6).Year()
					if days < minDays {
						year--
					}
					if year != wantYear {
						wantYear, wantWeek = year, 1
						if d.Year() == 1990 && d.Month() == 6 { // begin in the middle of a year
							_, wantWeek = r.Week(d)
						}
					} else {
						wantWeek++
					}
					require.Equal(t, d, r.StartOf(wantYear, wantWeek))
				}
				y, w := r.Week(d)
				if y != wantYear || w != wantWeek {
					t.Fatalf("%v %v: %d-W%d, want %d-W%d", r, d, y, w, wantYear, wantWeek)
				}
				start := r.StartOfWeek(d)
				if start.Weekday() != first || d.Sub(start) != r.Weekday(d)-1 || d.Sub(start) > 6 || w > r.WeeksIn(y) {
					t.Fatalf("%v %v: start %v", r, d, start)
				}
			}
			require.True(t, r.StartOf(2026, 0).IsZero())
			require.True(t, r.StartOf(2026, r.WeeksIn(2026)+1).IsZero())
		}
	}
}

func TestKnownWeeks(t *testing.T) {
	for _, c := range []struct {
		rule       WeekRule
		date       string
		year, week int
	}{
		{ISOWeeks(), "2026-01-01", 2026, 1},
		{ISOWeeks(), "2025-12-29", 2026, 1},
		{ISOWeeks(), "2027-01-03", 2026, 53},
		{USWeeks(), "2025-12-27", 2025, 52},
		{USWeeks(), "2025-12-28", 2026, 1},
		{USWeeks(), "2026-01-04", 2026, 2},
		{USWeeks(), "2026-12-31", 2027, 1},
		{USWeeks(), "2028-12-30", 2028, 53},
		{WeekRule{Saturday, 7}, "2026-01-01", 2025, 52},
		{WeekRule{Saturday, 7}, "2026-01-03", 2026, 1},
		{USWeeks(), "9999-12-31", 10000, 1},
		{WeekRule{Tuesday, 7}, "0001-01-01", 0, 52},
	} {
		d, err := Parse(c.date)
		require.NoError(t, err)
		y, w := c.rule.Week(d)
		require.Equal(t, [2]int{c.year, c.week}, [2]int{y, w}, "%v %s", c.rule, c.date)
	}
	require.Equal(t, 53, ISOWeeks().WeeksIn(2026))
	require.Equal(t, 52, ISOWeeks().WeeksIn(2025))
	require.Equal(t, 53, USWeeks().WeeksIn(2028))
	require.Zero(t, ISOWeeks().WeeksIn(10000))
	require.True(t, USWeeks().StartOfWeek(New(1, 1, 1)).IsZero())
}

func TestWeekdayNames(t *testing.T) {
	for w := Monday; w <= Sunday; w++ {
		got, err := ParseWeekday(w.String())
		require.NoError(t, err)
		require.Equal(t, w, got)
	}
	w, err := ParseWeekday("Saturday")
	require.NoError(t, err)
	require.Equal(t, Saturday, w)
	for _, s := range []string{"", "m", "mond", "samedi", "1"} {
		_, err := ParseWeekday(s)
		require.Error(t, err, s)
	}
	require.Empty(t, Weekday(8).String())
	require.Error(t, WeekRule{First: 8}.Validate())
	require.Error(t, WeekRule{MinDays: 8}.Validate())
	require.Error(t, WeekRule{MinDays: -1}.Validate())
}
