package einkpdf

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/token"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Document is a compiled project: its pages are known by key and number, and
// every link is resolved. It may be written several times, also at the same time.
//
// A document does not change. It keeps the widgets, styles and parts of its
// [Project] rather than copies, so the project must not be changed as long as a
// document of it is in use.
type Document struct {
	project   *Project
	options   Options
	facts     widget.Facts
	landscape bool // how the device is held
	pages     []page
	places    map[string]widget.Place // page keys and anchors

	findings findings
	static   atomic.Int64           // drawing operations of all layers
	held     atomic.Int64           // bytes of all layers
	written  func() map[string]span // see spans
}

// maxStatic bounds the drawing operations that pages share: they stay in memory.
const maxStatic = 60_000

// tooLarge is the error of a document that draws too much.
func (d *Document) tooLarge(p *page, what string, limit int, hint string) error {
	return &widget.Problem{Finding: widget.Finding{Severity: widget.Failure, Code: CodeTooLarge, Page: p.key, Pointer: p.design.pointer + "/body",
		Message: what + " more than " + thousands(int64(limit)) + " drawing operations", Hint: hint}}
}

// drawsTooMuch is tooLarge where all pages together draw too much.
func (d *Document) drawsTooMuch(p *page) error {
	return d.tooLarge(p, "the document has", d.options.Limits.Operations, "draw less on each page, or raise the limit of operations")
}

// sharesTooMuch is tooLarge where the designs do.
func (d *Document) sharesTooMuch(p *page) error {
	return d.tooLarge(p, "what the pages of each design share has", maxStatic, "use fewer designs, or draw less on them")
}

// page is a page as the plan says it.
type page struct {
	key     string
	label   string
	entries []entry // in the outline; those that it shows
	section string  // JSON pointer of the section
	design  *design
	vars    *token.Scope
}

// design is a Design with its place on the page and, once a page of it is
// drawn, its layout.
type design struct {
	*Design
	name    string
	pointer string
	entries []entryAt // where its outline entries stand
	at      geom.Rect

	visits *widget.Visits // for resolving links only
	failed bool           // a page of it could not be visited

	once  sync.Once
	layer *widget.Layer
	err   error
}

// Len is the number of pages.
func (d *Document) Len() int { return len(d.pages) }

// Keys are the keys of the pages in order: the page map. A key is a page's
// lasting name; a page's index may change when the project does.
func (d *Document) Keys() []string {
	keys := make([]string, len(d.pages))
	for i := range d.pages {
		keys[i] = d.pages[i].key
	}
	return keys
}

// PageOf is the index (0-based) of the page with a key, or with an anchor of
// that name.
func (d *Document) PageOf(name string) (index int, ok bool) {
	p, ok := d.places[name]
	return int(p.Page), ok
}

// DesignOf is the name of the design of a page, counted from 0; empty when there
// is no such page.
func (d *Document) DesignOf(index int) string {
	if index < 0 || index >= len(d.pages) {
		return ""
	}
	return d.pages[index].design.name
}

// PageSize is the size of the pages.
func (d *Document) PageSize() geom.Size { return d.facts.Page }

// Device is the profile of the device that the pages are made for.
func (d *Document) Device() device.Profile { return d.facts.Device }

// Held is about how many bytes of memory the document has taken since it was compiled: what the pages of each design share is laid out when the first of them
// is drawn, and stays.
func (d *Document) Held() int64 { return d.held.Load() }

// context starts a page.
func (d *Document) context(ctx context.Context, p *page) *widget.Context {
	return widget.NewContext(ctx, &d.facts, p.key, p.vars)
}

// layerOf is the layout of a page's design. The first page that is drawn makes
// it; which page that is makes no difference.
func (d *Document) layerOf(ctx context.Context, p *page) (*widget.Layer, error) {
	p.design.once.Do(func() {
		// A cancelled first page must not spoil the design for the others.
		c := d.context(context.WithoutCancel(ctx), p)
		p.design.err = p.unfinished() // what follows may end the goroutine
		p.design.err = p.guard(func() (err error) {
			p.design.layer, err = widget.Prepare(c, p.design.Body, p.design.at)
			d.held.Add(p.design.layer.Bytes())
			if err == nil && d.static.Add(int64(len(p.design.layer.Static.Ops))) > maxStatic {
				err = d.sharesTooMuch(p)
			}
			return err
		})
	})
	return p.design.layer, p.design.err
}
