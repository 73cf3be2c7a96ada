// Package svg writes a page as one SVG file: display lists in, XML out. The file
// stands alone: fonts and pictures are inside, there are no scripts, and nothing
// is fetched. It shows what package pdfout writes into a PDF.
//
// Several files can stand in one HTML document: what has a name there (fonts,
// classes, glyphs, pictures, clips) is called after its content, so that equal
// names mean equal things.
package svg

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// Options are how a page is written; the zero value is text as text, without links.
type Options struct {
	// Outlines draws text as shapes. Otherwise it is text, in subsets of its fonts
	// that the file has inside, and can be selected and searched; letters that
	// have no character of their own, as those of joined scripts, have private ones.
	// Text in fonts that may not be embedded is always drawn as shapes.
	Outlines bool
	Title    string // of the picture; "" = none
	Lang     string // BCP 47, as "en-GB"; "" = none
	// Href gives the address that a link's target has; nil = no links. Left out are
	// links without an address, and addresses that are neither relative nor http or
	// https ones.
	Href func(target string) string
	// MaxBytes bounds the file's size; 0 is 16 MiB.
	MaxBytes int
}

// DefaultMaxBytes is the bound of a file's size when [Options] have none.
const DefaultMaxBytes = 16 << 20

// MaxSide is the largest width or height of a page.
const MaxSide = 14400 * geom.Pt

// ErrTooLarge is the error of a file that would be larger than Options.MaxBytes.
var ErrTooLarge = errors.New("the SVG is too large")

// Write writes a page of this size that shows the lists, the first one below the
// others; nil lists show nothing. A point of the page is a unit of the file. The
// same input gives the same bytes. Write reads the lists alone and may run at the
// same time as others that do.
//
// Errors are [ErrTooLarge], those of w and ctx, a [font.ErrBadFont], and those of
// lists that nobody can draw. After one, w has part of a file.
func Write(ctx context.Context, w io.Writer, page geom.Size, lists []*draw.List, o Options) error {
	if page.W <= 0 || page.H <= 0 || page.W > MaxSide || page.H > MaxSide {
		return fmt.Errorf("svg: a page of %d x %d pt is not between 0 and %d pt", page.W/geom.Pt, page.H/geom.Pt, MaxSide/geom.Pt)
	}
	limit := int64(o.MaxBytes)
	if limit <= 0 {
		limit = DefaultMaxBytes
	}
	p := &writer{out: out{ctx: ctx, w: w, limit: limit}, options: o, page: page, clips: map[[4]int64]bool{}}
	if err := p.write(lists); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("svg: %w", err)
	}
	return nil
}

// writer writes one file.
type writer struct {
	out
	options Options
	page    geom.Size
	inside  contents

	close  string      // ends the element that is open for more operations; "" = none
	line   draw.Stroke // of the straight lines in it
	style  textStyle   // of the texts in it
	next   draw.Op     // what follows the operation that is written, or nil
	groups []int       // for each open Push the elements that its Pop closes
	clips  map[[4]int64]bool
}

func (p *writer) write(lists []*draw.List) error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	if err := p.inside.collect(p.ctx, lists, p.options.Outlines, p.limit); err != nil {
		return err
	}
	p.begin()
	if err := p.definitions(); err != nil {
		return err
	}
	for _, l := range lists {
		if l == nil {
			continue
		}
		if err := p.list(l); err != nil {
			return err
		}
	}
	p.links(lists)
	p.raw("</svg>\n")
	return p.finish()
}

// begin writes the head of the file and the paper.
func (p *writer) begin() {
	w, h := draw.Myriadths(p.page.W), draw.Myriadths(p.page.H)
	p.raw(`<svg xmlns="http://www.w3.org/2000/svg"`)
	p.raw(` width="`)
	p.num(w, fine)
	p.raw(`pt" height="`)
	p.num(h, fine)
	p.raw(`pt" viewBox="0 0 `)
	p.num(w, fine)
	p.raw(" ")
	p.num(h, fine)
	p.raw(`"`)
	if p.options.Href == nil { // links inside a picture could not be reached
		p.raw(` role="img"`)
	}
	if isLang(p.options.Lang) {
		p.raw(` xml:lang="` + p.options.Lang + `"`)
	}
	// Spaces of texts are kept, and corners are as sharp as in a PDF.
	p.raw(" xml:space=\"preserve\" stroke-miterlimit=\"10\">\n")
	if p.options.Title != "" {
		p.raw("<title>")
		p.text(p.options.Title)
		p.raw("</title>\n")
	}
	p.raw(`<path fill="#fff" d="M0 0H`)
	p.num(w, fine)
	p.raw("V")
	p.num(h, fine)
	p.raw("H0Z\"/>\n")
}

// isLang says whether s can be a language tag.
func isLang(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return len(s) > 0 && len(s) <= 35
}

// list writes all operations of l.
func (p *writer) list(l *draw.List) error {
	for i, op := range l.Ops {
		p.next = nil
		if i+1 < len(l.Ops) {
			p.next = l.Ops[i+1]
		}
		err := p.op(op)
		if err == nil {
			err = p.alive()
		}
		if err != nil {
			return fmt.Errorf("operation %d: %w", i, err)
		}
	}
	p.leave()
	if len(p.groups) > 0 {
		return fmt.Errorf("%d groups are not closed", len(p.groups))
	}
	return nil
}

// leave ends the element that is open.
func (p *writer) leave() {
	p.raw(p.close)
	p.close, p.line, p.style = "", draw.Stroke{}, textStyle{}
}

func (p *writer) op(op draw.Op) error {
	switch o := op.(type) {
	case draw.Text:
		return p.textOp(o)
	case draw.Line:
		p.lineOp(o)
	case draw.Rect:
		p.rectOp(o)
	case draw.Lines:
		return p.linesOp(o)
	case draw.Dots:
		return p.dotsOp(o)
	case draw.Path:
		return p.pathOp(o)
	case draw.Image:
		p.imageOp(o)
	case draw.Push:
		return p.push(o)
	case draw.Pop:
		return p.pop()
	default:
		return fmt.Errorf("unknown operation %T", op)
	}
	return nil
}
