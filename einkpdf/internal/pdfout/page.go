package pdfout

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// maxSide is the largest page width or height that readers must take.
const maxSide = 14400 * geom.Pt

// form is a Form that was written.
type form struct {
	object int
	height geom.Unit
	alone  int // content stream of pages that show the form and nothing else; 0 = not written
}

// dest is a named destination. y is in 1/100 pt; a whole page has wholePage.
type dest struct {
	name string
	y    int64
	page int32
}

const wholePage = -1 << 63

// pageLabel begins a range of pages with one label; "" is the page's number.
type pageLabel struct {
	page int
	text string
}

// Form writes a list once, to be drawn on any number of pages of this size.
// The list's links and anchors are not part of a Form: give them to each [draw.Page].
func (w *Writer) Form(size geom.Size, l *draw.List) (draw.FormID, error) {
	if err := w.ready(); err != nil {
		return 0, err
	}
	if err := checkSize(size); err != nil {
		return 0, w.stop(fmt.Errorf("pdfout: form %d: %w", len(w.forms)+1, err))
	}
	w.ops.reset(w, size.H)
	if err := w.ops.list(l); err != nil {
		return 0, w.stop(fmt.Errorf("pdfout: form %d: %w", len(w.forms)+1, err))
	}
	num := w.alloc()
	dict := append([]byte("/Type/XObject/Subtype/Form/BBox"), boxOf(size)...)
	dict = appendRef(append(dict, "/Resources "...), w.formRes)
	w.stream(num, string(dict), w.ops.buf)
	w.forms = append(w.forms, form{object: num, height: size.H})
	return draw.FormID(len(w.forms)), w.err
}

// Page writes a page out.
func (w *Writer) Page(p draw.Page) error {
	if err := w.ready(); err != nil {
		return err
	}
	if err := w.page(p); err != nil {
		if p.Key != "" {
			err = fmt.Errorf("%q: %w", p.Key, err)
		}
		return w.stop(fmt.Errorf("pdfout: page %d: %w", len(w.pages)+1, err))
	}
	return w.err
}

func (w *Writer) page(p draw.Page) error {
	if err := checkSize(p.Size); err != nil {
		return err
	}
	if p.Form < 0 || int(p.Form) > len(w.forms) {
		return fmt.Errorf("there is no form %d", p.Form)
	}
	contents, err := w.contents(p)
	if err != nil {
		return err
	}
	index := len(w.pages)
	num := w.alloc()
	if index%maxKids == 0 {
		w.nodes = append(w.nodes, w.alloc())
	}
	w.pages = append(w.pages, int32(num))
	w.annots = w.annots[:0]
	w.annotations(p.Size, p.Links)
	if p.List != nil {
		w.annotations(p.Size, p.List.Links)
	}
	w.begin(num)
	b := append(w.pack.body, "<</Type/Page/Parent "...)
	b = appendRef(b, w.nodes[len(w.nodes)-1])
	b = append(append(b, "/MediaBox"...), boxOf(p.Size)...)
	b = appendRef(append(b, "/Resources "...), w.pageRes)
	if contents != 0 {
		b = appendRef(append(b, "/Contents "...), contents)
	}
	b = w.appendAnnots(b)
	w.pack.body = append(b, ">>"...)
	w.end()

	if p.Key != "" {
		w.dests = append(w.dests, dest{name: p.Key, page: int32(index), y: wholePage})
	}
	w.anchors(p.Size, p.Anchors)
	if p.List != nil {
		w.anchors(p.Size, p.List.Anchors)
	}
	w.label(index, p.Label)
	return nil
}

// contents writes the content stream of p and gives its object number, 0 when
// there is nothing to draw.
func (w *Writer) contents(p draw.Page) (int, error) {
	c := &w.ops
	c.reset(w, p.Size.H)
	alone := p.List == nil || len(p.List.Ops) == 0
	if p.Form != 0 {
		f := &w.forms[p.Form-1]
		alone = alone && f.height == p.Size.H
		if alone && f.alone != 0 {
			return f.alone, nil
		}
		// Forms hang from the top of the page, as everything does.
		dy := draw.Hundredths(p.Size.H - f.height)
		if dy != 0 {
			c.raw("q 1 0 0 1 0 ")
			c.num(dy, centi)
			c.raw("cm ")
		}
		c.raw("/M")
		c.num(int64(p.Form), 0)
		c.raw("Do\n")
		if dy != 0 {
			c.raw("Q\n")
		}
	}
	if err := c.list(p.List); err != nil {
		return 0, err
	}
	if len(c.buf) == 0 {
		return 0, nil
	}
	num := w.alloc()
	w.stream(num, "", c.buf)
	if p.Form != 0 && alone {
		w.forms[p.Form-1].alone = num
	}
	return num, nil
}

func (w *Writer) anchors(size geom.Size, as []draw.Anchor) {
	for _, a := range as {
		if a.Name != "" {
			w.dests = append(w.dests, dest{
				name: a.Name, page: int32(len(w.pages) - 1),
				y: min(max(draw.Hundredths(size.H-a.At.Y), 0), draw.Hundredths(size.H)),
			})
		}
	}
}

// label notes where the page labels change.
func (w *Writer) label(page int, text string) {
	w.labelled = w.labelled || text != ""
	if n := len(w.labels); n == 0 || w.labels[n-1].text != text {
		w.labels = append(w.labels, pageLabel{page, text})
	}
}

// stop makes err the error of all further calls.
func (w *Writer) stop(err error) error {
	w.fail(err)
	return w.err
}

func checkSize(s geom.Size) error {
	if s.W <= 0 || s.H <= 0 || s.W > maxSide || s.H > maxSide {
		return fmt.Errorf("a size of %d x %d pt is not between 0 and %d pt", s.W/geom.Pt, s.H/geom.Pt, maxSide/geom.Pt)
	}
	return nil
}

// boxOf is the box of a page or form as an array.
func boxOf(s geom.Size) []byte {
	b := appendFixed([]byte("[0 0 "), draw.Myriadths(s.W), fine)
	b = appendFixed(append(b, ' '), draw.Myriadths(s.H), fine)
	return append(b, ']')
}
