package lint

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/widget"
)

func TestTaps(t *testing.T) {
	tests := []struct {
		name string
		page *sheet
		want []string
	}{
		{"large enough", new(sheet).link("p1", 20_000, 20_000, 7_000, 7_000), nil},
		{"a hair too small", new(sheet).link("p1", 20_000, 20_000, 6_960, 7_000), nil},
		{"too low", new(sheet).link("p1", 20_000, 20_000, 30_000, 6_900), []string{"tap-size /w0"}},
		{"too narrow", new(sheet).link("p1", 20_000, 20_000, 6_900, 30_000), []string{"tap-size /w0"}},
		{"half of it off the page", new(sheet).link("p1", 20_000, -4_000, 20_000, 10_000), []string{"tap-size /w0"}},
		{"all of it off the page", new(sheet).link("p1", 20_000, -20_000, 20_000, 10_000), nil},

		{"two that make one", new(sheet).link("p1", 20_000, 20_000, 20_000, 5_000).link("p1", 20_000, 25_000, 20_000, 5_000), nil},
		{"three in a row that make one", new(sheet).link("p1", 20_000, 20_000, 3_000, 8_000).link("p1", 26_000, 20_000, 3_000, 8_000).link("p1", 23_000, 20_000, 3_000, 8_000), nil},
		{"four quarters", new(sheet).link("p1", 20_000, 20_000, 5_000, 5_000).link("p1", 25_000, 20_000, 5_000, 5_000).link("p1", 20_000, 25_000, 5_000, 5_000).link("p1", 25_000, 25_000, 5_000, 5_000), nil},
		{"two that do not touch", new(sheet).link("p1", 20_000, 20_000, 20_000, 5_000).link("p1", 20_000, 25_500, 20_000, 5_000), []string{"tap-size /w0", "tap-size /w1"}},
		{"an L with a rectangle in it", new(sheet).link("p1", 20_000, 20_000, 20_000, 5_000).link("p1", 20_000, 25_000, 15_000, 5_000), nil},
		{"an L of bars", new(sheet).link("p1", 20_000, 20_000, 20_000, 5_000).link("p1", 20_000, 25_000, 5_000, 15_000), []string{"tap-size /w0", "tap-size /w1"}},
		{"a cross of bars", new(sheet).link("p1", 20_000, 30_000, 20_000, 5_000).link("p1", 28_000, 20_000, 5_000, 20_000), []string{"tap-size /w0", "tap-size /w1"}},
		{"an icon beside a text", new(sheet).link("p1", 20_000, 20_000, 5_000, 9_000).link("p1", 25_000, 21_000, 30_000, 7_000), nil},
		{"corner to corner, to one page", new(sheet).link("p1", 20_000, 20_000, 20_000, 5_000).link("p1", 40_000, 25_000, 20_000, 5_000), []string{"tap-size /w0", "tap-size /w1"}},
		{"a word inside of a button", new(sheet).link("p1", 20_000, 20_000, 20_000, 8_000).link("p1", 22_000, 22_000, 10_000, 4_000), nil},
		{"to different pages", new(sheet).link("p1", 20_000, 20_000, 20_000, 5_000).link("p2", 20_000, 25_000, 20_000, 5_000),
			[]string{"tap-gap /w0", "tap-gap /w1", "tap-size /w0", "tap-size /w1"}},

		{"a gap", new(sheet).link("p1", 20_000, 20_000, 7_000, 7_000).link("p2", 28_000, 20_000, 7_000, 7_000), nil},
		{"no gap", new(sheet).link("p1", 20_000, 20_000, 7_000, 7_000).link("p2", 27_000, 20_000, 7_000, 7_000), []string{"tap-gap /w0", "tap-gap /w1"}},
		{"half a gap", new(sheet).link("p1", 20_000, 20_000, 7_150, 7_000).link("p2", 27_650, 20_000, 7_250, 7_000), []string{"tap-gap /w0"}},
		{"no gap, but larger at the ends", new(sheet).link("p1", 20_000, 20_000, 7_500, 7_000).link("p2", 27_500, 20_000, 7_500, 7_000), nil},
		{"no gap on both sides", new(sheet).link("p1", 20_000, 20_000, 7_500, 7_000).link("p2", 27_500, 20_000, 7_500, 7_000).link("p3", 35_000, 20_000, 7_500, 7_000), []string{"tap-gap /w1"}},
		{"no gap on both sides, but larger", new(sheet).link("p1", 20_000, 20_000, 7_500, 7_000).link("p2", 27_500, 20_000, 8_000, 7_000).link("p3", 35_500, 20_000, 7_500, 7_000), nil},
		{"no gap below", new(sheet).link("p1", 20_000, 20_000, 30_000, 7_000).link("p2", 20_000, 27_000, 30_000, 9_000), []string{"tap-gap /w0"}},
		{"small, with a gap but for a hair", new(sheet).link("p1", 20_000, 20_000, 6_000, 9_000).link("p2", 26_980, 20_000, 9_000, 9_000), []string{"tap-size /w0"}},
		{"corner to corner", new(sheet).link("p1", 20_000, 20_000, 7_000, 7_000).link("p2", 27_000, 27_000, 7_000, 7_000), nil},

		{"one above the other", new(sheet).link("p1", 20_000, 20_000, 30_000, 30_000).link("p2", 25_000, 25_000, 10_000, 10_000), []string{"tap-overlap /w1"}},
		{"a hair above the other", new(sheet).link("p1", 20_000, 20_000, 10_000, 10_000).link("p2", 29_960, 20_000, 10_000, 10_000), nil},
		{"one above the other, to the same page", new(sheet).link("p1", 20_000, 20_000, 30_000, 30_000).link("p1", 25_000, 25_000, 10_000, 10_000), nil},

		{"under the toolbar", new(sheet).link("p1", 0, 60_000, 10_000, 10_000), []string{"link-in-toolbar /w0"}},
		{"half under the toolbar", new(sheet).link("p1", 5_000, 60_000, 10_000, 10_000), []string{"link-in-toolbar /w0"}},
		{"with enough beside the toolbar", new(sheet).link("p1", 5_000, 60_000, 13_000, 10_000), nil},
		{"a little under the toolbar", new(sheet).link("p1", 9_100, 60_000, 7_000, 10_000), nil},
		{"in the dead band", new(sheet).link("p1", 60_000, 195_000, 10_000, 8_000), []string{"link-in-dead-band /w0"}},
		{"under the close button", new(sheet).link("p1", 142_000, 2_000, 8_000, 8_000), []string{"link-under-close-button /w0"}},
		{"beside the close button", new(sheet).link("p1", 128_000, 2_000, 8_000, 8_000), nil},
		{"enough left of the close button", new(sheet).link("p1", 130_000, 2_000, 20_000, 8_000), nil},
		{"as flat beside the close button as under it", new(sheet).link("p1", 40_000, 2_000, 110_000, 5_000), []string{"tap-size /w0"}},
		{"flat, and flatter below the close button", new(sheet).link("p1", 142_000, 9_000, 8_000, 5_000), []string{"link-under-close-button /w0", "tap-size /w0"}},
		{"enough below the close button", new(sheet).link("p1", 142_000, 2_000, 8_000, 20_000), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, codes(check(t, nil, tt.page.page("p0"))))
		})
	}
}

