package token

import (
	"math"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
)

// step is one addition.
type step struct {
	n    int  // with sign
	unit byte // 0 or one of dwmqy
	off  int
}

// parseStep reads a sign, a number and a unit at i.
func parseStep(s string, i int, spaced bool) (step, int, *SyntaxError) {
	st := step{off: i}
	negative := s[i] == '-'
	i++
	if spaced {
		i = skipSpace(s, i)
	}
	first := i
	for ; i < len(s) && isDigit(s[i]); i++ {
		if st.n = st.n*10 + int(s[i]-'0'); st.n > MaxStep {
			return st, i, fail(first, CodeRange, "use a coarser unit: y for years, m for months",
				"a step is at most %d", MaxStep)
		}
	}
	if i == first {
		return st, i, fail(st.off, CodeSyntax, "write a whole number with or without a unit, such as +1, -1d or +2w",
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
	s := strconv.Itoa(st.n)
	if st.n >= 0 {
		s = "+" + s
	}
	if st.unit != 0 {
		s += string(st.unit)
	}
	return s
}

// apply is v moved by the step.
func (st step) apply(v Value, e *expr) (Value, *SyntaxError) {
	if err := st.check(v.Type(), e); err != nil {
		return v, err
	}
	if v.kind == KindInt {
		n := int64(st.n)
		if n > 0 && v.n > math.MaxInt64-n || n < 0 && v.n < math.MinInt64-n {
			return v, fail(e.off, CodeRange, "", "%s is too large a number", e.source())
		}
		return Int(v.n + n), nil
	}
	next := PeriodOf(move(v.period(), st.n, st.unit))
	if next.IsZero() {
		return next, fail(e.off, CodeRange, "", "%s is outside the years 1 to 9999", e.source())
	}
	return next, nil
}

// check reports a step that values of type t do not have.
func (st step) check(t Type, e *expr) *SyntaxError {
	switch t.Kind {
	case KindAny:
		return nil
	case KindInt:
		if st.unit == 0 {
			return nil
		}
		return fail(st.off, CodeType, "leave the unit out", "%s is a number, so %s has no meaning", e.name, st.source())
	case KindPeriod:
		if st.unit == 0 || t.Grain == 0 || grainOf(st.unit) >= t.Grain {
			return nil
		}
		return fail(st.off, CodeType, "take a day of it first, such as "+e.name+".start"+st.source(),
			"%s is a %s, which cannot move by %ss", e.name, t, grainOf(st.unit))
	}
	return fail(st.off, CodeType, "only numbers, dates and periods can be counted on",
		"%s is a %s, so %s has no meaning", e.name, t, st.source())
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
