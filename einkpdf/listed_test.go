package einkpdf_test

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// Days in lists are dates, in the plan and in repeats.
func TestDatesInLists(t *testing.T) {
	p, err := einkpdf.Parse([]byte(`
einkpdf: 1
title: T
designs:
  event:
    key: "{e.name}/{e.day.week}"
    outline: {title: "{e.day|medium}", when: e.day.weekday == sat}
    body:
      type: stack
      repeat: {each: [{day: 2026-03-01}, {day: 2026-03-14}]}
      child: {type: text, text: "{item.day|full} {item.day}", when: item.day >= e.day-2w}
plan:
  - {design: event, each: [{name: a, day: 2026-03-14}, {name: b, day: 2026-04-01}], as: e}
`))
	require.NoError(t, err)
	doc, err := einkpdf.Compile(t.Context(), p, einkpdf.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"a/2026-W11", "b/2026-W14"}, doc.Keys())
	stats, err := doc.WritePDFStats(t.Context(), io.Discard)
	require.NoError(t, err)
	require.Equal(t, 1, stats.Outlines, "only one of the days is a Saturday")
}

// A condition of an outline entry is checked as any other.
func TestOutlineWhen(t *testing.T) {
	file := `{einkpdf: 1, title: T, designs: {d: {outline: {title: x, when: WHEN}, body: {type: dots, pitch: 5mm}}}, plan: [{design: d, each: 1..3}]}`
	for when, code := range map[string]string{`"n =="`: einkpdf.CodeSyntax, "nothing": "unknown-name", "n": einkpdf.CodeType} {
		p, err := einkpdf.Parse([]byte("# YAML\n" + strings.Replace(file, "WHEN", when, 1)))
		if err == nil {
			_, err = einkpdf.Compile(t.Context(), p, einkpdf.Options{})
		}
		var errs einkpdf.Errors
		require.ErrorAs(t, err, &errs, when)
		require.Equal(t, code, errs[0].Code, errs)
		require.Equal(t, "/designs/d/outline/when", errs[0].Pointer)
	}
}
