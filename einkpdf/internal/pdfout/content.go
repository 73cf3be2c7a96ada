package pdfout

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// maxContent bounds the uncompressed drawing operators of one page or form.
const maxContent = 32 << 20

// maxGroups bounds the nesting of Push; readers must take 28 saved states.
const maxGroups = 24

// content writes the operators of one display list.
type content struct {
	w     *Writer
	buf   []byte
	h     geom.Unit // page height, to turn y around
	mode  mode
	st    state
	saved []state

	tx, ty  int64  // origin of the current text line, in 1/100 pt
	scratch []byte // the strings of the run being shown
}

// mode is the operator sequence that is still open.
type mode uint8

const (
	idle    mode = iota
	inText       // between BT and ET
	inLines      // straight lines of one stroke, S to come
)

// state is what the operators so far have set; q and Q save and restore it.
type state struct {
	fill, stroke           draw.Color // without alpha
	fillAlpha, strokeAlpha uint8
	width                  int64
	dash                   draw.Dash
	cap                    draw.Cap
	font                   int // number of the font + 1
	size, spacing          int64
}

var initial = state{
	fill: draw.Gray(0), stroke: draw.Gray(0), fillAlpha: 255, strokeAlpha: 255, width: 1000,
}

// reset begins a new list for a page or form of height h.
func (c *content) reset(w *Writer, h geom.Unit) {
	*c = content{w: w, h: h, st: initial, buf: c.buf[:0], saved: c.saved[:0], scratch: c.scratch[:0]}
}

// list writes all operations of l.
func (c *content) list(l *draw.List) error {
	if l == nil {
		return nil
	}
	for i, op := range l.Ops {
		if err := c.op(op); err != nil {
			return fmt.Errorf("operation %d: %w", i, err)
		}
		if len(c.buf) > maxContent {
			return fmt.Errorf("operation %d: %w", i, errTooMuch)
		}
	}
	c.leave()
	if len(c.saved) > 0 {
		return fmt.Errorf("%d groups are not closed", len(c.saved))
	}
	return nil
}

func (c *content) op(op draw.Op) error {
	switch o := op.(type) {
	case draw.Text:
		return c.text(o)
	case draw.Line:
		c.line(o)
	case draw.Rect:
		c.rect(o)
	case draw.Lines:
		return c.lines(o)
	case draw.Dots:
		return c.dots(o)
	case draw.Path:
		return c.path(o)
	case draw.Image:
		return c.image(o)
	case draw.Push:
		return c.push(o)
	case draw.Pop:
		return c.pop()
	default:
		return fmt.Errorf("unknown operation %T", op)
	}
	return nil
}

// leave ends the open operator sequence.
func (c *content) leave() {
	switch c.mode {
	case inText:
		c.raw("ET\n")
	case inLines:
		c.raw("S\n")
	}
	c.mode = idle
}

// enterText begins a text object, or stays in the one that is open.
func (c *content) enterText() {
	if c.mode == inText {
		return
	}
	c.leave()
	c.raw("BT\n")
	c.mode, c.tx, c.ty = inText, 0, 0
}

func (c *content) push(o draw.Push) error {
	if len(c.saved) >= maxGroups {
		return fmt.Errorf("groups are nested more than %d deep", maxGroups)
	}
	c.leave()
	c.saved = append(c.saved, c.st)
	c.raw("q\n")
	if !o.Clip.Empty() {
		c.box(o.Clip)
		c.raw("re W n\n")
	}
	// Clockwise on the page, about a centre given from the bottom.
	x, y := draw.Hundredths(o.Center.X), draw.Hundredths(c.h-o.Center.Y)
	switch o.Turn & 3 {
	case 1:
		c.raw("0 -1 1 0 ")
		c.pair(x-y, y+x)
	case 2:
		c.raw("-1 0 0 -1 ")
		c.pair(2*x, 2*y)
	case 3:
		c.raw("0 1 -1 0 ")
		c.pair(x+y, y-x)
	default:
		return nil
	}
	c.raw("cm\n")
	return nil
}

