package calendar_test

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/calendar"
)

func ExampleDate() {
	d := calendar.New(2026, 1, 31)
	fmt.Println(d, d.Weekday(), d.YearDay())
	fmt.Println(d.AddDays(1), d.AddMonths(1))
	fmt.Println(calendar.New(2026, 2, 30).IsZero())
	// Output:
	// 2026-01-31 sat 31
	// 2026-02-01 2026-02-28
	// true
}

func ExampleParse() {
	d, err := calendar.Parse("2026-03-01")
	fmt.Println(d.Civil())
	fmt.Println(err)
	_, err = calendar.Parse("1.3.2026")
	fmt.Println(err)
	// Output:
	// 2026 3 1
	// <nil>
	// calendar: "1.3.2026" is not a date; write it as YYYY-MM-DD
}

func ExampleWeekRule() {
	d := calendar.New(2027, 1, 1)
	fmt.Println(calendar.ISOWeeks().Week(d))
	fmt.Println(calendar.USWeeks().Week(d))
	fmt.Println(calendar.WeekRule{First: calendar.Saturday, MinDays: 1}.StartOfWeek(d))
	// Output:
	// 2026 53
	// 2027 1
	// 2026-12-26
}

func ExamplePeriod() {
	month := calendar.PeriodOf(calendar.Month, calendar.New(2026, 2, 14), calendar.ISOWeeks())
	fmt.Println(month, month.Days(), month.End(), month.Next())
	for w := calendar.PeriodOf(calendar.Week, month.Start, calendar.ISOWeeks()); !w.Start.After(month.End()); w = w.Next() {
		fmt.Println(w, w.Start, w.End())
	}
	// Output:
	// 2026-02 28 2026-02-28 2026-03
	// 2026-W05 2026-01-26 2026-02-01
	// 2026-W06 2026-02-02 2026-02-08
	// 2026-W07 2026-02-09 2026-02-15
	// 2026-W08 2026-02-16 2026-02-22
	// 2026-W09 2026-02-23 2026-03-01
}

func ExampleParsePeriod() {
	p, err := calendar.ParsePeriod("2026-Q3", calendar.ISOWeeks())
	fmt.Println(p.Grain, p.Start, p.End(), err)
	// Output: quarter 2026-07-01 2026-09-30 <nil>
}
