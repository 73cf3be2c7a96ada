package pdfout

import (
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// annotations writes the links that lie on the page, each as an object.
func (w *Writer) annotations(size geom.Size, links []draw.Link) {
	width, height := draw.Hundredths(size.W), draw.Hundredths(size.H)
	for _, l := range links {
		x0, x1 := max(draw.Hundredths(l.Box.X), 0), min(draw.Hundredths(l.Box.Right()), width)
		y0, y1 := max(draw.Hundredths(size.H-l.Box.Bottom()), 0), min(draw.Hundredths(size.H-l.Box.Y), height)
		if x0 >= x1 || y0 >= y1 || l.Target == "" {
			continue
		}
		if _, ok := w.targets[l.Target]; !ok {
			w.targets[l.Target] = int32(len(w.pages) - 1)
		}
		num := w.alloc()
		w.begin(num)
		b := append(w.pack.body, "<</Type/Annot/Subtype/Link/Rect["...)
		for i, v := range [4]int64{x0, y0, x1, y1} {
			if i > 0 {
				b = append(b, ' ')
			}
			b = appendFixed(b, v, centi)
		}
		b = append(b, "]/Border[0 0 0]/A<</S/GoTo/D"...)
		b = appendString(b, l.Target)
		w.pack.body = append(b, ">>>>"...)
		w.end()
		w.links++
		w.annots = append(w.annots, num)
	}
}

// appendAnnots writes the references to the links of the page.
func (w *Writer) appendAnnots(b []byte) []byte {
	if len(w.annots) == 0 {
		return b
	}
	b = append(b, "/Annots["...)
	for i, num := range w.annots {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendRef(b, num)
	}
	return append(b, ']')
}
