package widget

import (
	"fmt"
	"strings"

	"github.com/go-text/typesetting/segmenter"

	"github.com/einkpdf/platform/einkpdf/geom"
)

// maxLines bounds the lines of one paragraph.
const maxLines = 1_000

// WriteParagraph paints text into a box, broken into lines where it must be. With
// shrink, the text gets smaller until it fits, but never smaller than least.
func (c *Context) WriteParagraph(at geom.Rect, s string, style Style, shrink bool, least geom.Unit) {
	if s == "" || c.dry || c.err != nil {
		return
	}
	f, ok := c.face(style)
	if !ok {
		return
	}
	lines := c.wrap(&f, s, at.W)
	for shrink && f.size > least && !c.fits(at, &f, lines) {
		f.size = max(f.size.MulDiv(96, 100), least)
		lines = c.wrap(&f, s, at.W)
	}
	pitch := style.LineHeight.Of(f.size)
	if n := len(lines); n > 1 && c.height(&f, n) > at.H+slack {
		c.Warn("text-overflow", fmt.Sprintf("%d lines need %.1f pt, the box is %.1f pt high", n, c.height(&f, n).Points(), at.H.Points()),
			"make the box higher, the text smaller, or fit it with fit: shrink", at)
	}
	y := baseline(at, &f, len(lines))
	for _, l := range lines {
		if len(lines) == 1 {
			c.checkWidth(at, &f, l)
		} else if l.width > at.W+slack {
			c.checkWidth(geom.Rect{X: at.X, Y: y, W: at.W, H: at.H}, &f, l)
		}
		c.writeAt(at, y, &f, l)
		y += pitch
	}
}

// WriteFitted paints text in one line, smaller where it does not fit. Where even
// the size least is too wide, it is broken into lines.
func (c *Context) WriteFitted(at geom.Rect, s string, style Style, least geom.Unit) {
	if s == "" || c.dry || c.err != nil {
		return
	}
	f, ok := c.face(style)
	if !ok {
		return
	}
	l := c.shape(&f, s)
	if l.width > at.W+slack {
		f.size = f.size.MulDiv(int64(at.W), int64(l.width))
		if f.size < least || strings.ContainsAny(s, "\n\r") {
			c.WriteParagraph(at, s, style, true, least)
			return
		}
		l = c.shape(&f, s)
	}
	c.checkWidth(at, &f, l)
	c.writeAt(at, baseline(at, &f, 1), &f, l)
}

// ParagraphHeight is the height of text that is broken at a width.
func (c *Context) ParagraphHeight(s string, style Style, width geom.Unit) geom.Unit {
	f, ok := c.face(style)
	if !ok {
		return 0
	}
	return style.LineHeight.Of(f.size) * geom.Unit(max(len(c.wrap(&f, s, width)), 1))
}

func (c *Context) fits(at geom.Rect, f *face, lines []line) bool {
	for _, l := range lines {
		if l.width > at.W+slack {
			return false
		}
	}
	return c.height(f, len(lines)) <= at.H+slack
}

// height is what n lines need from the top of the capitals to the last descent.
func (c *Context) height(f *face, n int) geom.Unit {
	if n == 1 {
		return f.em(f.metrics.CapHeight)
	}
	return f.style.LineHeight.Of(f.size)*geom.Unit(n-1) + f.em(f.metrics.CapHeight+f.metrics.Descent)
}

// wrap breaks text into lines that fit a width, at the places that Unicode's
// line breaking (UAX #14) allows, and at its own line breaks.
func (c *Context) wrap(f *face, s string, width geom.Unit) []line {
	if whole := c.shape(f, s); !strings.ContainsAny(s, "\n\r\u2028") && whole.width <= width+slack {
		return []line{whole}
	}
	var (
		seg   segmenter.Segmenter
		lines []line
		rest  string // what the current line has so far
	)
	flush := func() {
		lines = append(lines, c.shape(f, strings.TrimRight(rest, " \t\r\n")))
		rest = ""
	}
	seg.Init([]rune(s))
	for it := seg.LineIterator(); it.Next() && len(lines) < maxLines && c.err == nil; {
		piece := it.Line()
		text := string(piece.Text)
		if rest != "" && c.shape(f, strings.TrimRight(rest+text, " \t\r\n")).width > width+slack {
			flush()
		}
		rest += text
		if piece.IsMandatoryBreak && strings.ContainsAny(text, "\n\r\u2028\u2029\v\f") {
			flush()
		}
	}
	if rest != "" {
		flush()
	}
	return lines
}
