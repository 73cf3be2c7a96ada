// Package token is the small language inside the texts of a project: templates
// with values in braces, and the conditions of `when`.
//
// # Templates
//
// A template is text with tokens: "week {week.number} of {year}". {{ and }} are
// literal braces. A token is a name, then any number of steps, then any number
// of formats:
//
//	{date}  {date-1d}  {month+1m|MMMM y}  {n*2+1|000}  {date+1w.week.number}  {item.label|upper}
//
// A name is words of small letters and digits joined by dots; a hyphen belongs
// to the name only before a letter, so date-1d is the day before date. The
// environment is asked for the whole dotted name first and then for ever
// shorter beginnings; the rest are fields of the value found.
//
// A step is + or - and a whole number up to 10,000. On numbers it has no unit,
// and there is also * with such a number; steps apply from left to right. On
// periods the unit is d, w, m, q or y (days to years) and must not be
// finer than the period; without a unit it counts periods of the same kind.
// Months, quarters and years clamp: one month after 31 January is the last of
// February. A week moved by years keeps its number where the year has it. Fields
// may follow a step, and further steps these.
//
// Numbers are whole, or have up to six decimals; all arithmetic is that of whole
// numbers. What leaves 64 bits is an error.
//
// # Fields
//
//	all periods  start, end (dates), days (number of days), number
//	date         day (same as number), weekday (1 Monday .. 7 Sunday), yearday,
//	             weekend (true or false), week, month, quarter, year (periods)
//	week         year (a number: the year the week is counted in)
//	month        quarter, year (periods)
//	quarter      year (period)
//
// number is the day of the month, the week of its year, the month 1..12, the
// quarter 1..4 or the year.
//
// # Formats
//
// Formats follow a bar. The first may be one of
//
//	date pattern   of periods: a CLDR pattern or named form of package locale,
//	               applied to the first day: {month|MMMM y}, {date|full}
//	0, 00, 000 ..  of numbers and years: at least so many digits, at most 20,
//	               rounded to a whole number half away from zero
//	0.0, 00.00 ..  the same with so many decimals, at most 6
//	roman          of whole numbers and years 1..3999, in capitals
//	alpha          of whole numbers from 1: a, b .. z, aa, ab ..
//
// and any may be upper, lower, title (every word with a capital) or first-1 to
// first-99 (so many letters; an accented letter is one). A bar or
// brace inside '...' belongs to the date pattern. Without a format a date is
// 2026-03-01, a week 2026-W09, a month 2026-03, a quarter 2026-Q1, a year 2026,
// a number decimal without trailing zeros, and a bool true or false.
//
// # Conditions
//
// A condition compares names (with fields and steps) and literals by == != < <=
// > >=, joined by and, or, not and parentheses; a bool may stand alone:
//
//	date.weekday == sat or date.weekend
//	n > 1 and not (month == 2026-03)
//	item.kind == 'work'
//
// Literals are numbers such as 12 and -0.5, 'text' or "text", true, false, the weekdays mon to
// sun (the numbers 1 to 7), and dates and periods as they are printed. Both
// sides must be of the same kind, periods of the same length; a year may also be
// compared with a number. Order exists between numbers and between periods.
// and and or evaluate their right side only when it matters.
//
// # Bounds and errors
//
// Sources have at most [MaxSource] bytes, templates at most [MaxTokens] tokens,
// conditions at most [MaxNesting] levels, evaluated text at most [MaxText]
// bytes. All errors are [*SyntaxError], with the byte offset in the source.
// Templates and conditions do not change after parsing and may be used by
// several goroutines at once; a [Scope] may not.
package token

// The bounds of this package.
const (
	MaxSource  = 10_000 // bytes in the source of a template or condition
	MaxTokens  = 500    // tokens in a template
	MaxText    = 20_000 // bytes of evaluated text
	MaxNesting = 20     // levels of parentheses and not in a condition
	MaxStep    = 10_000 // magnitude of one arithmetic step
	MaxDigits  = 20     // width of a zero-padded number

	maxName  = 100 // bytes in a name
	maxSteps = 10  // steps after one name, formats of one token
)
