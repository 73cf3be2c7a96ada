package tidy_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/tidy"
	"github.com/einkpdf/platform/einkpdf/widget"
)

func at(x, y, w, h float64) widget.Frame {
	return widget.Frame{X: geom.Points(x), Y: geom.Points(y), Width: geom.Points(w), Height: geom.Points(h)}
}

func project(children ...widget.Widget) *einkpdf.Project {
	return &einkpdf.Project{
		Format: 1, Title: "Tidy",
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

func TestProjectFoldsCopiesAndDrawsTheSame(t *testing.T) {
	plain, tidied := project(hours()...), project(hours()...)
	tidy.Project(tidied)

	body := tidied.Designs["page"].Body.(*widget.Layers)
	require.Len(t, body.Children, 1)
	stack := body.Children[0].(*widget.Stack)
	require.Equal(t, "7..21", stack.Repeat.Each.Expr)
	require.Equal(t, geom.Points(2), stack.Gap)
	pair := stack.Child.(*widget.Layers)
	require.Equal(t, widget.Text("{item|00}:00"), pair.Children[0].(*widget.TextBox).Text)
	require.Equal(t, widget.Text("Hour {item*2-11}"), pair.Children[1].(*widget.LinkBox).Text)
	require.Equal(t, widget.Target("page/{item-6}?"), pair.Children[1].(*widget.LinkBox).To)
	require.Equal(t, pdf(t, plain), pdf(t, tidied))
}

func TestProjectFoldsIntoLists(t *testing.T) {
	months := func() []widget.Widget {
		var list []widget.Widget
		for i, name := range []string{"January", "February", "March"} {
			list = append(list, &widget.LinkBox{Frame: at(10+50*float64(i), 20, 50, 30), Text: widget.Text(name), To: widget.Target(fmt.Sprintf("page/%d?", 9*i+1))})
		}
		return list
	}
	plain, tidied := project(months()...), project(months()...)
	tidy.Project(tidied)

	row := tidied.Designs["page"].Body.(*widget.Layers).Children[0].(*widget.Row)
	require.Equal(t, []widget.Item{{Text: "January"}, {Text: "February"}, {Text: "March"}}, row.Repeat.Each.List)
	require.Equal(t, widget.Text("{item}"), row.Child.(*widget.LinkBox).Text)
	require.Equal(t, widget.Target("page/{item.index*9-8}?"), row.Child.(*widget.LinkBox).To)
	require.Equal(t, pdf(t, plain), pdf(t, tidied))
}

func TestProjectFoldsAWholeGrid(t *testing.T) {
	grid := func() *widget.Grid {
		g := &widget.Grid{Frame: at(0, 0, 300, 300), Columns: 4}
		for i := range 12 {
			g.Children = append(g.Children, &widget.LinkBox{Text: widget.Text(fmt.Sprintf("W%02d", i+1)), To: widget.Target(fmt.Sprintf("page/%d?", i+1))})
		}
		return g
	}
	plain, tidied := project(grid()), project(grid())
	tidy.Project(tidied)

	folded := tidied.Designs["page"].Body.(*widget.Layers).Children[0].(*widget.Grid)
	require.Empty(t, folded.Children)
	require.Equal(t, "1..12", folded.Repeat.Each.Expr)
	require.Equal(t, pdf(t, plain), pdf(t, tidied))
}

func TestProjectLeavesWhatDoesNotRepeat(t *testing.T) {
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
			tidy.Project(p)
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

func TestProjectNamesStyles(t *testing.T) {
	bold := widget.Style{Size: geom.Points(18), Weight: "bold", Align: "center"}
	text := func(y float64, s widget.Style) widget.Widget {
		return &widget.TextBox{Frame: at(0, y, 90, 30), Text: "A", Style: widget.Inline(s)}
	}
	middle := bold
	middle.VAlign = "middle"
	p := project(text(0, bold), text(50, bold), text(95, middle), text(190, middle), text(300, widget.Style{Slant: "italic"}))
	tidy.Project(p)

	require.Equal(t, map[string]widget.Style{"bold-18-center": bold, "bold-18-center-2": middle}, p.Styles)
	children := p.Designs["page"].Body.(*widget.Layers).Children
	require.Equal(t, widget.Named("bold-18-center"), children[0].(*widget.TextBox).Style)
	require.NotNil(t, children[4].(*widget.TextBox).Style.Own)
	pdf(t, p)
}
