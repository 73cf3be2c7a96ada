package einkpdf_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// placed is a project whose lines the tests know.
const placed = `einkpdf: 1
title: Placed
device: remarkable-2
toolbar: ignore
margin: 0mm
styles:
  big: {size: 20pt}
parts:
  bar:
    type: row
    height: 40pt
    children:
      - {type: link, text: index, to: index}
      - {type: link, text: ›, to: "note/{n+1}?"}
designs:
  index:
    body: {type: dots, pitch: 5mm}
  note:
    key: note/{n}
    body:
      type: stack
      fill: faint
      children:
        - {type: part, part: bar}
        - type: layers
          height: 100pt
          children:
            - {type: text, text: "Page {n}", x: 10pt, y: 20pt, width: 100pt, height: 30pt}
            - {type: space, x: 0pt, y: 0pt}
        - type: stack
          when: last
          height: 50pt
          repeat: {each: 1..3}
          child: {type: box,
            radius: 1mm}
        - {type: lines, pitch: 8mm}
  unused:
    body: {type: dots, pitch: 5mm}
plan:
  - {design: index}
  - design: note
    each: 1..100
`

// brief is a widget as tests write it: "type line-end".
func brief(w einkpdf.WidgetBox) string { return fmt.Sprintf("%s %d-%d", w.Type, w.Line, w.EndLine) }

func briefs(list []einkpdf.WidgetBox) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = brief(w)
	}
	return out
}

func layout(t *testing.T, d *einkpdf.Document, page int) *einkpdf.PageLayout {
	t.Helper()
	l, err := d.Layout(context.Background(), page)
	require.NoError(t, err)
	return l
}

func pt(x, y float64) geom.Point {
	return geom.Point{X: geom.Unit(x * float64(geom.Pt)), Y: geom.Unit(y * float64(geom.Pt))}
}

func TestLayout(t *testing.T) {
	d := compile(t, placed, einkpdf.Options{})
	l := layout(t, d, 1)
	require.Equal(t, []any{1, "note/1", "note", d.PageSize()}, []any{l.Index, l.Key, l.Design, l.Size})
	var got []string
	for _, w := range l.Widgets {
		got = append(got, fmt.Sprintf("%s%s %d %.0f,%.0f %.0f×%.0f", strings.Repeat(" ", w.Depth), brief(w), w.Col, w.Box.X.Points(), w.Box.Y.Points(), w.Box.W.Points(), w.Box.H.Points()))
	}
	require.Equal(t, []string{
		"stack 21-36 7 0,0 447×596",
		" part 24-24 11 0,0 447×40",
		"  row 10-14 5 0,0 447×40",
		"   link 13-13 9 0,0 224×40",
		"   link 14-14 9 224,0 224×40",
		" layers 25-29 11 0,40 447×100",
		"  text 28-28 15 10,60 100×30",
		"  space 29-29 15 0,40 447×100",
		" lines 36-36 11 0,140 447×456",
	}, got)
	require.Equal(t, "/designs/note/body/children/1/children/0", l.Widgets[6].Pointer)
	require.Equal(t, "/parts/bar/children/1", l.Widgets[4].Pointer)
	require.Equal(t, []einkpdf.LinkBox{
		{Box: l.Widgets[3].Box, Target: "index", TargetIndex: 0, Pointer: "/parts/bar/children/0", Line: 13, Col: 9},
		{Box: l.Widgets[4].Box, Target: "note/2", TargetIndex: 2, Pointer: "/parts/bar/children/1", Line: 14, Col: 9},
	}, l.Links)

	last := layout(t, d, d.Len()-1)
	require.Len(t, last.Links, 1)
	require.Len(t, last.Widgets, len(l.Widgets)+4)
}

func TestLayoutAt(t *testing.T) {
	l := layout(t, compile(t, placed, einkpdf.Options{}), 1)
	for _, test := range []struct {
		x, y         float64
		widget, link string
	}{
		{10, 10, "link 13-13", "index"},
		{300, 10, "link 14-14", "note/2"},
		{300, 39.9, "link 14-14", "note/2"},
		{300, 40, "stack 21-36", ""},  // below the link: the stack's colour, above what paints nothing
		{50, 70, "text 28-28", ""},    // not the space above it
		{300, 120, "stack 21-36", ""}, // nothing but the stack is seen there
		{300, 300, "lines 36-36", ""},
		{447.2, 596.3, "lines 36-36", ""},
		{-1, 5, "", ""},
		{10, 600, "", ""},
	} {
		w, link := l.At(pt(test.x, test.y)), l.LinkAt(pt(test.x, test.y))
		if test.widget == "" {
			require.Nil(t, w)
			require.Nil(t, l.Around(w))
		} else {
			require.NotNil(t, w)
			require.Equal(t, test.widget, brief(*w), "%v", test)
		}
		if test.link == "" {
			require.Nil(t, link, "%v", test)
		} else {
			require.Equal(t, test.link, link.Target)
		}
	}
	around := l.Around(l.At(pt(300, 10)))
	require.Equal(t, []string{"stack", "part", "row", "link"}, []string{around[0].Type, around[1].Type, around[2].Type, around[3].Type})
	require.Nil(t, l.Around(&einkpdf.WidgetBox{}))
}

