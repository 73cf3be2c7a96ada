package einkpdf_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

func TestPlanKeys(t *testing.T) {
	designs := "designs: {a: {}, b: {}, c: {}, named: {key: '{chapter.title}/{chapter.no}'}}\n"
	march := "calendar: {from: 2026-02-27, to: 2026-03-08, week: iso}\n"
	tests := []struct{ name, calendar, plan, want string }{
		{"once", "", "[{design: a}]", "a"},
		{"in words", "", "[{design: a, each: once}]", "a"},
		{"numbers", "", "[{design: a, each: -1..2}]", "a/-1 a/0 a/1 a/2"},
		{"days", march, "[{design: a, each: day, to: 2026-03-01}]", "a/2026-02-27 a/2026-02-28 a/2026-03-01"},
		{"weeks", march, "[{design: a, each: week}]", "a/2026-W09 a/2026-W10"},
		{"months", march, "[{design: a, each: month}]", "a/2026-02 a/2026-03"},
		{"quarters", march, "[{design: a, each: quarter, to: 2026-04-01}]", "a/2026-Q1 a/2026-Q2"},
		{"years", march, "[{design: a, each: year, from: 2024-12-31}]", "a/2024 a/2025 a/2026"},
		{"dates without a calendar", "", "[{design: a, each: month, from: 2026-01-15, to: 2026-02-01}]", "a/2026-01 a/2026-02"},
		{"several pages", "", "[{design: a, each: 1..2, pages: 2}, {design: b, pages: 3}]", "a/1/1 a/1/2 a/2/1 a/2/2 b/1 b/2 b/3"},
		{"list", "", "[{design: a, each: [x, y z, 3]}]", "a/x a/y z a/3"},
		{"list of objects", "", "[{design: named, as: chapter, each: [{title: One, no: 1}, {title: Two, no: 2}]}]", "One/1 Two/2"},
		{"default key of objects", "", "[{design: a, each: [{x: 1}, {x: 2}]}]", "a/1 a/2"},
		{"list with tokens", march, "[{each: year, nested: [{design: a, each: ['{year}-x', '{title}']}]}]", "a/2026-x a/Test"},
		{"group", "", "[{each: 1..2, nested: [{design: a, vars: {v: x}}]}]", "!a/key doubled-key"},
		{"order of nesting", march, "[{design: a, each: month, nested: [{design: b, each: week}, {design: c}]}]", "!c/key doubled-key"},
		{"weeks belong to one month", march, "[{design: a, each: month, nested: [{design: b, each: week}]}]", "a/2026-02 b/2026-W09 a/2026-03 b/2026-W10"},
		{"days of weeks of months", march, "[{design: a, each: month, nested: [{each: week, nested: [{design: c, each: day}]}]}]",
			"a/2026-02 c/2026-02-27 c/2026-02-28 c/2026-03-01 a/2026-03 c/2026-03-02 c/2026-03-03 c/2026-03-04 c/2026-03-05 c/2026-03-06 c/2026-03-07 c/2026-03-08"},
		{"from and to inside an item", march, "[{design: a, each: month, nested: [{design: b, each: day, from: 2026-03-08}]}]", "a/2026-02 a/2026-03 b/2026-03-08"},
		{"nothing inside an item", march, "[{design: a, each: month, nested: [{design: b, each: []}]}]", "a/2026-02 a/2026-03"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := head + tt.calendar + designs + "plan: " + tt.plan + "\n"
			if want, wrong := strings.CutPrefix(tt.want, "!"); wrong {
				require.Contains(t, strings.Join(shorts(fails(t, file, einkpdf.Options{})), "\n"), "/designs/"+want)
				return
			}
			require.Equal(t, tt.want, strings.Join(compile(t, file, einkpdf.Options{}).Keys(), " "))
		})
	}
}

// TestWeeksOfNestedMonths has each week and each day once, for every rule.
func TestWeeksOfNestedMonths(t *testing.T) {
	for _, rule := range []string{"iso", "us", "{first: sat, min-days: 1}", "{first: wed, min-days: 7}"} {
		calendar := "calendar: {from: 2026-01-01, to: 2027-12-31, week: " + rule + "}\n"
		flat := compile(t, head+calendar+"designs: {w: {}}\nplan: [{design: w, each: week}]\n", einkpdf.Options{})
		nested := compile(t, head+calendar+"designs: {w: {}}\nplan: [{each: quarter, nested: [{each: month, nested: [{design: w, each: week}]}]}]\n", einkpdf.Options{})
		require.Equal(t, flat.Keys(), nested.Keys(), rule)
		require.GreaterOrEqual(t, flat.Len(), 105)

		days := compile(t, head+calendar+"designs: {d: {}}\nplan: [{each: month, nested: [{each: week, nested: [{design: d, each: day}]}]}]\n", einkpdf.Options{})
		each := compile(t, head+calendar+"designs: {d: {}}\nplan: [{design: d, each: day}]\n", einkpdf.Options{})
		require.Equal(t, each.Keys(), days.Keys(), rule)
	}
}

