package locale_test

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/locale"
)

func ExampleLocale_Format() {
	day := calendar.New(2026, 3, 1)
	for _, tag := range []string{"en-GB", "de", "pl", "ja"} {
		l, err := locale.Lookup(tag)
		if err != nil {
			fmt.Println(err)
			return
		}
		full, _ := l.Format(day, "full", l.WeekRule())
		month, _ := l.Format(day, "month-year", l.WeekRule())
		own, _ := l.Format(day, "ccc d.M.", l.WeekRule())
		fmt.Println(full, "|", month, "|", own)
	}
	// Output:
	// Sunday, 1 March 2026 | March 2026 | Sun 1.3.
	// Sonntag, 1. März 2026 | März 2026 | So 1.3.
	// niedziela, 1 marca 2026 | marzec 2026 | niedz. 1.3.
	// 2026年3月1日日曜日 | 2026年3月 | 日 1.3.
}

func ExampleLocale_AppendFormat() {
	l, _ := locale.Lookup("en")
	line := []byte("Notes of ")
	line, err := l.AppendFormat(line, calendar.New(2026, 3, 1), "day-month", calendar.ISOWeeks())
	fmt.Println(string(line), err)
	// Output: Notes of March 1 <nil>
}

func ExampleLocale_WeekRule() {
	for _, tag := range []string{"en-GB", "en-US", "de-AT"} {
		l, _ := locale.Lookup(tag)
		fmt.Println(l, l.WeekRule().First, l.WeekRule().MinDays, l.Weekend())
	}
	// Output:
	// en-GB mon 4 [sat sun]
	// en-US sun 1 [sat sun]
	// de-AT mon 4 [sat sun]
}

func ExampleLocale_Month() {
	l, _ := locale.Lookup("uk")
	fmt.Println(l.Month(3, locale.Wide, true), l.Month(3, locale.Wide, false))
	fmt.Println(l.Weekday(calendar.Sunday, locale.Wide, true), l.Weekday(calendar.Sunday, locale.Short, true))
	// Output:
	// березень березня
	// неділя нд
}

func ExampleCheckPattern() {
	fmt.Println(locale.CheckPattern("EEEE d MMMM"))
	fmt.Println(locale.CheckPattern("yyyy-mm-dd"))
	// Output:
	// <nil>
	// locale: date pattern "yyyy-mm-dd": "m" at byte 5 is no field of a date; a month is M
}
