package calendar

import (
	"fmt"
	"strings"
)

// Grain is the kind of a [Period]. The zero value is no grain.
type Grain uint8

// The grains, from short to long.
const (
	Day Grain = iota + 1
	Week
	Month
	Quarter
	Year
)

// String is the grain's English name in small letters, such as "week", and
// empty for what is no grain.
func (g Grain) String() string {
	if g < Day || g > Year {
		return ""
	}
	return [...]string{"day", "week", "month", "quarter", "year"}[g-Day]
}

// ParseGrain reads what String gives.
func ParseGrain(s string) (Grain, error) {
	for g := Day; g <= Year; g++ {
		if s == g.String() {
			return g, nil
		}
	}
	return 0, fmt.Errorf("calendar: %s is not a period; use day, week, month, quarter or year", quote(s))
}

// Period is one day, week, month, quarter or year. Rule is that of a week and
// zero for all others. The zero value is no period. Periods made by this
// package can be compared with ==.
type Period struct {
	Grain Grain
	Start Date // first day
	Rule  WeekRule
}

// PeriodOf is the period of grain g that has d in it. The rule r matters for
// weeks alone. It is the zero Period when d is zero, g is no grain, or the week
// is partly outside the calendar.
func PeriodOf(g Grain, d Date, r WeekRule) Period {
	if d.IsZero() {
		return Period{}
	}
	y, m, day := d.Civil()
	switch g {
	case Day:
		return Period{Grain: Day, Start: d}
	case Week:
		start := r.StartOfWeek(d)
		if start.AddDays(6).IsZero() {
			return Period{}
		}
		return Period{Grain: Week, Start: start, Rule: r.normal()}
	case Month:
		return Period{Grain: Month, Start: d.AddDays(1 - day)}
	case Quarter:
		return Period{Grain: Quarter, Start: New(y, m-(m-1)%3, 1)}
	case Year:
		return Period{Grain: Year, Start: New(y, 1, 1)}
	}
	return Period{}
}

// IsZero tells whether p is no period.
func (p Period) IsZero() bool { return p.Start.IsZero() }

// End is the last day of the period.
func (p Period) End() Date {
	y, m, _ := p.Start.Civil()
	switch p.Grain {
	case Day:
		return p.Start
	case Week:
		return p.Start.AddDays(6)
	case Month:
		return New(y, m, daysIn(y, m))
	case Quarter:
		return New(y, m+2, daysIn(y, m+2))
	case Year:
		return New(y, 12, 31)
	}
	return Date{}
}

// Add is the n-th period after p, or before it when n is negative; the zero
// Period when that is not wholly inside the calendar.
func (p Period) Add(n int) Period {
	if n < -maxDay || n > maxDay {
		return Period{}
	}
	var start Date
	switch p.Grain {
	case Day:
		start = p.Start.AddDays(n)
	case Week:
		start = p.Start.AddDays(7 * n)
	case Month:
		start = p.Start.AddMonths(n)
	case Quarter:
		start = p.Start.AddMonths(3 * n)
	case Year:
		start = p.Start.AddMonths(12 * n)
	}
	return PeriodOf(p.Grain, start, p.Rule)
}

// Next is the period after p.
func (p Period) Next() Period { return p.Add(1) }

// Prev is the period before p.
func (p Period) Prev() Period { return p.Add(-1) }

// Days is the number of days in the period, 0 for the zero Period.
func (p Period) Days() int {
	if p.End().IsZero() {
		return 0
	}
	return p.End().Sub(p.Start) + 1
}

// Contains tells whether d is a day of the period.
func (p Period) Contains(d Date) bool {
	return !p.IsZero() && !d.Before(p.Start) && !d.After(p.End())
}

// String is the period as 2026-03-01, 2026-W09, 2026-03, 2026-Q1 or 2026, and
// empty for the zero Period. A week has the year that it is counted in.
func (p Period) String() string {
	if p.IsZero() {
		return ""
	}
	buf := make([]byte, 0, 10)
	y, m, _ := p.Start.Civil()
	switch p.Grain {
	case Day:
		buf = p.Start.AppendTo(buf)
	case Week:
		year, week := p.Rule.Week(p.Start)
		buf = append(appendPadded(buf, year, 4), "-W"...)
		buf = appendPadded(buf, week, 2)
	case Month:
		buf = append(appendPadded(buf, y, 4), '-')
		buf = appendPadded(buf, m, 2)
	case Quarter:
		buf = append(appendPadded(buf, y, 4), "-Q"...)
		buf = appendPadded(buf, (m+2)/3, 1)
	case Year:
		buf = appendPadded(buf, y, 4)
	}
	return string(buf)
}

// ParsePeriod reads the forms that String gives; r is the rule of a week.
func ParsePeriod(s string, r WeekRule) (Period, error) {
	if len(s) == 10 {
		d, err := Parse(s)
		return PeriodOf(Day, d, r), err
	}
	head, rest, cut := strings.Cut(s, "-")
	year, ok := digits(head)
	if !ok || len(head) != 4 || len(s) > 10 {
		return Period{}, badPeriod(s)
	}
	var p Period
	switch {
	case !cut:
		p = PeriodOf(Year, New(year, 1, 1), r)
	case len(rest) == 3 && rest[0] == 'W':
		week, ok := digits(rest[1:])
		if !ok {
			return Period{}, badPeriod(s)
		}
		p = PeriodOf(Week, r.StartOf(year, week), r)
	case len(rest) == 2 && rest[0] == 'Q':
		q, ok := digits(rest[1:])
		if !ok {
			return Period{}, badPeriod(s)
		}
		p = PeriodOf(Quarter, New(year, 3*q-2, 1), r)
	case len(rest) == 2:
		m, ok := digits(rest)
		if !ok {
			return Period{}, badPeriod(s)
		}
		p = PeriodOf(Month, New(year, m, 1), r)
	default:
		return Period{}, badPeriod(s)
	}
	if p.IsZero() {
		return Period{}, fmt.Errorf("calendar: there is no period %s in the years 0001 to 9999", s)
	}
	return p, nil
}

func badPeriod(s string) error {
	return fmt.Errorf("calendar: %s is not a period; write it as 2026-03-01, 2026-W09, 2026-03, 2026-Q1 or 2026", quote(s))
}
