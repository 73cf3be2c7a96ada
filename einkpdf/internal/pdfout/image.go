package pdfout

import (
	"fmt"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// image draws a picture, which is written out when it is first met.
func (c *content) image(o draw.Image) error {
	if o.Image == nil || o.Box.Empty() {
		return nil
	}
	num, err := c.w.picture(o.Image)
	if err != nil {
		return err
	}
	c.leave()
	alpha := o.Alpha
	if alpha == 0 {
		alpha = 255
	}
	if alpha != c.st.fillAlpha {
		c.st.fillAlpha = alpha
		c.alpha('a', alpha)
	}
	x0, y0 := draw.Hundredths(o.Box.X), draw.Hundredths(c.h-o.Box.Bottom())
	x1, y1 := draw.Hundredths(o.Box.Right()), draw.Hundredths(c.h-o.Box.Y)
	c.raw("q ")
	c.num(x1-x0, centi)
	c.raw("0 0 ")
	c.num(y1-y0, centi)
	c.pair(x0, y0)
	c.raw("cm /I")
	c.num(int64(num), 0)
	c.raw("Do Q\n")
	return nil
}

// picture gives the number of a picture's resource: I1, I2, ...
func (w *Writer) picture(p *draw.Picture) (int, error) {
	if n, ok := w.pictures[p]; ok {
		return n, nil
	}
	if err := p.Check(); err != nil {
		return 0, err
	}
	if p.JPEG != nil {
		return w.jpeg(p)
	}
	data, space := p.RGB, "/DeviceRGB"
	if p.Gray != nil {
		data, space = p.Gray, "/DeviceGray"
	}
	mask := ""
	if p.Alpha != nil {
		num := w.alloc()
		w.longStream(num, imageDict(p, "/DeviceGray"), p.Alpha)
		mask = fmt.Sprintf("/SMask %d 0 R", num)
	}
	num := w.alloc()
	w.longStream(num, imageDict(p, space)+mask, data)
	return w.addPicture(p, num)
}

// jpeg writes a picture's file as it is.
func (w *Writer) jpeg(p *draw.Picture) (int, error) {
	space := "/DeviceRGB"
	if p.JPEGGray {
		space = "/DeviceGray"
	}
	num := w.alloc()
	w.rawStream(num, imageDict(p, space)+"/Filter/DCTDecode", p.JPEG)
	return w.addPicture(p, num)
}

// addPicture notes the object of a picture.
func (w *Writer) addPicture(p *draw.Picture, num int) (int, error) {
	w.images = append(w.images, num)
	w.pictures[p] = len(w.images)
	return len(w.images), w.err
}

func imageDict(p *draw.Picture, space string) string {
	return fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace%s/BitsPerComponent 8", p.Width, p.Height, space)
}

// alphaSet has the translucencies that were used, of areas and of lines.
type alphaSet struct{ fill, stroke [256]bool }

func (s *alphaSet) use(kind byte, a uint8) {
	if kind == 'a' {
		s.fill[a] = true
	} else {
		s.stroke[a] = true
	}
}

// writeResources writes what the names in content streams stand for: one
// dictionary for the forms, and one for the pages, which adds the forms.
func (w *Writer) writeResources() {
	var b []byte
	if len(w.fonts) > 0 {
		b = append(b, "/Font<<"...)
		for _, e := range w.fonts {
			b = appendEntry(b, "/F", e.num, e.object)
		}
		b = append(b, ">>"...)
	}
	var gs []byte
	for a := range 256 {
		if w.alphas.fill[a] {
			gs = appendAlpha(gs, "a", "ca", a)
		}
		if w.alphas.stroke[a] {
			gs = appendAlpha(gs, "A", "CA", a)
		}
	}
	if gs != nil {
		b = append(append(append(b, "/ExtGState<<"...), gs...), ">>"...)
	}
	var images, forms []byte
	for i, num := range w.images {
		images = appendEntry(images, "/I", i+1, num)
	}
	for i, f := range w.forms {
		forms = appendEntry(forms, "/M", i+1, f.object)
	}
	for _, r := range []struct {
		num  int
		more []byte
	}{{w.formRes, images}, {w.pageRes, append(images[:len(images):len(images)], forms...)}} {
		w.begin(r.num)
		w.pack.body = append(append(w.pack.body, "<<"...), b...)
		if len(r.more) > 0 {
			w.pack.body = append(append(append(w.pack.body, "/XObject<<"...), r.more...), ">>"...)
		}
		w.pack.body = append(w.pack.body, ">>"...)
		w.end()
	}
}

// appendEntry writes "/F3 17 0 R".
func appendEntry(b []byte, name string, n, object int) []byte {
	b = append(b, name...)
	b = strconv.AppendInt(b, int64(n), 10)
	return appendRef(append(b, ' '), object)
}

func appendAlpha(b []byte, name, key string, a int) []byte {
	b = fmt.Appendf(b, "/%s%d<</%s ", name, a, key)
	b = appendFixed(b, (int64(a)*1000+127)/255, milli)
	return append(b, ">>"...)
}
