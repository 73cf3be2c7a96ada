package font

import (
	"fmt"
	"testing"
)

// dates is the text of the days of a year, as planners have it.
func dates() []string {
	var out []string
	for i := range 365 {
		out = append(out, fmt.Sprintf("%s, %d %s", []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}[i%7], i%31+1, []string{"January", "February", "March"}[i%3]))
	}
	return out
}

func benchmarkShape(b *testing.B, family string, text func(i int) string, fresh bool) {
	s := Builtin()
	spec := Spec{Family: family}
	if _, err := s.Shape(spec, "en", "warm up"); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if fresh {
			s.lines = newCache[lineKey, Line](1, 1<<20)
		}
		if _, err := s.Shape(spec, "en", text(i)); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

func BenchmarkShape(b *testing.B) {
	list := dates()
	for _, family := range []string{"Liberation Sans", "DejaVu Sans"} {
		b.Run(family+"/cached", func(b *testing.B) {
			benchmarkShape(b, family, func(i int) string { return list[i%len(list)] }, false)
		})
		b.Run(family+"/known words", func(b *testing.B) {
			benchmarkShape(b, family, func(i int) string { return list[i%len(list)] }, true)
		})
		b.Run(family+"/new word", func(b *testing.B) {
			all := make([]string, 200_000)
			for i := range all {
				all[i] = fmt.Sprintf("word%d", i)
			}
			benchmarkShape(b, family, func(i int) string { return all[i%len(all)] }, false)
		})
	}
	b.Run("fallback", func(b *testing.B) {
		benchmarkShape(b, "sans", func(int) string { return "✓ done 日 ◀" }, true)
	})
	b.Run("bidi", func(b *testing.B) {
		benchmarkShape(b, "sans", func(int) string { return "on שלום 123 go" }, true)
	})
}

func BenchmarkFace(b *testing.B) {
	for _, family := range []string{"Liberation Sans", "DejaVu Sans"} {
		b.Run(family, func(b *testing.B) {
			for b.Loop() {
				if _, err := Builtin().Face(Spec{Family: family}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSubset(b *testing.B) {
	f := mustFace(b, Spec{Family: "DejaVu Sans"})
	gids := glyphsOf(b, f, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789éÅ ")
	for b.Loop() {
		if _, err := Subset(f, gids); err != nil {
			b.Fatal(err)
		}
	}
}
