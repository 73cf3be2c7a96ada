package einkpdf

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/plan"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// maxLookedAt is how many pages FindLine and FindPointer look at.
const maxLookedAt = 60

// FindLine is the way back from a line of the project file, counted from 1: the
// first page that shows what is written there, and the widgets of the page that
// are written there, as [PageLayout.OnLine] has them. A line of a design's or a
// section's own properties gives its first page and no widgets.
//
// At most 60 pages of the designs in question are looked at: the first ones, and
// others evenly spread up to the last. When none of them shows the innermost
// widget of the line, because of its condition, the widgets around it are found.
// The layout is nil when there is no such page: for a design without pages, and
// for lines such as those of styles. Projects built by hand have no lines.
//
// Errors are ctx.Err(), or an [Errors] of what is wrong on a page.
func (d *Document) FindLine(ctx context.Context, line int) (*PageLayout, []WidgetBox, error) {
	var meant []string
	for pointer, s := range d.written() {
		if line > 0 && s.line <= line && line <= s.end {
			meant = append(meant, pointer)
		}
	}
	return d.find(ctx, meant, func(l *PageLayout) []WidgetBox { return l.OnLine(line) })
}

// FindPointer is FindLine for a JSON pointer of the project, which has lines or
// not: the first page that shows the value, or what it is a part of, and its
// widgets, as [PageLayout.OfPointer] has them.
func (d *Document) FindPointer(ctx context.Context, pointer string) (*PageLayout, []WidgetBox, error) {
	var meant []string
	for at := range d.written() {
		if within(pointer, at) {
			meant = append(meant, at)
		}
	}
	return d.find(ctx, meant, func(l *PageLayout) []WidgetBox { return l.OfPointer(pointer) })
}

// find is the first page that shows one of the innermost places that are meant.
// shown are the widgets of a page that are.
func (d *Document) find(ctx context.Context, meant []string, shown func(*PageLayout) []WidgetBox) (*PageLayout, []WidgetBox, error) {
	wanted := map[string]bool{} // innermost ones
	for _, pointer := range meant {
		wanted[pointer] = true
	}
	for _, pointer := range meant {
		for at := outerPointer(pointer); at != ""; at = outerPointer(at) {
			delete(wanted, at)
		}
	}
	pages := d.pagesOf(wanted)
	var (
		around  *PageLayout
		widgets []WidgetBox
	)
	for i := range min(len(pages), maxLookedAt) {
		l, err := d.Layout(ctx, pages[spread(i, len(pages))])
		if err != nil {
			return nil, nil, err
		}
		found := shown(l)
		for _, w := range found {
			if wanted[w.Pointer] {
				return l, found, nil
			}
		}
		if around == nil || len(widgets) == 0 && len(found) > 0 {
			around, widgets = l, found
		}
		if !d.widgetAmong(wanted) {
			break // there is no widget to look for
		}
	}
	return around, widgets, nil
}

// spread is the i-th of maxLookedAt indices below n: the first half in turn, the
// others evenly up to the last.
func spread(i, n int) int {
	const half = maxLookedAt / 2
	if n <= maxLookedAt || i < half {
		return i
	}
	return half + (i-half+1)*(n-half)/half - 1
}

// widgetAmong says whether one of the places is a widget.
func (d *Document) widgetAmong(pointers map[string]bool) bool {
	for pointer := range pointers {
		if d.written()[pointer].kind != "" {
			return true
		}
	}
	return false
}

// pagesOf are the pages of the designs that have one of the places in them,
// themselves or in a part, and the pages of sections.
func (d *Document) pagesOf(places map[string]bool) []int {
	designs, parts := map[string]bool{}, map[string]bool{}
	var sections []string
	for pointer := range places {
		switch kind, rest, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/"); kind {
		case "plan":
			sections = append(sections, pointer)
		case "designs":
			name, _, _ := strings.Cut(rest, "/") // names have nothing that pointers escape
			designs[name] = true
		case "parts":
			name, _, _ := strings.Cut(rest, "/")
			parts[name] = true
		}
	}
	d.addUsers(parts, designs)
	var pages []int
	for i := range d.pages {
		p := &d.pages[i]
		shows := designs[p.design.name]
		for _, s := range sections {
			shows = shows || within(p.section, s)
		}
		if shows {
			pages = append(pages, i)
		}
	}
	return pages
}

// addUsers adds the designs that use one of the parts, also by way of other parts.
func (d *Document) addUsers(parts, designs map[string]bool) {
	if len(parts) == 0 {
		return
	}
	uses := func(w widget.Widget) (yes bool) {
		widget.Walk(w, "", func(_ string, w widget.Widget) {
			if p, ok := w.(*widget.Part); ok && parts[p.Name] {
				yes = true
			}
		})
		return yes
	}
	for more := true; more; { // at most once for each part
		more = false
		for name, w := range d.project.Parts {
			if !parts[name] && uses(w) {
				parts[name], more = true, true
			}
		}
	}
	for name, design := range d.project.Designs {
		if !designs[name] && uses(design.Body) {
			designs[name] = true
		}
	}
}

// FindPage is the index (0-based) of the page that a person means: by its key, by
// an anchor on it, or by its place as in "@12" (from 1) or "@last". The error is an
// [*ArgumentError] of code [CodeUnknownPage], whose hint says what may have been meant.
func (d *Document) FindPage(name string) (index int, err error) {
	if index, ok := d.PageOf(name); ok {
		return index, nil
	}
	if order, err := plan.ParseOrder(name); err == nil && plan.IsOrder(name) && !order.Relative() {
		if index, ok := order.Index(0, len(d.pages)); ok {
			return index, nil
		}
	}
	message := "there is no page " + quoted(name)
	if !plan.IsOrder(name) {
		message += " or anchor of that name"
	}
	return 0, wrongArgument(CodeUnknownPage, message, d.pageHint(name))
}

// pageHint says which page may have been meant by a name that none has.
func (d *Document) pageHint(name string) string {
	n := len(d.pages)
	if plan.IsOrder(name) {
		return fmt.Sprintf("the document has the pages @1 to @%d", n)
	}
	if place, err := strconv.Atoi(name); err == nil && place >= 1 && place <= n {
		return fmt.Sprintf("write \"@%d\" for a page by its place", place)
	}
	first, last := "", ""
	if slash := strings.LastIndexByte(name, '/') + 1; slash > 0 {
		for i := range d.pages {
			if key := d.pages[i].key; strings.HasPrefix(key, name[:slash]) {
				if first == "" {
					first = key
				}
				last = key
			}
		}
	}
	hint := didYouMean(name, sortedKeys(d.places), "")
	switch {
	case hint == "" && first != "":
		return "these pages go from " + quoted(first) + " to " + quoted(last)
	case hint == "":
		return "the first page is " + quoted(d.pages[0].key) + ", the last " + quoted(d.pages[n-1].key)
	case first != "" && first != last:
		return hint + " these pages go from " + quoted(first) + " to " + quoted(last)
	}
	return hint
}
