package widget

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/token"
	"github.com/einkpdf/platform/einkpdf/locale"
)

// targets are the link targets in order.
func targets(l *draw.List) []string {
	list := []string{}
	for _, link := range l.Links {
		list = append(list, link.Target)
	}
	return list
}

// setPeriod gives the test page a period, as a page of a plan has one.
func (b *bench) setPeriod(name string, g calendar.Grain, d calendar.Date) {
	b.vars.Set(name, token.PeriodOf(calendar.PeriodOf(g, d, b.Weeks)))
}

func numbers(from, to int) []string {
	var list []string
	for i := from; i <= to; i++ {
		list = append(list, strconv.Itoa(i))
	}
	return list
}

func TestCalendarMini(t *testing.T) {
	b := newBench(t)
	b.setPeriod("month", calendar.Month, calendar.New(2026, 3, 1))
	at := pt(10, 20, 140, 160)
	list := b.draw(&Calendar{Link: "day/{cell.date}", TitleLink: "month/{cell.month}"}, at)

	want := append([]string{"March 2026", "M", "T", "W", "T", "F", "S", "S"}, numbers(1, 31)...)
	require.Equal(t, want, texts(list))
	require.Empty(t, ops[draw.Line](list), "no grid")
	require.Len(t, list.Links, 32)
	require.Equal(t, "month/2026-03", list.Links[0].Target)
	require.Equal(t, "day/2026-03-01", list.Links[1].Target)
	require.Equal(t, 10*geom.Pt+120*geom.Pt, list.Links[1].Box.X, "1 March 2026 is a Sunday, the last column")
	for _, link := range list.Links {
		require.True(t, at.Contains(link.Box), link.Target)
	}
	require.Equal(t, list.Links[1].Box.Y, list.Links[2].Box.Y-list.Links[1].Box.H, "Monday begins a row")
}

// TestCalendarLooks checks that months of a year line up and that the look
// follows the width.
func TestCalendarLooks(t *testing.T) {
	b := newBench(t)
	height := func(w *Calendar, at geom.Rect) geom.Unit {
		w.Link = "x"
		return b.draw(w, at).Links[0].Box.H
	}
	require.Equal(t, height(&Calendar{Of: "2026-02"}, pt(0, 0, 140, 140)), height(&Calendar{Of: "2026-03"}, pt(0, 0, 140, 140)))
	require.NotEqual(t, height(&Calendar{Of: "2026-02"}, pt(0, 0, 400, 400)), height(&Calendar{Of: "2026-03"}, pt(0, 0, 400, 400)), "a page has five or six rows")
	require.Equal(t, height(&Calendar{Of: "2026-02", Rows: 6}, pt(0, 0, 400, 400)), height(&Calendar{Of: "2026-03"}, pt(0, 0, 400, 400)))

	page := b.draw(&Calendar{Of: "2026-02"}, pt(0, 0, 400, 400))
	require.Equal(t, append([]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}, numbers(1, 28)...), texts(page), "no title of its own")
	grid := ops[draw.Lines](page)
	require.Len(t, grid, 2)
	require.Equal(t, 6, grid[0].N, "February 2026 has five rows of days from Monday")
	require.Equal(t, 8, grid[1].N)
	require.Equal(t, 400*geom.Pt, page.Ops[0].(draw.Lines).B.X)
	require.Empty(t, b.found)
}

func TestCalendarTitle(t *testing.T) {
	b := newBench(t)
	small, large := pt(0, 0, 140, 140), pt(0, 0, 400, 400)
	first := func(w *Calendar, at geom.Rect) string { return texts(b.draw(w, at))[0] }
	require.Equal(t, "May", first(&Calendar{Of: "2026-05", Title: "{cell.month|month}"}, large))
	require.Equal(t, "M", first(&Calendar{Of: "2026-05", Title: "none"}, small))
	require.Equal(t, "1", first(&Calendar{Of: "2026-05", Title: "none", Weekdays: "none"}, small))
	require.Equal(t, "Monday", first(&Calendar{Of: "2026-05", Weekdays: "wide"}, large))
	polish, err := locale.Lookup("pl")
	require.NoError(t, err)
	b.Locale = polish
	require.Equal(t, "maj 2026", first(&Calendar{Of: "2026-05"}, small))
}

