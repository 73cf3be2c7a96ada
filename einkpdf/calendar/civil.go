package calendar

import "strconv"

// civil is the year, month and day of day number n, where 1 is 0001-01-01 and
// none is less. The year is counted from March, so that the leap day comes last
// in it.
func civil(n int) (year, month, day int) {
	const cycle = 146097 // days in 400 years
	z := uint32(n) + 305 // days since 0000-03-01; unsigned is quicker to divide
	era := z / cycle
	doe := z - era*cycle
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = int(doy - (153*mp+2)/5 + 1)
	year = int(yoe + era*400)
	if mp < 10 {
		return year, int(mp) + 3, day
	}
	return year + 1, int(mp) - 9, day
}

// ordinal is the day number of a possible date; year may be any.
func ordinal(year, month, day int) int {
	y, mp := year, month-3
	if month <= 2 {
		y, mp = year-1, month+9
	}
	return 365*y + floorDiv(y, 4) - floorDiv(y, 100) + floorDiv(y, 400) +
		(153*mp+2)/5 + day - 1 - 305
}

// weekdayOf is the weekday of day number n; 0001-01-01 was a Monday.
func weekdayOf(n int) Weekday { return Weekday(floorMod(n-1, 7) + 1) }

func isLeap(year int) bool {
	return year%4 == 0 && (year%100 != 0 || year%400 == 0)
}

// daysIn is the length of a month 1..12.
func daysIn(year, month int) int {
	switch month {
	case 2:
		if isLeap(year) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int) int { return a - b*floorDiv(a, b) }

// digits reads a string of ASCII digits alone.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, len(s) > 0
}

// appendPadded appends n >= 0 with at least width digits.
func appendPadded(dst []byte, n, width int) []byte {
	for p, i := 10, 1; i < width; p, i = p*10, i+1 {
		if n < p {
			dst = append(dst, '0')
		}
	}
	return strconv.AppendInt(dst, int64(n), 10)
}

// quote is s in quotes for an error message, shortened when it is long.
func quote(s string) string {
	const most = 40
	if len(s) > most {
		return strconv.Quote(s[:most]) + "..."
	}
	return strconv.Quote(s)
}
