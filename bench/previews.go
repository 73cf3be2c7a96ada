package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	xdraw "image/draw"
	"image/png"
	"io"
	"runtime"
	"strings"
	"time"

	"github.com/einkpdf/platform/einkpdf"
)

// previews is the name of these figures for -only.
const previews = "previews"

// figure compares a time of ours with one that it is measured by.
type figure struct {
	what, by string
	pair
	bytes, theBytes int     // of the files, where there are some
	atMost          float64 // what the ratio is to be; 0 = nothing is said
}

// pair is how long something takes us and what it is measured by, in seconds.
type pair struct{ Ours, Theirs float64 }

// times are the medians of one process.
type times struct {
	Page, Gray      pair
	PNG, One        pair
	Bytes, TheBytes int // of the PNG files: ours and image/png's
}

// How often a process takes the time of a pair.
const (
	manyRounds = 101
	someRounds = 11 // of what takes longer
)

// measurePreviews is the medians of so many runs, each a process of its own.
func measurePreviews(ctx context.Context, pages, runs int) ([]figure, error) {
	var all []times
	for range runs {
		cmd, err := self(ctx, "-child", previews, "-pages", fmt.Sprint(pages))
		if err != nil {
			return nil, err
		}
		var t times
		if err := runJSON(cmd, &t); err != nil {
			return nil, fmt.Errorf("previews: %w", err)
		}
		all = append(all, t)
	}
	of := func(get func(times) pair) pair {
		return pair{medianOf(all, func(t times) float64 { return get(t).Ours }), medianOf(all, func(t times) float64 { return get(t).Theirs })}
	}
	quarter := 0.0
	if pages >= 400 {
		quarter = 1.0 / 4 // what compiling takes at least has less weight then
	}
	return []figure{
		{what: "a page drawn; what pages share is cached", by: "x/image's opentype drawer and image/draw",
			pair: of(func(t times) pair { return t.Page }), atMost: 1.0 / 3},
		{what: "the same", by: "the same into image.Gray, as ours is",
			pair: of(func(t times) pair { return t.Gray }), atMost: 1.0 / 3},
		{what: "a page drawn and as PNG of 16 greys, 4 bits", by: "image/png, BestSpeed, 8 bits: encoding alone",
			pair: of(func(t times) pair { return t.PNG }), bytes: all[0].Bytes, theBytes: all[0].TheBytes},
		{what: "without the drawing", by: "the same",
			pair: of(func(t times) pair { return pair{t.PNG.Ours - t.Page.Ours, t.PNG.Theirs} }), atMost: 1.0 / 3},
		{what: fmt.Sprintf("Compile of %d pages, one page drawn", pages), by: fmt.Sprintf("Parse, Compile and WritePDF of %d pages", pages),
			pair: of(func(t times) pair { return t.One }), atMost: quarter},
	}, nil
}

// runPreviews takes the times in this process.
func runPreviews(ctx context.Context, pages int) (t times, err error) {
	w := newWorkload(pages)
	source, options := w.project(), einkpdf.Options{Limits: einkpdf.Limits{Pages: pages + 1}}
	project, err := einkpdf.Parse(source)
	if err != nil {
		return t, err
	}
	doc, err := einkpdf.Compile(ctx, project, options)
	if err != nil {
		return t, err
	}
	preview, err := doc.Preview(einkpdf.PreviewOptions{})
	if err != nil {
		return t, err
	}
	// Each time another page is drawn, after all of them were: what pages share is
	// cached, and a page itself is not.
	draw := func(page int) error {
		m, err := preview.Image(ctx, page)
		preview.Recycle(m)
		return err
	}
	for i := range w.pages {
		if err := draw(i); err != nil {
			return t, err
		}
	}
	at := 0
	next := func() int { at = (at + 7) % len(w.pages); return at }
	against := func(picture xdraw.Image, rounds int) (pair, error) {
		theirs, err := newXimage(w, picture)
		if err != nil {
			return pair{}, err
		}
		return byTurns(rounds, func() error { return draw(next()) },
			func() error { theirs.page(w, w.pages[next()]); return nil })
	}
	if t.Page, err = against(image.NewRGBA(panel()), manyRounds); err != nil { // which it is fastest with
		return t, err
	}
	if t.Gray, err = against(image.NewGray(panel()), someRounds); err != nil { // which ours are
		return t, err
	}

	drawn, err := preview.Image(ctx, len(w.pages)/2)
	if err != nil {
		return t, err
	}
	var ours, std bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: new(keeper)}
	if t.PNG, err = byTurns(someRounds, func() error { ours.Reset(); return preview.WritePNG(ctx, &ours, len(w.pages)/2) },
		func() error { std.Reset(); return encoder.Encode(&std, drawn) }); err != nil {
		return t, err
	}
	t.Bytes, t.TheBytes = ours.Len(), std.Len()

	t.One, err = byTurns(someRounds, func() error { return onePage(ctx, project, options, len(w.pages)/2) },
		func() error { return wholePDF(ctx, source, options) })
	return t, err
}

// onePage draws a page of a planner that was just read: nothing is cached.
func onePage(ctx context.Context, project *einkpdf.Project, options einkpdf.Options, page int) error {
	doc, err := einkpdf.Compile(ctx, project, options)
	if err != nil {
		return err
	}
	preview, err := doc.Preview(einkpdf.PreviewOptions{})
	if err != nil {
		return err
	}
	_, err = preview.Image(ctx, page)
	return err
}

// wholePDF renders a planner from its file.
func wholePDF(ctx context.Context, source []byte, options einkpdf.Options) error {
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

// byTurns is the medians of two times.
func byTurns(rounds int, ours, theirs func() error) (pair, error) {
	var times [2][]float64
	for range rounds {
		for i, run := range []func() error{ours, theirs} {
			start := time.Now()
			if err := run(); err != nil {
				return pair{}, err
			}
			times[i] = append(times[i], time.Since(start).Seconds())
		}
	}
	return pair{middle(times[0]), middle(times[1])}, nil
}

// keeper keeps image/png's buffer, which spares it the memory.
type keeper struct{ b *png.EncoderBuffer }

func (p *keeper) Get() *png.EncoderBuffer  { return p.b }
func (p *keeper) Put(b *png.EncoderBuffer) { p.b = b }

// printFigures prints each pair with its ratio, and what the ratio is to be.
func printFigures(w io.Writer, runs int, figures []figure) {
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }
	p("\npreviews of %d × %d pixels in 256 greys, median of %d runs, %s/%s, %d CPUs, %s\n\n",
		panelW, panelH, runs, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	p("| %-44s | %8s | %7s | %-44s | %8s | %7s | %6s | %7s |\n", "einkpdf", "ms", "bytes", "measured by", "ms", "bytes", "time ×", "at most")
	p("|%s|%s|%s|%s|\n", strings.Repeat("-", 46), "---------:|--------:", strings.Repeat("-", 46), "---------:|--------:|-------:|--------:")
	for _, f := range figures {
		p("| %-44s | %8.2f | %7s | %-44s | %8.2f | %7s | %6.2f | %7s |\n",
			f.what, 1000*f.Ours, some("%.0f", float64(f.bytes)), f.by, 1000*f.Theirs, some("%.0f", float64(f.theBytes)), f.Ours/f.Theirs, some("%.2f", f.atMost))
	}
}

// some is a number, or nothing for 0.
func some(format string, n float64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(format, n)
}
