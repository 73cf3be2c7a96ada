package pdfout

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// text shows a run by glyph id. Kerning becomes a number between strings;
// without any, one string is enough.
func (c *content) text(o draw.Text) error {
	if o.Run == nil || len(o.Run.Glyphs) == 0 || o.Size <= 0 || o.Color.IsZero() {
		return nil
	}
	f, err := c.w.face(o.Run.Face)
	if err != nil {
		return err
	}
	c.enterText()
	c.fill(o.Color)
	if size := max(draw.Thousandths(o.Size), 1); f.num != c.st.font || size != c.st.size {
		c.st.font, c.st.size = f.num, size
		c.raw("/F")
		c.num(int64(f.num), 0)
		c.num(size, milli)
		c.raw("Tf ")
	}
	if spacing := draw.Thousandths(o.Spacing); spacing != c.st.spacing {
		c.st.spacing = spacing
		c.num(spacing, milli)
		c.raw("Tc ")
	}
	x, y := draw.Hundredths(o.At.X), draw.Hundredths(c.h-o.At.Y)
	c.pair(x-c.tx, y-c.ty)
	c.raw("Td ")
	c.tx, c.ty = x, y
	return c.show(f, o)
}

// show writes the glyphs from the current point on.
//
// Positions are compared in units of 1/(1000*UnitsPerEm) em, in which both the
// font's units and the numbers of TJ (1/1000 em) are whole.
func (c *content) show(f *embedded, o draw.Text) error {
	var (
		run     = o.Run
		upem    = f.upem
		want    int64 // where the next glyph belongs, beyond the font's own advances
		have    int64 // how far the numbers written so far have moved it
		rise    int32
		open    bool // inside a string
		numbers bool // some number was written
	)
	s := c.scratch[:0]
	finish := func() {
		if open {
			s = append(s, ')')
		}
		if numbers {
			c.raw("[")
			c.buf = append(c.buf, s...)
			c.raw("]TJ\n")
		} else if len(s) > 0 {
			c.buf = append(c.buf, s...)
			c.raw("Tj\n")
		}
		s, open, numbers = s[:0], false, false
	}
	for i := range run.Glyphs {
		g := &run.Glyphs[i]
		id := f.glyph(run, i)
		if g.YOffset != rise {
			finish()
			rise = g.YOffset
			c.num(roundDiv(int64(rise)*int64(o.Size), upem*1000), milli)
			c.raw("Ts ")
		}
		if d := (want+int64(g.XOffset))*1000 - have; d != 0 {
			if n := roundDiv(d, upem); n != 0 {
				if open {
					s = append(s, ')')
					open = false
				}
				s = appendFixed(s, -n, 0)
				have += n * upem
				numbers = true
			}
		}
		if !open {
			s = append(s, '(')
			open = true
		}
		s = appendStringByte(s, byte(id>>8))
		s = appendStringByte(s, byte(id))
		want += int64(g.Advance) - f.advances[id]
		if len(c.buf)+len(s) > maxContent {
			return errTooMuch
		}
	}
	finish()
	c.scratch = s
	if rise != 0 {
		c.raw("0 Ts\n")
	}
	return nil
}

// embedded is a face of which a subset goes into the file. Its glyphs are
// numbered in the order in which they were first used.
type embedded struct {
	face     *font.Face
	num      int // 1, 2, ...; the resource is named F1, F2, ...
	object   int
	upem     int64
	ids      []uint16 // new id by glyph id, 0 = not used so far
	gids     []uint16 // glyph id by new id; 0 is .notdef
	advances []int64  // by new id, font units
	texts    []string // by new id: the characters it stands for, "" = none
}

// face gives the embedded font of f.
func (w *Writer) face(f *font.Face) (*embedded, error) {
	if e, ok := w.faces[f]; ok {
		return e, nil
	}
	if f == nil || f.UnitsPerEm <= 0 {
		return nil, fmt.Errorf("a text has no usable font")
	}
	e := &embedded{
		face: f, num: len(w.fonts) + 1, object: w.alloc(), upem: int64(f.UnitsPerEm),
		gids: []uint16{0}, advances: []int64{int64(f.GlyphAdvance(0))}, texts: []string{""},
	}
	w.faces[f] = e
	w.fonts = append(w.fonts, e)
	return e, nil
}

// glyph gives the new id of the i-th glyph of run.
func (e *embedded) glyph(run *font.Run, i int) uint16 {
	gid := run.Glyphs[i].ID
	if gid == 0 {
		if e.texts[0] == "" {
			e.texts[0] = "\ufffd"
		}
		return 0
	}
	if int(gid) >= len(e.ids) {
		e.ids = append(e.ids, make([]uint16, int(gid)+1-len(e.ids))...)
	}
	id := e.ids[gid]
	if id == 0 {
		id = uint16(len(e.gids))
		e.ids[gid] = id
		e.gids = append(e.gids, gid)
		e.advances = append(e.advances, int64(e.face.GlyphAdvance(gid)))
		e.texts = append(e.texts, "")
	}
	if e.texts[id] == "" {
		e.texts[id] = glyphText(run, i)
	}
	return id
}
