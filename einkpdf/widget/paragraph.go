package widget

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/go-text/typesetting/segmenter"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// maxLines bounds the lines of one paragraph.
const maxLines = 1_000

// WriteParagraph paints text into a box, broken into lines where it must be. With
// shrink, the text gets smaller until it fits, but never smaller than least.
func (c *Context) WriteParagraph(at geom.Rect, s string, style Style, shrink bool, least geom.Unit) {
	c.writeLines(at, s, style, shrink, least, maxLines)
}

// writeLines is WriteParagraph in at most so many lines, 0 for as many as there
// are. What is cut off is reported and marked by an ellipsis.
func (c *Context) writeLines(at geom.Rect, s string, style Style, shrink bool, least geom.Unit, most int) {
	if s == "" || c.dry || c.err != nil {
		return
	}
	f, ok := c.face(style)
	if !ok {
		return
	}
	lines := c.wrap(&f, s, at.W)
	if most <= 0 {
		most = maxLines
	}
	for shrink && f.size > least && (len(lines) > most || !c.fits(at, &f, lines)) {
		f.size = max(f.size.MulDiv(96, 100), least)
		lines = c.wrap(&f, s, at.W)
	}
	if len(lines) > most && most < maxLines {
		c.Warn("text-overflow", fmt.Sprintf("%s has %d lines, at most %d are allowed", source.Quote(s), len(lines), most),
			"raise max-lines, or make the text shorter or its column wider", at)
		lines = lines[:most]
		lines[most-1] = c.ellipsis(&f, lines[most-1].text, at.W)
	}
	pitch := style.LineHeight.Of(f.size)
	if n := len(lines); n > 1 && c.height(&f, n) > at.H+slack {
		c.warnRoom("text-overflow", fmt.Sprintf("%d lines need %.1f pt, the box is %.1f pt high", n, c.height(&f, n).Points(), at.H.Points()),
			"make the box higher, the text smaller, or fit it with fit: shrink", at, at.H, c.height(&f, n))
	}
	y := baseline(at, &f, len(lines))
	for _, l := range lines {
		if len(lines) == 1 {
			c.checkWidth(at, &f, l)
		} else if l.width > at.W+slack {
			c.checkWidth(geom.Rect{X: at.X, Y: y, W: at.W, H: at.H}, &f, l)
		}
	}
	if whole := c.broken(at, &f, lines); len(whole) <= most && c.fits(at, &f, whole) {
		lines, y = whole, baseline(at, &f, len(whole))
	}
	for _, l := range lines {
		c.writeAt(at, y, &f, l)
		y += pitch
	}
}

// broken are the lines with words that are too wide broken between any two
// letters, unless that would be too many lines for the box.
func (c *Context) broken(at geom.Rect, f *face, lines []line) []line {
	need := 0
	for _, l := range lines {
		need += 1 + int(min(max(l.width-slack-1, 0)/max(at.W, 1), maxLines))
	}
	if need == len(lines) || c.height(f, need) > at.H+slack {
		return lines
	}
	list := make([]line, 0, need)
	for _, l := range lines {
		for l.width > at.W+slack && len(list) < maxLines && c.err == nil {
			head, rest := c.cut(f, l.text, at.W)
			if rest == "" {
				break
			}
			list, l = append(list, head), c.shape(f, rest)
		}
		list = append(list, l)
	}
	return list
}

// cut is as much of a text as fits a width, but at least a letter with its
// marks, and the rest.
func (c *Context) cut(f *face, s string, width geom.Unit) (head line, rest string) {
	var seg segmenter.Segmenter
	text, ends := []rune(s), []int(nil)
	seg.Init(text)
	for it := seg.GraphemeIterator(); it.Next(); {
		ends = append(ends, it.Grapheme().Offset+len(it.Grapheme().Text))
	}
	if len(ends) == 0 {
		return c.shape(f, s), ""
	}
	n := sort.Search(len(ends), func(i int) bool { return c.shape(f, string(text[:ends[i]])).width > width+slack })
	end := ends[max(n-1, 0)]
	return c.shape(f, string(text[:end])), string(text[end:])
}

// ellipsis is a text with an ellipsis at its end, cut off as far as it must be.
func (c *Context) ellipsis(f *face, s string, width geom.Unit) line {
	for {
		l := c.shape(f, s+"…")
		if l.width <= width+slack || s == "" || c.err != nil {
			return l
		}
		_, n := utf8.DecodeLastRuneInString(s)
		s = strings.TrimRight(s[:len(s)-n], " \t")
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

// writeFit paints text as the fit of its widget says, never smaller than least.
func (c *Context) writeFit(at geom.Rect, s string, style Style, fit string, least geom.Unit) {
	switch fit {
	case "line":
		c.writeLine(at, s, style)
	case "shrink":
		c.WriteFitted(at, s, style, least)
	default:
		c.WriteParagraph(at, s, style, fit == "shrink-wrap", least)
	}
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
