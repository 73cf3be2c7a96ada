package font

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFamilies(t *testing.T) {
	require.Equal(t, []string{
		"DejaVu Sans", "DejaVu Sans Mono", "DejaVu Serif",
		"Liberation Mono", "Liberation Sans", "Liberation Serif",
		"mono", "sans", "serif",
	}, Builtin().Families())
}

func TestEveryBuiltinFace(t *testing.T) {
	s := Builtin()
	names, ids := map[string]bool{}, map[int]bool{}
	for _, family := range s.Families()[:6] {
		for style := range 4 {
			spec := Spec{family, style&1 != 0, style&2 != 0}
			f, err := s.Face(spec)
			require.NoError(t, err)
			require.Equal(t, spec, Spec{f.Family, f.Bold, f.Italic})
			require.False(t, names[f.Name], f.Name)
			require.False(t, ids[f.ID], f.Name)
			names[f.Name], ids[f.ID] = true, true
			require.True(t, f.Embeddable(), f.Name)
			require.Equal(t, 2048, f.UnitsPerEm)
			require.NotZero(t, f.spaceGlyph)
			require.Greater(t, f.Ascent, f.CapHeight)
			require.Greater(t, f.CapHeight, f.XHeight)
			require.Positive(t, f.Descent)
			require.Less(t, f.BBox[0], f.BBox[2])
			require.Equal(t, spec.Italic, f.ItalicAngle < 0, f.Name)
			require.Equal(t, family == "DejaVu Sans Mono" || family == "Liberation Mono", f.FixedPitch, f.Name)
		}
	}
}

func TestFaceMetrics(t *testing.T) {
	f := mustFace(t, Spec{})
	require.Equal(t, "LiberationSans", f.Name)
	require.Equal(t, []int{1854, 434, 67, 1409, 1082}, []int{f.Ascent, f.Descent, f.LineGap, f.CapHeight, f.XHeight})
	g, ok := f.GlyphIndex('A')
	require.True(t, ok)
	require.Equal(t, 1366, f.GlyphAdvance(g))
	require.Zero(t, f.GlyphAdvance(0xFFFF))
	_, ok = f.GlyphIndex('日')
	require.False(t, ok)
	file, index := f.Data()
	require.NotEmpty(t, file)
	require.Zero(t, index)
}

func TestFaceNames(t *testing.T) {
	s := Builtin()
	for name, want := range map[string]string{
		"": "LiberationSans", "sans": "LiberationSans", "SANS": "LiberationSans", "sans-serif": "LiberationSans",
		"serif": "LiberationSerif", "mono": "LiberationMono", "monospace": "LiberationMono",
		" dejavu  sans ": "DejaVuSans", "DejaVu Sans Mono": "DejaVuSansMono",
	} {
		f, err := s.Face(Spec{Family: name})
		require.NoError(t, err, name)
		require.Equal(t, want, f.Name, name)
	}
}

func TestUnknownFamily(t *testing.T) {
	s := Builtin()
	for name, want := range map[string][]string{
		"DejaVu Sand": {"DejaVu Sans"}, "liberation": {"Liberation Mono", "Liberation Sans", "Liberation Serif"},
		"sanss": {"sans"}, "Comic": nil,
	} {
		_, err := s.Face(Spec{Family: name})
		require.ErrorIs(t, err, ErrUnknownFamily)
		var unknown *UnknownFamilyError
		require.ErrorAs(t, err, &unknown)
		require.Equal(t, want, unknown.Suggestions, name)
		_, err = s.Shape(Spec{Family: name}, "en", "x")
		require.ErrorIs(t, err, ErrUnknownFamily)
	}
}

