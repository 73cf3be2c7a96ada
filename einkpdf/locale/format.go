package locale

import (
	"errors"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/calendar"
)

// Format writes d by a pattern or a named form of [Forms]. r is the rule that
// the fields w, Y, e and c count by; it need not be that of the locale.
//
// A pattern has the fields of CLDR, each a letter that is repeated:
//
//	y yy yyyy          year, its last two digits, at least four digits
//	Y YY YYYY          the same for the year that the week is counted in
//	Q QQ QQQ QQQQ      quarter: 1, 01, Q1, 1st quarter; QQQQQ is 1
//	M MM MMM MMMM      month: 3, 03, Mar, March; MMMMM is M
//	w ww               week of the year
//	d dd               day of the month
//	D DD DDD           day of the year
//	E EEEE             weekday: Sun, Sunday; EEEEE is S and EEEEEE is Su
//	e ee               place of the day in its week, 1 to 7; eee and on as E
//
// q, L and c are Q, M and e as they stand alone: "d MMMM" but "LLLL y", for a
// language such as Polish that inflects the month in a date. Text of ASCII
// letters stands in single quotes, and two of them are the quote itself; all
// other characters stand for themselves. Digits are 0 to 9. A pattern has at
// most 100 bytes.
//
// It is an error if the pattern is not one, as [CheckPattern] says, or if d is
// the zero Date.
func (l Locale) Format(d calendar.Date, pattern string, r calendar.WeekRule) (string, error) {
	var buf [96]byte
	out, err := l.AppendFormat(buf[:0], d, pattern, r)
	return string(out), err
}

// AppendFormat appends what Format gives to dst. After an error it returns dst
// as it was.
func (l Locale) AppendFormat(dst []byte, d calendar.Date, pattern string, r calendar.WeekRule) ([]byte, error) {
	if d.IsZero() {
		return dst, errors.New("locale: there is no date to format")
	}
	if p, ok := l.data().formPattern(pattern); ok {
		pattern = p
	}
	s, err := scan(pattern)
	if err != nil {
		return dst, err
	}
	start := len(dst)
	w := writer{Locale: l, date: d, rule: r}
	w.year, w.month, w.day = d.Civil()
	for {
		p, more, err := s.next()
		if err != nil {
			return dst[:start], err
		}
		if !more {
			return dst, nil
		}
		if p.letter == 0 {
			dst = append(dst, p.text...)
		} else {
			dst = w.field(dst, p.letter, p.count)
		}
	}
}

// writer writes the fields of one date.
type writer struct {
	Locale
	date             calendar.Date
	year, month, day int
	rule             calendar.WeekRule
}

// field appends a field that scanner.check has passed.
func (w *writer) field(dst []byte, letter byte, count int) []byte {
	switch letter {
	case 'y':
		return appendYear(dst, w.year, count)
	case 'Y':
		year, _ := w.rule.Week(w.date)
		return appendYear(dst, year, count)
	case 'Q', 'q':
		quarter := (w.month + 2) / 3
		if count <= 2 {
			return appendNumber(dst, quarter, count)
		}
		return append(dst, w.Quarter(quarter, widthOf(count), letter == 'q')...)
	case 'M', 'L':
		if count <= 2 {
			return appendNumber(dst, w.month, count)
		}
		return append(dst, w.Month(w.month, widthOf(count), letter == 'L')...)
	case 'w':
		_, week := w.rule.Week(w.date)
		return appendNumber(dst, week, count)
	case 'd':
		return appendNumber(dst, w.day, count)
	case 'D':
		return appendNumber(dst, w.date.YearDay(), count)
	case 'e', 'c':
		if count <= 2 {
			return appendNumber(dst, w.rule.Weekday(w.date), count)
		}
	}
	return append(dst, w.Weekday(w.date.Weekday(), widthOf(count), letter == 'c')...)
}

// widthOf is the width of a name by the number of its letters in a pattern.
func widthOf(count int) Width {
	switch count {
	case 4:
		return Wide
	case 5:
		return Narrow
	case 6:
		return Short
	}
	return Abbreviated
}

func appendYear(dst []byte, year, count int) []byte {
	if count == 2 {
		year = ((year % 100) + 100) % 100
	}
	return appendNumber(dst, year, count)
}

// appendNumber appends n >= 0 with at least count digits.
func appendNumber(dst []byte, n, count int) []byte {
	for p, i := 10, 1; i < count; p, i = p*10, i+1 {
		if n < p {
			dst = append(dst, '0')
		}
	}
	return strconv.AppendInt(dst, int64(n), 10)
}