// TestNesting inherits names over three levels, and refuses a fourth.
func TestNesting(t *testing.T) {
	file := head + year + `
designs:
  d: {key: "{year}/{q}/{month}/{date}/{n}/{v}/{w}", label: "{index}/{count} {first} {last} {subpage} of {pages}, page {page}"}
plan:
  - each: year
    vars: {v: "{year}-{title}"}
    nested:
      - each: quarter
        as: q
        nested:
          - each: month
            vars: {w: "{v}!"}
            nested: [{design: d, each: day, to: 2026-01-01, vars: {n: "{index}"}}]
`
	d := compile(t, file, einkpdf.Options{})
	require.Equal(t, []string{"2026/2026-Q1/2026-01/2026-01-01/1/2026-Test/2026-Test!"}, d.Keys()[:1])
	require.Equal(t, "1/1 true true 1 of "+fmt.Sprint(d.Len())+", page 1", page(t, d, d.Keys()[0]).Label)

	deep := "{design: d}"
	for range 4 {
		deep = "{each: 1..2, nested: [" + deep + "]}"
	}
	errs := fails(t, head+"designs: {d: {}}\nplan: ["+deep+"]\n", einkpdf.Options{})
	require.Len(t, errs, 1)
	require.Equal(t, "/plan/0/nested/0/nested/0/nested/0/nested/0", errs[0].Pointer)
	require.Equal(t, einkpdf.CodeTooDeep, errs[0].Code)
}

func TestPlanOrder(t *testing.T) {
	d := compile(t, head+year+"designs: {m: {}, w: {key: 'w/{week}'}, n: {key: '{month}/n{subpage}'}}\n"+
		"plan: [{design: m, each: month, to: 2026-02-15, nested: [{design: w, each: week}, {design: n, pages: 2}]}]\n", einkpdf.Options{})
	require.Equal(t, "m/2026-01 w/2026-W01 w/2026-W02 w/2026-W03 w/2026-W04 w/2026-W05 2026-01/n1 2026-01/n2 "+
		"m/2026-02 w/2026-W06 w/2026-W07 2026-02/n1 2026-02/n2", strings.Join(d.Keys(), " "))
}

// TestPageLimit counts pages before anything is built.
func TestPageLimit(t *testing.T) {
	file := func(n int) string {
		return head + fmt.Sprintf("designs: {a: {}}\nplan: [{design: a, each: 1..%d}]\n", n)
	}
	require.Equal(t, 1000, compile(t, file(1000), einkpdf.Options{}).Len())
	errs := fails(t, file(1001), einkpdf.Options{})
	require.Equal(t, []string{"5:8 /plan/0 too-many-pages"}, shorts(errs))
	require.Contains(t, errs[0].Message, "1,001 pages, at most 1,000")
	require.Equal(t, 5000, compile(t, file(5000), einkpdf.Options{Limits: einkpdf.Limits{Pages: 5000}}).Len())
	fails(t, file(11), einkpdf.Options{Limits: einkpdf.Limits{Pages: 10}})
}

// TestBorders leaves out optional links where there is no page.
func TestBorders(t *testing.T) {
	d := compile(t, head+"calendar: {from: 2026-01-01, to: 2026-01-03}\n"+`
designs:
  day:
    body:
      type: row
      children:
        - {type: link, text: PREV, to: "day/{date-1d}?"}
        - {type: link, text: NEXT, to: "day/{date+1d}?"}
plan: [{design: day, each: day}]
`, einkpdf.Options{})
	first, middle, last := page(t, d, "day/2026-01-01"), page(t, d, "day/2026-01-02"), page(t, d, "day/2026-01-03")
	require.Equal(t, []string{"day/2026-01-02"}, first.Links)
	require.NotContains(t, first.Text, "PREV")
	require.Equal(t, []string{"day/2026-01-01", "day/2026-01-03"}, middle.Links)
	require.Equal(t, []string{"day/2026-01-02"}, last.Links)
	require.NotContains(t, last.Text, "NEXT")
}

// TestAnchors may be linked before they are met.
func TestAnchors(t *testing.T) {
	d := compile(t, head+`
designs:
  a: {body: {type: link, text: x, to: "here/3"}}
  b: {body: {type: anchor, name: "here/{n}"}}
plan: [{design: a}, {design: b, each: 1..3}]
`, einkpdf.Options{})
	i, ok := d.PageOf("here/3")
	require.True(t, ok)
	require.Equal(t, 3, i)
	require.Equal(t, []string{"here/3"}, page(t, d, "a").Links)
	_, ok = d.PageOf("here/4")
	require.False(t, ok)
}

func TestDesignOf(t *testing.T) {
	d := compile(t, head+"designs: {a: {}, b: {}}\nplan: [{design: b}, {design: a, each: 1..2}]\n", einkpdf.Options{})
	for i, want := range []string{"b", "a", "a", ""} {
		require.Equal(t, want, d.DesignOf(i))
	}
	require.Empty(t, d.DesignOf(-1))
}

