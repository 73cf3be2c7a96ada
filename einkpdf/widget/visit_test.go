package widget

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

// dayPage gives the test page the names of a day.
func (b *bench) dayPage(d calendar.Date) {
	b.vars = token.NewScope(nil)
	b.vars.Set("date", token.Date(d))
	for _, g := range []calendar.Grain{calendar.Week, calendar.Month, calendar.Year} {
		b.vars.Set(g.String(), token.PeriodOf(calendar.PeriodOf(g, d, b.Weeks)))
	}
	b.vars.Set("page", token.Int(int64(d.YearDay())))
}

// spy asks the page for something and counts how often it is drawn.
type spy struct {
	Frame
	ask   func(*Context)
	drawn int
}

func (s *spy) Draw(c *Context, at geom.Rect) {
	s.drawn++
	s.ask(c)
}

// TestVisitIsDraw checks on many pages that a visit has the links and anchors of
// the painted page.
func TestVisitIsDraw(t *testing.T) {
	b := newBench(t)
	body := &Layers{Group: Group{Children: []Widget{
		&Calendar{Frame: Frame{Height: geom.MM(40)}, Link: "day/{cell.date}", WeekNumbers: "left", WeekLink: "w/{cell.week}", Mark: "{date}", Outside: "link"},
		&Calendar{Frame: Frame{When: "date.day > 3"}, Of: "{month+1}", Link: "day/{cell.date}", LinkFrom: "{week}", TitleLink: "{cell.month}"},
		&Calendar{Link: "{date}/{cell.date}"},
		&Week{Of: "{week}", Link: "day/{cell.date}"},
		&Days{Of: "{month}", Link: "day/{cell.date}"},
		&TextBox{Text: "{date}", Link: "day/{date+1d}"},
		&TextBox{Text: "next", Link: "@next"},
		&LinkBox{Text: "{month}", To: "month/{month}", Frame: Frame{When: "date.weekday == 1"}},
		&Anchor{Name: "here/{date}"},
		&Stack{Group: Group{Repeat: &Repeat{Each: Over("day"), In: "{week}"}, Child: &Tap{To: "day/{item.date}"}}},
	}}}
	at := pt(0, 0, 400, 500)
	b.dayPage(calendar.New(2026, 1, 29))
	layer, err := Prepare(b.context(), body, at)
	require.NoError(t, err)
	visits, err := PrepareVisits(b.context(), body, at, func(string, string) {})
	require.NoError(t, err)
	require.Equal(t, layer.Static.Links, visits.Static.Links)
	used := 0
	for i := range 70 {
		b.dayPage(calendar.New(2026, 1, 29).AddDays(i))
		var want, got draw.List
		painted, visited := b.context(), b.context()
		require.NoError(t, layer.Draw(painted, &want))
		require.NoError(t, visits.Visit(visited, func(_, target string) { t.Errorf("%s leads nowhere", target) }, &got))
		require.Equal(t, want.Links, got.Links, "day %d", i)
		require.Equal(t, want.Anchors, got.Anchors)
		require.Empty(t, got.Ops)
		for i := range visits.last {
			if visits.last[i].known {
				used++
			}
		}
	}
	require.Equal(t, 4*70, used, "the calendars that depend on a period, week and days, are used again")
}

func TestVisitAsksAgain(t *testing.T) {
	period := func(c *Context) { c.Period("{month}") }
	for name, tt := range map[string]struct {
		ask  func(*Context)
		want int // times drawn on the 59 days of January and February, and once when it is laid out
	}{
		"nothing":              {func(*Context) {}, 1}, // static
		"a period":             {period, 3},
		"a period of the page": {func(c *Context) { c.Period("{date}") }, 60},
		"only to paint":        {func(c *Context) { c.periodToPaint("{date}") }, 2},
		"a text":               {func(c *Context) { c.String("{month}") }, 60},
		"a condition":          {func(c *Context) { c.Holds("month.number == 1") }, 60},
		"a name":               {func(c *Context) { c.Lookup("month") }, 60},
		"the next page":        {func(c *Context) { c.Link(geom.Rect{}, "@next") }, 60},
		"a period and a text":  {func(c *Context) { period(c); c.String("{date}") }, 60},
		"with its own name": {func(c *Context) {
			c.Bind([]Name{{"n", IntValue(1)}}, func() { period(c) })
		}, 60},
		"names of its own": {func(c *Context) {
			period(c)
			c.Bind([]Name{{"n", IntValue(1)}}, func() { c.String("{n}") })
		}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			w := &spy{ask: tt.ask}
			b.dayPage(calendar.New(2026, 1, 1))
			open := func(string, string) {}
			visits, err := PrepareVisits(b.context(), w, pt(0, 0, 10, 10), open)
			require.NoError(t, err)
			for i := range 59 {
				b.dayPage(calendar.New(2026, 1, 1).AddDays(i))
				require.NoError(t, visits.Visit(b.context(), open, new(draw.List)))
			}
			require.Equal(t, tt.want, w.drawn)
		})
	}
}

