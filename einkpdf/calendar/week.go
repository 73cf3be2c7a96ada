package calendar

import (
	"fmt"
	"strings"
)

// Weekday is a day of the week, numbered as ISO 8601 does. The zero value is
// no weekday.
type Weekday uint8

// The days of the week.
const (
	Monday Weekday = iota + 1
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
	Sunday
)

// String is the weekday's first three letters in English, such as "mon", and
// empty for what is no weekday.
func (w Weekday) String() string {
	if !w.valid() {
		return ""
	}
	return "montuewedthufrisatsun"[3*(w-1):][:3]
}

func (w Weekday) valid() bool { return w >= Monday && w <= Sunday }

// ParseWeekday reads an English weekday, in full or its first three letters,
// in capitals or not.
func ParseWeekday(s string) (Weekday, error) {
	names := [...]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
	for i, name := range names {
		if strings.EqualFold(s, name) || strings.EqualFold(s, name[:3]) {
			return Weekday(i + 1), nil
		}
	}
	return 0, fmt.Errorf("calendar: %s is not a weekday; use mon, tue, wed, thu, fri, sat or sun", quote(s))
}

// WeekRule says where weeks begin and which is the first of a year: the first
// week that has at least MinDays, 1..7, of its days in the year. A field that
// is zero or out of range counts as that of ISO 8601, so the zero value is the
// ISO rule: Monday, 4 days.
type WeekRule struct {
	First   Weekday
	MinDays int
}

// ISOWeeks is the rule of ISO 8601: weeks begin on Monday and week 1 has the
// year's first Thursday.
func ISOWeeks() WeekRule { return WeekRule{Monday, 4} }

// USWeeks is the rule used in the United States: weeks begin on Sunday and
// week 1 has 1 January.
func USWeeks() WeekRule { return WeekRule{Sunday, 1} }

// Validate reports a field that is out of range; zero fields are valid.
func (r WeekRule) Validate() error {
	if r.First > Sunday {
		return fmt.Errorf("calendar: first day of the week is %d; it must be 1 (Monday) to 7 (Sunday)", r.First)
	}
	if r.MinDays < 0 || r.MinDays > 7 {
		return fmt.Errorf("calendar: minimum days of the first week is %d; it must be 1 to 7", r.MinDays)
	}
	return nil
}

// normal is the rule with every field in range.
func (r WeekRule) normal() WeekRule {
	if !r.First.valid() {
		r.First = Monday
	}
	if r.MinDays < 1 || r.MinDays > 7 {
		r.MinDays = 4
	}
	return r
}

// StartOfWeek is the first day of the week that has d in it; the zero Date when
// that is before 0001-01-01.
func (r WeekRule) StartOfWeek(d Date) Date {
	if d.IsZero() {
		return Date{}
	}
	return fromOrdinal(r.weekStart(int(d.n)))
}

// Weekday is the place of d in its week, 1..7, or 0 for the zero Date.
func (r WeekRule) Weekday(d Date) int {
	if d.IsZero() {
		return 0
	}
	return int(d.n) - r.weekStart(int(d.n)) + 1
}

// Week is the week of d and the year that the week is counted in, which near
// 1 January may be the year before or after that of d. Both are 0 for the zero
// Date.
func (r WeekRule) Week(d Date) (year, week int) {
	if d.IsZero() {
		return 0, 0
	}
	start := r.weekStart(int(d.n))
	year, _, _ = civil(int(d.n))
	first := r.yearStart(year)
	if start < first {
		year--
		first = r.yearStart(year)
	} else if next := r.yearStart(year + 1); start >= next {
		year++
		first = next
	}
	return year, (start-first)/7 + 1
}

// StartOf is the first day of a week of a year, counted from 1. It is the zero
// Date when the year has no such week or the day is outside the calendar.
func (r WeekRule) StartOf(year, week int) Date {
	if week < 1 || week > r.WeeksIn(year) {
		return Date{}
	}
	return fromOrdinal(r.yearStart(year) + 7*(week-1))
}

// WeeksIn is the number of weeks of a year, 52 or 53, or 0 when the year is
// not in 1..9999.
func (r WeekRule) WeeksIn(year int) int {
	if year < minYear || year > maxYear {
		return 0
	}
	return (r.yearStart(year+1) - r.yearStart(year)) / 7
}

// weekStart is the day number of the first day of the week of day number n.
func (r WeekRule) weekStart(n int) int {
	return n - floorMod(int(weekdayOf(n))-int(r.normal().First), 7)
}

// yearStart is the day number of the first day of week 1.
func (r WeekRule) yearStart(year int) int {
	jan1 := ordinal(year, 1, 1)
	start := r.weekStart(jan1)
	if start+7-jan1 < r.normal().MinDays {
		start += 7
	}
	return start
}