func TestOutline(t *testing.T) {
	tree := func(file string) string {
		var b strings.Builder
		compile(t, file, einkpdf.Options{}).WalkOutline(func(level int, title string) { fmt.Fprintf(&b, "%d %s\n", level, title) })
		return b.String()
	}
	require.Equal(t, "0 2026\n1 January\n2 2026-01-01\n2 2026-01-02\n0 loose\n", tree(head+"calendar: {from: 2026-01-01, to: 2026-01-02}\n"+`
designs:
  year: {outline: "{year}"}
  month: {outline: {title: "{month|month}", under: "year/{year}"}}
  day: {outline: {title: "{date}", under: "month/{month}"}}
  blank: {}
  loose: {outline: {title: loose, under: blank}}
plan:
  - {design: year, each: year, nested: [{design: month, each: month, nested: [{design: day, each: day}]}]}
  - {design: blank}
  - {design: loose}
`))
	circle := head + "designs: {a: {outline: {title: 'a{n}', under: 'a/{n+1}'}}, b: {outline: {title: b, under: b}}, c: {outline: {title: c, under: a/1}}}\n" +
		"plan: [{design: a, each: 1..2}, {design: b}, {design: c}]\n"
	require.Equal(t, "0 a2\n1 a1\n2 c\n0 b\n", tree(circle))
	d := compile(t, circle, einkpdf.Options{})
	require.Equal(t, einkpdf.CodeUnknownPage, d.Findings()[0].Code)
	require.Contains(t, d.Findings()[0].Message, `"a/3"`)

	loop := head + "designs: {a: {outline: {title: a, under: b}}, b: {outline: {title: b, under: a}}}\nplan: [{design: a}, {design: b}]\n"
	require.Equal(t, "0 a\n1 b\n", tree(loop))
}

// TestDeepOutline takes what is too deep to the deepest level and reports it.
func TestDeepOutline(t *testing.T) {
	file := head + "designs: {a: {outline: {title: '{n}', under: 'a/{n-1}'}}}\nplan: [{design: a, each: 1..40}]\n"
	for name, deep := range map[string]string{
		"down": file,
		"up":   strings.Replace(file, "{n-1}", "{n+1}", 1),
	} {
		t.Run(name, func(t *testing.T) {
			d := compile(t, deep, einkpdf.Options{})
			var levels []int
			d.WalkOutline(func(level int, _ string) { levels = append(levels, level+1) })
			require.Len(t, levels, 40)
			require.Equal(t, 32, slices.Max(levels))
			for i, level := range levels[:32] {
				require.Equal(t, i+1, level)
			}
			pdf(t, d)
			list := d.Findings()
			list = slices.DeleteFunc(list, func(f einkpdf.Finding) bool { return f.Code == einkpdf.CodeUnknownPage })
			require.Len(t, list, 1)
			require.Equal(t, einkpdf.CodeOutlineDepth, list[0].Code)
			require.Equal(t, "/designs/a/outline/under", list[0].Pointer)
			require.Equal(t, 4, list[0].Line)
			require.Contains(t, list[0].Message, "32 levels")
			require.Contains(t, shorts(fails(t, deep, einkpdf.Options{Strict: true})), "4:46 /designs/a/outline/under outline-depth")
		})
	}
	d := compile(t, strings.Replace(file, "1..40", "1..32", 1), einkpdf.Options{})
	pdf(t, d)
	for _, f := range d.Findings() {
		require.NotEqual(t, einkpdf.CodeOutlineDepth, f.Code)
	}
}

// Sections that a program has put into themselves, or into too many places, are
// an error and not an endless walk.
func TestEndlessSections(t *testing.T) {
	loop := make([]einkpdf.Section, 2)
	loop[0].Nested, loop[1].Nested = loop, loop
	var shared []einkpdf.Section
	for range 4 {
		outer := make([]einkpdf.Section, 60)
		for i := range outer {
			outer[i] = einkpdf.Section{Design: "a", Nested: shared}
		}
		shared = outer
	}
	for name, sections := range map[string][]einkpdf.Section{"loop": loop, "shared": shared} {
		t.Run(name, func(t *testing.T) {
			p := byHand()
			p.Plan = sections
			_, err := einkpdf.Compile(t.Context(), p, einkpdf.Options{})
			errs := errorsOf(t, err)
			require.Len(t, errs, 1)
			require.Equal(t, einkpdf.CodeTooDeep, errs[0].Code)
		})
	}
}

func TestHighestLimitOfPages(t *testing.T) {
	d := compile(t, head+year+"designs: {a: {key: '{date} {n}'}}\nplan: [{each: month, nested: [{each: day, nested: [{design: a, each: 1..2}]}]}]\n", einkpdf.Options{Limits: einkpdf.Limits{Pages: math.MaxInt}})
	require.Len(t, d.Keys(), 730)
}
