package token

import (
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/internal/near"
)

// field is a field of a period, and whether its grain has that field. The value
// is zero when it lies outside the calendar.
func field(p calendar.Period, name string, c *Context) (v Value, ok bool) {
	g := p.Grain
	switch name {
	case "start":
		return Date(p.Start), true
	case "end":
		return Date(p.End()), true
	case "days":
		return Int(int64(p.Days())), true
	case "number":
		return Int(int64(periodNumber(p))), true
	case "year":
		if g == calendar.Week {
			year, _ := p.Rule.Week(p.Start)
			return Int(int64(year)), true
		}
		return around(calendar.Year, p, c), g != calendar.Year
	case "quarter":
		return around(calendar.Quarter, p, c), g == calendar.Day || g == calendar.Month
	case "month":
		return around(calendar.Month, p, c), g == calendar.Day
	case "week":
		return around(calendar.Week, p, c), g == calendar.Day
	case "day":
		return Int(int64(p.Start.Day())), g == calendar.Day
	case "weekday":
		return Int(int64(p.Start.Weekday())), g == calendar.Day
	case "yearday":
		return Int(int64(p.Start.YearDay())), g == calendar.Day
	case "weekend":
		return Bool(c.Weekend[p.Start.Weekday()&7]), g == calendar.Day
	}
	return Value{}, false
}

func around(g calendar.Grain, p calendar.Period, c *Context) Value {
	return PeriodOf(calendar.PeriodOf(g, p.Start, c.Weeks))
}

func periodNumber(p calendar.Period) int {
	switch p.Grain {
	case calendar.Day:
		return p.Start.Day()
	case calendar.Week:
		_, week := p.Rule.Week(p.Start)
		return week
	case calendar.Month:
		return p.Start.Month()
	case calendar.Quarter:
		return p.Start.Quarter()
	}
	return p.Start.Year()
}

// fieldType is the type of a field of periods of grain g. For grain 0 it is not
// known before evaluation, as long as some grain has the field.
func fieldType(g calendar.Grain, name string) (Type, bool) {
	if g == 0 {
		ok := slices.ContainsFunc(grains(), func(g calendar.Grain) bool {
			_, ok := fieldType(g, name)
			return ok
		})
		return Type{}, ok
	}
	sample := calendar.PeriodOf(g, calendar.New(2026, 3, 2), calendar.WeekRule{})
	v, ok := field(sample, name, &Context{})
	if !ok {
		return Type{}, false
	}
	return v.Type(), true
}

// fieldNames are the fields of periods of grain g.
func fieldNames(g calendar.Grain) []string {
	all := []string{"number", "day", "weekday", "yearday", "weekend", "week", "month", "quarter", "year", "start", "end", "days"}
	return slices.DeleteFunc(all, func(name string) bool {
		_, ok := fieldType(g, name)
		return !ok
	})
}

func grains() []calendar.Grain {
	return []calendar.Grain{calendar.Day, calendar.Week, calendar.Month, calendar.Quarter, calendar.Year}
}

// fieldPath follows a path such as ".month.number" from v; at is the offset of
// the path in the source.
func fieldPath(v Value, path string, at int, c *Context) (Value, *SyntaxError) {
	for path != "" {
		name, rest := nextField(path)
		if v.kind != KindPeriod {
			return Value{}, noFields(v.Type(), name, at)
		}
		next, ok := field(v.period(), name, c)
		if !ok {
			return Value{}, unknownField(v.Type(), name, at)
		}
		if next.IsZero() {
			return Value{}, fail(at, CodeRange, "", "the %s of %s is outside the years 1 to 9999", name, v)
		}
		v, path, at = next, rest, at+1+len(name)
	}
	return v, nil
}

// fieldPathType does with types what fieldPath does with values.
func fieldPathType(t Type, path string, at int) (Type, *SyntaxError) {
	for path != "" && t.Kind != KindAny {
		name, rest := nextField(path)
		if t.Kind != KindPeriod {
			return Type{}, noFields(t, name, at)
		}
		next, ok := fieldType(t.Grain, name)
		if !ok {
			return Type{}, unknownField(t, name, at)
		}
		t, path, at = next, rest, at+1+len(name)
	}
	return t, nil
}

// nextField cuts the first field from a path that starts with a dot.
func nextField(path string) (name, rest string) {
	name = path[1:]
	if i := strings.IndexByte(name, '.'); i >= 0 {
		return name[:i], name[i:]
	}
	return name, ""
}

func noFields(t Type, name string, at int) *SyntaxError {
	return fail(at, CodeName, "only dates and periods have fields", "a %s has no field %q", t, clip(name))
}

func unknownField(t Type, name string, at int) *SyntaxError {
	known := fieldNames(t.Grain)
	hint := "it has " + strings.Join(known, ", ")
	if near := near.Word(name, known); near != "" {
		hint = "did you mean " + near + "?"
	}
	return fail(at, CodeName, hint, "a %s has no field %q", t, clip(name))
}