// A finding has the worst place, and counts the others.
func TestWorstPlace(t *testing.T) {
	page := func(h int64) *Page {
		box := um(20_000, 20_000, 10_000, h)
		other := um(60_000, 20_000, 10_000, h)
		return new(sheet).put(&widget.Tap{}, box, nil, draw.Link{Box: box, Target: "p1"}, draw.Link{Box: other, Target: "p2"}).page("p")
	}
	list := check(t, nil, page(5_000), page(4_000), page(8_000), page(6_000))
	require.Len(t, list, 1)
	f := list[0]
	require.Equal(t, 3, f.Pages)
	require.Equal(t, 6, f.Places)
	require.Equal(t, widget.Finding{Code: TapSize, Page: "p", Pointer: "/w0", Box: um(20_000, 20_000, 10_000, 4_000),
		Message: `the link to "p1" is 10 × 4 mm, 7 mm are needed`, Hint: "make it larger, show less on the page, or let a larger area lead there",
		Measured: 4, Required: 7, Unit: "mm"}, f.Finding)
}

func TestGapSaysHow(t *testing.T) {
	list := check(t, nil, new(sheet).link("p1", 20_000, 20_000, 7_000, 20_000).link("p2", 27_400, 20_000, 20_000, 20_000).page("p0"))
	require.Len(t, list, 1)
	require.Equal(t, `the link to "p1" is only 0.4 mm away from the one to "p2" and is 7 mm wide`, list[0].Message)
	require.Equal(t, "leave 1 mm between links, or make them 7.3 mm wide", list[0].Hint)
	require.Equal(t, []any{0.4, 1.0, "mm"}, []any{list[0].Measured, list[0].Required, list[0].Unit})
}

