package font

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mustFace is a face of the built-in fonts.
func mustFace(t testing.TB, spec Spec) *Face {
	t.Helper()
	f, err := Builtin().Face(spec)
	require.NoError(t, err)
	return f
}

// mustShape shapes a text and checks what holds for every line.
func mustShape(t testing.TB, s *Set, spec Spec, lang, text string) Line {
	t.Helper()
	line, err := s.Shape(spec, lang, text)
	require.NoError(t, err)
	checkLine(t, line, text)
	return line
}

// checkLine checks the promises of a Line: widths add up, clusters are places in
// the text and in order, and the texts of the runs make up the line.
func checkLine(t testing.TB, line Line, text string) {
	t.Helper()
	clean, _ := cleanText(text)
	var parts []string
	for _, r := range line.Runs {
		parts = append(parts, r.Text)
		var width int64
		last := int32(-1)
		if r.RTL {
			last = int32(len(r.Text))
		}
		for _, g := range r.Glyphs {
			width += int64(g.Advance)
			require.Less(t, int(g.ID), r.Face.NumGlyphs)
			require.GreaterOrEqual(t, g.Cluster, int32(0))
			require.Less(t, int(g.Cluster), len(r.Text))
			if r.RTL {
				require.LessOrEqual(t, g.Cluster, last, "%q", r.Text)
			} else {
				require.GreaterOrEqual(t, g.Cluster, last, "%q", r.Text)
			}
			last = g.Cluster
		}
		require.Equal(t, width, r.Width, "%q", r.Text)
	}
	require.Len(t, strings.Join(parts, ""), len(clean))
	slices.Sort(parts)
	for _, p := range parts {
		require.Contains(t, clean, p)
	}
}

// texts is the runs' texts with their face's family, in visual order.
func texts(line Line) []string {
	var out []string
	for _, r := range line.Runs {
		s := r.Face.Family + ": " + r.Text
		if r.RTL {
			s += " (rtl)"
		}
		out = append(out, s)
	}
	return out
}

// fontWith is a font file with the tables of a face, some of them replaced; a
// nil table is left out.
func fontWith(t testing.TB, f *Face, change map[string][]byte) []byte {
	t.Helper()
	tables := map[string][]byte{}
	for _, tab := range f.sfnt.tables {
		tables[tab.tag] = slices.Clone(f.sfnt.table(tab.tag))
	}
	for tag, data := range change {
		if data == nil {
			delete(tables, tag)
			continue
		}
		tables[tag] = data
	}
	return writeSFNT(tables)
}
