package font

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestShapeRuns(t *testing.T) {
	s := Builtin()
	for name, c := range map[string]struct {
		text    string
		want    []string
		missing string
	}{
		"empty":            {"", nil, ""},
		"one run":          {"Thursday, 1 January", []string{"Liberation Sans: Thursday, 1 January"}, ""},
		"scripts together": {"Привіт Ωμέγα abc", []string{"Liberation Sans: Привіт Ωμέγα abc"}, ""},
		"in a word":        {"Проект-X αβ", []string{"Liberation Sans: Проект-X αβ"}, ""},
		"symbols":          {"✓ ★ ☐ ◀ ‹ ›", []string{"DejaVu Sans: ✓ ★ ☐ ◀ ", "Liberation Sans: ‹ ›"}, ""},
		"spaces first":     {"  ✓", []string{"DejaVu Sans:   ✓"}, ""},
		"hebrew":           {"שלום abc", []string{"Liberation Sans: abc", "Liberation Sans: שלום  (rtl)"}, ""},
		"hebrew inside":    {"a שלום b", []string{"Liberation Sans: a ", "Liberation Sans: שלום (rtl)", "Liberation Sans:  b"}, ""},
		"hebrew number":    {"on שלום 123 go", []string{"Liberation Sans: on ", "Liberation Sans: 123", "Liberation Sans: שלום  (rtl)", "Liberation Sans:  go"}, ""},
		"hebrew amount":    {"on שלום 1,234.5% go", []string{"Liberation Sans: on ", "Liberation Sans: 1,234.5%", "Liberation Sans: שלום  (rtl)", "Liberation Sans:  go"}, ""},
		"arabic":           {"مرحبا", []string{"DejaVu Sans: مرحبا (rtl)"}, ""},
		"controls":         {"a\tb\r\nc\x00\x1f\x7f\u0085", []string{"Liberation Sans: a b  c "}, ""},
		"only controls":    {"\x01\x02", nil, ""},
		"zero width":       {"a\u200bb\u00ad\u200d\ufeff\u2060", []string{"Liberation Sans: a\u200bb\u00ad\u200d\ufeff\u2060"}, ""},
		"not UTF-8":        {"a\xffb", []string{"Liberation Sans: a", "DejaVu Sans: \ufffd", "Liberation Sans: b"}, ""},
		"spaces":           {"1\u00a0000\u202f5\u2009h\u3000x", []string{"Liberation Sans: 1\u00a0000\u202f5\u2009h\u3000x"}, ""},
		"no-break hyphen":  {"a\u2011b", []string{"Liberation Sans: a\u2011b"}, ""},
		"missing":          {"日曜日 x ก 日", []string{"Liberation Sans: 日曜日 x ก 日"}, "日曜ก"},
		"missing mark":     {"a\u0e31", []string{"Liberation Sans: a\u0e31"}, "\u0e31"},
		"private use":      {"\ue000", []string{"Liberation Sans: \ue000"}, "\ue000"},
		"emoji":            {"😀", []string{"DejaVu Sans: 😀"}, ""},
		"variation":        {"✓\ufe0e", []string{"DejaVu Sans: ✓\ufe0e"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			line := mustShape(t, s, Spec{Family: "sans"}, "en", c.text)
			require.Equal(t, c.want, texts(line))
			require.Equal(t, c.missing, string(line.Missing))
			lacks := slices.ContainsFunc(line.Runs, func(r *Run) bool {
				return slices.ContainsFunc(r.Glyphs, func(g Glyph) bool { return g.ID == 0 })
			})
			require.Equal(t, c.missing != "", lacks, "a missing character is drawn as .notdef, and only that")
		})
	}
}

// Whichever way accents are written, the glyphs are the same.
func TestShapeNormalForms(t *testing.T) {
	s := Builtin()
	for _, family := range s.Families() {
		for composed, decomposed := range map[string]string{"é": "e\u0301", "Å": "A\u030a", "ż": "z\u0307", "й": "и\u0306", "ά": "α\u0301"} {
			a := mustShape(t, s, Spec{Family: family}, "", composed)
			b := mustShape(t, s, Spec{Family: family}, "", decomposed)
			require.Len(t, a.Runs[0].Glyphs, 1)
			require.Equal(t, a.Runs[0].Glyphs, b.Runs[0].Glyphs, "%s %s", family, composed)
			require.Same(t, a.Runs[0].Face, b.Runs[0].Face)
		}
	}
}

