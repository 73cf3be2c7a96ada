package token

import (
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
)

// step is one addition or multiplication, or fields that follow one.
type step struct {
	op   byte   // +, * or .
	unit byte   // of +: 0 or one of dwmqy
	n    int    // of + with its sign, of *
	path string // of .: the fields, such as .week.number
	off  int
}

// startsStep says whether the next step begins at i: a sign, or a field. The
// fields that follow a name directly are part of it.
func startsStep(s string, i int) bool {
	return i < len(s) && (s[i] == '+' || s[i] == '-' || s[i] == '*') || startsField(s, i)
}

func startsField(s string, i int) bool { return i+1 < len(s) && s[i] == '.' && isSmall(s[i+1]) }

// parseStep reads a step at i, where one starts.
func parseStep(s string, i int, spaced bool) (step, int, *SyntaxError) {
	st := step{op: '+', off: i}
	switch s[i] {
	case '.':
		end := scanName(s, i+1)
		if end-i > maxName {
			return st, i, fail(i, CodeTooLarge, "", "this name is longer than %d bytes", maxName)
		}
		st.op, st.path = '.', s[i:end]
		return st, end, nil
	case '*':
		st.op = '*'
	}
	negative := s[i] == '-'
	i++
	if spaced {
		i = skipSpace(s, i)
	}
	first := i
	for ; i < len(s) && isDigit(s[i]); i++ {
		if st.n = st.n*10 + int(s[i]-'0'); st.n > MaxStep {
			hint := "use a coarser unit: y for years, m for months"
			if st.op == '*' {
				hint = ""
			}
			return st, i, fail(first, CodeRange, hint, "a step is at most %d", MaxStep)
		}
	}
	if i == first {
		return st, i, fail(st.off, CodeSyntax, "write a whole number with or without a unit, such as +1, -1d, +2w or *2",
			"%q needs a whole number after it", s[st.off:st.off+1])
	}
	if negative {
		st.n = -st.n
	}
	if i < len(s) && strings.IndexByte("dwmqy", s[i]) >= 0 {
		st.unit = s[i]
		i++
	}
	if i < len(s) && (isSmall(s[i]) || isDigit(s[i]) || 'A' <= s[i] && s[i] <= 'Z') {
		return st, i, fail(i, CodeSyntax, "units are d, w, m, q and y", "%q is no unit", clip(s[i:i+1]))
	}
	return st, i, nil
}

func (st step) source() string {
	if st.op == '.' {
		return st.path
	}
	s := strconv.Itoa(st.n)
	if st.op == '*' || st.n >= 0 {
		s = string(st.op) + s
	}
	if st.unit != 0 {
		s += string(st.unit)
	}
	return s
}

// apply is v after the step.
func (st step) apply(v Value, e *expr, c *Context) (Value, *SyntaxError) {
	if st.op == '.' {
		return fieldPath(v, st.path, st.off, c)
	}
	if err := st.check(v.Type(), e); err != nil {
		return v, err
	}
	if v.kind == KindNumber {
		next, ok := v.plus(int64(st.n))
		if st.op == '*' {
			next, ok = v.times(int64(st.n))
		}
		if !ok {
			return v, fail(e.off, CodeRange, "", "%s is too large a number", e.source())
		}
		return next, nil
	}
	next := PeriodOf(move(v.period(), st.n, st.unit))
	if next.IsZero() {
		return next, fail(e.off, CodeRange, "", "%s is outside the years 1 to 9999", e.source())
	}
	return next, nil
}

// typeAfter does with types what apply does with values.
func (st step) typeAfter(t Type, e *expr) (Type, *SyntaxError) {
	if st.op == '.' {
		return fieldPathType(t, st.path, st.off)
	}
	return t, st.check(t, e)
}

// check reports arithmetic that values of type t do not have.
func (st step) check(t Type, e *expr) *SyntaxError {
	switch t.Kind {
	case KindAny:
		return nil
	case KindNumber:
		if st.unit == 0 {
			return nil
		}
		return fail(st.off, CodeType, "leave the unit out", "%s is a number, so %s has no meaning", e.before(st), st.source())
	case KindPeriod:
		if st.op == '*' {
			break
		}
		if st.unit == 0 || t.Grain == 0 || grainOf(st.unit) >= t.Grain {
			return nil
		}
		return fail(st.off, CodeType, "take a day of it first, such as "+e.before(st)+".start"+st.source(),
			"%s is a %s, which cannot move by %ss", e.before(st), t, grainOf(st.unit))
	}
	hint := "only numbers, dates and periods can be counted on"
	if st.op == '*' {
		hint = "only numbers can be multiplied, such as " + e.name + ".number" + st.source()
		if t.Kind != KindPeriod {
			hint = "only numbers can be multiplied"
		}
	}
	return fail(st.off, CodeType, hint, "%s is a %s, so %s has no meaning", e.before(st), t, st.source())
}

func grainOf(unit byte) calendar.Grain {
	switch unit {
	case 'w':
		return calendar.Week
	case 'm':
		return calendar.Month
	case 'q':
		return calendar.Quarter
	case 'y':
		return calendar.Year
	}
	return calendar.Day
}

// move is the period p moved by n units that are not finer than p; unit 0
// counts in periods like p.
func move(p calendar.Period, n int, unit byte) calendar.Period {
	if unit == 0 || grainOf(unit) == p.Grain {
		return p.Add(n)
	}
	if unit == 'y' && p.Grain == calendar.Week {
		year, week := p.Rule.Week(p.Start)
		year += n
		start := p.Rule.StartOf(year, min(week, p.Rule.WeeksIn(year)))
		return calendar.PeriodOf(calendar.Week, start, p.Rule)
	}
	var start calendar.Date
	switch unit {
	case 'w':
		start = p.Start.AddDays(7 * n)
	case 'm':
		start = p.Start.AddMonths(n)
	case 'q':
		start = p.Start.AddMonths(3 * n)
	case 'y':
		start = p.Start.AddMonths(12 * n)
	}
	return calendar.PeriodOf(p.Grain, start, p.Rule)
}
