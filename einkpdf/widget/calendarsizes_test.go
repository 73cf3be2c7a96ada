package widget

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// Heights and widths that are given are taken as they are, and the days share
// the rest without drift: links are the whole cells.
func TestCalendarGivenSizes(t *testing.T) {
	at := pt(10, 20, 401, 300)
	tests := []struct {
		name                       string
		w                          Calendar
		title, names, weeks, row   float64
		rows, titleLinks, weekLeft int
	}{
		{"all given", Calendar{Title: "{cell.month|month}", TitleHeight: geom.Points(21.5), WeekdayHeight: geom.Points(15.25), WeekNumbers: "left", WeekWidth: geom.Points(18.6)},
			21.5, 15.25, 18.6, (300 - 21.5 - 15.25) / 6, 6, 1, 10},
		{"at the right", Calendar{TitleHeight: geom.Points(21.5), WeekdayHeight: geom.Points(15), WeekNumbers: "right", WeekWidth: geom.Points(18.6), Weekdays: "wide"},
			0, 15, 18.6, (300 - 15) / 6.0, 6, 0, 0},
		{"what is not shown has no height", Calendar{TitleHeight: geom.Points(50), WeekdayHeight: geom.Points(50), WeekWidth: geom.Points(50), Title: "none", Weekdays: "none"},
			0, 0, 0, 50, 6, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			w := tt.w
			w.Of, w.Look, w.Link, w.WeekLink = "2026-03", "page", "{cell.date}", "w{cell.week.number}"
			w.TitleLink = "title"
			list := b.draw(&w, at)
			require.Empty(t, b.found)
			links := list.Links
			if tt.titleLinks == 1 {
				requireBox(t, 10, 20, 401, tt.title, links[0].Box)
				links = links[1:]
			}
			left := 10.0
			if w.WeekNumbers == "left" {
				left += tt.weeks
			}
			cell, top := (401-tt.weeks)/7, 20+tt.title+tt.names
			for i, link := range links[:31] {
				at := i + 6 // 1 March 2026 is a Sunday
				require.Equal(t, fmt.Sprintf("2026-03-%02d", i+1), link.Target)
				requireBox(t, left+float64(at%7)*cell, top+float64(at/7)*tt.row, cell, tt.row, link.Box)
			}
			if w.WeekNumbers == "" {
				require.Len(t, links, 31)
				return
			}
			x := 10.0
			if w.WeekNumbers == "right" {
				x = 411 - tt.weeks
			}
			require.Len(t, links, 31+6)
			for row, link := range links[31:] {
				require.Equal(t, fmt.Sprintf("w%d", 9+row), link.Target)
				requireBox(t, x, top+float64(row)*tt.row, tt.weeks, tt.row, link.Box)
			}
		})
	}
}

// The mini look takes them as well, and its rows follow from what is left.
func TestCalendarMiniSizes(t *testing.T) {
	b := newBench(t)
	w := &Calendar{Of: "2026-03", Look: "mini", TitleHeight: geom.Points(30), WeekdayHeight: geom.Points(8), WeekNumbers: "left", WeekWidth: geom.Points(30),
		TitleLink: "title", Link: "{cell.date}", WeekLink: "w"}
	list := b.draw(w, pt(0, 0, 170, 98))
	require.Empty(t, b.found)
	requireBox(t, 30, 0, 140, 30, list.Links[0].Box)
	requireBox(t, 30+6*20, 38, 20, 10, list.Links[1].Box)
	requireBox(t, 0, 38, 30, 10, list.Links[32].Box)
	size, ok := b.natural(w, geom.Size{W: 170 * geom.Pt, H: 400 * geom.Pt})
	require.True(t, ok)
	require.Equal(t, geom.Size{W: size.W, H: (size.W-30*geom.Pt)/7*6*9/10 + 38*geom.Pt}, size)

	b.draw(w, pt(0, 0, 20, 30)) // narrower than its weeks
	require.Contains(t, b.codes(), "layout-overflow")
}

