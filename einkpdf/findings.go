package einkpdf

import (
	"fmt"
	"math/bits"
	"sync"

	"github.com/einkpdf/platform/einkpdf/widget"
)

// Finding is something about a page that its maker should know: an error or a
// warning of one widget, with its place in the project file.
type Finding struct {
	widget.Finding
	Line, Col int // in the project file; 0 for projects built by hand
	// Pages is how many of the pages that were drawn so far have it; 0 for what is about
	// no page, as a font that cannot be used and that no text asks for.
	Pages int
}

// Findings are the warnings of the pages drawn so far. What several pages have
// in common is listed once, with the first page that was drawn.
func (d *Document) Findings() []Finding {
	list := d.findings.copy()
	for i := range list {
		at := d.project.errorAt(list[i].Pointer, list[i].Code, "", "")
		list[i].Line, list[i].Col = at.Line, at.Col
	}
	return list
}

// findingErrors are the findings as errors, for strict writing.
func (d *Document) findingErrors() Errors {
	var errs Errors
	for _, f := range d.findings.copy() {
		message := f.Message
		switch {
		case f.Pages > 1:
			message = fmt.Sprintf("page %s and %s more: %s", f.Page, thousands(int64(f.Pages)-1), message)
		case f.Page != "":
			message = "page " + f.Page + ": " + message
		}
		errs = append(errs, d.project.errorAt(f.Pointer, f.Code, message, f.Hint))
	}
	return errs
}

// report takes a finding of a page. It may be called at the same time.
func (d *Document) report(w widget.Finding) {
	page := -1
	if index, ok := d.PageOf(w.Page); ok {
		page = index
	}
	d.findings.add(w, page)
}

// maxFindings is how many findings a document keeps.
const maxFindings = 1000

// findings collects what the pages report. The same finding of one widget is
// kept once, however many pages have it.
type findings struct {
	mu   sync.Mutex
	at   map[[2]string]int // into list, by code and pointer
	list []foundOnce
}

// foundOnce is a finding and the set of its pages, as bits.
type foundOnce struct {
	widget.Finding
	pages []uint64
}

// add adds a finding of a page, or with -1 of none.
func (f *findings) add(w widget.Finding, page int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := [2]string{w.Code, w.Pointer}
	i, known := f.at[key]
	switch {
	case !known && len(f.list) >= maxFindings:
		return
	case !known:
		if f.at == nil {
			f.at = map[[2]string]int{}
		}
		i = len(f.list)
		f.at[key] = i
		f.list = append(f.list, foundOnce{Finding: w})
	case f.list[i].Page == "":
		f.list[i].Finding = w // now somebody asks for it
	}
	if page < 0 {
		return
	}
	found := &f.list[i]
	for len(found.pages) <= page/64 {
		found.pages = append(found.pages, 0)
	}
	found.pages[page/64] |= 1 << (page % 64)
}

func (f *findings) copy() []Finding {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []Finding
	for i := range f.list {
		one := Finding{Finding: f.list[i].Finding}
		for _, set := range f.list[i].pages {
			one.Pages += bits.OnesCount64(set)
		}
		if one.Page != "" {
			one.Pages = max(one.Pages, 1)
		}
		list = append(list, one)
	}
	return list
}
