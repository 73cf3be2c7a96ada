package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gopdfout"
)

type renderCmd struct {
	Out string `short:"o" placeholder:"OUT.pdf" help:"File to write, - for standard output. Without it: the project's name with .pdf in the current folder, or standard output when the project comes from standard input."`
	projectFlags
	Backend string `enum:"pdfout,gopdf" default:"pdfout" placeholder:"NAME" help:"What writes the PDF: pdfout, the renderer's own writer and the default, or gopdf, the library of that name."`
	Strict  bool   `help:"Treat warnings as errors."`
	Stats   bool   `help:"Print figures as one JSON object, to standard output or, if the PDF goes there, to standard error."`
}

// stats are the figures of --stats.
type stats struct {
	einkpdf.Stats
	ParseSeconds   float64 `json:"parse_seconds"`
	CompileSeconds float64 `json:"compile_seconds"`
	RenderSeconds  float64 `json:"render_seconds"`
	PeakRSS        int64   `json:"peak_rss_bytes"`
}

// Run renders the project.
func (r *renderCmd) Run(ctx context.Context, s streams) error {
	data, name, err := readProject(ctx, r.File, s.in)
	if err != nil {
		return err
	}
	out := r.output(r.Out, ".pdf")
	if err := checkOutput(out, r.File, ".pdf"); err != nil {
		return err
	}
	progress := newProgress(s.err, time.Now)
	options, err := r.options()
	if err != nil {
		return err
	}
	options.Strict, options.Progress = r.Strict, progress.page

	var figures stats
	watch := stopwatch(time.Now())
	project, from, err := openProject(data, name, &options)
	if err != nil {
		return err
	}
	figures.ParseSeconds = watch.lap()
	if err := r.checkDevice(project); err != nil {
		return err
	}
	doc, err := einkpdf.Compile(ctx, project, options)
	if err != nil {
		return from.locate(err)
	}
	figures.CompileSeconds = watch.lap()
	err = writeTo(out, s.out, func(w io.Writer) (err error) {
		if r.Backend == "gopdf" {
			figures.Stats, err = gopdfout.WritePDFStats(ctx, doc, w)
			return err
		}
		figures.Stats, err = doc.WritePDFStats(ctx, w)
		return err
	})
	progress.done()
	if err != nil {
		return from.locate(err)
	}
	figures.RenderSeconds = watch.lap()
	warn(s.err, name, from.findings(doc.Findings()))
	summary(s.err, name, from.report())
	if !r.Stats {
		return nil
	}
	figures.PeakRSS = peakRSS()
	w := s.out
	if out == "-" {
		w = s.err
	}
	return json.NewEncoder(w).Encode(figures)
}

// warn lists the findings.
func warn(w io.Writer, file string, findings []einkpdf.Finding) {
	for _, f := range mergeGlyphs(findings) {
		place := file
		if f.Line > 0 {
			place = fmt.Sprintf("%s:%d:%d", file, f.Line, f.Col)
		}
		message := f.Message
		if f.Page != "" {
			message = "page " + f.Page + ": " + message
		}
		fmt.Fprintf(w, "%s: warning: %s (%s)\n", place, message, f.Code)
		if f.Hint != "" {
			fmt.Fprintf(w, "\thint: %s\n", f.Hint)
		}
	}
}

// mergeGlyphs makes one warning of all that tell of missing characters: one font
// mends them all.
func mergeGlyphs(findings []einkpdf.Finding) []einkpdf.Finding {
	var merged []einkpdf.Finding
	first := -1
	for _, f := range findings {
		if f.Code != "missing-glyph" || first < 0 {
			if f.Code == "missing-glyph" {
				first = len(merged)
			}
			merged = append(merged, f)
			continue
		}
		if !strings.Contains(merged[first].Message, f.Message) {
			merged[first].Message += "; " + f.Message
		}
	}
	if first >= 0 {
		const most = 200
		if m := []rune(merged[first].Message); len(m) > most {
			merged[first].Message = string(m[:most]) + " …"
		}
	}
	return merged
}

// stopwatch is the time of the last lap.
type stopwatch time.Time

// lap is the seconds since the last lap.
func (s *stopwatch) lap() float64 {
	now := time.Now()
	d := now.Sub(time.Time(*s))
	*s = stopwatch(now)
	return d.Seconds()
}
