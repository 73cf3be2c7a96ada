package einkpdf_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// Targets that begin with @ are pages by their place in the document.
func TestTargetsByOrder(t *testing.T) {
	d := compile(t, head+year+`
vars: {home: "@first"}
parts:
  foot: {type: link, height: 9mm, text: Home, to: "{home}"}
designs:
  note:
    body:
      type: stack
      children:
        - {type: tap, height: 9mm, to: "@next?"}
        - {type: link, height: 9mm, text: BACK, to: "@previous?"}
        - {type: text, height: 9mm, text: x, link: "@{page+2}?"}
        - {type: tap, height: 9mm, to: "@2"}
        - {type: tap, height: 9mm, to: "@last"}
        - {type: part, part: foot}
plan: [{design: note, each: 1..4}]
`, einkpdf.Options{})
	for i, want := range []string{"2 - 3 2 4 1", "3 1 4 2 4 1", "4 2 - 2 4 1", "- 3 - 2 4 1"} {
		p := page(t, d, fmt.Sprintf("note/%d", i+1))
		var own, static []string
		for _, l := range p.Own.Links {
			own = append(own, strings.TrimPrefix(l.Target, "note/"))
		}
		for _, l := range p.Static.Links {
			static = append(static, strings.TrimPrefix(l.Target, "note/"))
		}
		words := strings.Fields(want)
		require.Equal(t, strings.ReplaceAll(strings.Join(words[:3], " "), "-", ""), strings.Join(pad(own, words[:3]), " "), "the page's own")
		require.Equal(t, words[3:], static, "the same on every page")
		require.Equal(t, i > 0, strings.Contains(p.Text, "BACK"))
	}
	require.NotEmpty(t, pdf(t, d))
}

// pad puts empty words where none is wanted.
func pad(got, want []string) []string {
	var list []string
	for _, w := range want {
		if w == "-" || len(got) == 0 {
			list = append(list, "")
			continue
		}
		list, got = append(list, got[0]), got[1:]
	}
	return append(list, got...)
}

// The layout of a design may begin from any of its pages.
func TestOrderDoesNotDependOnTheFirstPage(t *testing.T) {
	d := compile(t, head+"designs: {d: {body: {type: stack, children: [{type: tap, to: '@next?'}, {type: tap, to: '@last'}]}}}\nplan: [{design: d, each: 1..3}]\n", einkpdf.Options{})
	for from := range d.Len() {
		for on := range d.Len() {
			static, own, err := d.LayerFrom(from, on)
			require.NoError(t, err)
			require.Len(t, static.Links, 1)
			require.Equal(t, "d/3", static.Links[0].Target)
			if on == 2 {
				require.Empty(t, own.Links)
				continue
			}
			require.Equal(t, fmt.Sprintf("d/%d", on+2), own.Links[0].Target)
		}
	}
}

// Every widget that links takes them: here cells, days and repeated taps.
func TestOrderInEveryTarget(t *testing.T) {
	d := compile(t, head+year+`
designs:
  cover: {body: {type: row, repeat: {each: 1..3}, child: {type: tap, to: "@{item+1}"}}}
  month: {body: {type: calendar, of: "{month}", link: "@{cell.day+1}?", title: x, title-link: "@first"}}
  table: {body: {type: table, columns: 1, header: [a], rows: [[b]], link: "@next?"}}
plan: [{design: cover}, {design: month, each: month}, {design: table}]
`, einkpdf.Options{})
	require.Equal(t, []string{"month/2026-01", "month/2026-02", "month/2026-03"}, page(t, d, "cover").Links)
	months := page(t, d, "month/2026-05").Links
	require.Contains(t, months, "cover")
	require.Contains(t, months, "month/2026-12")
	require.NotContains(t, months, "")
	require.Contains(t, months, "table", "day 13 is page 14")
	require.Len(t, months, 14)
	require.Empty(t, page(t, d, "table").Links)
}

func TestOrderErrors(t *testing.T) {
	body := func(b string) string {
		return head + "designs: {d: {body: " + b + "}}\nplan: [{design: d, each: 1..3}]\n"
	}
	tests := []struct{ name, file, want, message, hint string }{
		{"after the last page", body("{type: tap, to: '@next'}"), "4:37 /designs/d/body/to missing-target", "page d/3 links to \"@next\", but there is no such page", `add "?"`},
		{"before the first page", body("{type: tap, to: '@previous'}"), "4:37 /designs/d/body/to missing-target", "page d/1", `add "?"`},
		{"too large a number", body("{type: tap, to: '@4'}"), "4:37 /designs/d/body/to missing-target", `"@4"`, "@1 to @3"},
		{"zero", body("{type: tap, to: '@{n-1}'}"), "4:37 /designs/d/body/to missing-target", `"@0"`, "@1 to @3"},
		{"no such word", body("{type: tap, to: '@nxt?'}"), "4:37 /designs/d/body/to syntax", `"@nxt"`, "did you mean @next?"},
		{"no such word by a token", body("{type: tap, to: '@{title}?'}"), "4:21 /designs/d/body token", `"@Test"`, "@next"},
		{"key", head + "designs: {d: {key: '@home'}}\nplan: [{design: d}]\n", "4:20 /designs/d/key format", `"@home"`, "letter"},
		{"key by a token", head + "designs: {d: {key: '{n}'}}\nplan: [{design: d, each: ['@next']}]\n", "4:20 /designs/d/key format", `"@next"`, "letter"},
		{"anchor", head + "designs: {d: {body: {type: anchor, name: '@top'}}}\nplan: [{design: d}]\n", "4:21 /designs/d/body format", `"@top"`, "letter"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			errs := fails(t, tt.file, einkpdf.Options{})
			require.Len(t, errs, 1, "%v", errs)
			require.Equal(t, tt.want, short(errs[0]))
			require.Contains(t, errs[0].Message, tt.message)
			require.Contains(t, errs[0].Hint, tt.hint)
		})
	}
}

func ExampleParse_targetsByOrder() {
	p, err := einkpdf.Parse([]byte(`
einkpdf: 1
title: Slides
designs:
  slide:
    body:
      type: row
      children:
        - {type: link, text: "‹", to: "@previous?"}
        - {type: link, text: "›", to: "@next?"}
plan: [{design: slide, each: 1..3}]
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := einkpdf.Compile(context.Background(), p, einkpdf.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var size countingWriter
	stats, err := d.WritePDFStats(context.Background(), &size)
	fmt.Println(stats.Pages, "pages,", stats.Links, "links,", err)
	// Output: 3 pages, 4 links, <nil>
}
