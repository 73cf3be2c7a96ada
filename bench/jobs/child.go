package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/jobs/isolate"
)

// render is what is done with and without a child: a project file becomes a PDF.
func render(ctx context.Context, source []byte, w io.Writer) error {
	project, err := einkpdf.Parse(source)
	if err != nil {
		return err
	}
	document, err := einkpdf.Compile(ctx, project, einkpdf.Options{})
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 64<<10)
	if err := document.WritePDF(ctx, out); err != nil {
		return err
	}
	return out.Flush()
}

// plain is render as the work of a child.
func plain() isolate.Work {
	return isolate.Work{Name: "plain", Do: func(ctx context.Context, c *isolate.Child) ([]byte, error) {
		return nil, render(ctx, c.Request, c.Output)
	}}
}

// children compares renders in the process with renders in a child.
func children(ctx context.Context, o options, table io.Writer) error {
	source, err := planner()
	if err != nil {
		return err
	}
	sandbox, err := isolate.New(isolate.Config{})
	if err != nil {
		return err
	}
	var here, child, added, start times
	var peak int64
	for i := range o.renders + 1 {
		file, err := os.CreateTemp("", "einkpdf-bench-*.pdf")
		if err != nil {
			return err
		}
		began := time.Now()
		err = render(ctx, source, file)
		alone := time.Since(began)
		var u isolate.Usage
		if err == nil {
			err = file.Truncate(0)
		}
		if err == nil {
			_, err = file.Seek(0, io.SeekStart)
		}
		began = time.Now()
		if err == nil {
			_, u, err = sandbox.Run(ctx, isolate.Job{Work: "plain", Request: source, Output: file})
		}
		isolated := time.Since(began)
		_ = file.Close()
		_ = os.Remove(file.Name())
		if err != nil {
			return fmt.Errorf("child: %w", err)
		}
		if i == 0 {
			continue // which warms up
		}
		here, child, added, start = append(here, alone), append(child, isolated), append(added, isolated-alone), append(start, u.Start)
		peak = max(peak, u.Peak)
	}
	row(table, "render", "here", here)
	row(table, "render", fmt.Sprintf("in a child of up to %d MB", peak/1e6), child)
	row(table, "child", "adds", added)
	row(table, "child", "of which its start", start)
	return nil
}

// planner is the project file that is rendered.
func planner() ([]byte, error) { return gallery.Source("day-planner") }
