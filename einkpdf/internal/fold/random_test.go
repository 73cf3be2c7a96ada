package fold_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/fold"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// texts are what copies of a widget say, one for each copy.
func texts(t *rapid.T, n int, label string) []string {
	before := rapid.SampledFrom([]string{"", "a", "{{", "}}", "{page} ", "{{{page}}} ", "-", "0", "7", "{page|'{'} ", "{month|'}'MMM '9' y} ", "٣", "p 1 of "}).Draw(t, label+" before")
	after := rapid.SampledFrom([]string{"", "b", "}}", "{{", ":00", "{page}", ".5", "0", " {n|00}", "٣"}).Draw(t, label+" after")
	list := make([]string, n)
	switch kind := rapid.SampledFrom([]string{"same", "number", "number", "padded", "words", "mixed", "token", "format"}).Draw(t, label+" kind"); kind {
	case "same":
		for i := range list {
			list[i] = before + "x" + after
		}
	case "number", "padded":
		first := rapid.SampledFrom([]int{0, 1, 2, 8, 9, 95, 998, 9_990, 10_000, 10_001, 123_456_789, 999_999_998}).Draw(t, label+" first")
		step := rapid.SampledFrom([]int{1, 1, 1, 2, 7, 10_000, 10_001, -1, 0}).Draw(t, label+" step")
		width := 0
		if kind == "padded" {
			width = rapid.IntRange(1, 12).Draw(t, label+" width")
		}
		for i := range list {
			list[i] = fmt.Sprintf("%s%0*d%s", before, width, first+step*i, after)
		}
	case "words", "mixed":
		words := []string{"Mon", "Tue", "W 1", "W 2", "W 3", "01", "2026-03-14", "{{x}}", "{page}", "{n+1}", "Ω", "a:b", "#", "1 2", "2 3", "3 4"}
		if kind == "mixed" {
			words = append(words, strings.Repeat("long ", 300))
		}
		for i := range list {
			list[i] = before + rapid.SampledFrom(words).Draw(t, label+" word") + after
		}
	case "token":
		for i := range list {
			list[i] = fmt.Sprintf("%s{page+%d}%s", before, i+1, after)
		}
	case "format":
		for i := range list {
			list[i] = fmt.Sprintf("%s{page|%s}%s", before, strings.Repeat("0", i+1), after)
		}
	}
	return list
}

// copies are n copies of some widgets, each moved against the one before.
func copies(t *rapid.T, place bool) []widget.Widget {
	n, p := rapid.IntRange(1, 7).Draw(t, "copies"), rapid.IntRange(1, 3).Draw(t, "widgets")
	x, y := rapid.IntRange(0, 60).Draw(t, "x"), rapid.IntRange(0, 60).Draw(t, "y")
	dx, dy := 0, rapid.IntRange(10, 80).Draw(t, "step")
	if rapid.Bool().Draw(t, "right") {
		dx, dy = dy, 0
	}
	kinds := rapid.SliceOfN(rapid.SampledFrom([]string{"text", "link", "box", "tap", "checkbox", "calendar", "table", "anchor", "line", "layers", "days", "checklist"}), p, p).Draw(t, "kinds")
	when := rapid.SliceOfN(rapid.SampledFrom([]widget.Cond{"", "", "", "page == 2", "first", "n > 1"}), p, p).Draw(t, "when")
	optional := rapid.SampledFrom([]string{"?", "?", ""}).Draw(t, "optional")
	say := make([][]string, p)
	lead := make([][]string, p)
	for q := range p {
		say[q] = texts(t, n, "text")
		lead[q] = texts(t, n, "target")
	}
	var list []widget.Widget
	for i := range n {
		for q := range p {
			var f widget.Frame
			if place {
				f = at(float64(x+q*7+i*dx), float64(y+q*5+i*dy), float64(20+10*q), float64(8+3*q))
			}
			f.When = when[q]
			text, to := widget.Text(say[q][i]), widget.Target(lead[q][i]+"?")
			if optional == "" {
				to = "page/{page}"
			}
			var w widget.Widget
			switch kinds[q] {
			case "text":
				w = &widget.TextBox{Frame: f, Text: text, Link: to, Style: widget.Inline(widget.Style{Size: geom.Points(float64(8 + q))})}
			case "link":
				w = &widget.LinkBox{Frame: f, Text: text, To: to}
			case "box":
				w = &widget.Box{Frame: f, Link: to, Fill: widget.Gray(200)}
			case "tap":
				w = &widget.Tap{Frame: f, To: to}
			case "checkbox":
				w = &widget.Checkbox{Frame: f, Label: text}
			case "calendar":
				w = &widget.Calendar{Frame: f, Of: "2026-03", Link: widget.Target(lead[q][i] + "/{cell.day}?"), Title: text}
			case "days":
				w = &widget.Days{Frame: f, Of: "2026-W10", Label: text + "{cell.date}"}
			case "table":
				w = &widget.Table{Frame: f, Rows: [][]widget.Text{{text, "y"}, {"z", text}}, Link: "{cell.text}?"}
			case "checklist":
				w = &widget.Checklist{Frame: f, Pitch: geom.Points(9), Items: []widget.Text{text, "x"}}
			case "anchor":
				w = &widget.Anchor{Frame: f, Name: widget.Text(fmt.Sprintf("{n}/%d.%d.%d.%d", x, y, q, i))}
			case "line":
				w = &widget.Line{Frame: f}
			case "layers":
				w = &widget.Layers{Frame: f, Group: widget.Group{Children: []widget.Widget{&widget.TextBox{Text: text}}}}
			}
			list = append(list, w)
		}
	}
	return list
}

