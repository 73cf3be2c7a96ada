package pdfout

import (
	"fmt"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// writeOutline writes the outline tree and gives its root, 0 when it is empty.
func (w *Writer) writeOutline(entries []*draw.Outline) (int, error) {
	if len(entries) == 0 {
		return 0, nil
	}
	root := w.alloc()
	first, last, shown, err := w.outlineLevel(entries, root, 1)
	if err != nil {
		return 0, fmt.Errorf("pdfout: outline: %w", err)
	}
	w.begin(root)
	w.pack.body = fmt.Appendf(w.pack.body, "<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>", first, last, shown)
	w.end()
	return root, nil
}

// outlineLevel writes the entries below parent. shown is how many entries are
// visible when parent is open.
func (w *Writer) outlineLevel(entries []*draw.Outline, parent, depth int) (first, last, shown int, err error) {
	if depth > draw.MaxOutlineDepth {
		return 0, 0, 0, fmt.Errorf("more than %d levels", draw.MaxOutlineDepth)
	}
	num, prev := w.alloc(), 0
	first = num
	for i, o := range entries {
		if o == nil {
			return 0, 0, 0, fmt.Errorf("entry %d of level %d is nil", i+1, depth)
		}
		if err := w.checkOutline(o); err != nil {
			return 0, 0, 0, fmt.Errorf("%q: %w", o.Title, err)
		}
		var kidFirst, kidLast, kids int
		if len(o.Children) > 0 {
			if kidFirst, kidLast, kids, err = w.outlineLevel(o.Children, num, depth+1); err != nil {
				return 0, 0, 0, fmt.Errorf("%q: %w", o.Title, err)
			}
		}
		next := 0
		if i+1 < len(entries) {
			next = w.alloc()
		}
		w.begin(num)
		b := appendTextString(append(w.pack.body, "<</Title"...), o.Title)
		b = appendRef(append(b, "/Parent "...), parent)
		if prev != 0 {
			b = appendRef(append(b, "/Prev "...), prev)
		}
		if next != 0 {
			b = appendRef(append(b, "/Next "...), next)
		}
		shown++
		if kids > 0 {
			b = appendRef(append(b, "/First "...), kidFirst)
			b = appendRef(append(b, "/Last "...), kidLast)
			count := -kids
			if o.Open {
				count = kids
				shown += kids
			}
			b = strconv.AppendInt(append(b, "/Count "...), int64(count), 10)
		}
		if o.Dest != "" {
			b = appendString(append(b, "/Dest"...), o.Dest)
		} else if o.Page >= 0 {
			b = appendRef(append(b, "/Dest["...), int(w.pages[o.Page]))
			b = append(b, "/Fit]"...)
		}
		w.pack.body = append(b, ">>"...)
		w.end()
		w.outlines++
		prev, num, last = num, next, num
	}
	return first, last, shown, nil
}

func (w *Writer) checkOutline(o *draw.Outline) error {
	if o.Dest != "" && !w.hasDest(o.Dest) {
		return fmt.Errorf("goes to %q, which is no destination of the document", o.Dest)
	}
	if o.Dest == "" && o.Page >= len(w.pages) {
		return fmt.Errorf("goes to page %d of %d", o.Page+1, len(w.pages))
	}
	return nil
}
