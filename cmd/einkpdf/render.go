package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
)

type renderCmd struct {
	File   string `arg:"" help:"Project file, - for standard input, or gallery:NAME for a built-in project."`
	Out    string `short:"o" placeholder:"OUT.pdf" help:"File to write, - for standard output. Without it: the project's name with .pdf in the current folder, or standard output when the project comes from standard input."`
	Device string `placeholder:"NAME" help:"Device to render for, instead of the project's (see: einkpdf devices)."`
	Locale string `placeholder:"TAG" help:"Language and region of dates, instead of the project's, as in de-AT."`
	Hand   string `enum:"right,left" default:"right" help:"Hand that holds the pen; toolbars stand on the other side."`
	Assets string `placeholder:"DIR" help:"Folder with the images and fonts that the project names."`
	Pages  int    `name:"max-pages" placeholder:"N" help:"Refuse projects with more pages (default 1000)."`
	Strict bool   `help:"Treat warnings as errors."`
	Stats  bool   `help:"Print figures as one JSON object, to standard output or, if the PDF goes there, to standard error."`
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
	var figures stats
	limits := einkpdf.Limits{Pages: r.Pages}
	data, name, err := readProject(r.File, s.in)
	if err != nil {
		return err
	}
	watch := stopwatch(time.Now())
	project, err := einkpdf.Parser{File: name, Limits: limits}.Parse(data)
	if err != nil {
		return err
	}
	figures.ParseSeconds = watch.lap()
	assets, err := openAssets(r.Assets)
	if err != nil {
		return err
	}
	progress := newProgress(s.err)
	options := einkpdf.Options{Device: r.Device, Locale: r.Locale, Assets: assets, Limits: limits, Strict: r.Strict, Progress: progress.page}
	if r.Hand == "left" {
		options.Hand = device.Left
	}
	doc, err := einkpdf.Compile(ctx, project, options)
	if err != nil {
		return err
	}
	figures.CompileSeconds = watch.lap()
	out := r.output()
	err = writeTo(out, s.out, func(w io.Writer) error {
		figures.Stats, err = doc.WritePDFStats(ctx, w)
		return err
	})
	progress.done()
	if err != nil {
		return err
	}
	figures.RenderSeconds = watch.lap()
	warn(s.err, name, doc.Findings())
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

// output is the file to write.
func (r *renderCmd) output() string {
	if r.Out != "" {
		return r.Out
	}
	if r.File == "-" {
		return "-"
	}
	name := strings.TrimPrefix(filepath.Base(r.File), galleryPrefix)
	return strings.TrimSuffix(name, filepath.Ext(name)) + ".pdf"
}

// warn lists the findings.
func warn(w io.Writer, file string, findings []einkpdf.Finding) {
	for _, f := range findings {
		place := file
		if f.Line > 0 {
			place = fmt.Sprintf("%s:%d:%d", file, f.Line, f.Col)
		}
		fmt.Fprintf(w, "%s: warning: page %s: %s (%s)\n", place, f.Page, f.Message, f.Code)
		if f.Hint != "" {
			fmt.Fprintf(w, "\thint: %s\n", f.Hint)
		}
	}
}

// writeTo writes a file as a whole or not at all: into a temporary file beside
// it, which takes its place when everything went well.
func writeTo(path string, stdout io.Writer, write func(io.Writer) error) (err error) {
	if path == "-" {
		return write(stdout)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return &usageError{fmt.Sprintf("%s is a folder; name a file with -o", path)}
	} else if err == nil && !info.Mode().IsRegular() {
		return writeInPlace(path, write)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(tmp.Name()))
		}
	}()
	if err = write(tmp); err == nil {
		err = tmp.Chmod(0o644)
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// writeInPlace writes to devices and pipes, which cannot be replaced.
func writeInPlace(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
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