func TestCalendarWeeks(t *testing.T) {
	b := newBench(t)
	w := &Calendar{Of: "2026-01", Title: "none", Weekdays: "none", WeekNumbers: "left", WeekLink: "week/{cell.week}"}
	list := b.draw(w, pt(0, 0, 160, 140))
	require.Equal(t, []string{"1", "2", "3", "4", "5"}, texts(list)[31:])
	require.Equal(t, []string{"week/2026-W01", "week/2026-W02", "week/2026-W03", "week/2026-W04", "week/2026-W05"}, targets(list))
	require.Equal(t, geom.Unit(0), list.Links[0].Box.X)

	w.WeekNumbers = "right"
	list = b.draw(w, pt(0, 0, 160, 140))
	require.Equal(t, 160*geom.Pt, list.Links[0].Box.Right())

	// rows from Sunday in a project with ISO weeks have the week of their middle
	w.FirstDay = "sun"
	require.Equal(t, "week/2026-W01", targets(b.draw(w, pt(0, 0, 160, 140)))[0])
	b.Weeks = calendar.USWeeks()
	w.FirstDay = ""
	require.Equal(t, []string{"week/2026-W01", "week/2026-W02", "week/2026-W03", "week/2026-W04", "week/2026-W05"}, targets(b.draw(w, pt(0, 0, 160, 140))))
}

func TestCalendarOutside(t *testing.T) {
	b := newBench(t)
	b.Places = map[string]Place{}
	for d := calendar.New(2026, 4, 28); !d.After(calendar.New(2026, 5, 30)); d = d.AddDays(1) {
		b.Places[d.String()] = Place{Name: d.String()}
	}
	w := &Calendar{Of: "2026-05", Title: "none", Weekdays: "none", Outside: "show", Link: "{cell.date}?"}
	at := pt(0, 0, 140, 140)
	list := b.draw(w, at)
	require.Equal(t, slices.Concat(numbers(27, 30), numbers(1, 31), numbers(1, 7)), texts(list))
	require.Equal(t, outsideInk, ops[draw.Text](list)[0].Color)
	require.Len(t, list.Links, 30, "31 May has no page")
	w.Outside = "link"
	require.Equal(t, "2026-04-28", targets(b.draw(w, at))[0])
	w.Link = "{cell.date}"
	require.Contains(t, b.fails(w, at), `no page or anchor "2026-04-27"`)
}

func TestCalendarMark(t *testing.T) {
	b := newBench(t)
	b.setPeriod("date", calendar.Day, calendar.New(2026, 5, 14))
	w := &Calendar{Of: "{date}", Mark: "{date}", Weekdays: "none", Title: "none"}
	at := pt(0, 0, 140, 140)
	list := b.draw(w, at)
	circle := ops[draw.Rect](list)[0]
	require.Equal(t, Gray(0), circle.Fill)
	require.Equal(t, circle.Box.W/2, circle.Radius)
	require.Equal(t, geom.Point{X: 70 * geom.Pt, Y: 55 * geom.Pt}, circle.Box.Center(), "Thursday of the third row, 22 pt high")
	require.Equal(t, Gray(0xFF), ops[draw.Text](list)[13].Color, "white on black")
	require.Equal(t, Gray(0), ops[draw.Text](list)[12].Color)

	w.Mark = "2026-W20"
	bar := ops[draw.Rect](b.draw(w, at))[0]
	require.Equal(t, 140*geom.Pt, bar.Box.W)
	require.Equal(t, markFill, bar.Fill)
	w.Mark = "2026-W18"
	require.Equal(t, 60*geom.Pt, ops[draw.Rect](b.draw(w, at))[0].Box.W, "from Friday 1 May")
	w.Mark = "2027-01-01"
	require.Empty(t, ops[draw.Rect](b.draw(w, at)))

	page := &Calendar{Of: "2026-05", Look: "page", Mark: "2026-05-01", MarkShape: "box", MarkStroke: Stroke{Color: Gray(0)}}
	box := ops[draw.Rect](b.draw(page, pt(0, 0, 400, 400)))[0]
	require.True(t, box.Fill.IsZero())
	require.Equal(t, 3*geom.Pt/4, box.Stroke.Width)
	cell := b.draw(&Calendar{Of: "2026-05", Look: "page", Link: "x"}, pt(0, 0, 400, 400)).Links[0].Box
	require.True(t, cell.Contains(box.Box), "the mark stays in its cell")

	page.MarkShape = "cell"
	require.Equal(t, cell.InsetAll(2*geom.Pt), ops[draw.Rect](b.draw(page, pt(0, 0, 400, 400)))[0].Box)
}

func TestCalendarPeriods(t *testing.T) {
	b := newBench(t)
	small := pt(0, 0, 140, 140)
	require.Equal(t, "May 2026", texts(b.draw(&Calendar{Of: "2026-05-31"}, small))[0])
	require.Equal(t, "January 2026", texts(b.draw(&Calendar{Of: "2026-W01"}, small))[0], "most of the week's days count")
	require.Contains(t, b.fails(&Calendar{Of: "2026-Q1"}, small), "shows one month")
	require.Contains(t, b.fails(&Calendar{Of: "tomorrow"}, small), "not a day, week, month")

	// the ends of the calendar
	require.Len(t, texts(b.draw(&Calendar{Of: "0001-01", Outside: "show", WeekNumbers: "left", Title: "none", Weekdays: "none"}, small)), 42+6)
	require.NotEmpty(t, texts(b.draw(&Calendar{Of: "9999-12", Outside: "link", Link: "{cell.date}", WeekNumbers: "left"}, small)))
}