func TestShapeKerningAndLigatures(t *testing.T) {
	s := Builtin()
	kerned := mustShape(t, s, Spec{Family: "sans"}, "en", "AV")
	a, v := mustShape(t, s, Spec{Family: "sans"}, "en", "A"), mustShape(t, s, Spec{Family: "sans"}, "en", "V")
	require.Less(t, kerned.Runs[0].Width, a.Runs[0].Width+v.Runs[0].Width)

	lig := mustShape(t, s, Spec{Family: "DejaVu Sans"}, "en", "offi x")
	clusters := []int32{}
	for _, g := range lig.Runs[0].Glyphs {
		clusters = append(clusters, g.Cluster)
	}
	require.Equal(t, []int32{0, 1, 4, 5}, clusters)
}

func TestShapeClustersAreBytes(t *testing.T) {
	for _, text := range []string{"żółć ✓", "דבר é", "日x"} {
		line := mustShape(t, Builtin(), Spec{}, "", text)
		for _, r := range line.Runs {
			for _, g := range r.Glyphs {
				require.True(t, strings.HasPrefix(string([]rune(r.Text[g.Cluster:])), r.Text[g.Cluster:]), "inside a character: %q", r.Text)
			}
		}
	}
}

// Word by word or as a whole: within a word the result is the same.
func TestSimpleTextIsShapedTheSame(t *testing.T) {
	s := Builtin()
	for _, family := range []string{"sans", "serif", "mono", "DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono"} {
		for _, text := range []string{"Thursday,", "AVATAR", "2026-01-01", "Wäsche", "Привіт", "Ωμέγα", "office", "(x)", "10:30–11:45", "€5", "½"} {
			clean, simple := cleanText(text)
			require.True(t, simple, text)
			words := mustShape(t, s, Spec{Family: family}, "en", text)
			whole, err := newShaper().shapeLine(&s.families[fold(family)].chains[0], "en", clean)
			require.NoError(t, err)
			require.Equal(t, whole, words, "%s %s", family, text)
		}
	}
}

func TestShapeFallbackStyles(t *testing.T) {
	s := Builtin()
	for spec, want := range map[Spec]string{
		{"sans", true, false}:   "DejaVuSans-Bold",
		{"serif", false, false}: "DejaVuSans", // DejaVu Serif has no star
		{"mono", true, true}:    "DejaVuSans-BoldOblique",
	} {
		require.Equal(t, want, mustShape(t, s, spec, "en", "★").Runs[0].Face.Name, spec)
	}
	// A bold face without the glyph gives way to a regular one with it.
	require.Equal(t, "DejaVuSans", mustShape(t, s, Spec{"serif", true, true}, "en", "م").Runs[0].Face.Name)
}

// Liberation Serif has a blank .notdef, which nobody would see.
func TestShapeMissingIsVisible(t *testing.T) {
	line := mustShape(t, Builtin(), Spec{Family: "serif"}, "ja", "x日")
	require.Equal(t, []string{"Liberation Serif: x", "DejaVu Serif: 日"}, texts(line))
	require.Equal(t, "日", string(line.Missing))
	require.Zero(t, line.Runs[1].Glyphs[0].ID)
}

// A document's font is asked before DejaVu for scripts that DejaVu only claims,
// and after it for signs and European letters.
func TestShapeCustomFallback(t *testing.T) {
	arabic := mustFace(t, Spec{Family: "DejaVu Sans Mono"}) // stands for an Arabic font
	s, err := NewSet(Custom{Family: "Mine", Data: arabic.sfnt.data})
	require.NoError(t, err)
	require.Equal(t, []string{"Mine: مرحبا (rtl)"}, texts(mustShape(t, s, Spec{Family: "sans"}, "ar", "مرحبا")))
	require.Equal(t, []string{"DejaVu Sans: ✓"}, texts(mustShape(t, s, Spec{Family: "sans"}, "en", "✓")))
}

