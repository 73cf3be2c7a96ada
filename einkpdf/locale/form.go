package locale

// The named forms that every locale has a pattern of its own for, as indexes
// of table.forms.
const (
	formFull = iota
	formLong
	formMedium
	formShort
	formMonthYear
	formShortMonthYear
	formDayMonth
	formShortDayMonth
	formWeekdayDayMonth
	formShortWeekdayDayMonth
	formQuarterYear
	formYear
	formDay
	formWeek
	formCount
)

// Forms are the names that [Locale.Format] takes in place of a pattern. The
// caller owns the slice. In British English, 1 March 2026 is
//
//	full                     Sunday, 1 March 2026
//	long                     1 March 2026
//	medium                   1 Mar 2026
//	short                    01/03/2026
//	iso                      2026-03-01
//	month-year               March 2026
//	short-month-year         Mar 2026
//	day-month                1 March
//	short-day-month          1 Mar
//	weekday-day-month        Sunday 1 March
//	short-weekday-day-month  Sun 1 Mar
//	month                    March
//	short-month              Mar
//	narrow-month             M
//	weekday                  Sunday
//	short-weekday            Sun
//	narrow-weekday           S
//	quarter-year             Q1 2026
//	year                     2026
//	day                      1
//	week                     Week 9
func Forms() []string {
	return []string{
		"full", "long", "medium", "short", "iso", "month-year", "short-month-year",
		"day-month", "short-day-month", "weekday-day-month", "short-weekday-day-month",
		"month", "short-month", "narrow-month", "weekday", "short-weekday", "narrow-weekday",
		"quarter-year", "year", "day", "week",
	}
}

// formPattern is the pattern of a named form. No name is itself a pattern, as
// each has a letter that is no field.
func (t *table) formPattern(name string) (pattern string, ok bool) {
	switch name {
	case "full":
		return t.forms[formFull], true
	case "long":
		return t.forms[formLong], true
	case "medium":
		return t.forms[formMedium], true
	case "short":
		return t.forms[formShort], true
	case "iso":
		return "yyyy-MM-dd", true
	case "month-year":
		return t.forms[formMonthYear], true
	case "short-month-year":
		return t.forms[formShortMonthYear], true
	case "day-month":
		return t.forms[formDayMonth], true
	case "short-day-month":
		return t.forms[formShortDayMonth], true
	case "weekday-day-month":
		return t.forms[formWeekdayDayMonth], true
	case "short-weekday-day-month":
		return t.forms[formShortWeekdayDayMonth], true
	case "month":
		return "LLLL", true
	case "short-month":
		return "LLL", true
	case "narrow-month":
		return "LLLLL", true
	case "weekday":
		return "cccc", true
	case "short-weekday":
		return "ccc", true
	case "narrow-weekday":
		return "ccccc", true
	case "quarter-year":
		return t.forms[formQuarterYear], true
	case "year":
		return t.forms[formYear], true
	case "day":
		return t.forms[formDay], true
	case "week":
		return t.forms[formWeek], true
	}
	return "", false
}
