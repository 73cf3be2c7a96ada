package plan

import (
	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

// MaxNames is how many names an item has at most.
const MaxNames = len(names)

// names are all names that items have, in the order in which messages list them.
var names = [...]string{"index", "count", "first", "last", "date", "week", "month", "quarter", "year"}

// Lookup is the value of one of the names of an item, and whether it has that
// name:
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
// It does not have those whose values are outside the years 1 to 9999.
func (it Item) Lookup(name string, rule calendar.WeekRule) (v token.Value, ok bool) {
	switch name {
	case "index":
		return token.Int(int64(it.Index)), true
	case "count":
		return token.Int(int64(it.Count)), true
	case "first":
		return token.Bool(it.Index == 1), true
	case "last":
		return token.Bool(it.Index == it.Count), true
	case "date":
		if it.Kind == Periods && it.Period.Grain <= calendar.Week {
			v = token.Date(it.Period.Start)
		}
	case "week":
		v = it.around(calendar.Week, rule)
	case "month":
		v = it.around(calendar.Month, rule)
	case "quarter":
		v = it.around(calendar.Quarter, rule)
	case "year":
		v = it.around(calendar.Year, rule)
	}
	return v, !v.IsZero()
}

// around is the item's own period, or a longer one around it.
func (it Item) around(g calendar.Grain, rule calendar.WeekRule) token.Value {
	switch {
	case it.Kind != Periods || g < it.Period.Grain:
		return token.Value{}
	case g == it.Period.Grain:
		return it.Value()
	}
	owner := it.Owner
	if owner.IsZero() {
		owner = ownerDay(it.Period)
	}
	return token.PeriodOf(calendar.PeriodOf(g, owner, rule))
}

// Bind binds all names of an item in dst.
func Bind(dst *token.Scope, it Item, rule calendar.WeekRule) {
	dst.Grow(len(names))
	for _, name := range names {
		if v, ok := it.Lookup(name, rule); ok {
			dst.Set(name, v)
		}
	}
}