// TestCalendarStyles checks that a default style for texts does not spoil the
// proportions, and that a style for the numbers wins.
func TestCalendarStyles(t *testing.T) {
	b := newBench(t)
	b.Styles = map[string]Style{"default": {Size: geom.Points(14), Align: "right", Font: "serif"}}
	list := b.draw(&Calendar{Of: "2026-05"}, pt(0, 0, 100, 100))
	require.Empty(t, b.found)
	for _, op := range ops[draw.Text](list) {
		require.Less(t, op.Size, 9*geom.Pt)
		require.Equal(t, "Liberation Serif", op.Run.Face.Family)
	}
	own := b.draw(&Calendar{Of: "2026-05", Title: "none", Weekdays: "none", Style: Inline(Style{Size: geom.Points(4)}), Weekend: Inline(Style{Color: quietInk})}, pt(0, 0, 100, 100))
	require.Equal(t, 4*geom.Pt, ops[draw.Text](own)[0].Size)
	require.Equal(t, Gray(0), ops[draw.Text](own)[0].Color)
	require.Equal(t, quietInk, ops[draw.Text](own)[1].Color, "Saturday 2 May")
}

func TestCalendarFillsAndLines(t *testing.T) {
	b := newBench(t)
	list := b.draw(&Calendar{Of: "2026-05", Look: "page", WeekendFill: restFill, Pitch: geom.MM(5), Grid: "rows"}, pt(0, 0, 400, 500))
	require.Len(t, ops[draw.Rect](list), 10, "the five weekends; empty cells stay white")
	lines := ops[draw.Lines](list)
	require.Len(t, lines, 1+31, "in the cells of the days")
	for _, l := range lines[1:] {
		require.Positive(t, l.N)
		require.LessOrEqual(t, l.A.Y+l.DY*geom.Unit(l.N), 500*geom.Pt+geom.Pt/100)
		require.Less(t, l.B.X-l.A.X, 400*geom.Pt/7, "inside the cell")
		require.Greater(t, l.Stroke.Color.R, lines[0].Stroke.Color.R, "lighter than the grid")
	}
	require.Empty(t, b.found)
	b.draw(&Calendar{Of: "2026-05", Look: "page", Pitch: geom.MM(20)}, pt(0, 0, 400, 400))
	require.Equal(t, []string{"layout-overflow"}, b.codes(), "no line fits")
}

func TestCalendarNatural(t *testing.T) {
	b := newBench(t)
	space := geom.Size{W: 150 * geom.Pt, H: 500 * geom.Pt}
	size, ok := b.natural(&Calendar{Of: "2026-05"}, space)
	require.True(t, ok)
	require.Equal(t, 150*geom.Pt, size.W)
	require.Greater(t, size.H, 130*geom.Pt)
	require.Less(t, size.H, 180*geom.Pt)
	_, ok = b.natural(&Calendar{Of: "2026-05", Look: "page"}, space)
	require.False(t, ok)
}

// TestCalendarStatic checks that what does not ask the page is drawn once.
func TestCalendarStatic(t *testing.T) {
	b := newBench(t)
	b.setPeriod("month", calendar.Month, calendar.New(2026, 3, 1))
	same, err := Prepare(b.context(), &Calendar{Of: "2026-05", Link: "day/{cell.date}"}, pt(0, 0, 140, 140))
	require.NoError(t, err)
	require.Empty(t, same.dynamic)
	require.Len(t, same.Static.Links, 31)
	differs, err := Prepare(b.context(), &Calendar{Link: "day/{cell.date}"}, pt(0, 0, 140, 140))
	require.NoError(t, err)
	require.Len(t, differs.dynamic, 1)
}

// TestCalendarDry checks that a dry page has the same links as a painted one.
func TestCalendarDry(t *testing.T) {
	b := newBench(t)
	w := &Calendar{Of: "2026-05", Link: "{cell.date}", WeekNumbers: "left", WeekLink: "{cell.week}", TitleLink: "{cell.month}"}
	want := targets(b.draw(w, pt(0, 0, 140, 140)))
	c := b.context()
	c.dry = true
	w.Draw(c, pt(0, 0, 140, 140))
	require.Equal(t, want, targets(c.list))
	require.Empty(t, c.list.Ops)
}

