package fold_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/fold"
	"github.com/einkpdf/platform/einkpdf/widget"
)

func at(x, y, w, h float64) widget.Frame {
	return widget.Frame{X: geom.Points(x), Y: geom.Points(y), Width: geom.Points(w), Height: geom.Points(h)}
}

func project(children ...widget.Widget) *einkpdf.Project {
	return &einkpdf.Project{
		Format: 1, Title: "Fold",
		Designs: map[string]*einkpdf.Design{"page": {Body: &widget.Layers{Group: widget.Group{Children: children}}}},
		Plan:    []einkpdf.Section{{Design: "page", Each: widget.Over("1..20")}},
	}
}

// hours are labels and boxes down the page, as a program writes them.
func hours() []widget.Widget {
	var list []widget.Widget
	for i := range 15 {
		y := 100 + 22*float64(i)
		list = append(list,
			&widget.TextBox{Frame: at(36, y, 34, 20), Text: widget.Text(fmt.Sprintf("%02d:00", i+7)), Style: widget.Inline(widget.Style{Font: "mono", Size: geom.Points(10)})},
			&widget.LinkBox{Frame: at(80, y+1, 100, 18), Text: widget.Text(fmt.Sprintf("Hour %d", 2*i+3)), To: widget.Target(fmt.Sprintf("page/%d?", i+1))})
	}
	return list
}

func pdf(t *testing.T, p *einkpdf.Project) []byte {
	t.Helper()
	doc, err := einkpdf.Compile(t.Context(), p, einkpdf.Options{})
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, doc.WritePDF(t.Context(), &b))
	return b.Bytes()
}

func TestFoldsCopiesAndDrawsTheSame(t *testing.T) {
	plain, folded := project(hours()...), project(hours()...)
	fold.Project(folded)

	body := folded.Designs["page"].Body.(*widget.Layers)
	require.Len(t, body.Children, 1)
	stack := body.Children[0].(*widget.Stack)
	require.Equal(t, "7..21", stack.Repeat.Each.Expr)
	require.Equal(t, geom.Points(2), stack.Gap)
	pair := stack.Child.(*widget.Layers)
	require.Equal(t, widget.Text("{item|00}:00"), pair.Children[0].(*widget.TextBox).Text)
	require.Equal(t, widget.Text("Hour {item*2-11}"), pair.Children[1].(*widget.LinkBox).Text)
	require.Equal(t, widget.Target("page/{item-6}?"), pair.Children[1].(*widget.LinkBox).To)
	require.Equal(t, pdf(t, plain), pdf(t, folded))
}

func TestFoldsIntoLists(t *testing.T) {
	months := func() []widget.Widget {
		var list []widget.Widget
		for i, name := range []string{"January", "February", "March"} {
			list = append(list, &widget.LinkBox{Frame: at(10+50*float64(i), 20, 50, 30), Text: widget.Text(name), To: widget.Target(fmt.Sprintf("page/%d?", 9*i+1))})
		}
		return list
	}
	plain, folded := project(months()...), project(months()...)
	fold.Project(folded)

	row := folded.Designs["page"].Body.(*widget.Layers).Children[0].(*widget.Row)
	require.Equal(t, []widget.Item{{Text: "January"}, {Text: "February"}, {Text: "March"}}, row.Repeat.Each.List)
	require.Equal(t, widget.Text("{item}"), row.Child.(*widget.LinkBox).Text)
	require.Equal(t, widget.Target("page/{item.index*9-8}?"), row.Child.(*widget.LinkBox).To)
	require.Equal(t, pdf(t, plain), pdf(t, folded))
}