func (c *content) pop() error {
	n := len(c.saved) - 1
	if n < 0 {
		return fmt.Errorf("a group is closed that was not opened")
	}
	c.leave()
	c.st, c.saved = c.saved[n], c.saved[:n]
	c.raw("Q\n")
	return nil
}

// fill makes col the colour of areas and text.
func (c *content) fill(col draw.Color) {
	if col.A != c.st.fillAlpha {
		c.st.fillAlpha = col.A
		c.alpha('a', col.A)
	}
	col.A = 255
	if col != c.st.fill {
		c.st.fill = col
		c.color(col, "g ", "rg ")
	}
}

// stroke sets colour, width, cap and dash of lines.
func (c *content) stroke(s draw.Stroke) {
	if s.Color.A != c.st.strokeAlpha {
		c.st.strokeAlpha = s.Color.A
		c.alpha('A', s.Color.A)
	}
	col := s.Color
	col.A = 255
	if col != c.st.stroke {
		c.st.stroke = col
		c.color(col, "G ", "RG ")
	}
	if width := strokeWidth(s); width != c.st.width {
		c.st.width = width
		c.num(width, milli)
		c.raw("w ")
	}
	if lineCap := min(s.Cap, draw.Square); lineCap != c.st.cap {
		c.st.cap = lineCap
		c.num(int64(lineCap), 0)
		c.raw("J ")
	}
	if dash := s.Dash.Written(); dash != c.st.dash {
		c.st.dash = dash
		c.buf = appendDash(append(c.buf, '['), dash)
		c.raw("]0 d ")
	}
}

// strokeWidth is the width in 1/1000 pt. 0 would mean "as thin as can be".
func strokeWidth(s draw.Stroke) int64 { return max(draw.Thousandths(s.Width), 1) }

// appendDash writes the lengths of a pattern. A pair is rounded as a whole, so
// that the error of a long line stays small.
func appendDash(b []byte, d draw.Dash) []byte {
	var lengths [6]geom.Unit
	list := d.Append(lengths[:0])
	for i := 0; i < len(list); i += 2 {
		if i > 0 {
			b = append(b, ' ')
		}
		on := draw.Myriadths(list[i])
		b = append(appendFixed(b, on, fine), ' ')
		b = appendFixed(b, max(draw.Myriadths(list[i]+list[i+1])-on, 0), fine)
	}
	return b
}

func (c *content) alpha(kind byte, a uint8) {
	c.w.alphas.use(kind, a)
	c.buf = append(c.buf, '/', kind)
	c.num(int64(a), 0)
	c.raw("gs ")
}

func (c *content) color(col draw.Color, gray, rgb string) {
	c.level(col.R)
	if col.R == col.G && col.G == col.B {
		c.raw(gray)
		return
	}
	c.level(col.G)
	c.level(col.B)
	c.raw(rgb)
}

// level writes an 8-bit level as a number from 0 to 1.
func (c *content) level(v uint8) { c.num((int64(v)*1000+127)/255, milli) }

func (c *content) raw(s string) { c.buf = append(c.buf, s...) }

// num writes a number and a space.
func (c *content) num(v int64, decimals int) {
	c.buf = append(appendFixed(c.buf, v, decimals), ' ')
}

// pair writes two numbers in 1/100 pt.
func (c *content) pair(x, y int64) {
	c.num(x, centi)
	c.num(y, centi)
}

// point writes a position of the page.
func (c *content) point(p geom.Point) { c.pair(draw.Hundredths(p.X), draw.Hundredths(c.h-p.Y)) }

// box writes the operands of re: edges are rounded, not lengths, so that boxes
// that touch on the page touch in the file.
func (c *content) box(r geom.Rect) {
	x0, y0 := draw.Hundredths(r.X), draw.Hundredths(c.h-r.Bottom())
	x1, y1 := draw.Hundredths(r.Right()), draw.Hundredths(c.h-r.Y)
	c.pair(x0, y0)
	c.pair(x1-x0, y1-y0)
}
