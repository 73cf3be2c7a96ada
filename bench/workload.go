package main

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// The page: a reMarkable 2 panel in points.
const (
	pageW = 447.29
	pageH = 596.39
)

// Where things stand on it, in points from the top left corner.
const (
	linesX1, linesX2 = 46.0, 222.0
	linesY, linesGap = 84.0, 12.0
	linesN           = 40

	dotsX, dotsY   = 240.0, 260.0
	dotsPitch      = 9.6
	dotsNX, dotsNY = 20, 28
	dotSize        = 0.9

	calX, calY       = 240.0, 84.0
	cellW, cellH     = 26.0, 22.0
	calCols, calRows = 7, 6

	tabsX, tabsY, tabW, tabH = 24.0, 574.0, 25.0, 16.0
	tabs                     = 16
)

// minPages is enough for some month's six weeks, and for a few to choose from.
const minPages = 120

// workload is a planner: a page for each year, below it one for each month, and
// below that one for each day.
//
// Every page has 20 static and 62 dynamic text runs, 40 ruled lines, 20×28 dots,
// a calendar grid whose 42 numbers are links, 20 more links, a destination, and
// a place in the outline year > month > page. The few links that would leave the
// planner, such as the one to the day before the first, are left out.
type workload struct {
	pages       []page
	first, last time.Time // days, UTC
	// shown is the first day of the last month whose six weeks are all in the
	// planner; later pages show its calendar.
	shown time.Time
}

// page is a page of the planner: a year, a month or a day, which it begins with.
type page struct {
	kind string
	day  time.Time
}

const (
	yearPage  = "year"
	monthPage = "month"
	dayPage   = "day"
)

// newWorkload begins on a Monday that is the first of January, so that no
// calendar grid reaches before the first page. It ends with a day, so there may
// be one page more than asked for.
func newWorkload(pages int) workload {
	day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	w := workload{first: day}
	for ; len(w.pages) < pages; day = day.AddDate(0, 0, 1) {
		if day.YearDay() == 1 {
			w.pages = append(w.pages, page{yearPage, day})
		}
		if day.Day() == 1 {
			w.pages = append(w.pages, page{monthPage, day})
		}
		w.pages = append(w.pages, page{dayPage, day})
		w.last = day
	}
	w.shown = firstOfMonth(w.last)
	for !w.has(gridStart(w.shown).AddDate(0, 0, calCols*calRows-1)) {
		w.shown = w.shown.AddDate(0, -1, 0)
	}
	return w
}

func (w workload) has(day time.Time) bool { return !day.Before(w.first) && !day.After(w.last) }

// month is the first day of the month that the calendar of a day's page shows.
func (w workload) month(day time.Time) time.Time {
	if m := firstOfMonth(day); m.Before(w.shown) {
		return m
	}
	return w.shown
}

func firstOfMonth(day time.Time) time.Time { return day.AddDate(0, 0, 1-day.Day()) }

// gridStart is the Monday on or before the first of a month.
func gridStart(month time.Time) time.Time {
	return month.AddDate(0, 0, -(int(month.Weekday())+6)%7)
}

// key is the name of a page as a destination.
func (p page) key() string {
	switch p.kind {
	case yearPage:
		return p.day.Format("year/2006")
	case monthPage:
		return p.day.Format("month/2006-01")
	}
	return p.day.Format("day/2006-01-02")
}

// title is the page's entry in the outline.
func (p page) title() string {
	switch p.kind {
	case yearPage:
		return p.day.Format("2006")
	case monthPage:
		return p.day.Format("January 2006")
	}
	return p.day.Format("2 Monday")
}

// label is a piece of text, and a link when to is set.
type label struct {
	x, y, w, h float64 // y is the top
	size       float64
	bold       bool
	text       string
	to         string
}

// static is the 20 labels that every page has: 6 headings and 14 hours.
func (w workload) static() []label {
	var ls []label
	for i, text := range []string{"Schedule", "Calendar", "Notes", "Priorities", "Tasks", "Habits"} {
		ls = append(ls, label{x: 24 + float64(i)*67, y: 56, w: 62, h: 12, size: 9, bold: true, text: text})
	}
	for i := range 14 {
		ls = append(ls, label{
			x: 24, y: linesY - 9 + float64(i)*3*linesGap, w: 22, h: 9, size: 6.5,
			text: fmt.Sprintf("%02d:00", 7+i),
		})
	}
	return ls
}

// dynamic is the 62 labels that change from page to page, all of them links:
// 42 numbers of the calendar and 20 others.
func (w workload) dynamic(day time.Time) []label {
	ls := make([]label, 0, 62)
	cell := gridStart(w.month(day))
	for r := range calRows {
		for c := range calCols {
			ls = append(ls, label{
				x: calX + float64(c)*cellW, y: calY + float64(r)*cellH, w: cellW, h: cellH,
				size: 8, bold: true, text: strconv.Itoa(cell.Day()), to: page{dayPage, cell}.key(),
			})
			cell = cell.AddDate(0, 0, 1)
		}
	}
	before, after := day.AddDate(0, 0, -1), day.AddDate(0, 0, 1)
	ls = append(ls,
		label{x: 24, y: 22, w: 60, h: 20, size: 9, text: before.Format("Mon 2 Jan"), to: w.target(before)},
		label{x: 90, y: 22, w: 170, h: 20, size: 14, bold: true, text: day.Format("2 January 2006"), to: page{monthPage, day}.key()},
		label{x: 270, y: 22, w: 60, h: 20, size: 9, text: day.Format("2006"), to: page{yearPage, day}.key()},
		label{x: 360, y: 22, w: 60, h: 20, size: 9, text: after.Format("Mon 2 Jan"), to: w.target(after)},
	)
	for i := range tabs {
		tab := firstOfMonth(day).AddDate(0, 0, i)
		ls = append(ls, label{
			x: tabsX + float64(i)*tabW, y: tabsY, w: tabW, h: tabH,
			size: 6, text: tab.Format("2 Jan"), to: w.target(tab),
		})
	}
	return ls
}

// target is a day's key, or "" when it has no page.
func (w workload) target(day time.Time) string {
	if !w.has(day) {
		return ""
	}
	return page{dayPage, day}.key()
}

// writers is what can run here, in the order of the table.
func writers(ctx context.Context) []writer {
	all := []writer{
		{name: "einkpdf", title: "einkpdf", draw: drawEinkpdf},
		{name: "gopdf", title: "gopdf v0.37, as its README", draw: drawGopdf},
		{name: "legacy", title: "einkpdf, old planner, 378 p.", draw: drawLegacy},
	}
	if py := python(ctx); py != "" {
		all = append(all, writer{name: "reportlab", title: "ReportLab, static form", command: reportlab(py)})
	}
	return all
}
