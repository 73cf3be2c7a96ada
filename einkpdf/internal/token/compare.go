package token

import (
	"cmp"
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
)

// compareOp is a comparison.
type compareOp uint8

const (
	opEqual compareOp = iota
	opNotEqual
	opLess
	opLessEqual
	opGreater
	opGreaterEqual
)

func (op compareOp) String() string {
	return [...]string{"==", "!=", "<", "<=", ">", ">="}[op]
}

// holds tells whether the result of a three-way comparison fits the operator.
func (op compareOp) holds(order int) bool {
	switch op {
	case opEqual:
		return order == 0
	case opNotEqual:
		return order != 0
	case opLess:
		return order < 0
	case opLessEqual:
		return order <= 0
	case opGreater:
		return order > 0
	}
	return order >= 0
}

// checkCompare reports types that the operator at off cannot compare.
func checkCompare(op compareOp, a, b Type, off int) *SyntaxError {
	year := Type{KindPeriod, calendar.Year}
	switch {
	case a.Kind == KindAny || b.Kind == KindAny:
		return nil
	case a.Kind == KindNumber && b == year, a == year && b.Kind == KindNumber:
		return nil
	case a.Kind == KindPeriod && b.Kind == KindPeriod:
		if a.Grain == b.Grain || a.Grain == 0 || b.Grain == 0 {
			return nil
		}
		return fail(off, CodeType, grainHint(a, b), "a %s cannot be compared with a %s", a, b)
	case a.Kind != b.Kind:
		return fail(off, CodeType, kindHint(a, b), "a %s cannot be compared with a %s", a, b)
	case op >= opLess && a.Kind != KindNumber:
		return fail(off, CodeType, "compare them with == or !=", "%s has no order, so %s has no meaning", a, op)
	}
	return nil
}

// grainHint is how to make two periods of different length comparable.
func grainHint(a, b Type) string {
	fine, coarse := a, b
	if fine.Grain > coarse.Grain {
		fine, coarse = b, a
	}
	if t, ok := fieldType(fine.Grain, coarse.String()); ok && t == coarse {
		return "take the " + coarse.String() + " of the " + fine.String() + " with ." + coarse.String() +
			", or a day of the " + coarse.String() + " with .start or .end"
	}
	return "compare days, with .start or .end"
}

func kindHint(a, b Type) string {
	switch {
	case a.Kind == KindString || b.Kind == KindString:
		return "text stands in quotes; numbers and dates stand without"
	case a.Kind == KindPeriod && b.Kind == KindNumber, a.Kind == KindNumber && b.Kind == KindPeriod:
		return "take a number of the period, such as .number, .day or .weekday"
	}
	return "compare values of the same kind"
}

// compare applies the operator at off to two values.
func compare(op compareOp, a, b Value, off int) (bool, *SyntaxError) {
	if err := checkCompare(op, a.Type(), b.Type(), off); err != nil {
		return false, err
	}
	switch {
	case a.kind == KindString:
		return op.holds(strings.Compare(a.s, b.s)), nil
	case a.kind == KindPeriod && b.kind == KindPeriod:
		return op.holds(a.start.Compare(b.start)), nil
	case a.kind == KindBool:
		return op.holds(cmp.Compare(a.n, b.n)), nil
	}
	x, _ := a.number()
	y, _ := b.number()
	return op.holds(compareNumbers(x, y)), nil
}
