// Package fold makes a project that a program wrote shorter and easier to read
// without changing what it draws: widgets that stand at equal distances become
// one repeat.
//
// It changes the project in place, which must be one that compiles and in which
// every widget stands in one place only. Nothing here has state; different
// projects may be folded at the same time.
package fold

import (
	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Project replaces copies of widgets by repeats in all designs of a project.
func Project(p *einkpdf.Project) {
	for _, d := range p.Designs {
		if d != nil {
			foldInside(d.Body, 0)
		}
	}
}

// maxDepth is how deep containers are looked into.
const maxDepth = 16

// foldInside folds the children of every container in a widget, innermost first.
func foldInside(w widget.Widget, depth int) {
	g := groupOf(w)
	if g == nil || depth > maxDepth {
		return
	}
	for _, child := range g.Children { // texts of g.Child may have an item already
		foldInside(child, depth+1)
	}
	switch w.(type) {
	case *widget.Layers:
		g.Children = fold(g.Children)
	case *widget.Grid, *widget.Stack, *widget.Row:
		foldAll(g)
	}
}

// groupOf is the children of a container; nil for other widgets.
func groupOf(w widget.Widget) *widget.Group {
	switch w := w.(type) {
	case *widget.Layers:
		return &w.Group
	case *widget.Stack:
		return &w.Group
	case *widget.Row:
		return &w.Group
	case *widget.Grid:
		return &w.Group
	}
	return nil
}
