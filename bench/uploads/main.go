// Command uploads measures what it costs to take an image or a font: through
// assets.Service with the renderer's fonts, SQLite and a folder, both of which sync
// what they acknowledge.
//
//	go run ./bench/uploads             half a minute on two CPUs
//	go run ./bench/uploads -time 1m    for surer figures
//
// "new" are files that nobody uploaded before, "again" is one that its owner has
// already, "read" opens an asset as the renderer does, with its checksum. Peak is the memory
// that the process had at most, from the system, so far.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"text/tabwriter"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "uploads:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("uploads", flag.ContinueOnError)
	d := flags.Duration("time", 2*time.Second, "to measure each")
	width := flags.Int("width", 4000, "of the photograph, in pixels; its height is three quarters of that")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if *d <= 0 || *d > time.Hour {
		return errors.New("give a -time of up to an hour")
	}
	if *width < 4 || *width > 4600 {
		return errors.New("give a -width of 4 to 4600")
	}
	w, err := newWorld(ctx, *width)
	if err != nil {
		return err
	}
	defer w.close()
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "file\tMB\t\tclients\t/s\tmedian ms\tp99 ms\tpeak MB")
	for _, f := range w.files {
		for _, m := range []struct {
			what    string
			clients int
			do      func(ctx context.Context) error
		}{
			{"new", 1, w.fresh(f)},
			{"new", 8, w.fresh(f)},
			{"again", 1, w.again(f)},
			{"read", 1, w.read(f)},
		} {
			r, err := measure(ctx, m.clients, *d, m.do)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", f.what, m.what, err)
			}
			fmt.Fprintf(table, "%s\t%.2f\t%s\t%d\t%.1f\t%.2f\t%.2f\t%.0f\n", f.what, float64(len(f.data))/1e6, m.what, m.clients, r.rate(), r.at(0.5), r.at(0.99), peak())
		}
	}
	return table.Flush()
}
