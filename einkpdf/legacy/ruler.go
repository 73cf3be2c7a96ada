package legacy

import (
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/font"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// ruler measures texts in our fonts.
type ruler struct{ fonts *font.Set }

// width is the width of a line of text; what cannot be measured has none.
func (r *ruler) width(text string, s widget.Style, size geom.Unit) geom.Unit {
	if r.fonts == nil {
		r.fonts = font.Builtin()
	}
	line, err := r.fonts.Shape(font.Spec{Family: s.Font, Bold: s.Weight == "bold", Italic: s.Slant == "italic"}, "", text)
	if err != nil {
		return 0
	}
	return line.Width(size)
}

// widest is the width of the widest of some lines.
func (r *ruler) widest(texts []string, s widget.Style, size geom.Unit) geom.Unit {
	most := geom.Unit(0)
	for _, text := range texts {
		most = max(most, r.width(text, s, size))
	}
	return most
}

// apart is the look for texts that stand side by side in boxes of a width: letters
// that were raised leave a gap between them.
func (m *mapper) apart(l look, texts []string, width geom.Unit) look {
	size := geom.Unit(l.style.Size.Value)
	room := width - size/4
	if wide := m.ruler.widest(texts, l.style, size); l.raised() && wide > room {
		l.style.Size = length(max(tidy(size.MulDiv(int64(max(room, 0)), int64(wide))), l.grid))
	}
	return l
}

// maxMeasured bounds the pages that a text is measured on.
const maxMeasured = 400

// oneLine says whether a text, as the file has it, is a single line of a size in
// boxes of a width, on the pages of a variant.
func (m *mapper) oneLine(raw string, v variant, s widget.Style, size, width geom.Unit) bool {
	pages := v.pages
	if pages == nil {
		pages = m.scope.run.pages
	}
	if !strings.ContainsAny(raw, "{@"+fieldOpen) {
		pages = pages[:min(len(pages), 1)]
	}
	w := m.scope.world
	for _, p := range pages[:min(len(pages), maxMeasured)] {
		text := w.render(p, w.substitute(p, raw, false))
		if strings.Contains(text, "\n") || m.ruler.width(text, s, size) > width+geom.Pt/10 {
			return false
		}
	}
	return true
}
