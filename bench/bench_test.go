package main

import (
	"io"
	"path/filepath"
	"testing"

	"github.com/einkpdf/platform/einkpdf"
)

// BenchmarkEinkpdf is for profiles: go test -bench Einkpdf -cpuprofile cpu.out ./bench
func BenchmarkEinkpdf(b *testing.B) {
	out := filepath.Join(b.TempDir(), "out.pdf")
	w := newWorkload(400)
	for b.Loop() {
		if _, err := drawEinkpdf(b.Context(), w, out); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPhases is the time of each step of a rendering.
func BenchmarkPhases(b *testing.B) {
	source := newWorkload(400).project()
	project, err := einkpdf.Parse(source)
	if err != nil {
		b.Fatal(err)
	}
	doc, err := einkpdf.Compile(b.Context(), project, einkpdf.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, phase := range []struct {
		name string
		run  func() error
	}{
		{"Parse", func() error { _, err := einkpdf.Parse(source); return err }},
		{"Compile", func() error {
			_, err := einkpdf.Compile(b.Context(), project, einkpdf.Options{})
			return err
		}},
		{"WritePDF", func() error { return doc.WritePDF(b.Context(), io.Discard) }},
	} {
		b.Run(phase.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := phase.run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