func TestCalendarTitleStroke(t *testing.T) {
	b := newBench(t)
	at := pt(10, 20, 400, 300)
	w := &Calendar{Of: "2026-03", Title: "x", TitleHeight: geom.Points(20), Grid: "none"}
	require.Empty(t, ops[draw.Line](b.draw(w, at)))
	w.TitleStroke = Stroke{Color: Gray(0), Width: geom.Points(2), Dash: Dash{Word: "dashed"}}
	lines := ops[draw.Line](b.draw(w, at))
	require.Len(t, lines, 1)
	require.Equal(t, geom.Point{X: 10 * geom.Pt, Y: 40 * geom.Pt}, lines[0].A)
	require.Equal(t, geom.Point{X: 410 * geom.Pt, Y: 40 * geom.Pt}, lines[0].B)
	require.Equal(t, 2*geom.Pt, lines[0].Stroke.Width)
	w.Title = "none"
	require.Empty(t, ops[draw.Line](b.draw(w, at)), "no title, no line")
	w.Title, w.Look, w.TitleStroke = "", "mini", Stroke{Color: Gray(0)}
	line := ops[draw.Line](b.draw(w, pt(0, 0, 140, 160)))[0]
	require.Equal(t, Pen{Color: Gray(0), Width: geom.Pt / 2}, line.Stroke)
	require.Equal(t, 140*geom.Pt, line.B.X)
}

func TestCalendarLinkFrom(t *testing.T) {
	b := newBench(t)
	b.setPeriod("date", calendar.Day, calendar.New(2026, 5, 14))
	at := pt(0, 0, 400, 300)
	first := func(from Span, outside string) (string, int) {
		list := b.draw(&Calendar{Of: "2026-05", LinkFrom: from, Outside: outside, Link: "{cell.date}", WeekNumbers: "left", WeekLink: "week", TitleLink: "title", Title: "x"}, at)
		require.Equal(t, "title", list.Links[0].Target)
		days := targets(list)[1 : len(list.Links)-5]
		if len(days) == 0 {
			return "", 0
		}
		return days[0], len(days)
	}
	for _, tt := range []struct {
		from    Span
		outside string
		want    string
		n       int
	}{
		{"", "", "2026-05-01", 31},
		{"{date}", "", "2026-05-14", 18},
		{"2026-W20", "", "2026-05-11", 21},
		{"2026-04", "", "2026-05-01", 31},
		{"2026-06-01", "", "", 0},
		{"2026-04-29", "link", "2026-04-29", 33},
	} {
		got, n := first(tt.from, tt.outside)
		require.Equal(t, tt.want, got, tt.from)
		require.Equal(t, tt.n, n, tt.from)
	}
	require.Contains(t, b.fails(&Calendar{Of: "2026-05", Link: "x", LinkFrom: "tomorrow"}, at), `"tomorrow" is not a day`)
}

// In rows from any weekday the number is the ISO week of the row's Thursday.
func TestCalendarThursdays(t *testing.T) {
	b := newBench(t)
	for _, first := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		for _, month := range []Span{"2026-01", "2026-03", "2024-12", "2021-01", "2026-02"} {
			w := &Calendar{Of: month, FirstDay: first, Look: "page", WeekNumbers: "left", WeekLink: "{cell.week}", Link: "{cell.date}", Outside: "link"}
			list := b.draw(w, pt(0, 0, 400, 300))
			days := len(list.Links) / 8 * 7
			for row, link := range list.Links[days:] {
				thursday, found := calendar.Date{}, false
				for _, day := range list.Links[7*row : 7*row+7] {
					d, err := calendar.Parse(day.Target)
					require.NoError(t, err)
					if d.Weekday() == calendar.Thursday {
						thursday, found = d, true
					}
				}
				require.True(t, found)
				want := calendar.PeriodOf(calendar.Week, thursday, calendar.ISOWeeks())
				require.Equal(t, want.String(), link.Target, "%s from %s, row %d", month, first, row)
			}
		}
	}
}
