package einkpdf

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// PageLayout is where everything of a page stands, for editors: from a click to
// the line of the project and back. It belongs to the caller.
//
// In JSON lengths are numbers of points from the page's top left corner, y
// downwards, with up to six digits behind the point: {"x":56.692914,"y":0,
// "width":12.5,"height":20}. Reading them back gives the same lengths.
type PageLayout struct {
	Index   int         `json:"index"` // of the page, from 0
	Key     string      `json:"key"`
	Label   string      `json:"label,omitempty"` // empty: the page's number
	Design  string      `json:"design"`
	Size    geom.Size   `json:"size"`
	Widgets []WidgetBox `json:"widgets"` // in painting order, outer ones before what is inside them
	Links   []LinkBox   `json:"links"`   // in painting order
}

// WidgetBox is a widget on a page. A widget that is repeated has several.
type WidgetBox struct {
	// Type is its kind as a project writes it. For a kind of a program's own in a
	// project built by hand it is the name of the Go type.
	Type    string    `json:"type"`
	Pointer string    `json:"pointer"` // JSON pointer in the project; what is inside a part has the part's own
	Box     geom.Rect `json:"box"`
	Depth   int       `json:"depth"` // how many widgets of the page it is inside of
	// Line, Col and EndLine are its place in the project file: its first character,
	// and the line of its last one. They are 0 for projects built by hand.
	Line    int `json:"line,omitempty"`
	Col     int `json:"col,omitempty"`
	EndLine int `json:"end_line,omitempty"`
	// Bare widgets paint nothing themselves and have no link, as many containers.
	Bare bool `json:"bare,omitempty"`
}

// LinkBox is an area of a page that can be tapped.
type LinkBox struct {
	Box         geom.Rect `json:"box"`
	Target      string    `json:"target"`       // key of a page, or an anchor
	TargetIndex int       `json:"target_index"` // of the page that it leads to, from 0
	// Pointer, Line and Col are those of the widget that has the link.
	Pointer string `json:"pointer"`
	Line    int    `json:"line,omitempty"`
	Col     int    `json:"col,omitempty"`
}

// Layout is where the widgets and links of a page stand; pages count from 0. It
// may be called at the same time as anything else of the document. Findings of
// the page are not collected.
//
// Errors are a [*RangeError], ctx.Err(), or an [Errors] of what is wrong on the page.
func (d *Document) Layout(ctx context.Context, page int) (*PageLayout, error) {
	p, err := d.pageAt(page)
	if err != nil {
		return nil, err
	}
	var list draw.List
	traced, err := d.trace(ctx, p, nil, &list)
	if err != nil {
		return nil, err
	}
	l := &PageLayout{Index: page, Key: p.key, Label: p.label, Design: p.design.name, Size: d.facts.Page,
		Widgets: make([]WidgetBox, len(traced)), Links: make([]LinkBox, 0, len(list.Links))}
	spans := d.written()
	for i, t := range traced {
		at := spans[t.Pointer]
		l.Widgets[i] = WidgetBox{Type: at.kind, Pointer: t.Pointer, Box: t.Box, Depth: t.Depth,
			Line: at.line, Col: at.col, EndLine: at.end, Bare: t.Ops[0] == t.Ops[1] && t.Links[0] == t.Links[1]}
		for _, link := range list.Links[t.Links[0]:t.Links[1]] {
			target := -1
			if place, ok := d.places[link.Target]; ok {
				target = int(place.Page)
			}
			l.Links = append(l.Links, LinkBox{Box: link.Box, Target: link.Target, TargetIndex: target, Pointer: t.Pointer, Line: at.line, Col: at.col})
		}
	}
	return l, nil
}

// At is the widget that somebody means who clicks on a point of the page: the
// topmost one there, where bare ones count only if there is nothing else. It is nil beside all widgets.
func (l *PageLayout) At(p geom.Point) *WidgetBox {
	var found *WidgetBox
	for i := range l.Widgets {
		w := &l.Widgets[i]
		if holds(w.Box, p) && (found == nil || found.Bare || !w.Bare) {
			found = w
		}
	}
	return found
}

// LinkAt is the link that a tap on a point of the page follows, nil where there is none.
func (l *PageLayout) LinkAt(p geom.Point) *LinkBox {
	for i := len(l.Links) - 1; i >= 0; i-- {
		if holds(l.Links[i].Box, p) {
			return &l.Links[i]
		}
	}
	return nil
}

// Around are the widgets that a widget of the page is inside of, from the outermost
// one to the widget itself. w is what [PageLayout.At] returns, or points into Widgets.
func (l *PageLayout) Around(w *WidgetBox) []*WidgetBox {
	i := len(l.Widgets) - 1
	for i >= 0 && &l.Widgets[i] != w {
		i--
	}
	var around []*WidgetBox
	for depth := math.MaxInt; i >= 0; i-- {
		if o := &l.Widgets[i]; o.Depth < depth {
			around, depth = append(around, o), o.Depth
		}
	}
	slices.Reverse(around)
	return around
}

// OnLine are the widgets of the page that are written on a line of the project
// file, from 1, without those that have another of them inside: the innermost
// ones, in painting order.
func (l *PageLayout) OnLine(line int) []WidgetBox {
	if line <= 0 {
		return nil
	}
	return l.innermost(func(w *WidgetBox) bool { return w.Line <= line && line <= w.EndLine })
}

// OfPointer are the widgets of the page that the value at a JSON pointer of the
// project belongs to: all boxes of the innermost widget that has it.
func (l *PageLayout) OfPointer(pointer string) []WidgetBox {
	return l.innermost(func(w *WidgetBox) bool { return within(pointer, w.Pointer) })
}

// innermost are the widgets that are meant, but none with another one inside.
func (l *PageLayout) innermost(meant func(*WidgetBox) bool) []WidgetBox {
	outer := map[string]bool{}
	inner := map[string]bool{}
	for i := range l.Widgets {
		if w := &l.Widgets[i]; meant(w) && !inner[w.Pointer] {
			inner[w.Pointer] = true
			for at := outerPointer(w.Pointer); at != "" && !outer[at]; at = outerPointer(at) {
				outer[at] = true
			}
		}
	}
	var found []WidgetBox
	for _, w := range l.Widgets {
		if inner[w.Pointer] && !outer[w.Pointer] {
			found = append(found, w)
		}
	}
	return found
}

// holds says whether a point lies in a rectangle; its right and bottom edges do
// not belong to it.
func holds(r geom.Rect, p geom.Point) bool {
	return p.X >= r.X && p.X < r.Right() && p.Y >= r.Y && p.Y < r.Bottom()
}

// outerPointer is a JSON pointer without its last step.
func outerPointer(pointer string) string {
	return pointer[:max(strings.LastIndexByte(pointer, '/'), 0)]
}

// within says whether a JSON pointer leads to a value or to something in it.
func within(pointer, value string) bool {
	rest, ok := strings.CutPrefix(pointer, value)
	return ok && (rest == "" || rest[0] == '/')
}
