package widget

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/locale"
)

func TestWeek(t *testing.T) {
	b := newBench(t)
	b.setPeriod("week", calendar.Week, calendar.New(2026, 3, 4))
	at := pt(10, 20, 420, 300)
	list := b.draw(&Week{Link: "day/{cell.date}"}, at)
	require.Equal(t, []string{"Mon 2", "Tue 3", "Wed 4", "Thu 5", "Fri 6", "Sat 7", "Sun 8"}, texts(list))
	require.Equal(t, "day/2026-03-08", targets(list)[6])
	require.Equal(t, 60*geom.Pt, list.Links[6].Box.W)
	require.GreaterOrEqual(t, list.Links[0].Box.H.Points(), 19.8, "headings are high enough for a finger")
	require.Less(t, list.Links[0].Box.H, 40*geom.Pt, "and leave the day to the pen")
	grid := ops[draw.Lines](list)
	require.Equal(t, []int{2, 8}, []int{grid[0].N, grid[1].N})
	require.Equal(t, at.H, b.draw(&Week{Link: "x", Tap: "day"}, at).Links[0].Box.H)
}

func TestWeekColumns(t *testing.T) {
	b := newBench(t)
	w := &Week{Of: "2026-03-08", Columns: 2, Notes: "Notes", Tap: "day", Link: "{cell.date}"}
	at := pt(0, 0, 400, 400)
	list := b.draw(w, at)
	require.Equal(t, "Monday 2 March", texts(list)[0])
	require.Equal(t, "Notes", texts(list)[7])
	require.Equal(t, pt(0, 100, 200, 100), list.Links[1].Box, "column by column")
	require.Equal(t, pt(200, 0, 200, 100), list.Links[4].Box)
	w.Flow = "rows"
	require.Equal(t, pt(200, 0, 200, 100), b.draw(w, at).Links[1].Box)
	w.Columns = 1
	rows := b.draw(w, at)
	require.Len(t, ops[draw.Lines](rows), 1, "rows alone")
	require.Equal(t, 400*geom.Pt, rows.Links[6].Box.Bottom())
}

func TestWeekWeekend(t *testing.T) {
	b := newBench(t)
	w := &Week{Of: "2026-W10", Weekend: "half", Tap: "day", Link: "{cell.date}", WeekendFill: restFill}
	at := pt(0, 0, 420, 300)
	list := b.draw(w, at)
	require.Len(t, list.Links, 7)
	require.Equal(t, pt(350, 0, 70, 150), list.Links[5].Box)
	require.Equal(t, pt(350, 150, 70, 150), list.Links[6].Box)
	require.Len(t, ops[draw.Rect](list), 2)
	require.Len(t, ops[draw.Line](list), 1, "between the two halves")

	w.FirstDay = "sun"
	require.Equal(t, []string{"2026-03-01", "2026-03-02"}, targets(b.draw(w, at))[:2])
	require.Equal(t, at.H, b.draw(w, at).Links[0].Box.H, "Sunday and Saturday are not neighbours")

	w.FirstDay, w.Weekend = "", "hide"
	require.Len(t, b.draw(w, at).Links, 5)
	require.Equal(t, 84*geom.Pt, b.draw(w, at).Links[0].Box.W)

	b.Weekend = []calendar.Weekday{calendar.Friday}
	require.Len(t, b.draw(w, at).Links, 6)
}

func TestWeekHeading(t *testing.T) {
	b := newBench(t)
	at := pt(0, 0, 420, 300)
	require.Equal(t, "2/3", texts(b.draw(&Week{Of: "2026-W10", Heading: "{cell.day}/{cell.month.number}"}, at))[0])
	require.Empty(t, texts(b.draw(&Week{Of: "2026-W10", Heading: "none"}, at)))
	german, err := locale.Lookup("de")
	require.NoError(t, err)
	b.Locale = german
	require.Equal(t, "Mo 2", texts(b.draw(&Week{Of: "2026-W10"}, at))[0])
	require.Empty(t, b.found)
}

