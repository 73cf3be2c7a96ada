package edit_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/edit"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// paper is a project with pages of 400 × 600 pt, and a device with pages of half the
// width and three quarters of the height.
const paper = `einkpdf: 1
title: T
device: old
margin: [12pt, 20pt, 24pt, 40pt]
toolbar: ignore
devices:
  old: {pixels: [1600, 2400], ppi: 288, page: [400pt, 600pt]}
  small: {pixels: [400, 1200], ppi: 288, page: [200pt, 450pt]}
styles: {default: {size: 12pt, letter-spacing: 1pt}, tiny: {size: 7pt}, less: {size: 3pt}}
designs: {a: {margin: 40pt, body: BODY}}
plan: [{design: a}]
`

func withBody(body string) string {
	i := len(paper) - len("BODY}}\nplan: [{design: a}]\n")
	return paper[:i] + body + paper[i+len("BODY"):]
}

// Across the page all is half of what it was, down the page three quarters.
func TestScale(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, want string }{
		"place and size":    {"{type: box, x: 10mm, y: 2in, width: 40pt, height: 8mm}", "{type: box, x: 5mm, y: 1.5in, width: 20pt, height: 6mm}"},
		"shares stay":       {"{type: box, x: 10%, y: 2%, width: 40%, height: 8%}", "{type: box, x: 10%, y: 2%, width: 40%, height: 8%}"},
		"edges still meet":  {"{type: box, x: 10.01pt, width: 10.01pt}", "{type: box, x: 5pt, width: 5.01pt}"},
		"pixels":            {"{type: box, x: 100px, width: 40px}", "{type: box, x: 12.5pt, width: 5pt}"},
		"strokes":           {"{type: box, stroke: {color: black, width: 2pt, dash: [4pt, 2px]}, radius: 4pt}", "{type: box, stroke: {color: black, width: 1pt, dash: [2pt, 2px]}, radius: 2pt}"},
		"thin strokes":      {"{type: box, stroke: {color: black, width: 0.3pt}}", "{type: box, stroke: {color: black, width: 1px}}"},
		"thinner strokes":   {"{type: box, stroke: {color: black, width: 0.2pt}}", "{type: box, stroke: {color: black, width: 0.2pt}}"},
		"pixel strokes":     {"{type: box, stroke: {color: black, width: 1px}}", "{type: box, stroke: {color: black, width: 1px}}"},
		"lines":             {"{type: lines, pitch: 20pt, margin: 20pt, columns: 2, column-gap: 10pt, padding: [4pt, 8pt]}", "{type: lines, pitch: 15pt, margin: 10pt, columns: 2, column-gap: 5pt, padding: [3pt, 4pt]}"},
		"dots":              {"{type: dots, pitch: 20pt, diameter: 2pt}", "{type: dots, pitch: 10pt, diameter: 1pt}"},
		"bounds":            {"{type: dots, pitch: 4pt}", "{type: dots, pitch: 1mm}"},
		"stack":             {"{type: stack, gap: 4pt, padding: 4pt}", "{type: stack, gap: 3pt, padding: [3pt, 2pt]}"},
		"row":               {"{type: row, gap: 4pt}", "{type: row, gap: 2pt}"},
		"grid":              {"{type: grid, columns: 2, gap: 4pt}", "{type: grid, columns: 2, gap: 2pt, row-gap: 3pt}"},
		"grid with row gap": {"{type: grid, columns: 2, gap: 4pt, row-gap: 8pt, row-height: 20pt}", "{type: grid, columns: 2, gap: 2pt, row-gap: 6pt, row-height: 15pt}"},
		"table":             {"{type: table, widths: [40pt, 2fr], rows: [[a, b]], row-height: 20pt, header-height: 40pt, padding: 4pt}", "{type: table, widths: [20pt, 2fr], rows: [[a, b]], row-height: 15pt, header-height: 30pt, padding: 2pt}"},
		"text":              {"{type: text, text: a, style: {size: 20pt, letter-spacing: -1pt}, fit: shrink, min-size: 13pt}", "{type: text, text: a, style: {size: 10pt, letter-spacing: -0.5pt}, fit: shrink, min-size: 6.5pt}"},
		"small text":        {"{type: text, text: a, style: {size: 9pt}, fit: shrink, min-size: 5.5pt}", "{type: text, text: a, style: {size: 6pt}, fit: shrink, min-size: 5.5pt}"},
		"inside":            {"{type: stack, children: [{type: row, children: [{type: space, width: 10pt}]}], repeat: {each: 1..2}, child: {type: space, height: 4pt}}", "{type: stack, children: [{type: row, children: [{type: space, width: 5pt}]}], repeat: {each: 1..2}, child: {type: space, height: 3pt}}"},
		"staves":            {"{type: music, staff-space: 8pt, gap: 40pt, system-gap: 80pt}", "{type: music, staff-space: 4pt, gap: 30pt, system-gap: 60pt}"},
		"checkbox":          {"{type: checkbox, label: a, size: 10pt, gap: 4pt}", "{type: checkbox, label: a, size: 5pt, gap: 2pt}"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// The body of the page is 340 × 564 pt, then 170 × 423.
			p := parse(t, withBody(test.body))
			before := yamlOf(t, p)
			scaled, err := edit.Scale(p, "small")
			require.NoError(t, err)
			require.Equal(t, before, yamlOf(t, p), "p is changed")

			want := parse(t, withBody(test.want))
			want.Device = "small"
			delete(want.Devices, "old")
			want.Margin = widget.Edges{Top: geom.Points(9), Right: geom.Points(10), Bottom: geom.Points(18), Left: geom.Points(20)}
			want.Designs["a"].Margin = &widget.Edges{Top: geom.Points(30), Right: geom.Points(20), Bottom: geom.Points(30), Left: geom.Points(20)}
			want.Styles = map[string]widget.Style{"default": {Size: geom.Points(6), LetterSpacing: geom.Points(0.5)}, "tiny": {Size: geom.Points(6)}, "less": {Size: geom.Points(3)}}
			require.Equal(t, yamlOf(t, want), yamlOf(t, scaled))
		})
	}
}