func TestCustomFaces(t *testing.T) {
	regular := mustFace(t, Spec{Family: "mono"}).sfnt.data
	bold := mustFace(t, Spec{Family: "serif", Bold: true}).sfnt.data
	s, err := NewSet(
		Custom{Family: "My Font", Data: regular},
		Custom{Family: "My Font", Bold: true, Data: bold},
		Custom{Family: "DejaVu Sans", Data: regular},
	)
	require.NoError(t, err)
	require.Contains(t, s.Families(), "My Font")
	require.Len(t, s.Families(), 10)

	for spec, want := range map[Spec]string{
		{"my font", false, false}:       "LiberationMono",
		{"My Font", true, false}:        "LiberationSerif-Bold",
		{"My Font", true, true}:         "LiberationSerif-Bold", // nearest
		{"My Font", false, true}:        "LiberationMono",
		{"DejaVu Sans", true, true}:     "LiberationMono", // replaced, all styles
		{"Liberation Sans", true, true}: "LiberationSans-BoldItalic",
	} {
		f, err := s.Face(spec)
		require.NoError(t, err)
		require.Equal(t, want, f.Name, spec)
	}
	// The real DejaVu is still what other families fall back to.
	line := mustShape(t, s, Spec{Family: "sans"}, "en", "✓")
	require.Equal(t, "DejaVuSans", line.Runs[0].Face.Name)

	// With shares the parsed faces and leaves its base alone.
	more, err := s.With(Custom{Family: "Third", Data: bold})
	require.NoError(t, err)
	a, _ := s.Face(Spec{Family: "serif"})
	b, _ := more.Face(Spec{Family: "serif"})
	require.Same(t, a, b)
	require.NotContains(t, s.Families(), "Third")
	third, err := more.Face(Spec{Family: "third"})
	require.NoError(t, err)
	require.Equal(t, s.count, third.ID)
}

func TestBadCustomFaces(t *testing.T) {
	f := mustFace(t, Spec{})
	restricted := bytes.Clone(f.sfnt.table("OS/2"))
	restricted[9] = 2
	for name, c := range map[string]struct {
		data  []byte
		index int
		want  string
	}{
		"empty":       {nil, 0, "too few"},
		"text":        {[]byte("this is not a font file"), 0, "neither TrueType nor OpenType"},
		"woff2":       {append([]byte("wOF2"), make([]byte, 40)...), 0, "WOFF"},
		"cut off":     {f.sfnt.data[:1000], 0, "outside the file"},
		"no face 1":   {f.sfnt.data, 1, "no face 1"},
		"index":       {f.sfnt.data, -1, "number -1"},
		"no cmap":     {fontWith(t, f, map[string][]byte{"cmap": nil}), 0, "cmap"},
		"no hmtx":     {fontWith(t, f, map[string][]byte{"hmtx": nil}), 0, "hmtx"},
		"no outlines": {fontWith(t, f, map[string][]byte{"glyf": nil}), 0, "no outlines"},
	} {
		s, err := NewSet(Custom{Family: "X", Data: c.data, Index: c.index})
		require.NoError(t, err, name)
		_, err = s.Face(Spec{Family: "X"})
		require.ErrorIs(t, err, ErrBadFont, name)
		require.ErrorContains(t, err, `"X"`, name)
		require.ErrorContains(t, err, c.want, name)
		_, err = s.Shape(Spec{Family: "X"}, "en", "x")
		require.ErrorIs(t, err, ErrBadFont, name)
	}

	_, err := NewSet(Custom{Family: " ", Data: f.sfnt.data})
	require.ErrorContains(t, err, "family name")
	_, err = NewSet(Custom{Family: "X", Data: f.sfnt.data}, Custom{Family: "x", Data: f.sfnt.data})
	require.ErrorContains(t, err, "twice")
	_, err = NewSet(Custom{Family: "X", Data: make([]byte, MaxFontBytes+1)})
	require.ErrorContains(t, err, "allowed are")
	_, err = NewSet(make([]Custom, MaxCustom+1)...)
	require.ErrorContains(t, err, "allowed are")

	s, err := NewSet(Custom{Family: "X", Data: fontWith(t, f, map[string][]byte{"OS/2": restricted})})
	require.NoError(t, err)
	x, err := s.Face(Spec{Family: "X"})
	require.NoError(t, err)
	require.False(t, x.Embeddable())
	_, err = Subset(x, []uint16{0})
	require.ErrorContains(t, err, "licence")
}

func TestSetIsLazy(t *testing.T) {
	best := time.Hour
	for range 5 {
		start := time.Now()
		Builtin()
		best = min(best, time.Since(start))
	}
	require.Less(t, best, 5*time.Millisecond) // about 0.05 ms; parsing would take 15
}
