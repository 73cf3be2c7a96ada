package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
)

// showSupport says what holds the children.
func showSupport(out io.Writer, e isolate.Enforcement) {
	var held []string
	for _, what := range []struct {
		name string
		is   bool
	}{{"a process each", e.Child}, {"gone as a whole", e.Tree}, {"CPU time", e.CPU}, {"memory", e.Memory}, {"output", e.Output}, {"open files", e.Files},
		{"no files", e.NoFiles}, {"no network", e.NoNetwork}, {"no processes", e.NoExec}} {
		if what.is {
			held = append(held, what.name)
		}
	}
	fmt.Fprintf(out, "Sandbox: %s.\n", strings.Join(held, ", "))
	for _, missing := range e.Missing {
		fmt.Fprintf(out, "  Missing: %s\n", missing)
	}
}

// line is a line that shows how far everything is: written over on a terminal, and nothing elsewhere.
type line struct {
	out      io.Writer
	terminal bool
}

func newLine(out io.Writer) *line {
	file, ok := out.(*os.File)
	if !ok {
		return &line{out: out}
	}
	info, err := file.Stat()
	return &line{out, err == nil && info.Mode()&os.ModeCharDevice != 0}
}

func (l *line) show(list []*asked) {
	if !l.terminal {
		return
	}
	done, now := 0, ""
	for _, a := range list {
		if a.job.State.Final() {
			done++
		} else if p := a.job.Progress; a.job.State == jobs.Running {
			now += fmt.Sprintf("  %s: %s %d/%d", a.source.name, p.Note, p.Done, p.Total)
		}
	}
	fmt.Fprintf(l.out, "\r\x1b[K%d of %d done%.100s", done, len(list), now)
}

func (l *line) end() {
	if l.terminal {
		fmt.Fprint(l.out, "\r\x1b[K")
	}
}

// show prints what became of each project.
func show(out io.Writer, list []*asked, folder string) {
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "\nPROJECT\tPAGES\tLINKS\tSIZE\tWAITED\tRAN\tMEMORY\tAGAIN\tCHECKS")
	var failed []*asked
	for _, a := range list {
		r := a.result
		if r == nil {
			failed = append(failed, a)
			continue
		}
		name := a.source.name
		if a.existed {
			name += " (made before)"
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%s\t%d ms\t%d ms\t%s\t%s\t%d errors, %d warnings\n", name, r.Pages, r.Links, size(r.Bytes), r.Timings.Wait, r.Timings.Total,
			size(r.Peak), a.again.Round(100*time.Microsecond), r.Check.Errors, r.Check.Warnings)
	}
	_ = table.Flush() // of a terminal
	for _, a := range failed {
		fmt.Fprintf(out, "%s %s: %s\n", a.source.name, a.job.State, reason(a.job))
	}
	fmt.Fprintf(out, "\n%d PDFs in %s. AGAIN is what the same request took the second time, answered from the first.\n", len(list)-len(failed), folder)
}

// reason is why a job has no result.
func reason(job jobs.Job) string {
	if job.Failure == nil {
		return "it was cancelled"
	}
	return fmt.Sprintf("%s (%s)", job.Failure.Message, job.Failure.Code)
}

// size is a number of bytes for people.
func size(n int64) string {
	if n < 1e6 {
		return fmt.Sprintf("%d KB", (n+500)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