func TestScaleToTheSamePage(t *testing.T) {
	t.Parallel()
	p := parse(t, withBody("{type: box, x: 1.23456pt, y: 3px}"))
	p.Device, p.Devices = "remarkable-2", nil
	scaled, err := edit.Scale(p, "remarkable-1")
	require.NoError(t, err)
	p.Device = "remarkable-1"
	require.Equal(t, yamlOf(t, p), yamlOf(t, scaled))
}

func TestScaleHoldsThePageAsItWas(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ device, orientation, to, want string }{
		{"remarkable-2", "", "kobo-sage", ""},
		{"remarkable-2", "portrait", "kobo-sage", "portrait"},
		{"remarkable-2", "landscape", "kobo-sage", "landscape"},
		{"boox-note-air-4c-landscape", "", "kobo-sage", "landscape"},
		{"remarkable-2", "", "boox-note-air-4c-landscape", "landscape"},
	} {
		p := parse(t, "einkpdf: 1\ntitle: T\ndesigns: {a: {}}\nplan: [{design: a}]\n")
		p.Device, p.Orientation = test.device, test.orientation
		scaled, err := edit.Scale(p, test.to)
		require.NoError(t, err, test)
		require.Equal(t, test.want, scaled.Orientation, test)
	}
}

func TestScaleRefuses(t *testing.T) {
	t.Parallel()
	p := parse(t, withBody("{type: space}"))
	for _, name := range []string{"", "nothing", "\x00"} {
		_, err := edit.Scale(p, name)
		require.ErrorIs(t, err, device.ErrUnknown)
	}
	p.Device = "nothing"
	_, err := edit.Scale(p, "kobo-sage")
	require.Error(t, err)
}

// Pages keep their keys, and links their targets.
func TestScaledProjectsHaveTheSameLinks(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"weekly-2026.json", "widgets.json", "plans.json"} {
		r := old(t, name)
		want := linksOf(t, r.Project, r.Assets)
		for _, device := range []string{"kobo-libra-2", "remarkable-paper-pro-move"} {
			p, err := edit.Scale(r.Project, device)
			require.NoError(t, err)
			require.Equal(t, want, linksOf(t, p, r.Assets), "%s on %s", name, device)
			again := parse(t, yamlOf(t, p))
			require.Equal(t, yamlOf(t, p), yamlOf(t, again))
		}
	}
}

// linksOf is the keys of the pages and where their links lead.
func linksOf(t *testing.T, p *einkpdf.Project, assets einkpdf.Assets) map[string][]string {
	doc, err := einkpdf.Compile(t.Context(), p, einkpdf.Options{Assets: assets})
	require.NoError(t, err)
	links := map[string][]string{"": doc.Keys()}
	for i, key := range doc.Keys() {
		layout, err := doc.Layout(t.Context(), i)
		require.NoError(t, err)
		for _, l := range layout.Links {
			links[key] = append(links[key], l.Pointer+" "+l.Target)
		}
	}
	return links
}

// Every widget and property there is comes through.
func TestScaleEverything(t *testing.T) {
	t.Parallel()
	for name, file := range goldenFiles(t) {
		p := parse(t, file)
		before := yamlOf(t, p)
		for _, device := range []string{"remarkable-paper-pro-move", "boox-tab-x"} {
			scaled, err := edit.Scale(p, device)
			require.NoError(t, err, name)
			parse(t, yamlOf(t, scaled))
			require.Equal(t, before, yamlOf(t, p), name)
		}
	}
}
