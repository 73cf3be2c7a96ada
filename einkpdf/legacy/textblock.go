package legacy

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// The bounds of texts, in bytes, and of what might be tokens in them.
const (
	maxContent     = 4_000
	maxTokens      = 400
	maxDestination = 400
)

// textBlock is text that is broken into lines and stands in the middle of its
// box. Descenders are not cut (fix 5), and the lines of text that reads
// downwards follow each other from the right (fix 6).
func (m *mapper) textBlock(it *item) []widget.Widget {
	turn, look := m.degrees(it), m.look(it, black)
	if h := it.styling.points("line_height", geom.Unit(lineHeight), 800_000, 5*geom.Pt); h != geom.Unit(lineHeight) {
		look.style.LineHeight = geom.Ratio(h)
	}
	content := collapse(m.content(it))
	if content == "" || look.hidden {
		return nil
	}
	width, height := it.box.W, it.box.H
	if turn != 0 {
		width, height = height, width
	}
	var list []widget.Widget
	for _, v := range m.scope.text(content) {
		if v.text = widget.Text(collapse(string(v.text))); v.text == "" {
			continue
		}
		if turn == 90 && !m.oneLine(content, v, look.style, look.grid, width) {
			m.report.note(it, Changed, 6, "properties.orientation", "the lines of text that reads downwards follow each other from the right to the left")
		}
		box := &widget.TextBox{Frame: frame(it.box, v.when), Text: v.text, Rotate: turn}
		box.Style = m.fit(it, box, content, v, look, width, height).turned(turn).own()
		list = append(list, box)
	}
	return list
}

// fit makes a text fit its box where it did not there, or where its letters were
// raised: what was a line stays one, and what was broken stays inside of its box.
func (m *mapper) fit(it *item, box *widget.TextBox, raw string, v variant, l look, width, height geom.Unit) look {
	switch {
	case !l.raised():
		if m.tooWide(raw, l, width, height) {
			box.Fit = "shrink" // it was broken between letters, over the edges of its box
			m.report.note(it, Changed, 0, "content", "a word that is too long for its box has smaller letters; there it ran over the box")
		}
	case !m.oneLine(raw, v, l.style, l.grid, width):
		box.Fit, box.MinSize = "shrink-wrap", length(l.grid)
	default:
		l = l.inLine(height)
		if !m.oneLine(raw, v, l.style, geom.Unit(l.style.Size.Value), width) {
			box.Fit, box.MinSize = "shrink", length(l.grid)
		}
	}
	return l
}

// tooWide says whether a text is one word that is wider than its box, and whose
// pieces are too many for it.
func (m *mapper) tooWide(text string, l look, width, height geom.Unit) bool {
	if strings.ContainsAny(text, " \n{@"+fieldOpen) {
		return false
	}
	size := geom.Unit(l.style.Size.Value)
	word := m.ruler.width(text, l.style, size)
	pieces := word/max(width-size/2, 1) + 1
	return word > width && pieces*size.MulDiv(12, 10) > height
}

// content is the text of a widget within bounds.
func (m *mapper) content(it *item) string { return m.bounded(it, "content", it.content) }

// bounded is a text that our format can say: not too long, and without too many tokens.
func (m *mapper) bounded(it *item, property, s string) string {
	cut, tokens := min(len(s), maxContent), 0
	for i := range cut {
		if s[i] == '{' || s[i] == '@' {
			if tokens++; tokens > maxTokens {
				cut = i
				break
			}
		}
	}
	if cut == len(s) {
		return s
	}
	m.report.note(it, Dropped, 0, property, "the text is too long; the end is cut off")
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut]
}

// jump translates a destination that is short enough to be one.
func (m *mapper) jump(it *item, property, raw string) (jump, bool) {
	if m.tooLong(it, property, raw) {
		return jump{}, false
	}
	if m.scope.local[cellValue] != "" {
		for n := m.scope.cells.from; n < m.scope.cells.to; n++ {
			m.lost(it, property, ofCell(raw, n), "is left out")
		}
	}
	return m.scope.jump(raw)
}

// cellJump is jump with names that are bound for each cell.
func (m *mapper) cellJump(it *item, property, raw string, names map[string]string) (jump, bool) {
	if m.tooLong(it, property, raw) {
		return jump{}, false
	}
	return m.scope.cellJump(raw, names)
}

func (m *mapper) tooLong(it *item, property, raw string) bool {
	long := len(raw) > maxDestination
	if long {
		m.report.note(it, Dropped, 0, property, "a destination of "+strconv.Itoa(len(raw))+" bytes is none; the link is left out")
	}
	return long
}

// collapse joins the words of each line by single blanks, as breaking text into
// lines did there. A text of blanks alone is empty.
func collapse(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	if strings.TrimSpace(s) == "" {
		return ""
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' }), " ")
	}
	return strings.Join(lines, "\n")
}
