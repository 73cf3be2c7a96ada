package pdfcheck

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

const slack = 1 // by which a link over the whole page may be larger, in units of the page

// checkAnnotations checks the annotations of all pages and counts the links
// inside of the document.
func (d *document) checkAnnotations() (links int) {
	pages := map[int]int{} // of annotations
	for i := range d.pages {
		n := i + 1
		if v := d.file.Get(d.dict(d.pages[i])["Annots"]); v != nil {
			if _, ok := v.(pdfread.Array); !ok {
				d.list.add(Finding{Code: CodeAnnotation, Page: n, Message: "/Annots is " + pdfread.Describe(v) + " instead of an array"})
			}
		}
		d.annotations(n, func(num int, dict pdfread.Dict) {
			add := func(code, message string) {
				d.list.add(Finding{Code: code, Page: n, Object: num, Message: message})
			}
			if dict == nil {
				add(CodeAnnotation, "an annotation is "+pdfread.Describe(d.file.Get(pdfread.Ref{Num: num}))+" instead of a dictionary")
				return
			}
			if num == 0 { // ISO 32000-1, table 30
				add(CodeAnnotation, "an annotation is no object of its own")
			} else if first, doubled := pages[num]; doubled { // 12.5.2
				add(CodeAnnotation, fmt.Sprintf("the annotation is on page %d already", first))
			} else {
				pages[num] = n
			}
			r, ok := d.file.Rectangle(dict["Rect"])
			if !ok || !sensible(r) {
				add(CodeAnnotation, "an annotation's /Rect is no rectangle of sensible numbers")
			}
			if d.file.Get(dict["Subtype"]) != pdfread.Name("Link") {
				return
			}
			box := d.pages[i].box
			if ok && (r[0] >= r[2] || r[1] >= r[3] || r[0] >= box.x1 || r[2] <= box.x0 || r[1] >= box.y1 || r[3] <= box.y0) {
				add(CodeAnnotation, "a link lies outside of the page or is empty: nobody can tap it")
			} else if ok && (r[2]-r[0] > box.x1-box.x0+slack || r[3]-r[1] > box.y1-box.y0+slack) {
				add(CodeAnnotation, "a link is larger than the page")
			}
			l, flaw := d.link(n, dict)
			if !l.Internal() {
				return
			}
			links++
			if l.Target == 0 && ok {
				add(CodeLink, fmt.Sprintf("a link leads nowhere: %s", l.Problem))
			} else if flaw != "" {
				add(CodeDestination, "the destination of a link: "+flaw)
			}
		})
	}
	return links
}