func TestFoldsAWholeGrid(t *testing.T) {
	grid := func() *widget.Grid {
		g := &widget.Grid{Frame: at(0, 0, 300, 300), Columns: 4}
		for i := range 12 {
			g.Children = append(g.Children, &widget.LinkBox{Text: widget.Text(fmt.Sprintf("W%02d", i+1)), To: widget.Target(fmt.Sprintf("page/%d?", i+1))})
		}
		return g
	}
	plain, folded := project(grid()), project(grid())
	fold.Project(folded)

	shown := folded.Designs["page"].Body.(*widget.Layers).Children[0].(*widget.Grid)
	require.Empty(t, shown.Children)
	require.Equal(t, "1..12", shown.Repeat.Each.Expr)
	require.Equal(t, pdf(t, plain), pdf(t, folded))
}

func TestFoldLeavesWhatDoesNotRepeat(t *testing.T) {
	for name, list := range map[string][]widget.Widget{
		"two copies":       {&widget.Box{Frame: at(0, 0, 9, 9)}, &widget.Box{Frame: at(0, 20, 9, 9)}},
		"uneven distances": {&widget.Box{Frame: at(0, 0, 9, 9)}, &widget.Box{Frame: at(0, 20, 9, 9)}, &widget.Box{Frame: at(0, 41, 9, 9)}},
		"overlapping":      {&widget.Box{Frame: at(0, 0, 9, 9)}, &widget.Box{Frame: at(0, 5, 9, 9)}, &widget.Box{Frame: at(0, 10, 9, 9)}},
		"aslant":           {&widget.Box{Frame: at(0, 0, 9, 9)}, &widget.Box{Frame: at(20, 20, 9, 9)}, &widget.Box{Frame: at(40, 40, 9, 9)}},
		"different":        {&widget.Box{Frame: at(0, 0, 9, 9)}, &widget.Box{Frame: at(0, 20, 9, 9), Radius: geom.Points(2)}, &widget.Box{Frame: at(0, 40, 9, 9)}},
		"optional and not": {link(0, "page/1?"), link(20, "page/2"), link(40, "page/3?")},
		"pixels":           {&widget.Box{Frame: px(0)}, &widget.Box{Frame: px(20)}, &widget.Box{Frame: px(40)}},
	} {
		t.Run(name, func(t *testing.T) {
			p := project(list...)
			fold.Project(p)
			require.Len(t, p.Designs["page"].Body.(*widget.Layers).Children, len(list))
		})
	}
}

func link(y float64, to widget.Target) widget.Widget {
	return &widget.LinkBox{Frame: at(0, y, 90, 9), Text: "A", To: to}
}

func px(y float64) widget.Frame {
	return widget.Frame{Y: geom.Px(y), Width: geom.Px(9), Height: geom.Px(9)}
}

// What a repeat cannot say stays as it is, or is said in another way.
func TestFoldTexts(t *testing.T) {
	boxes := func(texts ...string) (list []widget.Widget) {
		for i, s := range texts {
			list = append(list, &widget.TextBox{Frame: at(0, 20*float64(i), 90, 9), Text: widget.Text(s)})
		}
		return list
	}
	long := strings.Repeat("long ", 120)
	for name, c := range map[string]struct {
		list       []widget.Widget
		each, text string
	}{
		"leading zeros":       {boxes("09", "10", "11"), "9..11", "{item|00}"},
		"no leading zeros":    {boxes("9", "10", "11"), "9..11", "{item}"},
		"one zero less":       {boxes("099", "100", "0101"), "[099 100 0101]", "{item}"},
		"braces":              {boxes("{{1}}", "{{2}}", "{{3}}"), "1..3", "{{{item}}}"},
		"in a token":          {boxes("{page+1}", "{page+2}", "{page+3}"), "[{page+1} {page+2} {page+3}]", "{item}"},
		"behind a quote":      {boxes("{month|'}' 1}", "{month|'}' 2}", "{month|'}' 3}"), "[{month|'}' 1} {month|'}' 2} {month|'}' 3}]", "{item}"},
		"behind a token":      {boxes("{page}/1", "{page}/2", "{page}/3"), "1..3", "{page}/{item}"},
		"other digits":        {boxes("١", "٢", "٣"), "[١ ٢ ٣]", "{item}"},
		"beyond a step":       {boxes("10001", "10002", "10003"), "[10001 10002 10003]", "{item}"},
		"long":                {boxes(long+"1", long+"2", long+"3"), "[" + long + "1 " + long + "2 " + long + "3]", "{item}"},
		"going down":          {boxes("3", "2", "1"), "[3 2 1]", "{item}"},
		"of the same digits":  {boxes("12 1", "12 2", "12 3"), "1..3", "12 {item}"},
		"two numbers at once": {boxes("1 1", "2 2", "3 3"), "[1 1 2 2 3 3]", "{item}"},
	} {
		t.Run(name, func(t *testing.T) {
			p := project(c.list...)
			fold.Project(p)
			stack := p.Designs["page"].Body.(*widget.Layers).Children[0].(*widget.Stack)
			each := stack.Repeat.Each.Expr
			if each == "" {
				var items []string
				for _, item := range stack.Repeat.Each.List {
					items = append(items, string(item.Text))
				}
				each = fmt.Sprint(items)
			}
			require.Equal(t, c.each, each)
			require.Equal(t, c.text, string(stack.Child.(*widget.TextBox).Text))
		})
	}
}