// The left hand has the toolbar at the right and the button at the left, in
// landscape as in portrait; what nobody measured is nowhere.
func TestHandAndOrientation(t *testing.T) {
	page := func() *Page {
		return new(sheet).link("left", 0, 60_000, 9_000, 9_000).link("right", 143_400, 60_000, 9_000, 9_000).
			link("top left", 2_000, 1_000, 8_000, 8_000).link("top right", 143_000, 1_000, 8_000, 8_000).page("p0")
	}
	left := func(f *Facts) { f.Hand = device.Left }
	require.Equal(t, []string{"link-in-toolbar /w0", "link-in-toolbar /w2", "link-under-close-button /w3"}, codes(check(t, nil, page())))
	require.Equal(t, []string{"link-in-toolbar /w1", "link-in-toolbar /w3", "link-under-close-button /w2"}, codes(check(t, left, page())))
	unknown := func(f *Facts) {
		f.Device.Toolbar.Measured, f.Device.DeadBands.Measured, f.Device.CloseButton.Measured = false, false, false
	}
	require.Empty(t, check(t, unknown, page()))
}

func TestWritingAreas(t *testing.T) {
	paper := um(20_000, 40_000, 100_000, 100_000)
	dots := func() *sheet { return new(sheet).put(&widget.Dots{}, paper, nil) }
	button := um(30_000, 50_000, 20_000, 10_000)
	left, right := um(30_000, 50_000, 10_000, 10_000), um(40_000, 50_000, 10_000, 10_000)
	white := draw.Rect{Box: button, Fill: draw.Gray(255)}
	tests := []struct {
		name string
		page *sheet
		want []string
	}{
		{"on the paper", dots().link("p1", 30_000, 50_000, 20_000, 10_000), []string{"link-in-writing-area /w1"}},
		{"on a box that is no paper", new(sheet).put(&widget.Box{}, paper, nil).link("p1", 30_000, 50_000, 20_000, 10_000), nil},
		{"below the paper, where it is tapped all the same", new(sheet).link("p1", 30_000, 50_000, 20_000, 10_000).put(&widget.Lines{}, paper, nil), []string{"link-in-writing-area /w0"}},
		{"beside the paper", dots().link("p1", 30_000, 30_000, 20_000, 10_000), nil},
		{"a little on the paper", dots().link("p1", 30_000, 30_900, 20_000, 10_000), nil},
		{"more on the paper", dots().link("p1", 30_000, 31_100, 20_000, 10_000), []string{"link-in-writing-area /w1"}},
		{"on a white button", dots().put(&widget.LinkBox{}, button, []draw.Op{white}, draw.Link{Box: button, Target: "p1"}), nil},
		{"on two buttons to one page", dots().put(&widget.LinkBox{}, left, []draw.Op{draw.Rect{Box: left, Fill: draw.Gray(255)}}, draw.Link{Box: left, Target: "p1"}).
			put(&widget.LinkBox{}, right, []draw.Op{draw.Rect{Box: right, Fill: draw.Gray(255)}}, draw.Link{Box: right, Target: "p1"}), nil},
		{"on a button behind the paper", new(sheet).paint(white).put(&widget.Dots{}, paper, nil).link("p1", 30_000, 50_000, 20_000, 10_000), []string{"link-in-writing-area /w2"}},
		{"on a turned box", dots().paint(draw.Push{Turn: 1}, white, draw.Pop{}).link("p1", 30_000, 50_000, 20_000, 10_000), []string{"link-in-writing-area /w2"}},
		{"on a box that one sees through", dots().paint(draw.Rect{Box: button, Fill: draw.Color{A: 80}}).link("p1", 30_000, 50_000, 20_000, 10_000), []string{"link-in-writing-area /w2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, codes(check(t, nil, tt.page.page("p0"))))
		})
	}
}

// Every widget with paper says so.
func TestWriters(t *testing.T) {
	names := map[string]string{}
	for _, k := range widget.Builtin() {
		if w, ok := k.Zero.(widget.Writer); ok {
			names[k.Name] = w.Writing()
		}
	}
	require.Equal(t, map[string]string{"lines": "lines", "dots": "dots", "squares": "squares", "isometric": "isometric paper",
		"music": "music paper", "checklist": "a checklist", "schedule": "a schedule"}, names)
}

