// Command jobs measures the queue and the children that render: SQLite that syncs
// each commit, a folder that syncs each file, real child processes.
//
//	go run ./bench/jobs            half a minute on two CPUs
//	go run ./bench/jobs -time 1m   for surer figures
//
// "child" is the time that a child adds to a render of gallery:day-planner, which
// is also done in the process itself, turn and turn about. "enqueue" is how long a
// request takes until it is acknowledged, its reading and checking included, while as many renders as there are CPUs
// run all the time. "cancel" is the time from a request to cancel to a child that is
// gone, of a child that computes and listens to nobody; half of the requests come from
// another process.
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

	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
)

func main() {
	isolate.Main(renderjob.Worker(), plain(), deaf())
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "jobs:", err)
		stop()
		os.Exit(1)
	}
}

// options are what the flags say.
type options struct {
	time    time.Duration
	renders int
	cancels int
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 2 && args[0] == cancelCommand {
		return cancelAll(ctx, args[1], os.Stdin, out)
	}
	var o options
	flags := flag.NewFlagSet("jobs", flag.ContinueOnError)
	flags.DurationVar(&o.time, "time", 10*time.Second, "to enqueue while others render")
	flags.IntVar(&o.renders, "renders", 21, "of each kind, with and without a child")
	flags.IntVar(&o.cancels, "cancels", 100, "of running jobs")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if o.time <= 0 || o.time > time.Hour || o.renders < 1 || o.renders > 10_000 || o.cancels < 1 || o.cancels > 10_000 {
		return errors.New("give a -time of up to an hour, and 1 to 10000 -renders and -cancels")
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "what\t\ttimes\tmedian ms\tp99 ms\tlongest ms")
	for _, measure := range []func(ctx context.Context, o options, table io.Writer) error{children, enqueues, cancels} {
		if err := measure(ctx, o, table); err != nil {
			return err
		}
	}
	return table.Flush()
}

// row writes what took how long.
func row(table io.Writer, what, how string, t times) {
	fmt.Fprintf(table, "%s\t%s\t%d\t%.1f\t%.1f\t%.1f\n", what, how, len(t), t.at(0.5), t.at(0.99), t.at(1))
}
