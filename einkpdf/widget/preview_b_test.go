package widget

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/pdfout"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

func TestPreviewB(t *testing.T) {
	path := os.Getenv("PREVIEW_B")
	if path == "" {
		t.Skip()
	}
	f, err := os.Create(path)
	require.NoError(t, err)
	sizes := []geom.Rect{pt(0, 0, 447, 596), pt(0, 0, 257, 347)}
	pages := [][]struct {
		w  Widget
		at [4]int // percent
	}{
		{{&Calendar{Of: "2026-03", Link: "d"}, [4]int{0, 0, 30, 25}}, {&Calendar{Of: "2026-04", WeekNumbers: "left", Mark: "2026-04-15", TitleLink: "x"}, [4]int{35, 0, 30, 25}},
			{&Calendar{Of: "2026-05", Mark: "2026-W20", WeekNumbers: "right"}, [4]int{70, 0, 30, 25}},
			{&Calendar{Of: "2026-02", Look: "page", Title: "{cell.month|month-year}", WeekNumbers: "left", Mark: "2026-02-10", WeekendFill: Gray(0xEE)}, [4]int{0, 30, 100, 70}}},
		{{&Calendar{Of: "2026-08", Outside: "show", Mark: "2026-W34"}, [4]int{0, 0, 100, 60}}, {&Calendar{Of: "2026-08", Look: "mini", Grid: "rows", Mark: "2026-08-15", MarkStroke: Stroke{Color: Gray(0)}, MarkFill: None()}, [4]int{0, 65, 45, 35}}, {&Calendar{Of: "2026-08", Outside: "show", Weekend: Inline(Style{Color: Gray(0x77)})}, [4]int{50, 65, 45, 35}}},
		{{&Week{Of: "2026-W10"}, [4]int{0, 0, 100, 30}}, {&Week{Of: "2026-W10", Columns: 2, Notes: "Notes", Paper: "lines"}, [4]int{0, 35, 100, 65}}},
		{{&Week{Of: "2026-W10", Columns: 1, Paper: "dots", Weekend: "half", Pitch: geom.MM(5)}, [4]int{0, 0, 48, 100}}, {&Week{Of: "2026-W10", Columns: 2, Weekend: "half"}, [4]int{52, 0, 48, 100}}},
		{{&Week{Of: "2026-W10", Paper: "hours", WeekendFill: Gray(0xEE)}, [4]int{0, 0, 100, 100}}},
		{{&Days{Of: "2026-03", WeekNumbers: "right"}, [4]int{0, 0, 45, 100}}, {&Days{Of: "2026-02", Columns: 2, Weekday: "narrow", Label: "{cell.date|d EEE}", WeekNumbers: "left"}, [4]int{50, 0, 50, 50}}, {&Days{Of: "2026-W05", Lines: 2}, [4]int{50, 55, 50, 45}}},
		{{&Schedule{}, [4]int{0, 0, 45, 100}}, {&Schedule{Labels: "line", TimeAxis: TimeAxis{Clock: "12h", From: At(8, 0), To: At(18, 0), Every: 15}}, [4]int{50, 0, 22, 100}}, {&Schedule{Labels: "below", TimeAxis: TimeAxis{Clock: "hour", From: At(6, 0), To: At(24, 0)}}, [4]int{78, 0, 22, 60}}},
		{{&Table{Header: []Text{"Habit", "Mon", "Tue", "Wed"}, Widths: []geom.Length{geom.Fr(3)}, Rows: [][]Text{{"Walk", "x"}, {"Read a long book about something", "", "x"}}, RowCount: 8, HeaderFill: Gray(0xEE), StripeFill: Gray(0xEE)}, [4]int{0, 0, 100, 40}},
			{&Table{Columns: 4, RowCount: 6, Border: "horizontal", Header: []Text{"A", "B", "C", "D"}, HeaderStroke: Stroke{Color: Gray(0)}, RowHeight: geom.MM(7)}, [4]int{0, 45, 48, 50}},
			{&Table{Rows: [][]Text{{"one", "two"}, {"three", "four"}}, Border: "outer", Style: Inline(Style{Align: "center"})}, [4]int{52, 45, 48, 20}}},
	}
	out := pdfout.New(f, pdfout.Options{Pages: len(sizes) * len(pages), Info: pdfout.Info{Title: "t"}})
	for _, size := range sizes {
		for i, items := range pages {
			b := newBench(t)
			b.Page = size.Size()
			b.vars.Set("month", token.PeriodOf(calendar.PeriodOf(calendar.Month, calendar.New(2026, 3, 1), b.Weeks)))
			c := b.context()
			in := size.InsetAll(20 * geom.Pt)
			for _, it := range items {
				at := geom.Rect{X: in.X + in.W.MulDiv(int64(it.at[0]), 100), Y: in.Y + in.H.MulDiv(int64(it.at[1]), 100), W: in.W.MulDiv(int64(it.at[2]), 100), H: in.H.MulDiv(int64(it.at[3]), 100)}
				it.w.Draw(c, at)
			}
			require.NoError(t, c.Err())
			for _, f := range b.found {
				t.Log(size.W.Points(), i, f.Code, f.Message)
			}
			c.list.Links = nil
			require.NoError(t, out.Page(pdfout.Page{Size: size.Size(), Key: "k" + string(rune('a'+i)) + geom.Decimal(int64(size.W)), List: c.list}))
		}
	}
	require.NoError(t, out.Close(nil, nil))
	require.NoError(t, f.Close())
}