func TestShapeLimits(t *testing.T) {
	s := Builtin()
	_, err := s.Shape(Spec{}, "en", strings.Repeat("x", MaxTextBytes+1))
	require.ErrorIs(t, err, ErrTextTooLong)
	for _, unit := range []string{"x", "x ", "日", "א", "a\u0301", "\u0301", "\t", "✓x", "(", "\u202b", "\u2067"} {
		text := strings.Repeat(unit, MaxTextBytes/len(unit))
		line, err := s.Shape(Spec{}, "en", text)
		require.NoError(t, err)
		total := 0
		for _, r := range line.Runs {
			total += len(r.Text)
		}
		require.Equal(t, len(text), total, unit)
	}
	for _, lang := range []string{strings.Repeat("x", 1000), "\x00", "zz-Zzzz-ZZ-x-y", "-", "de-DE", "sr-Latn"} {
		mustShape(t, s, Spec{}, lang, "Hello "+lang)
	}
	// Many languages do not fill the memory of shaping plans.
	sh := newShaper()
	for i := range 3 * maxPlans {
		_, err := sh.shapeWord(wordKey{mustFace(t, Spec{}), 0, fmt.Sprintf("x-%d", i), "a"})
		require.NoError(t, err)
	}
	require.LessOrEqual(t, len(sh.plans), maxPlans)
}

// The result depends neither on what was shaped before nor on who shapes at the
// same time.
func TestShapeIsDeterministic(t *testing.T) {
	var inputs []string
	for i := range 60 {
		inputs = append(inputs, fmt.Sprintf("%d January ✓ %d", i, i%7), fmt.Sprintf("יום %d a", i), fmt.Sprintf("é日%d", i))
	}
	want := map[string]Line{}
	for _, in := range inputs {
		want[in] = mustShape(t, Builtin(), Spec{Bold: true}, "en", in)
	}
	s := Builtin()
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for i := range inputs {
				in := inputs[(i*7+worker*31)%len(inputs)]
				line, err := s.Shape(Spec{Bold: true}, "en", in)
				if err != nil || fmt.Sprint(plain(line)) != fmt.Sprint(plain(want[in])) {
					t.Errorf("%q: %v %v", in, err, plain(line))
				}
			}
		})
	}
	wg.Wait()
}

func plain(line Line) (out []string) {
	for _, r := range line.Runs {
		out = append(out, fmt.Sprint(r.Face.Name, r.Text, r.Glyphs, r.Width, r.RTL))
	}
	return append(out, string(line.Missing))
}

func TestShapeIsCached(t *testing.T) {
	s := Builtin()
	a := mustShape(t, s, Spec{}, "en", "Monday")
	b := mustShape(t, s, Spec{}, "en", "Monday")
	require.Same(t, a.Runs[0], b.Runs[0])
	require.NotSame(t, a.Runs[0], mustShape(t, s, Spec{Bold: true}, "en", "Monday").Runs[0])
	require.Zero(t, testing.AllocsPerRun(10, func() {
		if _, err := s.Shape(Spec{}, "en", "Monday"); err != nil {
			t.Error(err)
		}
	}))
}

func TestCacheIsBounded(t *testing.T) {
	c := newCache[int, int](10, 1600)
	for i := range 1000 {
		require.Equal(t, i, c.put(i, i, 20))
		v, ok := c.get(0) // in use all the time
		require.True(t, ok && v == 0)
		require.LessOrEqual(t, len(c.young)+len(c.old), 20)
	}
	_, ok := c.get(500)
	require.False(t, ok)
	require.Equal(t, 7, c.put(7, 7, 101), "too large to keep")
	_, ok = c.get(7)
	require.False(t, ok)
	for i := range 100 {
		c.put(i, i, 100)
		require.LessOrEqual(t, c.cost, 1600)
	}
	require.Equal(t, 99, c.put(99, -1, 1), "the first value wins")
}

func TestNumberEnd(t *testing.T) {
	for text, want := range map[string]int{"": 0, "123 a": 3, "1,234.5% x": 8, "a1": 0, "10:30": 5, "1..2": 1, "12.": 2, "€5": 2} {
		require.Equal(t, want, numberEnd([]rune(text), 0, len([]rune(text))), text)
	}
}