func TestFoldLeavesTextsThatNoListCanHave(t *testing.T) {
	var list []widget.Widget
	for i, word := range []string{"one", "two", "three"} {
		list = append(list, &widget.TextBox{Frame: at(0, 20*float64(i), 90, 9), Text: widget.Text(strings.Repeat("long ", 200) + word)})
	}
	p := project(list...)
	fold.Project(p)
	require.Len(t, p.Designs["page"].Body.(*widget.Layers).Children, 3)
}

// Steps of tokens are at most 10,000: the repeat begins where all texts can be
// told from its number.
func TestFoldFarNumbers(t *testing.T) {
	var list []widget.Widget
	for i := range 3 {
		list = append(list, &widget.LinkBox{Frame: at(0, 20*float64(i), 90, 9), Text: widget.Text(strconv.Itoa(5000 + i)), To: widget.Target(fmt.Sprintf("p/%d?", 1+3*i))})
	}
	p := project(list...)
	fold.Project(p)
	stack := p.Designs["page"].Body.(*widget.Layers).Children[0].(*widget.Stack)
	require.Equal(t, "1..3", stack.Repeat.Each.Expr)
	require.Equal(t, widget.Text("{item+4999}"), stack.Child.(*widget.LinkBox).Text)
	require.Equal(t, widget.Target("p/{item*3-2}?"), stack.Child.(*widget.LinkBox).To)
	pdf(t, p)
}

// A list does not know the names that a widget has for its cells.
func TestFoldKeepsNamesOfCells(t *testing.T) {
	calendars := func(keys ...string) (list []widget.Widget) {
		for i, key := range keys {
			list = append(list, &widget.Calendar{Frame: at(0, 90*float64(i), 90, 80), Of: "2026-03", Link: widget.Target(key + "/{cell.date}?")})
		}
		return list
	}
	p := project(calendars("a", "b", "c")...)
	fold.Project(p)
	require.Len(t, p.Designs["page"].Body.(*widget.Layers).Children, 3)

	p = project(calendars("a1", "a2", "a3")...)
	fold.Project(p)
	stack := p.Designs["page"].Body.(*widget.Layers).Children[0].(*widget.Stack)
	require.Equal(t, widget.Target("a{item}/{cell.date}?"), stack.Child.(*widget.Calendar).Link)
	pdf(t, p)
}

// What is repeated already has an item.
func TestFoldLeavesWhatIsRepeated(t *testing.T) {
	child := &widget.Layers{}
	for i := range 3 {
		child.Children = append(child.Children, &widget.TextBox{Frame: at(0, 20*float64(i), 90, 9), Text: "{item}"})
	}
	p := project(&widget.Stack{Group: widget.Group{Repeat: &widget.Repeat{Each: widget.Over("1..2")}, Child: child}})
	fold.Project(p)
	require.Len(t, child.Children, 3)
}
