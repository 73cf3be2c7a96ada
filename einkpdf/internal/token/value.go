package token

import (
	"strconv"

	"github.com/einkpdf/platform/einkpdf/calendar"
)

// Kind is what a [Value] holds.
type Kind uint8

// The kinds. KindAny is the kind of the zero Value, which is no value, and of a
// [Type] that is known only when it is evaluated.
const (
	KindAny Kind = iota
	KindNumber
	KindString
	KindBool
	KindPeriod
)

// Type is a kind and, for periods, the grain; a date is a period of one day.
// Grain 0 is a period of any grain. The zero Type is not known before
// evaluation.
type Type struct {
	Kind  Kind
	Grain calendar.Grain
}

// TypeOf is the type of periods of grain g.
func TypeOf(g calendar.Grain) Type { return Type{KindPeriod, g} }

// String is the type in the words of messages, such as "date" or "number".
func (t Type) String() string {
	switch t.Kind {
	case KindNumber:
		return "number"
	case KindString:
		return "text"
	case KindBool:
		return "bool"
	case KindPeriod:
		switch t.Grain {
		case 0:
			return "period"
		case calendar.Day:
			return "date"
		}
		return t.Grain.String()
	}
	return "value"
}

// Value is a number, text, bool or period. It is small, does not change, and
// can be compared with ==. The zero Value is no value.
type Value struct {
	// Few enough fields for a Value and an error to come back in registers.
	s       string
	n       int64
	start   calendar.Date
	kind    Kind
	grain   calendar.Grain
	rule    uint8 // of a week: its first weekday, and 16 times its minimum days
	decimal bool  // n is in millionths, and no whole number
}

// Int is a whole number.
func Int(n int64) Value { return Value{kind: KindNumber, n: n} }

// String is text.
func String(s string) Value { return Value{kind: KindString, s: s} }

// Bool is true or false.
func Bool(b bool) Value {
	if b {
		return Value{kind: KindBool, n: 1}
	}
	return Value{kind: KindBool}
}

// Date is a day; the zero Date gives the zero Value.
func Date(d calendar.Date) Value {
	if d.IsZero() {
		return Value{}
	}
	return Value{kind: KindPeriod, grain: calendar.Day, start: d}
}

// PeriodOf is a period; the zero Period gives the zero Value.
func PeriodOf(p calendar.Period) Value {
	if p.IsZero() {
		return Value{}
	}
	v := Value{kind: KindPeriod, grain: p.Grain, start: p.Start}
	if p.Grain == calendar.Week {
		v.rule = uint8(p.Rule.First)&15 | uint8(min(max(p.Rule.MinDays, 0), 7))<<4
	}
	return v
}

// IsZero tells whether v is no value.
func (v Value) IsZero() bool { return v.kind == KindAny }

// Kind is what v holds.
func (v Value) Kind() Kind { return v.kind }

// Type is the kind and grain of v.
func (v Value) Type() Type { return Type{v.kind, v.grain} }

// AsInt is the whole number and whether v is one.
func (v Value) AsInt() (int64, bool) { return v.n, v.kind == KindNumber && !v.decimal }

// AsString is the text and whether v is text. For the text of any value use String.
func (v Value) AsString() (string, bool) { return v.s, v.kind == KindString }

// AsBool is the truth and whether v is a bool.
func (v Value) AsBool() (value, ok bool) { return v.kind == KindBool && v.n != 0, v.kind == KindBool }

// AsDate is the day and whether v is a period of one day.
func (v Value) AsDate() (calendar.Date, bool) {
	if v.kind != KindPeriod || v.grain != calendar.Day {
		return calendar.Date{}, false
	}
	return v.start, true
}

// AsPeriod is the period and whether v is one; a date is a period of one day.
func (v Value) AsPeriod() (calendar.Period, bool) {
	return v.period(), v.kind == KindPeriod
}

func (v Value) period() calendar.Period {
	p := calendar.Period{Grain: v.grain, Start: v.start}
	if v.grain == calendar.Week {
		p.Rule = calendar.WeekRule{First: calendar.Weekday(v.rule & 15), MinDays: int(v.rule >> 4)}
	}
	return p
}

// number is the number itself or that of a year, and whether v has one.
func (v Value) number() (Value, bool) {
	if v.kind == KindPeriod && v.grain == calendar.Year {
		return Int(int64(v.start.Year())), true
	}
	return v, v.kind == KindNumber
}

// String is the default text of v: 2026-03-01, 2026-W09, 2026-03, 2026-Q1, 2026,
// 42, 0.5, true, or the text itself. The zero Value gives none.
func (v Value) String() string {
	if v.kind == KindString {
		return v.s
	}
	var buf [24]byte
	return string(v.AppendTo(buf[:0]))
}

// AppendTo appends the default text to dst and returns it.
func (v Value) AppendTo(dst []byte) []byte {
	switch v.kind {
	case KindNumber:
		return appendNumber(dst, v)
	case KindString:
		return append(dst, v.s...)
	case KindBool:
		return strconv.AppendBool(dst, v.n != 0)
	case KindPeriod:
		if v.grain == calendar.Day {
			return v.start.AppendTo(dst)
		}
		return append(dst, v.period().String()...)
	}
	return dst
}