// TestVisitOpenLinks checks that targets that are missing are looked for again,
// since an anchor of a page in between may be one.
func TestVisitOpenLinks(t *testing.T) {
	b := newBench(t)
	b.Places = map[string]Place{}
	body := &Calendar{Of: "{month}", Link: "day/{cell.day}?"}
	b.dayPage(calendar.New(2026, 2, 1))
	var open []string
	hear := func(_, target string) { open = append(open, target) }
	visits, err := PrepareVisits(b.context(), body, pt(0, 0, 100, 100), hear)
	require.NoError(t, err)
	links := func() int {
		var l draw.List
		require.NoError(t, visits.Visit(b.context(), hear, &l))
		return len(l.Links)
	}
	require.Zero(t, links())
	for i := range 28 {
		name := fmt.Sprint("day/", i+1)
		b.Places[name] = Place{Name: name}
	}
	require.Equal(t, 28, links())
	require.Equal(t, 28, links(), "used again")
	require.Empty(t, open, "they may be missing")

	body.Link = "day/{cell.day+1}"
	for range 2 {
		open = nil
		fresh, err := PrepareVisits(b.context(), body, pt(0, 0, 100, 100), func(string, string) {})
		require.NoError(t, err)
		require.NoError(t, fresh.Visit(b.context(), hear, new(draw.List)))
		require.Equal(t, []string{"day/29"}, open)
	}
}

// TestVisitErrors checks that a page fails as it does when it is painted, and
// that the next one is not affected.
func TestVisitErrors(t *testing.T) {
	b := newBench(t)
	body := &Calendar{Of: "{which}", Link: "{cell.date}", Mark: "{mark}"}
	page := func(which, mark string) *Context {
		b.vars = token.NewScope(nil)
		b.vars.Set("which", token.String(which))
		b.vars.Set("mark", token.String(mark))
		return b.context()
	}
	at, open := pt(0, 0, 100, 100), func(string, string) {}
	visits, err := PrepareVisits(page("2026-02", "2026-02-03"), body, at, open)
	require.NoError(t, err)
	layer, err := Prepare(page("2026-02", "2026-02-03"), body, at)
	require.NoError(t, err)
	for _, p := range [][2]string{{"2026-02", "2026-02-03"}, {"2026-02", "2026-02-04"}, {"x", "2026"}, {"2026-02", "y"}, {"2026-02", "2026"}, {"2026", "2026"}, {"2026-03", "2026"}} {
		var want, got draw.List
		painted, visited := layer.Draw(page(p[0], p[1]), &want), visits.Visit(page(p[0], p[1]), open, &got)
		require.Equal(t, painted, visited)
		if painted == nil {
			require.Equal(t, want.Links, got.Links)
		}
	}
}

// TestVisitBudgets checks that what is used again counts as if it was not.
func TestVisitBudgets(t *testing.T) {
	b := newBench(t)
	var body Layers
	for range maxOps/31 + 1 {
		body.Children = append(body.Children, &Calendar{Of: "{month}", Link: "{cell.date}"})
	}
	b.dayPage(calendar.New(2026, 2, 1))
	open := func(string, string) {}
	visits, err := PrepareVisits(b.context(), &body, pt(0, 0, 100, 100), open)
	require.NoError(t, err)
	for range 2 {
		c := b.context()
		require.NoError(t, visits.Visit(c, open, new(draw.List)))
		require.Equal(t, 28*len(body.Children), c.Painted())
	}
	b.dayPage(calendar.New(2026, 3, 1))
	for range 2 {
		require.ErrorContains(t, visits.Visit(b.context(), open, new(draw.List)), "drawing operations")
	}
}
