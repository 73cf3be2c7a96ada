// Command bench builds the same planner with einkpdf, with gopdf drawn as its
// README shows and, where Python has it, with ReportLab, and prints a table of
// seconds, peak memory and bytes. A second table is about pages as pictures.
//
//	go run ./bench                          all writers, 400 and 2,000 pages; previews
//	go run ./bench -pages 400 -runs 9
//	go run ./bench -only einkpdf,gopdf -keep /tmp/pdfs
//	go run ./bench -only previews
//
// Each writer runs in a process of its own, and the writers take turns, so that
// a busy moment of the machine meets all of them. Seconds are the median of the
// runs, from nothing to the last byte, without the start of the process.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	pages := flags.String("pages", "400,2000", "numbers of pages, with commas between")
	runs := flags.Int("runs", 5, "runs of each writer")
	only := flags.String("only", "", "names of writers, or previews, with commas between (default all)")
	keep := flags.String("keep", "", "directory to leave the PDFs in (default: they are deleted)")
	child := flags.String("child", "", "(internal) the writer to run in this process")
	out := flags.String("o", "", "(internal) the file to write")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	sizes, err := parseSizes(*pages)
	if err != nil {
		return err
	}
	if *child != "" {
		return runChild(ctx, *child, sizes[0], *out)
	}
	if *runs < 1 || *runs > 1000 {
		return fmt.Errorf("-runs %d: give 1 to 1000", *runs)
	}
	chosen, withPreviews, err := choose(ctx, *only)
	if err != nil {
		return err
	}
	dir := *keep
	if dir == "" {
		if dir, err = os.MkdirTemp("", "einkpdf-bench-"); err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
	} else if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	for _, n := range sizes {
		if len(chosen) == 0 {
			break
		}
		table, err := measureAll(ctx, chosen, n, *runs, dir)
		if err != nil {
			return err
		}
		printTable(os.Stdout, n, *runs, table)
	}
	if !withPreviews {
		return nil
	}
	figures, err := measurePreviews(ctx, sizes[0], *runs)
	if err != nil {
		return err
	}
	printFigures(os.Stdout, *runs, figures)
	return nil
}

func parseSizes(s string) ([]int, error) {
	var sizes []int
	for field := range strings.SplitSeq(s, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(field))
		if err != nil || n < minPages || n > 10_000 {
			return nil, fmt.Errorf("-pages %q: give numbers from %d to 10000", s, minPages)
		}
		sizes = append(sizes, n)
	}
	return sizes, nil
}

// choose is the writers that can run here, in the order of the table, and whether
// previews are to be measured.
func choose(ctx context.Context, only string) (chosen []writer, withPreviews bool, err error) {
	all := writers(ctx)
	if only == "" {
		return all, true, nil
	}
	for name := range strings.SplitSeq(only, ",") {
		if name == previews {
			withPreviews = true
			continue
		}
		w, err := find(all, name)
		if err != nil {
			return nil, false, err
		}
		chosen = append(chosen, w)
	}
	return chosen, withPreviews, nil
}

// runChild is the other side of measure: it draws once and says how it went.
func runChild(ctx context.Context, name string, pages int, out string) error {
	if name == previews {
		t, err := runPreviews(ctx, pages)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(t)
	}
	w, err := find(writers(ctx), name)
	if err != nil {
		return err
	}
	r, err := timed(func() (counts, error) { return w.draw(ctx, newWorkload(pages), out) })
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}

func find(all []writer, name string) (writer, error) {
	var names []string
	for _, w := range all {
		if w.name == name {
			return w, nil
		}
		names = append(names, w.name)
	}
	return writer{}, fmt.Errorf("no writer %q here; there are %s", name, strings.Join(names, ", "))
}

func pdfPath(dir, name string, pages int) string {
	return filepath.Join(dir, fmt.Sprintf("%s-%d.pdf", name, pages))
}
