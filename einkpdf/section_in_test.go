package einkpdf_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// A nested section may be about other days than those of the outer item.
func TestSectionIn(t *testing.T) {
	const cal = "calendar: {from: 2026-01-31, to: 2026-03-01, week: iso}\n"
	tests := []struct{ name, calendar, plan, want string }{
		{"outer is the default", cal, "[{design: m, each: month, nested: [{design: d, each: day, in: outer, from: 2026-02-28}]}]",
			"m2026-01 m2026-02 2026-02/2026-02-28 m2026-03 2026-03/2026-03-01"},
		{"the whole calendar", cal, "[{design: m, each: month, from: 2026-02-01, to: 2026-02-28, nested: [{design: q, each: month, in: calendar}]}]",
			"m2026-02 q2026-01 q2026-02 q2026-03"},
		{"days of its own", cal, "[{design: m, each: month, to: 2026-01-31, nested: [{design: d, each: day, in: calendar, from: 2026-02-27, to: 2026-03-01}]}]",
			"m2026-01 2026-02/2026-02-27 2026-02/2026-02-28 2026-03/2026-03-01"},
		{"beyond the calendar", cal, "[{design: m, each: month, to: 2026-01-31, nested: [{design: d, each: day, in: calendar, from: 2027-05-01, to: 2027-05-02}]}]",
			"m2026-01 2027-05/2027-05-01 2027-05/2027-05-02"},
		{"only from", cal, "[{each: 1..1, nested: [{each: month, to: 2026-01-31, nested: [{design: d, each: day, in: calendar, from: 2026-02-28}]}]}]",
			"2026-02/2026-02-28 2026-03/2026-03-01"},
		{"on the first level", cal, "[{design: m, each: month, in: calendar}]", "m2026-01 m2026-02 m2026-03"},
		{"what is inside again", cal, "[{each: month, to: 2026-01-31, nested: [{design: m, each: month, in: calendar, from: 2026-02-01, nested: [{design: d, each: day, to: 2026-02-02}]}]}]",
			"m2026-02 2026-02/2026-02-01 2026-02/2026-02-02 m2026-03"},
		{"a group goes back to the calendar", cal, "[{each: month, to: 2026-01-31, nested: [{in: calendar, nested: [{design: m, each: month}]}]}]",
			"m2026-01 m2026-02 m2026-03"},
		{"without a calendar", "", "[{design: m, each: month, from: 2026-01-01, to: 2026-01-31, nested: [{design: d, each: day, in: calendar, from: 2025-12-31, to: 2026-01-01}]}]",
			"m2026-01 2025-12/2025-12-31 2026-01/2026-01-01"},
		{"weeks", cal, "[{each: month, to: 2026-01-31, nested: [{design: w, each: week, in: calendar, to: 2026-02-08}]}]", "w2026-W05/2026-01 w2026-W06/2026-02"},
		{"the outer item is the whole calendar", cal, "[{each: year, nested: [{design: m, each: month, from: 2025-12-01}]}]", "m2026-01 m2026-02 m2026-03"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := head + tt.calendar + "designs: {m: {key: 'm{month}'}, d: {key: '{month}/{date}'}, q: {key: 'q{month}'}, w: {key: 'w{week}/{month}'}}\nplan: " + tt.plan + "\n"
			require.Equal(t, tt.want, strings.Join(compile(t, file, einkpdf.Options{}).Keys(), " "))
		})
	}
}

// Names that the nested item has are its own, the others are the outer one's.
func TestSectionInNames(t *testing.T) {
	d := compile(t, head+year+`
designs: {p: {key: "{date} {week} {month} {quarter} {n} {index}"}, m: {key: "{date} {month} {quarter} {v}"}}
plan:
  - each: [x]
    nested:
      - each: day
        from: 2026-03-14
        to: 2026-03-14
        vars: {v: "{date|day-month}"}
        nested:
          - {design: p, each: day, in: calendar, from: 2026-07-01, to: 2026-07-02}
          - {design: m, each: month, in: calendar, to: 2026-01-31}
`, einkpdf.Options{})
	require.Equal(t, []string{"2026-07-01 2026-W27 2026-07 2026-Q3 x 1", "2026-07-02 2026-W27 2026-07 2026-Q3 x 2", "2026-03-14 2026-01 2026-Q1 14 March"}, d.Keys())
}

func TestSectionInErrors(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"no such word", head + year + "designs: {d: {}}\nplan: [{design: d, in: month}]\n", "6:24 /plan/0/in enum"},
		{"no calendar", head + "designs: {d: {}}\nplan: [{each: month, from: 2026-01-01, to: 2026-02-01, nested: [{design: d, each: day, in: calendar, from: 2026-01-01}]}]\n", "5:83 /plan/0/nested/0/each no-calendar"},
		{"no calendar for what a group contains", head + "designs: {d: {}}\nplan: [{each: month, from: 2026-01-01, to: 2026-02-01, nested: [{in: calendar, nested: [{design: d, each: day}]}]}]\n", "5:107 /plan/0/nested/0/nested/0/each no-calendar"},
		{"endless", head + "calendar: {from: 2000-01-01, to: 2090-12-31}\ndesigns: {d: {key: '{page}'}}\nplan: [{each: day, nested: [{each: day, in: calendar, nested: [{each: day, in: calendar, nested: [{design: d, each: day, in: calendar}]}]}]}]\n", "6:8 /plan/0 too-many-pages"},
		{"endless without pages", head + "calendar: {from: 2000-01-01, to: 2090-12-31}\ndesigns: {d: {}}\nplan: [{design: d, nested: [{each: day, nested: [{each: day, in: calendar, nested: [{design: d, each: []}]}]}]}]\n", "6:7 /plan too-many-pages"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			errs := fails(t, tt.file, einkpdf.Options{})
			require.Len(t, errs, 1, "%v", errs)
			require.Equal(t, tt.want, short(errs[0]))
		})
	}
}
