package pdfout

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// glyphText is the text that the i-th glyph of run stands for: that of its
// cluster when it is alone in it, one character each when there are as many
// glyphs as characters, and else everything for the first glyph.
func glyphText(run *font.Run, i int) string {
	gs := run.Glyphs
	cluster := gs[i].Cluster
	first, last := i, i // the glyphs of the cluster, in visual order
	for first > 0 && gs[first-1].Cluster == cluster {
		first--
	}
	for last+1 < len(gs) && gs[last+1].Cluster == cluster {
		last++
	}
	end := int32(len(run.Text))
	place := i - first // of the glyph within the cluster, in reading order
	if run.RTL {
		place = last - i
		if first > 0 {
			end = gs[first-1].Cluster
		}
	} else if last+1 < len(gs) {
		end = gs[last+1].Cluster
	}
	if cluster < 0 || end < cluster || int(end) > len(run.Text) {
		return ""
	}
	text := run.Text[cluster:end]
	count := last - first + 1
	switch {
	case count == 1:
	case utf8.RuneCountInString(text) == count:
		text = string([]rune(text)[place])
	case place != 0:
		return ""
	}
	return strings.Map(plainSpace, text)
}

// plainSpace makes all kinds of white space a space: they share a glyph, and a
// search for "1 March" has to find the one that was set without a break.
func plainSpace(r rune) rune {
	switch r {
	case '\t', '\n', '\r', '\v', '\f', '\u0085', '\u00a0', '\u2007', '\u2028', '\u2029', '\u202f':
		return ' '
	}
	return r
}

// maxBlock is the largest number of entries of one bfchar block.
const maxBlock = 100

// toUnicode is the CMap that gives the texts back, by glyph id.
func toUnicode(texts []string) []byte {
	b := []byte("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n" +
		"/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n")
	var ids []int
	for id, t := range texts {
		if t != "" {
			ids = append(ids, id)
		}
	}
	for len(ids) > 0 {
		n := min(len(ids), maxBlock)
		b = fmt.Appendf(b, "%d beginbfchar\n", n)
		for _, id := range ids[:n] {
			b = fmt.Appendf(b, "<%04X><", id)
			for _, u := range utf16.Encode([]rune(texts[id])) {
				b = fmt.Appendf(b, "%04X", u)
			}
			b = append(b, ">\n"...)
		}
		b = append(b, "endbfchar\n"...)
		ids = ids[n:]
	}
	return append(b, "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n"...)
}
