// Package calendar computes with civil dates: days, weeks of any week rule,
// and the periods that a planner has a page for.
//
// All of it is arithmetic on whole numbers in the proleptic Gregorian calendar.
// There is no clock, no time of day and no time zone. Every type is a small
// comparable value; all functions are safe for concurrent use.
//
// The calendar has the years 1 to 9999. A computation that leaves them gives
// the zero [Date] or the zero [Period], and so does every computation that
// starts from one, so a caller can check once at the end with IsZero.
package calendar

import "fmt"

// Date is a day of the Gregorian calendar from 0001-01-01 to 9999-12-31.
// The zero value is no date at all. Dates can be compared with == and used as
// map keys.
type Date struct {
	n int32 // 1 is 0001-01-01; 0 is unset
}

// The limits of a Date.
const (
	minYear = 1
	maxYear = 9999
	maxDay  = 3652059 // 9999-12-31
)

// New is the date of year, month 1..12 and day 1..31. An impossible date, such
// as 30 February or a year outside 1..9999, gives the zero Date; nothing is
// carried over into the next month.
func New(year, month, day int) Date {
	if year < minYear || year > maxYear || month < 1 || month > 12 ||
		day < 1 || day > daysIn(year, month) {
		return Date{}
	}
	return Date{int32(ordinal(year, month, day))}
}

// Parse reads a date in the form 2006-01-02: four digits of year, two of month
// and two of day, and nothing around them.
func Parse(s string) (Date, error) {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		y, okY := digits(s[:4])
		m, okM := digits(s[5:7])
		d, okD := digits(s[8:])
		if okY && okM && okD {
			if date := New(y, m, d); !date.IsZero() {
				return date, nil
			}
			return Date{}, fmt.Errorf("calendar: there is no date %s; years are 0001 to 9999", s)
		}
	}
	return Date{}, fmt.Errorf("calendar: %s is not a date; write it as YYYY-MM-DD", quote(s))
}

// fromOrdinal is the date with day number n, or the zero Date outside the calendar.
func fromOrdinal(n int) Date {
	if n < 1 || n > maxDay {
		return Date{}
	}
	return Date{int32(n)}
}

// IsZero tells whether d is no date at all.
func (d Date) IsZero() bool { return d.n == 0 }

// Civil is the year, the month 1..12 and the day of the month 1..31 in one
// step; all are 0 for the zero Date.
func (d Date) Civil() (year, month, day int) {
	if d.n == 0 {
		return 0, 0, 0
	}
	return civil(int(d.n))
}

// Year is the year, 1..9999, or 0 for the zero Date.
func (d Date) Year() int { y, _, _ := d.Civil(); return y }

// Month is the month, 1..12, or 0 for the zero Date.
func (d Date) Month() int { _, m, _ := d.Civil(); return m }

// Day is the day of the month, 1..31, or 0 for the zero Date.
func (d Date) Day() int { _, _, day := d.Civil(); return day }

// Quarter is the quarter of the year, 1..4, or 0 for the zero Date.
func (d Date) Quarter() int { return (d.Month() + 2) / 3 }

// YearDay is the day of the year, 1..366, or 0 for the zero Date.
func (d Date) YearDay() int {
	if d.n == 0 {
		return 0
	}
	return int(d.n) - ordinal(d.Year(), 1, 1) + 1
}

// Weekday is the day of the week, or 0 for the zero Date.
func (d Date) Weekday() Weekday {
	if d.n == 0 {
		return 0
	}
	return weekdayOf(int(d.n))
}

// AddDays is the date n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date {
	if d.n == 0 || n < -maxDay || n > maxDay {
		return Date{}
	}
	return fromOrdinal(int(d.n) + n)
}

// AddMonths is the same day n months later, or earlier when n is negative. A
// day that the month does not have becomes the month's last: one month after
// 31 January is 28 or 29 February.
func (d Date) AddMonths(n int) Date {
	const months = 12 * maxYear
	if d.n == 0 || n < -months || n > months {
		return Date{}
	}
	y, m, day := d.Civil()
	i := y*12 + m - 1 + n
	if i < 12*minYear {
		return Date{}
	}
	y, m = i/12, i%12+1
	return New(y, m, min(day, daysIn(y, m)))
}

// Sub is the number of days from o to d, positive when d is later, and 0 when
// either is the zero Date.
func (d Date) Sub(o Date) int {
	if d.n == 0 || o.n == 0 {
		return 0
	}
	return int(d.n - o.n)
}

// Before tells whether d is earlier than o. The zero Date is before all others.
func (d Date) Before(o Date) bool { return d.n < o.n }

// After tells whether d is later than o.
func (d Date) After(o Date) bool { return d.n > o.n }

// Compare is -1 when d is before o, 0 when they are equal and +1 when d is after o.
func (d Date) Compare(o Date) int {
	switch {
	case d.n < o.n:
		return -1
	case d.n > o.n:
		return 1
	}
	return 0
}

// String is the date as 2006-01-02, and empty for the zero Date.
func (d Date) String() string {
	var buf [10]byte
	return string(d.AppendTo(buf[:0]))
}

// AppendTo appends the date as 2006-01-02 to dst and returns it; the zero Date
// appends nothing.
func (d Date) AppendTo(dst []byte) []byte {
	if d.n == 0 {
		return dst
	}
	y, m, day := d.Civil()
	digit := func(n int) byte { return '0' + byte(n%10) }
	return append(dst, digit(y/1000), digit(y/100), digit(y/10), digit(y), '-', digit(m/10), digit(m), '-', digit(day/10), digit(day))
}
