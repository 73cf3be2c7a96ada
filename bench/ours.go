package main

import (
	"bufio"
	"context"
	"fmt"
	"os"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/legacy"
)

// drawEinkpdf renders the workload from its project file, from parsing to the
// last byte.
func drawEinkpdf(ctx context.Context, w workload, out string) (counts, error) {
	project, err := einkpdf.Parse(w.project())
	if err != nil {
		return counts{}, err
	}
	return render(ctx, project, einkpdf.Options{Limits: einkpdf.Limits{Pages: len(w.pages)}}, out)
}

// drawLegacy renders a day planner of the predecessor, from its project.json to
// the last byte. Its 378 pages are its own, not those of the workload: the
// predecessor took 42 s for them and wrote 2.9 MB.
func drawLegacy(ctx context.Context, _ workload, out string) (counts, error) {
	data, err := os.ReadFile(legacyPlanner)
	if err != nil {
		return counts{}, fmt.Errorf("run it from the top of the repository: %w", err)
	}
	old, err := legacy.Read(data, legacy.Options{File: legacyPlanner})
	if err != nil {
		return counts{}, err
	}
	return render(ctx, old.Project, einkpdf.Options{Assets: old.Assets}, out)
}

// legacyPlanner is the day planner, from the top of the repository.
const legacyPlanner = "testdata/legacy/day-planner-2026.json"

// render compiles a project and writes its PDF to a file.
func render(ctx context.Context, project *einkpdf.Project, options einkpdf.Options, out string) (counts, error) {
	doc, err := einkpdf.Compile(ctx, project, options)
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
