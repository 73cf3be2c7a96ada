package lint

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// A page of as many links as there may be takes no time to speak of, however
// they lie, and has its errors.
func TestManyLinks(t *testing.T) {
	const n = 50_000
	layouts := map[string]func(i int) geom.Rect{
		"all in one place": func(int) geom.Rect { return um(20_000, 20_000, 100_000, 100_000) },
		"one in the other": func(i int) geom.Rect { return um(int64(i), int64(i), 150_000-2*int64(i), 150_000-2*int64(i)) },
		"tiny ones":        func(i int) geom.Rect { return um(int64(i%250*500), int64(i/250*500), 500, 500) },
	}
	for name, at := range layouts {
		for _, same := range []bool{true, false} {
			t.Run(name+" same "+strconv.FormatBool(same), func(t *testing.T) {
				s := new(sheet)
				for range 100 {
					s.put(&widget.Dots{}, um(0, 0, 150_000, 200_000), []draw.Op{draw.Rect{Box: um(0, 0, 9, 9), Fill: draw.Gray(0)}})
				}
				var links []draw.Link
				for i := range n {
					to := "p1"
					if !same {
						to = "p" + strconv.Itoa(i)
					}
					links = append(links, draw.Link{Box: at(i), Target: to})
				}
				s.put(&widget.Tap{}, geom.Rect{}, nil, links...)
				begun := time.Now()
				list := check(t, nil, s.page("p0"))
				require.Less(t, time.Since(begun), 15*time.Second)
				require.Contains(t, codes(list), "page-links /designs/d")
			})
		}
	}
}

// However many widgets have something to say, so many are kept and no more.
func TestManyFindings(t *testing.T) {
	s := new(sheet)
	for range 3*maxFindings + 7 {
		s.paint(draw.Rect{Box: um(0, 0, 9_000, 9_000), Fill: draw.Gray(1 << 7)})
	}
	c := New(Facts{Device: tablet(), Page: tablet().PageSize(), PageOf: pageOf})
	for range 2 {
		p := s.page("p0")
		c.Begin(p)
		require.NoError(t, c.Page(context.Background(), p))
	}
	c.Finish()
	list, more := c.Found()
	require.Len(t, list, maxFindings)
	require.Equal(t, maxFindings, more)
	require.Equal(t, 2, list[0].Pages)
}

// A flood of findings hides no error, and what is ignored hides nothing else.
func TestFloods(t *testing.T) {
	flood := func() *sheet {
		s := new(sheet)
		for range maxFindings + 7 {
			s.paint(draw.Rect{Box: um(0, 0, 9_000, 9_000), Fill: draw.Gray(1 << 7)})
		}
		return s
	}
	run := func(f Facts, pages ...*Page) ([]Found, int) {
		f.Device, f.Page, f.PageOf = tablet(), tablet().PageSize(), pageOf
		c := New(f)
		for i, p := range pages {
			c.Begin(p)
			require.NoError(t, c.Page(context.Background(), p))
			c.ReportAt(i, p, widget.Finding{Severity: widget.Failure, Code: "too-fine", Pointer: p.Key})
		}
		c.Finish()
		return c.Found()
	}
	first, second := flood().page("p0"), new(sheet).page("p1")
	second.Pointer = "/links"
	for range tooManyLinks + 1 {
		second.List.Links = append(second.List.Links, draw.Link{Box: um(60_000, 60_000, 50_000, 50_000), Target: "p0"})
	}
	second.Widgets = []widget.Traced{{Links: [2]int{0, tooManyLinks + 1}, Pointer: "/tap"}}
	list, more := run(Facts{}, first, second)
	require.Equal(t, 7, more)
	require.Equal(t, []string{"page-links /links", "too-fine p0", "too-fine p1"}, codes(slices.DeleteFunc(list, func(f Found) bool { return f.Severity != widget.Failure })))

	list, more = run(Facts{Ignores: []Ignore{{Codes: []string{GreyLevel, "too-fine"}}}}, first, new(sheet).link("p1", 20_000, 20_000, 3_000, 30_000).page("p1"))
	require.Zero(t, more)
	require.Equal(t, []string{"tap-size /w0", "too-fine p0", "too-fine p1"}, codes(slices.DeleteFunc(list, func(f Found) bool { return f.Ignore >= 0 })))
	require.Len(t, list, maxFindings+3)
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c := New(Facts{Device: tablet(), Page: tablet().PageSize(), PageOf: pageOf})
	p := new(sheet).page("p0")
	c.Begin(p)
	require.ErrorIs(t, c.Page(ctx, p), context.Canceled)
}

// A device of which nothing is known has nothing to say.
func TestNoProfile(t *testing.T) {
	none := func(f *Facts) { f.Device.MinTap, f.Device.MinText, f.Device.PPI = 0, 0, 0 }
	c := New(func() Facts {
		f := Facts{Device: tablet(), Page: tablet().PageSize(), PageOf: pageOf}
		none(&f)
		return f
	}())
	p := new(sheet).link("p1", 60_000, 60_000, 10, 10).paint(draw.Line{B: geom.Point{X: 9}, Stroke: draw.Stroke{Width: 1, Color: draw.Gray(0)}}).page("p0")
	c.Begin(p)
	require.NoError(t, c.Page(context.Background(), p))
	list, _ := c.Found()
	require.Empty(t, list)
}
