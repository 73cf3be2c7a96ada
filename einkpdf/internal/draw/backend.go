package draw

import "github.com/einkpdf/platform/einkpdf/geom"

// Backend writes a document, page by page: first the forms that a page names,
// then the page, and in the end Close. Its calls come one at a time, from one
// goroutine. After an error no further call is of use.
type Backend interface {
	// Form takes a list that pages of this size can share. Neither it nor what it
	// points to changes afterwards, so that the backend may keep it. Its links
	// and anchors are not part of the form: each [Page] has them.
	Form(size geom.Size, l *List) (FormID, error)
	// Page writes a page. What p points to is the caller's again afterwards.
	Page(p Page) error
	// Close ends the document. outline and keys may be nil; otherwise there is
	// one lasting key for each page. It does not close an underlying writer.
	Close(outline []*Outline, keys []string) error
}

// FormID names a form of one [Backend]; 0 is no form.
type FormID int

// Page is one page of a document.
type Page struct {
	Size geom.Size
	Form FormID // what is drawn below List; 0 = nothing
	// Links and Anchors belong to the Form; List has those of this page alone.
	Links   []Link
	Anchors []Anchor
	List    *List  // may be nil
	Key     string // named destination of the whole page; "" = none
	Label   string // page label; "" = the page's number
}

// Info describes a document. All fields may be empty.
type Info struct {
	Title, Author, Subject, Keywords string
	Creator                          string // the program that made the pages
	Producer                         string // the program that wrote the PDF
	Lang                             string // BCP 47, as "en-GB"
	Created                          string // calendar date, as "2026-01-01"
}

// MaxOutlineDepth bounds the nesting of outline entries: readers nest, too.
const MaxOutlineDepth = 32

// Outline is an entry of the document's outline.
type Outline struct {
	Title string
	// Dest is the named destination to go to. When it is empty, Page is: a page
	// counted from 0, or below 0 for an entry that goes nowhere.
	Dest     string
	Page     int
	Children []*Outline // at most MaxOutlineDepth levels
	Open     bool       // whether the children are shown at first
}
