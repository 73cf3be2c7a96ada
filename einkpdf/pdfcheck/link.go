package pdfcheck

import (
	"context"
	"fmt"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

// Link is a link annotation.
type Link struct {
	Page int `json:"page"` // on which it is, from 1
	// The box that can be tapped, in points from the top left of what is seen of
	// the page: its crop box, turned as the page is.
	X float64 `json:"x"`
	Y float64 `json:"y"`
	W float64 `json:"width"`
	H float64 `json:"height"`
	// Target is the page it leads to, from 1; 0 for nowhere inside the document.
	Target int    `json:"target"`
	View   string `json:"view,omitempty"`   // of the target, as "/XYZ 0 593.8 0"
	Name   string `json:"name,omitempty"`   // of the destination, when it goes by a name
	Action string `json:"action,omitempty"` // what leads out of the document, as "URI" or "Launch"
	URI    string `json:"uri,omitempty"`    // with action "URI"
	// Problem is why a link leads nowhere that should lead to a page.
	Problem string `json:"problem,omitempty"`
}

// Internal says whether the link should lead to a page of the document.
func (l Link) Internal() bool { return l.Action == "" }

const maxLinks = 1 << 20

// Links lists the links of a PDF, also those that lead out of it or nowhere, by
// page and in the order in which the page has them.
//
// A cross-reference table that is wrong is repaired without a word, as viewers do;
// [Verify] would report it. An annotation that cannot be read is listed as a link
// that leads nowhere. Errors are [ErrNotPDF], [ErrEncrypted], [ErrTooLarge]
// for files of more than [MaxBytes] bytes, and [ErrDamaged] when not all of the
// pages can be read.
func Links(pdf []byte) (links []Link, err error) {
	err = guard("reading the links", func() error {
		d, err := open(context.Background(), pdf, 0)
		if err != nil {
			return err
		}
		if d.broken != nil {
			return d.broken
		}
		for i := range d.pages {
			d.links(i+1, func(l Link) { links = append(links, l) })
			if len(links) > maxLinks {
				return fmt.Errorf("%w: more than %d links", ErrTooLarge, maxLinks)
			}
		}
		return public(d.file.Err())
	})
	if err != nil {
		return nil, fmt.Errorf("pdfcheck: %w", err)
	}
	return links, nil
}

// annotations calls visit for the annotations of page n. num is 0 for those that
// are no objects of their own, dict nil for those that cannot be read.
func (d *document) annotations(n int, visit func(num int, dict pdfread.Dict)) {
	list, _ := d.file.Get(d.dict(d.pages[n-1])["Annots"]).(pdfread.Array)
	for _, v := range list {
		ref, _ := v.(pdfread.Ref)
		dict, _ := d.file.Get(v).(pdfread.Dict)
		visit(ref.Num, dict)
	}
}

// links calls visit for the links of page n.
func (d *document) links(n int, visit func(l Link)) {
	d.annotations(n, func(num int, dict pdfread.Dict) {
		switch {
		case dict == nil && (d.file.Exists(num) || d.file.Repaired()): // might have been one
			visit(Link{Page: n, Problem: fmt.Sprintf("the annotation, object %d, cannot be read", num)})
		case d.file.Get(dict["Subtype"]) == pdfread.Name("Link"):
			l, _ := d.link(n, dict)
			visit(l)
		}
	})
}

// link reads a link annotation of page n. flaw is what is not as it should be
// about a destination that viewers get to all the same.
func (d *document) link(n int, dict pdfread.Dict) (l Link, flaw string) {
	l.Page = n
	t := target{}
	switch action, ok := d.file.Get(dict["A"]).(pdfread.Dict); {
	case dict["Dest"] != nil:
		t, l.Name = d.destination(dict["Dest"])
	case ok:
		t = d.follow(&l, action)
	default:
		t = nowhere("the link has neither a destination nor an action")
	}
	l.Target, l.View, l.Problem = t.page, t.view, t.problem
	r, ok := d.file.Rectangle(dict["Rect"])
	if !ok || !sensible(r) {
		l.Target, l.Problem = 0, "the link's /Rect is no rectangle of sensible numbers"
		return l, ""
	}
	l.X, l.Y, l.W, l.H = d.pages[n-1].box.place(r)
	return l, t.flaw
}

// sensible says whether the corners could be on a page.
func sensible(r [4]float64) bool {
	return r[0] >= -maxUnits && r[1] >= -maxUnits && r[2] <= maxUnits && r[3] <= maxUnits
}

// follow is where an action leads. One that leads out of the document is noted in
// the link.
func (d *document) follow(l *Link, action pdfread.Dict) (t target) {
	kind, _ := d.file.Get(action["S"]).(pdfread.Name)
	switch kind {
	case "":
		return nowhere("the link's action has no kind")
	case "GoTo":
		t, l.Name = d.destination(action["D"])
		return t
	case "Named":
		if n, ok := d.step(l.Page, d.file.Get(action["N"])); ok {
			return n
		}
	case "URI":
		uri, _ := d.file.Get(action["URI"]).(pdfread.String)
		l.URI = string(uri)
	}
	l.Action = string(kind)
	return target{}
}

// step is where an action such as NextPage leads from page n; ok is false for
// commands to the viewer that are no pages.
func (d *document) step(n int, where pdfread.Value) (t target, ok bool) {
	switch where {
	case pdfread.Name("FirstPage"):
		n = 1
	case pdfread.Name("LastPage"):
		n = len(d.pages)
	case pdfread.Name("NextPage"):
		n++
	case pdfread.Name("PrevPage"):
		n--
	default:
		return target{}, false
	}
	if n < 1 || n > len(d.pages) {
		return nowhere("%s leads out of the document", pdfread.Describe(where)), true
	}
	return target{page: n, view: pdfread.Describe(where)}, true
}