func TestLayoutLines(t *testing.T) {
	d := compile(t, placed, einkpdf.Options{})
	first, last := layout(t, d, 1), layout(t, d, d.Len()-1)
	require.Equal(t, []string{"text 28-28"}, briefs(first.OnLine(28)))
	require.Equal(t, []string{"layers 25-29"}, briefs(first.OnLine(26)))
	require.Equal(t, []string{"stack 21-36"}, briefs(first.OnLine(34))) // which this page leaves out
	require.Equal(t, []string{"box 34-35", "box 34-35", "box 34-35"}, briefs(last.OnLine(35)))
	require.Equal(t, []string{"link 13-13"}, briefs(first.OnLine(13)))
	for _, line := range []int{-1, 0, 1, 20, 37, 1000} {
		require.Empty(t, first.OnLine(line), line)
	}
	require.Equal(t, []string{"text 28-28"}, briefs(first.OfPointer("/designs/note/body/children/1/children/0/width")))
	require.Equal(t, []string{"stack 21-36"}, briefs(first.OfPointer("/designs/note/body/gap")))
	require.Empty(t, first.OfPointer("/designs/note/key"))
}

func TestFindLine(t *testing.T) {
	d := compile(t, placed, einkpdf.Options{})
	for _, test := range []struct {
		line    int
		key     string
		widgets []string
	}{
		{28, "note/1", []string{"text 28-28"}},
		{34, "note/100", []string{"box 34-35", "box 34-35", "box 34-35"}}, // the only page that has them
		{31, "note/100", []string{"stack 30-35"}},
		{14, "note/1", []string{"link 14-14"}}, // of a part
		{11, "note/1", []string{"row 10-14"}},
		{17, "index", []string{"dots 17-17"}},
		{19, "note/1", nil}, // the design's key
		{40, "index", nil},  // the plan
		{42, "note/1", nil},
		{38, "", nil}, // a design without pages
		{7, "", nil},  // a style
		{1, "", nil},
		{0, "", nil},
		{99, "", nil},
	} {
		l, widgets, err := d.FindLine(context.Background(), test.line)
		require.NoError(t, err)
		require.Equal(t, test.key == "", l == nil, test.line)
		if l != nil {
			require.Equal(t, test.key, l.Key, test.line)
			require.Equal(t, test.key, d.Keys()[l.Index])
		}
		require.ElementsMatch(t, test.widgets, briefs(widgets), test.line)
	}

	l, widgets, err := d.FindPointer(context.Background(), "/parts/bar/children/1/to")
	require.NoError(t, err)
	require.Equal(t, "note/1", l.Key)
	require.Equal(t, []string{"link 14-14"}, briefs(widgets))

	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	_, _, err = d.FindLine(cancelled, 28)
	require.ErrorIs(t, err, context.Canceled)
	_, err = d.Layout(cancelled, 0)
	require.ErrorIs(t, err, context.Canceled)
}

// Where no page that is looked at shows a widget, the one around it is found.
func TestFindLineOfHiddenWidgets(t *testing.T) {
	d := compile(t, head+`designs:
  page:
    body:
      type: stack
      children:
        - {type: text, text: never, when: "n == 500"}
        - {type: dots, pitch: 5mm}
plan:
  - {design: page, each: 1..400}
`, einkpdf.Options{})
	l, widgets, err := d.FindLine(context.Background(), 9)
	require.NoError(t, err)
	require.Equal(t, 0, l.Index)
	require.Equal(t, []string{"stack 7-10"}, briefs(widgets))
}

// Everything that a project shows can be found again from its line and pointer.
func TestLayoutRoundTrip(t *testing.T) {
	for _, name := range []string{"day-planner", "weekly-planner", "notebook"} {
		source, err := gallery.Source(name)
		require.NoError(t, err)
		d := compile(t, string(source), einkpdf.Options{})
		lines := strings.Split(string(source), "\n")
		seen := map[string]bool{}
		for i := 0; i < d.Len(); i += 1 + d.Len()/20 {
			l := layout(t, d, i)
			for _, w := range l.Widgets {
				if seen[w.Pointer] {
					continue
				}
				seen[w.Pointer] = true
				require.Positive(t, w.Line, w.Pointer)
				require.GreaterOrEqual(t, w.EndLine, w.Line)
				text := strings.Join(lines[w.Line-1:w.EndLine], "\n")
				require.Contains(t, text, w.Type, w.Pointer)
				require.NotEmpty(t, l.OfPointer(w.Pointer))
				found := l.OnLine(w.Line)
				require.True(t, slices.ContainsFunc(found, func(f einkpdf.WidgetBox) bool { return strings.HasPrefix(f.Pointer, w.Pointer) }), "%s line %d", w.Pointer, w.Line)
			}
			for _, link := range l.Links {
				require.GreaterOrEqual(t, link.TargetIndex, 0)
				index, ok := d.PageOf(link.Target)
				require.True(t, ok)
				require.Equal(t, index, link.TargetIndex)
				require.NotNil(t, l.LinkAt(link.Box.Center()))
			}
		}
	}
}