func TestWeekPaper(t *testing.T) {
	b := newBench(t)
	at := pt(0, 0, 420, 300)
	lines := ops[draw.Lines](b.draw(&Week{Of: "2026-W10", Paper: "lines", Pitch: geom.Points(20)}, at))
	require.Len(t, lines, 9)
	for _, l := range lines[2:] {
		last := l.A.Y + l.DY*geom.Unit(l.N-1)
		require.LessOrEqual(t, last, 300*geom.Pt-5*geom.Pt)
		require.Greater(t, last, 270*geom.Pt, "the paper goes to the bottom")
	}
	dots := ops[draw.Dots](b.draw(&Week{Of: "2026-W10", Paper: "dots", Pitch: geom.Points(20)}, at))
	require.Len(t, dots, 7)
	require.Greater(t, dots[0].First.X, geom.Unit(0))
}

func TestWeekHours(t *testing.T) {
	b := newBench(t)
	w := &Week{Of: "2026-W10", Paper: "hours", TimeAxis: TimeAxis{From: At(9, 0), To: At(12, 0)}, Tap: "day", Link: "{cell.date}"}
	list := b.draw(w, pt(0, 0, 450, 300))
	require.Equal(t, []string{"09:00", "10:00", "11:00"}, texts(list)[:3])
	lines := ops[draw.Line](list)
	require.Len(t, lines, 7)
	require.Equal(t, 300*geom.Pt, lines[6].A.Y)
	require.Equal(t, geom.Unit(0), lines[0].A.X)
	gutter := lines[1].A.X
	require.Greater(t, gutter, 15*geom.Pt)
	require.Equal(t, gutter, list.Links[0].Box.X)
	require.Equal(t, 450*geom.Pt, list.Links[6].Box.Right())

	var pointers []string
	report := func(_, pointer, _, _ string) { pointers = append(pointers, pointer) }
	w.Check(report)
	require.Empty(t, pointers)
	w.Weekend, w.From = "half", At(20, 0)
	w.Check(report)
	require.Equal(t, []string{"/to", "/weekend"}, pointers)
}

func TestWeekPeriods(t *testing.T) {
	b := newBench(t)
	at := pt(0, 0, 420, 300)
	require.Contains(t, b.fails(&Week{Of: "2026-03"}, at), "2026-03 is longer than a week")
	require.Equal(t, "Mon 27", texts(b.draw(&Week{Of: "9999-12-31"}, at))[0])
}

// Headings have about the same size however the days are arranged.
func TestWeekHeadingSize(t *testing.T) {
	b := newBench(t)
	for _, columns := range []int{1, 2, 4, 7} {
		size := ops[draw.Text](b.draw(&Week{Of: "2026-W10", Columns: columns}, pt(0, 0, 400, 250)))[0].Size
		require.GreaterOrEqual(t, size, 9*geom.Pt, columns)
		require.LessOrEqual(t, size, 11*geom.Pt+geom.Pt/5, columns)
	}
}

// Days without a page have grey headings where the link is optional.
func TestWeekDaysWithoutPage(t *testing.T) {
	b := newBench(t)
	b.Places = map[string]Place{"2026-03-03": {Name: "2026-03-03"}}
	list := b.draw(&Week{Of: "2026-W10", Link: "{cell.date}?"}, pt(0, 0, 400, 250))
	require.Len(t, list.Links, 1)
	for i, op := range ops[draw.Text](list) {
		require.Equal(t, i == 1, op.Color == Gray(0), op.Run.Text)
	}
	require.Equal(t, Gray(0), ops[draw.Text](b.draw(&Week{Of: "2026-W10"}, pt(0, 0, 400, 250)))[0].Color, "without links all are alike")
}

// A week that begins on another day than the project's has most of its days.
func TestWeekOfOtherFirstDay(t *testing.T) {
	b := newBench(t)
	b.Weeks = calendar.USWeeks()
	w := &Week{Of: "2026-W10", FirstDay: "mon", Link: "{cell.date}"} // 1 to 7 March, from Sunday
	require.Equal(t, "2026-03-02", targets(b.draw(w, pt(0, 0, 350, 140)))[0])
	w.FirstDay = "sat"
	require.Equal(t, "2026-02-28", targets(b.draw(w, pt(0, 0, 350, 140)))[0])
}
