package main

import (
	"bufio"
	"context"
	"os"

	"github.com/einkpdf/platform/einkpdf"
)

// drawEinkpdf renders the workload from its project file, from parsing to the
// last byte.
func drawEinkpdf(ctx context.Context, w workload, out string) (counts, error) {
	project, err := einkpdf.Parse(w.project())
	if err != nil {
		return counts{}, err
	}
	doc, err := einkpdf.Compile(ctx, project, einkpdf.Options{Limits: einkpdf.Limits{Pages: len(w.pages)}})
	if err != nil {
		return counts{}, err
	}
	f, err := os.Create(out)
	if err != nil {
		return counts{}, err
	}
	defer func() { _ = f.Close() }()
	buffer := bufio.NewWriterSize(f, 64<<10)
	stats, err := doc.WritePDFStats(ctx, buffer)
	if err != nil {
		return counts{}, err
	}
	if err := buffer.Flush(); err != nil {
		return counts{}, err
	}
	return counts{Pages: stats.Pages, Links: stats.Links}, f.Close()
}
