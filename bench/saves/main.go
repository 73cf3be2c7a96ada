// Command saves measures what it costs to save a project: a planner of some 400
// pages (gallery:day-planner), each time with another line changed, through
// projects.Service with the renderer behind it and SQLite, which syncs each commit.
//
//	go run ./bench/saves             a quarter of a minute on two CPUs
//	go run ./bench/saves -time 1m    for surer figures
//
// Each client saves a project of its own, one save after the other. "read" is the
// part of a save that finds out what the file is and what is wrong with it. Then it
// saves one project 500 times and says how large the database is that keeps all of
// these versions.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"text/tabwriter"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "saves:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("saves", flag.ContinueOnError)
	d := flags.Duration("time", 5*time.Second, "to measure each number of clients")
	versions := flags.Int("versions", 500, "to keep of one project")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if *d <= 0 || *d > time.Hour || *versions < 2 || *versions > 100_000 {
		return errors.New("give a -time of up to an hour and 2 to 100000 -versions")
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "clients\tsaves/s\tmedian ms\tp99 ms\tread ms")
	for _, clients := range []int{1, 8} {
		if err := inWorld(ctx, 0, func(w *world) error {
			m, err := w.save(ctx, clients, *d)
			if err != nil {
				return err
			}
			fmt.Fprintf(table, "%d\t%.0f\t%.2f\t%.2f\t%.2f\n", clients, float64(len(m.took))/m.all.Seconds(), m.at(0.5), m.at(0.99), m.read.Seconds()*1e3)
			return nil
		}); err != nil {
			return err
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return inWorld(ctx, *versions, func(w *world) error {
		before, err := w.size(ctx)
		if err != nil {
			return err
		}
		file, err := w.keep(ctx, *versions)
		if err != nil {
			return err
		}
		after, err := w.size(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "\n%d versions of %.1f KB: %.2f MB on disk, %.2f KB a version with its audit event\n",
			*versions, float64(file)/1e3, float64(after-before)/1e6, float64(after-before)/float64(*versions)/1e3)
		return err
	})
}

// measured is how long saves took.
type measured struct {
	took []time.Duration // each of them, sorted
	all  time.Duration   // from the first to the last
	read time.Duration   // the mean of what Files took
}

// at is a quantile in milliseconds.
func (m measured) at(q float64) float64 {
	return m.took[int(q*float64(len(m.took)-1))].Seconds() * 1e3
}

func newMeasured(took []time.Duration, all, read time.Duration) measured {
	slices.Sort(took)
	return measured{took, all, read / time.Duration(max(len(took), 1))}
}
