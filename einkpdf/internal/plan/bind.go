package plan

import (
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

// Bind binds the names of an item in dst, each with the prefix in front, which
// is "" or ends with a dot such as "item.":
//
//	index, count, first, last   every item: from 1, the number of items, and
//	                            whether it is the first or last
//	date, week, month, quarter, year   a day
//	week, date, month, quarter, year   a week: date is its first day, the others
//	                            are those of its Owner
//	month, quarter, year        a month
//	quarter, year               a quarter
//	year                        a year
//
// With a prefix, the prefix without its dot is bound too, to the period or
// number itself. Names of values outside the calendar are left out.
func Bind(dst *token.Scope, prefix string, it Item, rule calendar.WeekRule) {
	dst.Grow(names(it))
	dst.SetIn(prefix, "index", token.Int(int64(it.Index)))
	dst.SetIn(prefix, "count", token.Int(int64(it.Count)))
	dst.SetIn(prefix, "first", token.Bool(it.Index == 1))
	dst.SetIn(prefix, "last", token.Bool(it.Index == it.Count))
	if head, ok := strings.CutSuffix(prefix, "."); ok {
		set(dst, "", head, it.Value())
	}
	if it.Kind != Periods {
		return
	}
	owner := it.Owner
	if owner.IsZero() {
		owner = ownerDay(it.Period)
	}
	g := it.Period.Grain
	if g == calendar.Day || g == calendar.Week {
		set(dst, prefix, "date", token.Date(it.Period.Start))
	}
	if g != calendar.Day {
		set(dst, prefix, g.String(), it.Value())
	}
	for outer := max(g, calendar.Day) + 1; outer <= calendar.Year; outer++ {
		set(dst, prefix, outer.String(), token.PeriodOf(calendar.PeriodOf(outer, owner, rule)))
	}
}

// names is the largest number of names that an item binds, with a prefix.
func names(it Item) int {
	n := 5
	if it.Kind == Periods {
		n += int(calendar.Year-it.Period.Grain) + 2
	}
	return n
}

func set(dst *token.Scope, prefix, name string, v token.Value) {
	if !v.IsZero() {
		dst.SetIn(prefix, name, v)
	}
}
