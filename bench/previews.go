package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/einkpdf/platform/einkpdf"
)

// previews is the name of these figures for -only.
const previews = "previews"

// figure compares a time of ours with one that it is measured by.
type figure struct {
	What    string  `json:"what"`
	By      string  `json:"by"`
	Ours    float64 `json:"ours"`   // seconds
	Theirs  float64 `json:"theirs"` // seconds
	Bytes   int     `json:"bytes"`  // of the file, where there is one
	ByBytes int     `json:"byBytes"`
	AtMost  float64 `json:"atMost"` // what the ratio is to be; 0 = nothing was said
}

// How often a run does what takes some milliseconds, and what takes many.
const (
	shortRounds = 25
	longRounds  = 5
)

// measurePreviews times each pair by turns and takes the medians.
func measurePreviews(ctx context.Context, pages int) ([]figure, error) {
	w := newWorkload(pages)
	source := w.project()
	options := einkpdf.Options{Limits: einkpdf.Limits{Pages: len(w.pages)}}
	project, err := einkpdf.Parse(source)
	if err != nil {
		return nil, err
	}
	doc, err := einkpdf.Compile(ctx, project, options)
	if err != nil {
		return nil, err
	}
	preview, err := doc.Preview(einkpdf.PreviewOptions{})
	if err != nil {
		return nil, err
	}
	theirs, err := newXimage(w)
	if err != nil {
		return nil, err
	}
	f := finder{ctx: ctx}

	// Each round draws another page, so that nothing but what pages share is cached.
	// This is glyphs mostly, and one round through the planner meets all of them.
	for i := range w.pages {
		if _, err := preview.Image(ctx, i); err != nil {
			return nil, err
		}
	}
	at := 0
	next := func() int { at = (at + 7) % len(w.pages); return at }
	f.pair(shortRounds, figure{What: "page of 1404 × 1872, what pages share is cached", By: "x/image's opentype drawer and image/draw, faces kept", AtMost: 1.0 / 3},
		func() error { _, err := preview.Image(ctx, next()); return err },
		func() error { theirs.page(w, w.pages[next()]); return nil })

	var ours, std bytes.Buffer
	drawn, err := preview.Image(ctx, len(w.pages)/2)
	if err != nil {
		return nil, err
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: new(buffers)}
	f.pair(shortRounds, figure{What: "such a page drawn and as PNG of 16 greys, 4 bits", By: "image/png, BestSpeed, 8 bits: encoding alone", AtMost: 1.0 / 3},
		func() error { ours.Reset(); return preview.WritePNG(ctx, &ours, len(w.pages)/2) },
		func() error { std.Reset(); return encoder.Encode(&std, drawn) })
	f.last().Bytes, f.last().ByBytes = ours.Len(), std.Len()

	one := func(project *einkpdf.Project) error {
		doc, err := einkpdf.Compile(ctx, project, options)
		if err != nil {
			return err
		}
		preview, err := doc.Preview(einkpdf.PreviewOptions{})
		if err != nil {
			return err
		}
		_, err = preview.Image(ctx, len(w.pages)/2)
		return err
	}
	whole := func() error {
		project, err := einkpdf.Parse(source)
		if err != nil {
			return err
		}
		doc, err := einkpdf.Compile(ctx, project, options)
		if err != nil {
			return err
		}
		return doc.WritePDF(ctx, io.Discard)
	}
	f.pair(longRounds, figure{What: fmt.Sprintf("Compile of %d pages and one page, nothing cached", len(w.pages)), By: "Parse, Compile and WritePDF of all of them", AtMost: 1.0 / 4},
		func() error { return one(project) }, whole)
	f.pair(longRounds, figure{What: "the same from the file: Parse, Compile, one page", By: "Parse, Compile and WritePDF of all of them"},
		func() error {
			project, err := einkpdf.Parse(source)
			if err != nil {
				return err
			}
			return one(project)
		}, whole)
	return f.figures, f.err
}

// buffers keeps image/png's buffer, which spares it the memory.
type buffers struct{ b *png.EncoderBuffer }

func (p *buffers) Get() *png.EncoderBuffer  { return p.b }
func (p *buffers) Put(b *png.EncoderBuffer) { p.b = b }

// finder collects figures until the first error.
type finder struct {
	ctx     context.Context
	figures []figure
	err     error
}

func (f *finder) last() *figure { return &f.figures[len(f.figures)-1] }

// pair times two functions by turns.
func (f *finder) pair(rounds int, g figure, ours, theirs func() error) {
	var times [2][]float64
	for range rounds {
		for i, run := range []func() error{ours, theirs} {
			if f.err == nil {
				f.err = f.ctx.Err()
			}
			if f.err != nil {
				break
			}
			runtime.GC() // so that none pays for the garbage of the other
			start := time.Now()
			f.err = run()
			times[i] = append(times[i], time.Since(start).Seconds())
		}
	}
	if f.err == nil {
		g.Ours, g.Theirs = middle(times[0]), middle(times[1])
	}
	f.figures = append(f.figures, g)
}

// previewsChild is the other side of measureAllPreviews.
func previewsChild(ctx context.Context, pages int) error {
	figures, err := measurePreviews(ctx, pages)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(figures)
}

// measureAllPreviews is the figures of several processes: of each, the medians.
func measureAllPreviews(ctx context.Context, pages, runs int) ([]figure, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	var all [][]figure
	for range runs {
		// #nosec G204 -- this very program
		cmd := exec.CommandContext(ctx, self, "-child", previews, "-pages", fmt.Sprint(pages))
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if err := cmd.Run(); err != nil {
			return nil, fmt.Errorf("previews: %w\n%s", err, strings.TrimSpace(stderr.String()))
		}
		var figures []figure
		if err := json.Unmarshal(stdout.Bytes(), &figures); err != nil {
			return nil, fmt.Errorf("reading the figures of previews: %w", err)
		}
		all = append(all, figures)
	}
	figures := all[0]
	for i := range figures {
		var ours, theirs []float64
		for _, run := range all {
			ours, theirs = append(ours, run[i].Ours), append(theirs, run[i].Theirs)
		}
		figures[i].Ours, figures[i].Theirs = middle(ours), middle(theirs)
	}
	return figures, nil
}

// printFigures prints each pair with its ratio, and what the ratio is to be.
func printFigures(w io.Writer, runs int, figures []figure) {
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }
	p("\npreviews, median of %d runs, each the median of several rounds by turns, %s/%s, %d CPUs, %s\n\n",
		runs, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	p("| %-50s | %8s | %7s | %-52s | %8s | %7s | %6s | %7s |\n", "einkpdf", "ms", "bytes", "measured by", "ms", "bytes", "time ×", "at most")
	p("|%s|%s|%s|%s|\n", strings.Repeat("-", 52), "---------:|--------:", strings.Repeat("-", 54), "---------:|--------:|-------:|--------:")
	for _, f := range figures {
		most := ""
		if f.AtMost > 0 {
			most = fmt.Sprintf("%.2f", f.AtMost)
		}
		p("| %-50s | %8.2f | %7s | %-52s | %8.2f | %7s | %6.3f | %7s |\n", f.What, 1000*f.Ours, count(f.Bytes), f.By, 1000*f.Theirs, count(f.ByBytes), f.Ours/f.Theirs, most)
	}
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}
