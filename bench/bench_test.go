package main

import (
	"path/filepath"
	"testing"
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
