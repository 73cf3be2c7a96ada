package einkpdf_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// outlineOf is the outline as lines, indented by level.
func outlineOf(d *einkpdf.Document) (lines []string) {
	d.WalkOutline(func(level int, title string) { lines = append(lines, strings.Repeat("  ", level)+title) })
	return lines
}

// A page may have several entries: of these, others stand below the last.
func TestOutlines(t *testing.T) {
	const months = "month: {outline: {title: '{month|month}', under: home}}"
	for name, tt := range map[string]struct {
		home string // its outline
		want string
	}{
		"one":                   {`Index`, "Index\n  January\n  February"},
		"a list of one":         {`[Index]`, "Index\n  January\n  February"},
		"two":                   {`[Index, {title: "{year}", open: true}]`, "Index\n2026\n  January\n  February"},
		"a number":              {`[Index, 2026]`, "Index\n2026\n  January\n  February"},
		"the last is hidden":    {`[Index, {title: x, when: not first}]`, "Index\n  January\n  February"},
		"the first is hidden":   {`[{title: x, when: not first}, "{year}"]`, "2026\n  January\n  February"},
		"no title":              {`[Index, "{author}"]`, "Index\n  January\n  February"},
		"none":                  {`[]`, "January\nFebruary"},
		"below its own page":    {`[Index, "{year}", {title: a, under: home}, {title: b, under: home}]`, "Index\n2026\n  a\n  b\n  January\n  February"},
		"between":               {`[Index, {title: a, under: home}, "{year}", {title: b, under: home}]`, "Index\n  a\n2026\n  b\n  January\n  February"},
		"below nothing":         {`[{title: a, under: home}, {title: b, under: home}]`, "a\n  b\n  January\n  February"},
		"below a later page":    {`[Index, {title: a, under: end}]`, "Index\nfirst\nlast\n  a\n    January\n    February"},
		"in a circle":           {`[Index, {title: a, under: month/2026-01}]`, "Index\na\n  January\n  February"},
		"the first in a circle": {`[{title: a, under: month/2026-01}, Index]`, "Index\n  January\n    a\n  February"},
	} {
		t.Run(name, func(t *testing.T) {
			d := compile(t, head+"calendar: {from: 2026-01-01, to: 2026-02-28}\ndesigns:\n  home: {key: home, outline: "+tt.home+"}\n  end: {outline: [first, last]}\n  "+months+
				"\nplan: [{design: home, each: year, nested: [{design: month, each: month}]}, {design: end}]\n", einkpdf.Options{})
			require.Equal(t, strings.Split(tt.want, "\n"), slices.DeleteFunc(outlineOf(d), func(s string) bool { return name != "below a later page" && (s == "first" || s == "last") }))
		})
	}
}

// What is wrong with an entry is said at that entry.
func TestOutlinePointers(t *testing.T) {
	for entry, want := range map[string]string{
		`{under: none, title: x}`:    "/under unknown-page",
		`{title: x, when: "n =="}`:   "/when syntax",
		`{title: x, when: nothing}`:  "/when unknown-name",
		`{title: x, under: "{no}"}`:  "/under unknown-name",
		`{title: x, under: "{no"}`:   "/under syntax",
		`{title: "{no}", open: yes}`: "/open type",
		`{title: "{no}"}`:            "/title unknown-name",
		`"{no}"`:                     " unknown-name",
	} {
		for outline, at := range map[string]string{entry: "", "[" + entry + "]": "/0", "[a, " + entry + "]": "/1"} {
			errs := fails(t, head+"designs: {a: {outline: "+outline+"}}\nplan: [{design: a, each: 1..2}]", einkpdf.Options{Strict: true})
			require.Contains(t, strings.Join(shorts(errs), "\n"), " /designs/a/outline"+at+want, outline)
			require.Equal(t, 4, errs[0].Line)
		}
	}
}

// Entries that a program gives are checked as those of a file.
func TestOutlinesByHand(t *testing.T) {
	project := func(list ...einkpdf.Outline) *einkpdf.Project {
		return &einkpdf.Project{Format: 1, Title: "T", Plan: []einkpdf.Section{{Design: "a"}}, Designs: map[string]*einkpdf.Design{"a": {Outline: list}}}
	}
	d, err := einkpdf.Compile(context.Background(), project(einkpdf.Outline{Title: "Index"}, einkpdf.Outline{Title: "2026", Under: "a"}), einkpdf.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"Index", "  2026"}, outlineOf(d))
	for want, list := range map[string][]einkpdf.Outline{
		"0:0 /designs/a/outline/1 missing":            {{Title: "x"}, {Open: true}},
		"0:0 /designs/a/outline/0/title range":        {{Title: widget.Text(strings.Repeat("x", 20_000))}},
		"0:0 /designs/a/outline range":                make([]einkpdf.Outline, 11),
		"0:0 /designs/a/outline/1/when syntax":        {{Title: "x"}, {Title: "y", When: "n =="}},
		"0:0 /designs/a/outline/0/title syntax":       {{Title: "{"}},
		"0:0 /designs/a/outline/1/under unknown-name": {{Title: "x"}, {Title: "y", Under: "{no}"}},
	} {
		_, err := einkpdf.Compile(context.Background(), project(list...), einkpdf.Options{})
		require.Contains(t, shorts(errorsOf(t, err)), want)
	}
}

// The titles of many pages are bounded, whether they have tokens or not.
func TestOutlinesTooLarge(t *testing.T) {
	title := strings.Repeat("x", 9_000)
	for _, title := range []string{title, "{n}" + title} {
		list := strings.TrimSuffix(strings.Repeat("'"+title+"', ", 10), ", ")
		errs := fails(t, head+"designs: {a: {outline: ["+list+"]}}\nplan: [{design: a, each: 1..1000}]", einkpdf.Options{})
		require.Len(t, errs, 1)
		require.Equal(t, einkpdf.CodeTooLarge, errs[0].Code)
		require.Regexp(t, `^/designs/a/outline/\d$`, errs[0].Pointer)
	}
}

// A single entry is written without a list, several are one.
func TestOutlinesYAML(t *testing.T) {
	for outline, want := range map[string]string{
		`x`:                             `outline: x`,
		`[x]`:                           `outline: x`,
		`[{title: x}]`:                  `outline: x`,
		`[{title: x, open: true}]`:      `outline: {title: x, open: true}`,
		`[Index, {title: x, under: a}]`: `outline: [Index, {title: x, under: a}]`,
		`[]`:                            `outline: []`,
	} {
		p := parse(t, head+"designs: {a: {outline: "+outline+"}}\nplan: [{design: a}]")
		file, err := p.YAML()
		require.NoError(t, err)
		require.Contains(t, string(file), want+"\n", outline)
		require.Equal(t, p.Designs, parse(t, string(file)).Designs)
	}
}

// One page is the index and the year in the outline; the months stand below the
// year.
func ExampleOutlines() {
	project, err := einkpdf.Parse([]byte(`
einkpdf: 1
title: Months
calendar: {from: 2026-01-01, to: 2026-12-31}
designs:
  home: {outline: [Index, {title: "{year}", open: true}]}
  month: {outline: {title: "{month|month}", under: home}}
plan: [{design: home}, {design: month, each: month}]
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, entry := range project.Designs["home"].Outline {
		fmt.Println(entry.Title, entry.Open)
	}
	// Output:
	// Index false
	// {year} true
}