func random(t *rapid.T) *einkpdf.Project {
	var children []widget.Widget
	for range rapid.IntRange(1, 3).Draw(t, "groups") {
		children = append(children, copies(t, true)...)
	}
	switch rapid.SampledFrom([]string{"", "", "grid", "stack", "row", "repeat"}).Draw(t, "container") {
	case "grid":
		children = append(children, &widget.Grid{Frame: at(5, 300, 300, 200), Columns: 3, Group: widget.Group{Children: copies(t, false)}})
	case "stack":
		children = append(children, &widget.Stack{Frame: at(5, 300, 300, 200), Group: widget.Group{Children: copies(t, false)}})
	case "row":
		children = append(children, &widget.Row{Frame: at(5, 300, 300, 200), Group: widget.Group{Children: copies(t, false)}})
	case "repeat":
		inner := copies(t, true)
		inner = append(inner, &widget.TextBox{Frame: at(0, 100, 50, 9), Text: "{item} 1"}, &widget.TextBox{Frame: at(0, 110, 50, 9), Text: "{item} 2"}, &widget.TextBox{Frame: at(0, 120, 50, 9), Text: "{item} 3"})
		children = append(children, &widget.Grid{Frame: at(5, 300, 300, 200), Columns: 3, Group: widget.Group{
			Repeat: &widget.Repeat{Each: widget.Over("4..6")}, Child: &widget.Layers{Group: widget.Group{Children: inner}}}})
	}
	p := project(children...)
	p.Plan[0].Each = widget.Over("1..3")
	p.Calendar = einkpdf.Calendar{From: calendar.New(2026, 3, 1), To: calendar.New(2026, 3, 2)}
	return p
}

// shown is what the pages of a document show, of each page in no order: which of
// it lies in the form that pages share may change.
type shown struct{ forms, pages [][]string }

func (s *shown) Form(_ geom.Size, l *draw.List) (draw.FormID, error) {
	s.forms = append(s.forms, facts(l))
	return draw.FormID(len(s.forms)), nil
}

func (s *shown) Page(p draw.Page) error {
	page := facts(p.List)
	page = append(page, facts(&draw.List{Links: p.Links, Anchors: p.Anchors})...)
	if p.Form > 0 {
		page = append(page, s.forms[p.Form-1]...)
	}
	slices.Sort(page)
	s.pages = append(s.pages, page)
	return nil
}

func (s *shown) Close([]*draw.Outline, []string) error { return nil }

func facts(l *draw.List) (list []string) {
	for _, op := range l.Ops {
		if t, ok := op.(draw.Text); ok {
			list = append(list, fmt.Sprintf("%q %v %v %v", t.Run.Text, t.At, t.Size, t.Color))
			continue
		}
		list = append(list, fmt.Sprintf("%T %v", op, op))
	}
	for _, link := range l.Links {
		list = append(list, fmt.Sprintf("%v", link))
	}
	for _, anchor := range l.Anchors {
		list = append(list, fmt.Sprintf("%v", anchor))
	}
	return list
}

func pagesOf(t *rapid.T, p *einkpdf.Project) ([][]string, error) {
	doc, err := einkpdf.Compile(t.Context(), p, einkpdf.Options{})
	if err != nil {
		return nil, err
	}
	s := new(shown)
	err = doc.Draw(t.Context(), func(draw.Info) draw.Backend { return s })
	return s.pages, err
}

// TestRandom folds projects of all kinds of copies: they show the same, also
// after they were written and read.
func TestRandom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := random(t)
		want, err := pagesOf(t, p)
		if err != nil {
			t.Skip(err)
		}
		before, err := p.YAML()
		require.NoError(t, err)
		fold.Project(p)
		after, err := p.YAML()
		require.NoError(t, err)
		read, err := einkpdf.Parse(after)
		require.NoError(t, err, "%s\n%s", before, after)
		for _, p := range []*einkpdf.Project{p, read} {
			got, err := pagesOf(t, p)
			require.NoError(t, err, "%s\n%s", before, after)
			require.Equal(t, want, got, "%s\n%s", before, after)
		}
	})
}
