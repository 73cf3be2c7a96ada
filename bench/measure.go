package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// writer is one way to draw the workload.
type writer struct {
	name  string
	title string
	// draw builds the workload and writes it to a file; it runs in a child
	// process. A writer with a command is a program of its own instead, which
	// prints a result as JSON.
	draw    func(ctx context.Context, w workload, out string) (counts, error)
	command func(ctx context.Context, pages int, out string) (*exec.Cmd, error)
}

// counts is how much a writer drew, so that equal work can be seen.
type counts struct {
	Pages int `json:"pages"`
	Links int `json:"links"`
	Texts int `json:"texts"` // 0 = the writer does not say
}

// result is one run.
type result struct {
	counts
	Seconds float64 `json:"seconds"`
	peak    int64   // bytes
	size    int64   // bytes of the PDF
}

func timed(f func() (counts, error)) (result, error) {
	start := time.Now()
	c, err := f()
	return result{counts: c, Seconds: time.Since(start).Seconds()}, err
}

// row is a writer's line of the table: medians of its runs.
type row struct {
	title   string
	seconds float64
	fastest float64
	peak    int64
	size    int64
	counts  counts
}

func measureAll(ctx context.Context, writers []writer, pages, runs int, dir string) ([]row, error) {
	results := make([][]result, len(writers))
	for range runs {
		for i, w := range writers {
			r, err := measure(ctx, w, pages, pdfPath(dir, w.name, pages))
			if err != nil {
				return nil, fmt.Errorf("%s, %d pages: %w", w.name, pages, err)
			}
			results[i] = append(results[i], r)
		}
	}
	rows := make([]row, len(writers))
	for i, w := range writers {
		rs := results[i]
		rows[i] = row{
			title:   w.title,
			seconds: median(rs, func(r result) float64 { return r.Seconds }),
			fastest: slices.MinFunc(rs, func(a, b result) int { return compare(a.Seconds, b.Seconds) }).Seconds,
			peak:    int64(median(rs, func(r result) float64 { return float64(r.peak) })),
			size:    rs[0].size,
			counts:  rs[0].counts,
		}
	}
	return rows, nil
}

// measure runs a writer once in a process of its own. This process stays small,
// since a child's peak memory is never reported as less than its parent's.
func measure(ctx context.Context, w writer, pages int, out string) (result, error) {
	cmd, err := command(ctx, w, pages, out)
	if err != nil {
		return result{}, err
	}
	var r result
	if err := runJSON(cmd, &r); err != nil {
		return result{}, err
	}
	info, err := os.Stat(out)
	if err != nil {
		return result{}, err
	}
	r.size = info.Size()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.peak = int64(usage.Maxrss)
		if runtime.GOOS != "darwin" {
			r.peak *= 1024
		}
	}
	return r, nil
}

func command(ctx context.Context, w writer, pages int, out string) (*exec.Cmd, error) {
	if w.command != nil {
		return w.command(ctx, pages, out)
	}
	return self(ctx, "-child", w.name, "-pages", fmt.Sprint(pages), "-o", out)
}

// self is this program once more.
func self(ctx context.Context, args ...string) (*exec.Cmd, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return exec.CommandContext(ctx, path, args...), nil // #nosec G204 -- this very program
}

// runJSON runs a program and reads the JSON that it prints.
func runJSON(cmd *exec.Cmd, into any) error {
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%w\n%s", err, strings.TrimSpace(stderr.String()))
	}
	if err := json.Unmarshal(stdout.Bytes(), into); err != nil {
		return fmt.Errorf("reading its result: %w", err)
	}
	return nil
}

func median(rs []result, of func(result) float64) float64 { return medianOf(rs, of) }

// medianOf is the median of what each of some runs has.
func medianOf[T any](runs []T, of func(T) float64) float64 {
	values := make([]float64, len(runs))
	for i, r := range runs {
		values[i] = of(r)
	}
	return middle(values)
}

// middle is the median; it sorts the values.
func middle(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// printTable prints the rows, and each one's time and bytes as multiples of the
// first row's.
func printTable(w io.Writer, pages, runs int, rows []row) {
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }
	p("\n%d pages, median of %d runs each, %s/%s, %d CPUs, %s\n\n",
		pages, runs, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	p("| %-28s | %8s | %8s | %9s | %9s | %7s | %7s | %7s |\n",
		"writer", "s", "best s", "peak MiB", "MB", "links", "time ×", "bytes ×")
	p("|%s|%s|\n", strings.Repeat("-", 30), strings.Join([]string{"---------:", "---------:", "----------:", "----------:", "--------:", "--------:", "--------:"}, "|"))
	for _, r := range rows {
		p("| %-28s | %8.3f | %8.3f | %9.1f | %9.3f | %7d | %7.2f | %7.2f |\n",
			r.title, r.seconds, r.fastest, float64(r.peak)/(1<<20), float64(r.size)/1e6, r.counts.Links,
			r.seconds/rows[0].seconds, float64(r.size)/float64(rows[0].size))
	}
}