func TestReach(t *testing.T) {
	type p = Page
	tests := []struct {
		name  string
		pages []p
		links map[int]string // of pages: the only link that each has
		want  []string
	}{
		{"no links", []p{{}, {}, {}}, nil, nil},
		{"a chain", []p{{}, {}, {}}, map[int]string{0: "p1", 1: "p2"}, nil},
		{"the last one is lost", []p{{}, {}, {}}, map[int]string{0: "p1", 1: "p0"}, []string{"p2"}},
		{"lost ones that know each other", []p{{}, {}, {}}, map[int]string{0: "p0", 1: "p2", 2: "p1"}, []string{"p1", "p2"}},
		{"in the outline", []p{{}, {Outlined: true}, {}}, map[int]string{0: "p0", 1: "p2"}, nil},
		{"goes on", []p{{}, {}, {Continued: true}, {Continued: true}}, map[int]string{0: "p1"}, nil},
		{"goes on, with a link", []p{{}, {Continued: true}, {}}, map[int]string{0: "p0", 1: "p2"}, nil},
		{"goes on from a lost one", []p{{}, {}, {Continued: true}}, map[int]string{0: "p0"}, []string{"p1", "p2"}},
		{"after a cover", []p{{}, {}, {}, {}}, map[int]string{2: "p3"}, nil},
		{"nothing on it", []p{{}, {Blank: true}}, map[int]string{0: "p0"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var pages []*Page
			for i := range tt.pages {
				s := new(sheet).paint(draw.Rect{Box: um(20_000, 20_000, 9_000, 9_000), Fill: draw.Gray(0)})
				if to, ok := tt.links[i]; ok {
					s.link(to, 30_000, 30_000, 10_000, 10_000)
				}
				key := "p" + string(rune('0'+i))
				page := s.page(key)
				page.Design, page.Pointer = key, key
				page.Outlined, page.Continued, page.Blank = tt.pages[i].Outlined, tt.pages[i].Continued, tt.pages[i].Blank
				pages = append(pages, page)
			}
			var lost []string
			for _, f := range check(t, nil, pages...) {
				require.Equal(t, UnreachablePage, f.Code)
				lost = append(lost, f.Pointer)
			}
			require.Equal(t, tt.want, lost)
		})
	}
}

// One finding for each design, with how many pages it is about.
func TestReachOfDesigns(t *testing.T) {
	ink := draw.Rect{Box: um(20_000, 20_000, 9_000, 9_000), Fill: draw.Gray(0)}
	first := new(sheet).link("p1", 30_000, 30_000, 10_000, 10_000).page("p0")
	first.Design, first.Pointer = "first", "/designs/first"
	pages := []*Page{first}
	for _, key := range []string{"p1", "p2", "p3"} {
		p := new(sheet).paint(ink).page(key)
		p.Outlined = false
		pages = append(pages, p)
	}
	list := check(t, nil, pages...)
	require.Len(t, list, 1)
	require.Equal(t, "no link leads to 2 of the design's 3 pages, and they have no outline entry", list[0].Message)
	require.Equal(t, []any{"p2", 2, 2, 2.0, "pages"}, []any{list[0].Page, list[0].Pages, list[0].Places, list[0].Measured, list[0].Unit})
	require.Equal(t, geom.Rect{W: 432 * geom.Pt, H: 576 * geom.Pt}, list[0].Box, "the whole page")
}

// Nobody comes to a page by a link that lies beside the page.
func TestReachBesideThePage(t *testing.T) {
	ink := draw.Rect{Box: um(20_000, 20_000, 9_000, 9_000), Fill: draw.Gray(0)}
	first := new(sheet).link("p0", 30_000, 30_000, 10_000, 10_000).link("p1", -30_000, 30_000, 10_000, 10_000).page("p0")
	second := new(sheet).paint(ink).page("p1")
	second.Outlined, second.Pointer = false, "/second"
	require.Equal(t, []string{"unreachable-page /second"}, codes(check(t, nil, first, second)))
}

// There is time for the links of an index on a page of a thousand places to write on.
func TestManyWritingAreas(t *testing.T) {
	s := new(sheet)
	for i := range int64(6_000) {
		s.put(&widget.Dots{}, um(20_000+i%100*1_000, 20_000+i/100*1_000, 900, 900), nil)
	}
	s.put(&widget.Lines{}, um(20_000, 100_000, 50_000, 50_000), nil)
	for range 149 {
		s.link("p0", 100_000, 100_000, 20_000, 20_000)
	}
	s.link("p0", 20_000, 100_000, 20_000, 20_000)
	require.Equal(t, []string{"link-in-writing-area /w6150"}, codes(check(t, nil, s.page("p0"))))
}
