package font

import (
	"errors"
	"testing"
)

// FuzzFont looks for fonts that panic or give other errors than an ErrBadFont.
func FuzzFont(f *testing.F) {
	face := mustFace(f, Spec{})
	for _, seed := range [][]byte{smallTrueType(f, face, "ABCé"), smallCFFFace(f, false).sfnt.data, smallCFFFace(f, true).sfnt.data, []byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10")} {
		f.Add(seed, "ABC é")
		f.Add(seed[:len(seed)/2], "A")
	}
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		err := useFont(data, text)
		if err != nil && !errors.Is(err, ErrBadFont) && !errors.Is(err, ErrTextTooLong) {
			t.Fatal(err)
		}
	})
}

// FuzzShape looks for text that breaks what checkLine checks.
func FuzzShape(f *testing.F) {
	for _, s := range []string{"Thursday, 1 January", "שלום abc 123", "مرحبا (2026)", "✓ é e\u0301", "\u202e a \u2067 b", "\xff\x00\t", "👩‍👩‍👧", "日本語"} {
		f.Add(s, "en", true)
	}
	s := Builtin()
	f.Fuzz(func(t *testing.T, text, lang string, bold bool) {
		line, err := s.Shape(Spec{Family: "serif", Bold: bold}, lang, text)
		if err != nil {
			if !errors.Is(err, ErrTextTooLong) {
				t.Fatal(err)
			}
			return
		}
		checkLine(t, line, text)
	})
}
