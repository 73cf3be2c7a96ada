package einkpdf_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// Every name of a page may decide whether a widget is there.
func TestConditionsOfPages(t *testing.T) {
	const plan = "[{design: cover}, {design: d, each: 1..3, pages: 2}]"
	tests := []struct{ when, want string }{
		{"first", "d/1/1 d/1/2"},
		{"last", "d/3/1 d/3/2"},
		{"not first and not last", "d/2/1 d/2/2"},
		{"index == 2 and subpage == 1", "d/2/1"},
		{"index == count", "d/3/1 d/3/2"},
		{"page == 2 or (page >= 4 and page <= 5)", "d/1/1 d/2/1 d/2/2"},
		{"page == pages", "d/3/2"},
		{"pages != 7", ""},
		{"key == 'd/2/1' or key == 'd/3/2'", "d/2/1 d/3/2"},
		{"n*2-1 == 5", "d/3/1 d/3/2"},
		{"page == 2" + strings.Repeat(" or (page >= 200 and page <= 300)", 60), "d/1/1"},
		{strings.Repeat("page != 900 and ", 300) + "page == 3", "d/1/2"},
	}
	for _, tt := range tests {
		t.Run(tt.when[:min(len(tt.when), 40)], func(t *testing.T) {
			d := compile(t, head+"designs: {cover: {}, d: {body: {type: text, text: THERE, when: \""+tt.when+"\"}}}\nplan: "+plan+"\n", einkpdf.Options{})
			var there []string
			for _, key := range d.Keys() {
				if strings.Contains(page(t, d, key).Text, "THERE") {
					there = append(there, key)
				}
			}
			require.Equal(t, tt.want, strings.Join(there, " "))
		})
	}
}

// Texts may be long and have many tokens.
func TestLongTexts(t *testing.T) {
	text := strings.Repeat("day {n} of {count}. ", 240)
	d := compile(t, head+"designs: {d: {body: {type: text, fit: shrink, min-size: 2pt, text: \""+text+"\"}}}\nplan: [{design: d, each: 1..2}]\n", einkpdf.Options{})
	require.Equal(t, 240, strings.Count(strings.ReplaceAll(page(t, d, "d/2").Text, " ", ""), "day2of2."))

	file := func(text string) string {
		return head + "designs: {d: {body: {type: text, text: \"" + text + "\"}}}\nplan: [{design: d, each: 1..2}]\n"
	}
	compile(t, file(strings.Repeat("ä", 10_000)), einkpdf.Options{})
	require.Equal(t, "/designs/d/body/text range", pointers(fails(t, file(strings.Repeat("ä", 10_001)), einkpdf.Options{})))
	require.Equal(t, "/designs/d/body/text too-large", pointers(fails(t, file(strings.Repeat("{n}", 501)), einkpdf.Options{})))
	require.Equal(t, "/designs/d/body/text too-large", pointers(fails(t, file(strings.Repeat("ä", 5_000)+"{n}"), einkpdf.Options{})))
}

// pointers are the places and codes of errors.
func pointers(errs einkpdf.Errors) string {
	list := make([]string, len(errs))
	for i, e := range errs {
		list[i] = e.Pointer + " " + e.Code
	}
	return strings.Join(list, "\n")
}

// A section may have a hundred names and more of its own, which those nested in
// it see as the outer item had them.
func TestManyVars(t *testing.T) {
	var vars []string
	for i := range 150 {
		vars = append(vars, fmt.Sprintf("v%d: '{date}/{index}-{count}/{first}/{last}/{c}/%d'", i, i))
	}
	d := compile(t, head+year+`
designs: {d: {key: "{v0} {v149} {date} {index}"}}
plan:
  - each: day
    from: 2026-03-01
    to: 2026-03-02
    counters: {c: {start: 0.5}}
    vars: {`+strings.Join(vars, ", ")+`}
    nested: [{design: d, each: day, in: calendar, from: 2026-05-01, to: 2026-05-01}]
`, einkpdf.Options{})
	require.Equal(t, []string{
		"2026-03-01/1-2/true/false/0.5/0 2026-03-01/1-2/true/false/0.5/149 2026-05-01 1",
		"2026-03-02/2-2/false/true/1.5/0 2026-03-02/2-2/false/true/1.5/149 2026-05-01 1",
	}, d.Keys())

	errs := fails(t, head+"designs: {d: {}}\nplan: [{design: d, vars: {v: '{page}'}}]\n", einkpdf.Options{})
	require.Equal(t, "/plan/0/vars/v unknown-name", pointers(errs))
	require.Contains(t, errs[0].Hint, "only pages have it")
}

// A section of the plan may have three levels of sections below it.
func TestLevelsOfSections(t *testing.T) {
	nest := func(levels int) string {
		plan := "{design: d}"
		for range levels {
			plan = "{each: 1..1, nested: [" + plan + "]}"
		}
		return head + "designs: {d: {}}\nplan: [" + plan + "]\n"
	}
	for below := range 4 {
		require.Equal(t, 1, compile(t, nest(below), einkpdf.Options{}).Len(), below)
	}
	errs := fails(t, nest(4), einkpdf.Options{})
	require.Equal(t, "/plan/0/nested/0/nested/0/nested/0/nested/0 too-deep", pointers(errs))
	require.Contains(t, errs[0].Message, "at most 3 levels of sections below it")
}
