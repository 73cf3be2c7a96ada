package widget

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func TestDays(t *testing.T) {
	b := newBench(t)
	b.setPeriod("month", calendar.Month, calendar.New(2026, 2, 1))
	at := pt(10, 20, 200, 620)
	list := b.draw(&Days{Link: "day/{cell.date}"}, at)
	require.Equal(t, []string{"1", "Sun", "2", "Mon", "3", "Tue"}, texts(list)[:6])
	require.Len(t, texts(list), 56)
	require.Len(t, list.Links, 28)
	require.Equal(t, "day/2026-02-28", list.Links[27].Target)
	require.Equal(t, 20*geom.Pt, list.Links[0].Box.H, "31 rows whatever the month")
	require.Less(t, list.Links[0].Box.W, 80*geom.Pt, "the rest of the row is for writing")
	require.Len(t, ops[draw.Rect](list), 8, "weekend days")
	require.Len(t, ops[draw.Line](list), 29)

	plain := b.draw(&Days{Link: "x", Tap: "row", WeekendFill: None(), Weekday: "none", Lines: 3}, at)
	require.Empty(t, ops[draw.Rect](plain))
	require.Equal(t, numbers(1, 28), texts(plain))
	require.Equal(t, 200*geom.Pt, plain.Links[0].Box.W)
	require.Len(t, ops[draw.Lines](plain), 28)
	require.Equal(t, 2, ops[draw.Lines](plain)[0].N)
}

func TestDaysColumns(t *testing.T) {
	b := newBench(t)
	list := b.draw(&Days{Of: "2026-03", Columns: 2, ColumnGap: geom.Points(20), Tap: "row", Link: "{cell.date}"}, pt(0, 0, 220, 320))
	require.Len(t, list.Links, 31)
	require.Equal(t, pt(0, 0, 100, 20), list.Links[0].Box)
	require.Equal(t, pt(120, 0, 100, 20), list.Links[16].Box, "17 March begins the second column")
}

func TestDaysWeekNumbers(t *testing.T) {
	b := newBench(t)
	w := &Days{Of: "2026-03", WeekNumbers: "left", WeekLink: "{cell.week}", Tap: "row", Link: "{cell.date}", WeekendFill: restFill}
	at := pt(0, 0, 200, 620)
	list := b.draw(w, at)
	require.Equal(t, []string{"2026-03-01", "2026-W09", "2026-03-02", "2026-W10", "2026-03-03"}, targets(list)[:5])
	require.Equal(t, geom.Unit(0), list.Links[1].Box.X)
	require.Equal(t, list.Links[1].Box.Right(), list.Links[0].Box.X, "the two targets do not overlap")
	w.WeekNumbers = "right"
	list = b.draw(w, at)
	require.Equal(t, 200*geom.Pt, list.Links[1].Box.Right())
	require.Equal(t, list.Links[1].Box.X, list.Links[0].Box.Right())
}

func TestDaysLabel(t *testing.T) {
	b := newBench(t)
	list := b.draw(&Days{Of: "2026-W10", Label: "{cell.date|EEEE} ({cell.week.number})", Link: "{cell.date}"}, pt(0, 0, 200, 140))
	require.Equal(t, "Monday (10)", texts(list)[0])
	require.Len(t, list.Links, 7)
	require.Less(t, list.Links[0].Box.W, 120*geom.Pt)
	require.Greater(t, list.Links[0].Box.W, 30*geom.Pt)
}

func TestDaysPitch(t *testing.T) {
	b := newBench(t)
	w := &Days{Of: "2026-03", Pitch: geom.Points(20)}
	b.draw(w, pt(0, 0, 200, 620))
	require.Empty(t, b.found)
	require.Len(t, texts(b.draw(w, pt(0, 0, 200, 100))), 10)
	require.Equal(t, []string{"layout-overflow"}, b.codes())
	require.Contains(t, b.found[0].Message, "26 of 31 days do not fit")
	size, ok := b.natural(w, geom.Size{W: 200 * geom.Pt, H: 1000 * geom.Pt})
	require.True(t, ok)
	require.Equal(t, 620*geom.Pt, size.H)
	_, ok = b.natural(&Days{Of: "2026-03"}, geom.Size{W: 200 * geom.Pt})
	require.False(t, ok)
}

func TestDaysOfYear(t *testing.T) {
	b := newBench(t)
	list := b.draw(&Days{Of: "2026", Columns: 12, Weekday: "none", Link: "{cell.date}"}, pt(0, 0, 600, 600))
	require.Len(t, list.Links, 365)
	require.Equal(t, "2026-12-31", targets(list)[364])
	require.Len(t, b.draw(&Days{Of: "9999-12", Link: "{cell.date}", WeekNumbers: "left"}, pt(0, 0, 600, 600)).Links, 31)
}

// In narrow columns the letters become smaller, so that all of them stay inside.
func TestDaysNarrow(t *testing.T) {
	b := newBench(t)
	w := &Days{Of: "2026-03", Columns: 2, Weekday: "abbreviated", WeekNumbers: "left"}
	at := pt(0, 0, 100, 620)
	for _, op := range ops[draw.Text](b.draw(w, at)) {
		end := op.At.X + op.Run.Advance(op.Size)
		require.LessOrEqual(t, end, at.Right())
		require.GreaterOrEqual(t, op.Size, 5*geom.Pt)
	}
	require.Empty(t, b.found)
	large := ops[draw.Text](b.draw(w, pt(0, 0, 400, 620)))
	require.Equal(t, 11*geom.Pt, large[0].Size)
	b.draw(w, pt(0, 0, 40, 620))
	require.Contains(t, b.codes(), "layout-overflow")
}