// TestCalendarSizes draws every look into places down to nothing.
func TestCalendarSizes(t *testing.T) {
	b := newBench(t)
	for _, look := range []string{"", "mini", "page"} {
		for _, at := range []geom.Rect{pt(0, 0, 0, 0), pt(0, 0, 1, 1), pt(0, 0, 5, 400), pt(0, 0, 400, 5), pt(0, 0, 2000, 2000)} {
			t.Run(fmt.Sprint(look, at.W.Points(), "x", at.H.Points()), func(t *testing.T) {
				b.draw(&Calendar{Of: "2026-05", Look: look, WeekNumbers: "left", Mark: "2026-05-05", Pitch: geom.MM(5)}, at)
			})
		}
	}
}

// A low place takes the small look, or says that there is no room.
func TestCalendarTooLow(t *testing.T) {
	b := newBench(t)
	low := pt(0, 0, 400, 100)
	require.Empty(t, ops[draw.Lines](b.draw(&Calendar{Of: "2026-05"}, low)), "the small look has no grid")
	require.Empty(t, b.found)
	require.NotEmpty(t, ops[draw.Lines](b.draw(&Calendar{Of: "2026-05", Look: "page"}, low)))
	require.Empty(t, b.found)
	b.draw(&Calendar{Of: "2026-05", Look: "page"}, pt(0, 0, 400, 30))
	b.draw(&Calendar{Of: "2026-05"}, pt(0, 0, 400, 30))
	require.Equal(t, []string{"layout-overflow", "layout-overflow"}, b.codes())
	require.Contains(t, b.found[0].Message, "a week needs 5.0 pt, there are ")
}

// Numbers of small calendars keep a gap between them.
func TestCalendarNumbersDoNotTouch(t *testing.T) {
	b := newBench(t)
	var last draw.Text
	for _, op := range ops[draw.Text](b.draw(&Calendar{Of: "2026-05", WeekNumbers: "left"}, pt(0, 0, 56, 80))) {
		if op.At.Y == last.At.Y {
			require.Greater(t, op.At.X-last.At.X-last.Run.Advance(last.Size), op.Size/4, op.Run.Text)
		}
		last = op
	}
	require.Empty(t, b.found)
}

func TestCalendarWeekdaysThatDoNotFit(t *testing.T) {
	b := newBench(t)
	w := &Calendar{Of: "2026-05", Look: "page", Weekdays: "wide"}
	require.Equal(t, "Mon", texts(b.draw(w, pt(0, 0, 190, 200)))[0])
	require.Equal(t, []string{"text-overflow"}, b.codes())
	require.Equal(t, "M", texts(b.draw(w, pt(0, 0, 75, 200)))[0])
	b.found = nil
	require.Equal(t, "Monday", texts(b.draw(w, pt(0, 0, 300, 200)))[0], "rather smaller than shorter")
	require.Empty(t, b.found)

	german, err := locale.Lookup("de")
	require.NoError(t, err)
	b.Locale = german
	for _, width := range []string{"short", "abbreviated"} {
		w.Weekdays = width
		require.Equal(t, "So", texts(b.draw(w, pt(0, 0, 300, 200)))[6], "no dot in either width")
	}
}

// A marked week can be told from the weekend, and its line lies on the grid.
func TestCalendarMarkedWeekBesideWeekend(t *testing.T) {
	b := newBench(t)
	w := &Calendar{Of: "2026-05", Look: "page", Mark: "2026-W20", WeekendFill: markFill}
	list := b.draw(w, pt(0, 0, 400, 400))
	rects := ops[draw.Rect](list)
	mark := rects[len(rects)-1]
	require.Equal(t, 400*geom.Pt, mark.Box.W)
	require.True(t, mark.Fill.IsZero())
	require.Equal(t, Gray(0), mark.Stroke.Color)
	isMark := func(op draw.Op) bool { r, ok := op.(draw.Rect); return ok && r == mark }
	isGrid := func(op draw.Op) bool { _, ok := op.(draw.Lines); return ok }
	require.Greater(t, slices.IndexFunc(list.Ops, isMark), slices.IndexFunc(list.Ops, isGrid))
	w.WeekendFill = Color{}
	require.Equal(t, markFill, ops[draw.Rect](b.draw(w, pt(0, 0, 400, 400)))[0].Fill)
}

// The lines of a grid end at the days, those between weeks go through their numbers.
func TestCalendarGridBesideWeekNumbers(t *testing.T) {
	b := newBench(t)
	w := &Calendar{Of: "2026-05", Look: "page", WeekNumbers: "left", Link: "x"}
	list := b.draw(w, pt(0, 0, 400, 400))
	rows := ops[draw.Lines](list)[0]
	require.Equal(t, ops[draw.Lines](list)[1].A.X, rows.A.X)
	require.Positive(t, rows.A.X)
	w.Grid = "rows"
	require.Zero(t, ops[draw.Lines](b.draw(w, pt(0, 0, 400, 400)))[0].A.X)
}
