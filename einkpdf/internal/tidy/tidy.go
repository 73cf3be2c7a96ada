// Package tidy makes a project that a program wrote shorter and easier to read
// without changing what it draws: widgets that repeat at equal distances become
// one repeat, and styles that are used more than once get names.
//
// It changes the project in place. Nothing here has state; different projects
// may be tidied at the same time.
package tidy

import (
	"reflect"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Project folds the pages of a project and names its styles.
func Project(p *einkpdf.Project) {
	for _, d := range p.Designs {
		if d != nil && d.Body != nil {
			foldInside(reflect.ValueOf(d.Body), 0)
		}
	}
	nameStyles(p)
}

// maxDepth is how deep containers are looked into.
const maxDepth = 16

// foldInside folds the children of every container in a widget, innermost first.
func foldInside(v reflect.Value, depth int) {
	if depth > maxDepth {
		return
	}
	w, ok := v.Interface().(widget.Widget)
	if !ok {
		return
	}
	g := groupOf(w)
	if g == nil {
		return
	}
	for _, child := range g.Children {
		foldInside(reflect.ValueOf(child), depth+1)
	}
	if g.Child != nil {
		foldInside(reflect.ValueOf(g.Child), depth+1)
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
