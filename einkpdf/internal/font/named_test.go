package font

import (
	"testing"

	"github.com/signintech/gopdf/fontmaker/core"
	"github.com/stretchr/testify/require"
)

// lookUp is the glyph of a character as a reader of format 4 finds it.
func lookUp(p *core.TTFParser, r rune) uint16 {
	c := uint(r)
	for i, end := range p.EndCount {
		if c > end {
			continue
		}
		if c < p.StartCount[i] {
			return 0
		}
		if p.IdRangeOffset[i] == 0 {
			return uint16(c + p.IdDelta[i])
		}
		return uint16(p.GlyphIdArray[p.IdRangeOffset[i]/2+c-p.StartCount[i]-(p.SegCount-uint(i))])
	}
	return 0
}

func TestNamed(t *testing.T) {
	for _, family := range []string{"Liberation Sans", "DejaVu Sans", "DejaVu Sans Mono"} {
		t.Run(family, func(t *testing.T) {
			f := mustFace(t, Spec{Family: family})
			file, chars, err := f.Named()
			require.NoError(t, err)
			var p core.TTFParser
			require.NoError(t, p.ParseFontData(file))
			require.Len(t, chars, f.NumGlyphs-1, "every glyph but .notdef has a character")
			for gid, r := range chars {
				require.Equal(t, gid, lookUp(&p, r), "%U", r)
				if own, ok := f.GlyphIndex(r); ok {
					require.Equal(t, gid, own, "%U", r)
				} else {
					require.True(t, r >= firstPrivate && r <= lastPrivate, "%U", r)
				}
			}
			for r := rune(' '); r <= lastChar; r++ {
				if gid, ok := f.GlyphIndex(r); ok {
					require.Equal(t, gid, lookUp(&p, r), "%U", r)
				}
			}
			again, err := parseFace(file, 0)
			require.NoError(t, err)
			require.Equal(t, f.NumGlyphs, again.NumGlyphs)
			other, _, err := f.Named()
			require.NoError(t, err)
			require.Equal(t, file, other)
		})
	}
}

func TestNamedWithoutOutlines(t *testing.T) {
	_, _, err := smallCFFFace(t, false).Named()
	require.ErrorIs(t, err, ErrBadFont)
	require.ErrorContains(t, err, "no TrueType outlines")
}

// TestCharMap has maps of the kinds that there are.
func TestCharMap(t *testing.T) {
	f := mustFace(t, Spec{Family: "DejaVu Sans"})
	many := make([]uint16, lastChar+1)
	for i := range many {
		many[i] = uint16(7 * i) // no two in order
	}
	require.Greater(t, len(charMap(many)), maxCmap)
	for name, glyphs := range map[string][]uint16{
		"empty":    nil,
		"ordered":  {0, 0, 5, 6, 7},
		"mixed":    {0, 9, 8, 7, 0, 0, 3, 4, 5, 0, 1, 1},
		"wrapping": {1: 0xFFFF, 2: 3},
	} {
		t.Run(name, func(t *testing.T) {
			var p core.TTFParser
			require.NoError(t, p.ParseFontData(fontWith(t, f, map[string][]byte{"cmap": charMap(glyphs)})))
			for r := range rune(0x10000) {
				want := uint16(0)
				if int(r) < len(glyphs) {
					want = glyphs[r]
				}
				require.Equal(t, want, lookUp(&p, r), "%U", r)
			}
		})
	}
}

// scattered is a face with n characters from U+0020 on, no two glyphs in order.
func scattered(t *testing.T, n int) *Face {
	t.Helper()
	f := mustFace(t, Spec{Family: "DejaVu Sans"})
	cmap := []byte{0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0}
	for _, v := range []int{16 + 12*n, 0, n} {
		cmap = be.AppendUint32(cmap, uint32(v))
	}
	for i := range n {
		r, gid := ' '+rune(i), 1+7*i%(f.NumGlyphs-1)
		if r >= 0xD800 {
			r += 0xF900 - 0xD800
		}
		for _, v := range []int{int(r), int(r), gid} {
			cmap = be.AppendUint32(cmap, uint32(v))
		}
	}
	face, err := parseFace(fontWith(t, f, map[string][]byte{"cmap": cmap}), 0)
	require.NoError(t, err)
	return face
}

// TestNamedRoom has faces whose character maps are as large as can be, or larger.
func TestNamedRoom(t *testing.T) {
	f := scattered(t, 3000)
	_, chars, err := f.Named()
	require.NoError(t, err)
	require.Len(t, chars, f.NumGlyphs-1)

	f = scattered(t, 5000)
	f.NumGlyphs = 0x10000 // names for glyphs that nobody asks for
	_, chars, err = f.Named()
	require.NoError(t, err)
	require.Len(t, chars, 5000+lastPrivate-firstPrivate+1)

	file, _, err := scattered(t, 32_700).Named()
	require.NoError(t, err)
	var p core.TTFParser
	require.NoError(t, p.ParseFontData(file))
	require.NotZero(t, lookUp(&p, 32_000))
	_, _, err = scattered(t, 33_000).Named()
	require.ErrorIs(t, err, ErrBadFont)
	require.ErrorContains(t, err, "too many for one character map")
}

func TestParts(t *testing.T) {
	f := mustFace(t, Spec{Family: "DejaVu Sans"})
	parts := func(r rune) int {
		gid, ok := f.GlyphIndex(r)
		require.True(t, ok)
		all, err := f.Parts(gid)
		require.NoError(t, err)
		return len(all)
	}
	require.Zero(t, parts('a'))
	require.Zero(t, parts(' '))
	require.Equal(t, 2, parts('ä'))
	none, err := smallCFFFace(t, false).Parts(1)
	require.NoError(t, err)
	require.Empty(t, none)
	none, err = f.Parts(0xFFFF)
	require.NoError(t, err)
	require.Empty(t, none)
}
