package einkpdf

import (
	"context"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Page is what tests see of a page.
type Page struct {
	Key, Label  string
	Title       string   // of its first outline entry
	Links       []string // targets
	Text        string   // all runs in paint order, with spaces between them
	Static, Own *draw.List
}

// PageAt draws one page.
func (d *Document) PageAt(i int) (Page, error) {
	p := &d.pages[i]
	page := Page{Key: p.key, Label: p.label}
	if len(p.entries) > 0 {
		page.Title = p.entries[0].title
	}
	if p.design.Body == nil {
		return page, nil
	}
	layer, err := d.layerOf(context.Background(), p)
	if err != nil {
		return page, err
	}
	page.Static, page.Own = &layer.Static, new(draw.List)
	if err := layer.Draw(d.context(context.Background(), p), page.Own); err != nil {
		return page, err
	}
	for _, list := range []*draw.List{page.Static, page.Own} {
		page.Text += TextOf(list)
		for _, l := range list.Links {
			page.Links = append(page.Links, l.Target)
		}
	}
	return page, nil
}

// WalkOutline visits the entries of the outline in order.
func (d *Document) WalkOutline(visit func(level int, title string)) {
	var walk func(level int, list []*draw.Outline)
	walk = func(level int, list []*draw.Outline) {
		for _, o := range list {
			visit(level, o.Title)
			walk(level+1, o.Children)
		}
	}
	walk(0, d.outline())
}

// LayerFrom lays out the design of page i anew, beginning from this page, and
// draws page on with that layout.
func (d *Document) LayerFrom(i, on int) (static, own *draw.List, err error) {
	p := &d.pages[i]
	layer, err := widget.Prepare(d.context(context.Background(), p), p.design.Body, p.design.at)
	if err != nil {
		return nil, nil, err
	}
	own = new(draw.List)
	err = layer.Draw(d.context(context.Background(), &d.pages[on]), own)
	return &layer.Static, own, err
}

// SamePages are the pages that have the design of page i.
func (d *Document) SamePages(i int) (same []int) {
	for j := range d.pages {
		if d.pages[j].design == d.pages[i].design && d.pages[j].design.Body != nil {
			same = append(same, j)
		}
	}
	return same
}

// TextOf is all text of a list in paint order.
func TextOf(list *draw.List) (text string) {
	for _, op := range list.Ops {
		if t, ok := op.(draw.Text); ok {
			text += t.Run.Text + " "
		}
	}
	return text
}
