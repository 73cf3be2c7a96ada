package plan

import (
	"iter"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

// Range is the days From to To, both included. It is empty when To is before
// From or either is the zero Date.
type Range struct{ From, To calendar.Date }

// RangeOf is the days of a period.
func RangeOf(p calendar.Period) Range { return Range{p.Start, p.End()} }

// Empty tells whether the range has no day.
func (r Range) Empty() bool { return r.From.IsZero() || r.To.Before(r.From) }

// Days is the number of days in the range.
func (r Range) Days() int {
	if r.Empty() {
		return 0
	}
	return r.To.Sub(r.From) + 1
}

// Contains tells whether d is a day of the range.
func (r Range) Contains(d calendar.Date) bool {
	return !r.Empty() && !d.Before(r.From) && !d.After(r.To)
}

// Intersect is the days that are in both; the zero Range when there are none.
func (r Range) Intersect(o Range) Range {
	if r.Empty() || o.Empty() {
		return Range{}
	}
	out := Range{later(r.From, o.From), earlier(r.To, o.To)}
	if out.Empty() {
		return Range{}
	}
	return out
}

func later(a, b calendar.Date) calendar.Date {
	if a.Before(b) {
		return b
	}
	return a
}

func earlier(a, b calendar.Date) calendar.Date {
	if b.Before(a) {
		return b
	}
	return a
}

// clamp is the day of the range nearest to d.
func (r Range) clamp(d calendar.Date) calendar.Date { return later(r.From, earlier(r.To, d)) }

// Span is where periods are looked for: the project's calendar and, for a
// repetition inside an item, the days of that item.
//
// A period belongs to the span when its first day that is in the calendar lies
// in the span. So the first level has every period with a day in the calendar,
// and a week across two months belongs to one of them: nested repetitions have
// each period exactly once.
type Span struct {
	Calendar Range
	In       Range // equal to Calendar on the first level
	Rule     calendar.WeekRule
	Nested   bool // In is the days of an item
}

// Top is the span of a first level.
func Top(cal Range, rule calendar.WeekRule) Span { return Span{Calendar: cal, In: cal, Rule: rule} }

// Within is the span inside an item; inside an item that is no period it is s
// itself. A week that belongs to a month brings all of its days, those of the
// next month too, so that each of them is met once.
func (s Span) Within(it Item) Span {
	if it.Kind == Periods {
		s.In, s.Nested = s.Calendar.Intersect(RangeOf(it.Period)), true
	}
	return s
}

// Item is one turn of a repetition.
type Item struct {
	Kind   Kind
	Index  int             // from 1
	Count  int             // number of items of the repetition
	Period calendar.Period // of Periods
	Int    int64           // of Ints

	// Owner is a day of the span that decides to which month, quarter and year
	// a week belongs: the day that decides the year of its number (Thursday for
	// ISO weeks), or the nearest day of the span. For other periods it is their
	// first day in the span.
	Owner calendar.Date
}

// Value is the period or number of the item; the zero Value for the others.
func (it Item) Value() token.Value {
	switch it.Kind {
	case Periods:
		return token.PeriodOf(it.Period)
	case Ints:
		return token.Int(it.Int)
	}
	return token.Value{}
}

// Count is the number of items. It takes the same short time for any number.
func (e Each) Count(s Span) int64 {
	switch e.kind {
	case Once:
		return 1
	case Ints:
		return e.to - e.from + 1
	case List:
		return e.to
	}
	_, n := e.periods(s)
	return n
}

// periods is a day of the first period that belongs to the span, and the number
// of periods that do.
func (e Each) periods(s Span) (calendar.Date, int64) {
	in := s.Calendar.Intersect(s.In)
	if in.Empty() {
		return calendar.Date{}, 0
	}
	n := steps(e.grain, in.From, in.To, s.Rule) + 1
	first := calendar.PeriodOf(e.grain, in.From, s.Rule)
	if later(first.Start, s.Calendar.From).Before(in.From) {
		return advance(e.grain, in.From, 1), n - 1
	}
	return in.From, n
}

// advance is a day of the n-th period after the one of d.
func advance(g calendar.Grain, d calendar.Date, n int) calendar.Date {
	switch g {
	case calendar.Day:
		return d.AddDays(n)
	case calendar.Week:
		return d.AddDays(7 * n)
	case calendar.Month:
		return d.AddMonths(n)
	case calendar.Quarter:
		return d.AddMonths(3 * n)
	}
	return d.AddMonths(12 * n)
}

// steps is how many periods of grain g the one of b comes after the one of a.
func steps(g calendar.Grain, a, b calendar.Date, rule calendar.WeekRule) int64 {
	ay, am, _ := a.Civil()
	by, bm, _ := b.Civil()
	switch g {
	case calendar.Day:
		return int64(b.Sub(a))
	case calendar.Week:
		return int64((rule.Weekday(a) - 1 + b.Sub(a)) / 7)
	case calendar.Month:
		return int64((by*12 + bm) - (ay*12 + am))
	case calendar.Quarter:
		return int64((by*4 + b.Quarter()) - (ay*4 + a.Quarter()))
	}
	return int64(by - ay)
}

// Items are the items in order. A week that is partly outside the years 1 to
// 9999 comes with a zero Period.
func (e Each) Items(s Span) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		var first calendar.Date
		n := e.Count(s)
		if e.kind == Periods {
			first, n = e.periods(s)
		}
		in := s.Calendar.Intersect(s.In)
		it := Item{Kind: e.kind, Count: int(n)} // at most 2e9+1, which fits 32 bits
		for i := range it.Count {
			it.Index = i + 1
			switch e.kind {
			case Periods:
				it.Period = calendar.PeriodOf(e.grain, advance(e.grain, first, i), s.Rule)
				it.Owner = in.clamp(ownerDay(it.Period))
			case Ints:
				it.Int = e.from + int64(i)
			}
			if !yield(it) {
				return
			}
		}
	}
}

// ownerDay is the day of a week that decides the year of its number, and the
// first day of other periods.
func ownerDay(p calendar.Period) calendar.Date {
	if p.Grain == calendar.Week && p.Rule.MinDays >= 1 && p.Rule.MinDays <= 7 {
		return p.Start.AddDays(7 - p.Rule.MinDays)
	}
	return p.Start
}
