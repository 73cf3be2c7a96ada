package main

import (
	"fmt"
	"strings"
)

// project is the workload as a project file, everything at its place in one
// layers container. The calendar of the last pages is that of workload.shown.
func (w workload) project() []byte {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p(`einkpdf: 1`)
	p(`title: Workload`)
	p(`device: remarkable-2`)
	p(`locale: en-US`)
	p(`margin: 0mm`)
	p(`toolbar: ignore`)
	p(`calendar: {from: %s, to: %s, week: iso}`, w.first.Format(dateFormat), w.last.Format(dateFormat))
	p(`styles:`)
	p(`  default: {font: DejaVu Sans, align: left, valign: middle}`)
	p(`parts:`)
	p(`  body:`)
	p(`    type: layers`)
	p(`    children:`)
	w.projectStatic(p)
	w.projectDynamic(p)
	p(`designs:`)
	p(`  year:  {key: "year/{year}", outline: "{year}", body: {type: part, part: body}}`)
	p(`  month: {key: "month/{month}", outline: {title: "{month|MMMM y}", under: "year/{year}"}, body: {type: part, part: body}}`)
	p(`  day:   {key: "day/{date}", outline: {title: "{date|d EEEE}", under: "month/{month}"}, body: {type: part, part: body}}`)
	p(`plan:`)
	p(`  - {design: year, each: year, as: span, nested: [{design: month, each: month, as: span, nested: [{design: day, each: day, as: span}]}]}`)
	return []byte(b.String())
}

const dateFormat = "2006-01-02"

func (w workload) projectStatic(p func(string, ...any)) {
	const ink = `stroke: {color: "#000000", width: 0.4pt}`
	p(`      - {type: lines, %s, pitch: %gpt, start: edge, count: %d, %s}`,
		at(linesX1, linesY, linesX2-linesX1, (linesN-1)*linesGap+0.5), linesGap, linesN, ink)
	p(`      - {type: dots, %s, pitch: %gpt, diameter: %gpt, align: top-left, color: "#000000"}`,
		at(dotsX, dotsY, (dotsNX-1)*dotsPitch+dotSize+0.5, (dotsNY-1)*dotsPitch+dotSize+0.5), dotsPitch, dotSize)
	for _, l := range w.static() {
		p(`      - {type: text, %s, fit: line, style: %s, text: "%s"}`, l.at(), l.style(), l.text)
	}
	for _, c := range []struct{ of, when string }{
		{"{span.start.month}", "span.start < " + w.shown.Format(dateFormat)},
		{w.shown.Format("2006-01"), "span.start >= " + w.shown.Format(dateFormat)},
	} {
		p(`      - {type: calendar, %s, when: "%s", of: "%s", look: page, title: none, weekdays: none, outside: link, rows: %d, grid: cells, padding: 2pt, %s,`,
			at(calX, calY, calCols*cellW, calRows*cellH), c.when, c.of, calRows, ink)
		p(`         style: {size: 8pt, weight: bold}, outside-style: {size: 8pt, weight: bold, color: "#000000"}, link: "day/{cell.date}"}`)
	}
}

// projectDynamic writes the labels of any page, with tokens for what differs.
func (w workload) projectDynamic(p func(string, ...any)) {
	links := w.dynamic(w.first)[calCols*calRows:]
	texts := []struct{ text, to string }{
		{"{span.start-1d|EEE d MMM}", "day/{span.start-1d}?"},
		{"{span.start|d MMMM y}", "month/{span.start.month}"},
		{"{span.start|y}", "year/{span.start.year}"},
		{"{span.start+1d|EEE d MMM}", "day/{span.start+1d}?"},
	}
	for i := range tabs {
		day := fmt.Sprintf("{span.start.month.start+%dd", i)
		texts = append(texts, struct{ text, to string }{day + "|d MMM}", "day/" + day + "}?"})
	}
	for i, l := range links {
		p(`      - {type: text, %s, fit: line, style: %s, text: "%s", link: "%s"}`, l.at(), l.style(), texts[i].text, texts[i].to)
	}
}

func at(x, y, w, h float64) string {
	return fmt.Sprintf("x: %gpt, y: %gpt, width: %gpt, height: %gpt", x, y, w, h)
}

func (l label) at() string { return at(l.x, l.y, l.w, l.h) }

func (l label) style() string {
	weight := "regular"
	if l.bold {
		weight = "bold"
	}
	return fmt.Sprintf("{size: %gpt, weight: %s}", l.size, weight)
}
