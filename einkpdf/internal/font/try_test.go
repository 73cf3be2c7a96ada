package font

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTry(t *testing.T) {
	for name, want := range map[string]struct {
		data []byte
		Tried
	}{
		"TrueType":   {mustFace(t, Spec{}).sfnt.data, Tried{2619, TrueType}},
		"small":      {smallTrueType(t, mustFace(t, Spec{}), "ABCé"), Tried{7, TrueType}},
		"name-keyed": {smallCFFFace(t, false).sfnt.data, Tried{5, CFF}},
		"CID-keyed":  {smallCFFFace(t, true).sfnt.data, Tried{5, CFF}},
	} {
		got, err := Try(want.data)
		require.NoError(t, err, name)
		require.Equal(t, want.Kind, got.Kind, name)
		require.Equal(t, want.Glyphs, got.Glyphs, name)
	}
}

// TestTryFinds what only a part of the glyphs has.
func TestTryFinds(t *testing.T) {
	f := mustFace(t, Spec{})
	loca := bytes.Clone(f.sfnt.table("loca"))
	copy(loca[len(loca)-8:], "\xFF\xFF\xFF\xFF") // of a glyph that no letter has
	_, err := Try(fontWith(t, f, map[string][]byte{"loca": loca}))
	require.ErrorIs(t, err, ErrBadFont)
	require.NotErrorIs(t, err, ErrUnsupported)

	chars, global, local := smallCharStrings()
	chars[4] = []byte{10} // calls a subroutine without a number
	bad := cffFace(t, cffOf(chars, global, local, false), 5)
	_, err = Try(bad.sfnt.data)
	require.ErrorIs(t, err, ErrBadFont)

	clear(loca)
	_, err = Try(fontWith(t, f, map[string][]byte{"loca": loca}))
	require.ErrorIs(t, err, ErrUnsupported)
	require.ErrorContains(t, err, "pictures of letters")
	_, err = Try(fontWith(t, f, map[string][]byte{"glyf": nil}))
	require.ErrorIs(t, err, ErrUnsupported)
	require.ErrorIs(t, err, ErrBadFont)
}

// TestEmbeddable is about combinations of bits as well: OpenType 1.9.1, OS/2 fsType.
func TestEmbeddable(t *testing.T) {
	f := *mustFace(t, Spec{})
	for bits, want := range map[uint16]bool{0: true, 1: true, 2: false, 3: false, 4: true, 6: true, 8: true, 10: true, 0x100: false, 0x108: false, 0x200: false} {
		f.fsType = bits
		require.Equal(t, want, f.Embeddable(), "%#x", bits)
	}
	old := bytes.Clone(f.sfnt.table("OS/2")[:68]) // version 0, as Apple had it
	be.PutUint16(old[8:], 2)
	g, err := parseFace(fontWith(t, &f, map[string][]byte{"OS/2": old}), 0)
	require.NoError(t, err)
	require.False(t, g.Embeddable())
}

// TestMissingFaces have built-in ones in their place.
func TestMissingFaces(t *testing.T) {
	mono := mustFace(t, Spec{Family: "mono"}).sfnt.data
	s, err := NewSet(
		Custom{Family: "Own", Data: mono}, Custom{Family: "Own", Bold: true, Missing: true},
		Custom{Family: "serif", Missing: true},
		Custom{Family: "Gone", Italic: true, Missing: true},
	)
	require.NoError(t, err)
	for spec, want := range map[Spec]string{
		{"own", false, false}: "LiberationMono", {"own", true, false}: "LiberationSans-Bold", {"OWN", true, true}: "LiberationSans-Bold",
		{"serif", true, false}: "LiberationSerif", {"Liberation Serif", true, false}: "LiberationSerif-Bold", {"gone", false, false}: "LiberationSans-Italic",
	} {
		f, err := s.Face(spec)
		require.NoError(t, err)
		require.Equal(t, want, f.Name, spec)
	}
	for spec, want := range map[Spec]Spec{
		{" own ", true, true}: {"Own", true, false}, {"serif", false, true}: {"serif", false, false}, {"GONE", true, true}: {"Gone", false, true},
	} {
		got, missing := s.Missing(spec)
		require.True(t, missing, spec)
		require.Equal(t, want, got)
	}
	for _, spec := range []Spec{{"own", false, false}, {"sans", false, false}, {"Liberation Serif", false, false}, {"none", false, false}} {
		_, missing := s.Missing(spec)
		require.False(t, missing, spec)
	}
	// Text in it is as if the built-in family had been asked for.
	line, other := mustShape(t, s, Spec{Family: "gone", Italic: true}, "en", "Ab ✓ שלום"), mustShape(t, Builtin(), Spec{Italic: true}, "en", "Ab ✓ שלום")
	require.Equal(t, texts(other), texts(line))
	with, err := s.With(Custom{Family: "serif", Data: mono})
	require.NoError(t, err)
	_, missing := with.Missing(Spec{Family: "serif"})
	require.False(t, missing)
}