// The links and boxes of a layout are those of the PDF.
func TestLayoutLinks(t *testing.T) {
	d := everything(t)
	for i := range d.Len() {
		p, err := d.PageAt(i)
		require.NoError(t, err)
		l := layout(t, d, i)
		var targets []string
		for _, link := range l.Links {
			targets = append(targets, link.Target)
		}
		require.ElementsMatch(t, p.Links, targets, p.Key)
	}
}

func TestLayoutJSON(t *testing.T) {
	l := layout(t, compile(t, placed, einkpdf.Options{}), 1)
	b, err := json.Marshal(l)
	require.NoError(t, err)
	require.Contains(t, string(b), `{"index":1,"key":"note/1","design":"note","size":{"width":447.292035,"height":596.389381},"widgets":[{"type":"stack","pointer":"/designs/note/body","box":{"x":0,"y":0,"width":447.292035,"height":596.389381},"depth":0,"line":21,"col":7,"end_line":36},`)
	require.Contains(t, string(b), `{"box":{"x":0,"y":0,"width":223.646018,"height":40},"target":"index","target_index":0,"pointer":"/parts/bar/children/0","line":13,"col":9}`)
	var back einkpdf.PageLayout
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, *l, back)

	// A page without anything has lists all the same.
	blank := layout(t, compile(t, head+"designs:\n  page: {}\nplan:\n  - {design: page}\n", einkpdf.Options{}), 0)
	b, err = json.Marshal(blank)
	require.NoError(t, err)
	require.Contains(t, string(b), `"widgets":[],"links":[]`)
}

// Projects without a file have pointers, and no lines.
func TestLayoutByHand(t *testing.T) {
	p := &einkpdf.Project{Format: 1, Title: "Hand",
		Designs: map[string]*einkpdf.Design{"page": {Body: &widget.Stack{Group: widget.Group{Children: []widget.Widget{
			&widget.Dots{Pitch: geom.MM(5)}, &gauge{}}}}}},
		Plan: []einkpdf.Section{{Design: "page"}}}
	d, err := einkpdf.Compile(context.Background(), p, einkpdf.Options{})
	require.NoError(t, err)
	l := layout(t, d, 0)
	require.Equal(t, []string{"stack 0-0", "dots 0-0", "gauge 0-0"}, briefs(l.Widgets))
	require.Empty(t, l.OnLine(0))
	found, widgets, err := d.FindPointer(context.Background(), "/designs/page/body/children/1")
	require.NoError(t, err)
	require.Equal(t, 0, found.Index)
	require.Equal(t, []string{"gauge 0-0"}, briefs(widgets))
	found, _, err = d.FindLine(context.Background(), 1)
	require.NoError(t, err)
	require.Nil(t, found)
}

// gauge is a widget of a program's own.
type gauge struct{ widget.Frame }

func (*gauge) Draw(c *widget.Context, at geom.Rect) {
	c.Rect(at, 0, widget.Gray(0), widget.Pen{})
}

func TestLayoutOfOwnKinds(t *testing.T) {
	parser := einkpdf.Parser{Widgets: []widget.Kind{{Name: "pressure", Doc: "A gauge.", Zero: &gauge{}}}}
	p, err := parser.Parse([]byte(head + "designs:\n  page: {body: {type: pressure}}\nplan:\n  - {design: page}\n"))
	require.NoError(t, err)
	d, err := einkpdf.Compile(context.Background(), p, einkpdf.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"pressure 5-5"}, briefs(layout(t, d, 0).Widgets))
}

func TestLayoutErrors(t *testing.T) {
	d := compile(t, placed, einkpdf.Options{})
	for _, page := range []int{-1, d.Len(), 1 << 30} {
		_, err := d.Layout(context.Background(), page)
		var out *einkpdf.RangeError
		require.ErrorAs(t, err, &out, page)
		require.Equal(t, einkpdf.RangeError{Page: page, Len: d.Len()}, *out)
	}
}

func TestFindPage(t *testing.T) {
	d := compile(t, placed, einkpdf.Options{})
	for name, want := range map[string]int{"index": 0, "note/1": 1, "note/100": 100, "@1": 0, "@101": 100, "@last": 100, "@first": 0} {
		got, err := d.FindPage(name)
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
	}
	for name, hint := range map[string]string{
		"indx":     `did you mean "index"?`,
		"note/101": `these pages go from "note/1" to "note/100"`,
		"xyzzy":    `the first page is "index", the last "note/100"`,
		"@102":     "the document has the pages @1 to @101",
		"@next":    "the document has the pages @1 to @101",
		"12":       `write "@12" for a page by its place`, // not its key
		"102":      `the first page is "index", the last "note/100"`,
		"":         `the first page is "index", the last "note/100"`,
	} {
		_, err := d.FindPage(name)
		var wrong *einkpdf.ArgumentError
		require.ErrorAs(t, err, &wrong)
		require.Equal(t, einkpdf.CodeUnknownPage, wrong.Code)
		require.Contains(t, wrong.Hint, hint, name)
	}
}
