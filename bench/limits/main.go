// Command limits measures what one greedy user costs twenty others where requests are limited: a server of net/http with projects and render
// jobs behind the middleware of ratelimit/ratehttp, on SQLite that syncs each commit.
//
//	go run ./bench/limits            four minutes
//	go run ./bench/limits -time 4m   for surer figures
//	go run ./bench/limits -sql       counted in the database of the projects, and not in memory
//	go run ./bench/limits -runners   and what is asked for is rendered meanwhile
//
// Each of the twenty asks twice a second, well below the limits (300 requests a minute, 30 new projects, 10 planners), on a schedule of their
// own: reads, saves, now and then a new project and a planner. How long a request takes is counted from the moment that the schedule says, so
// that whoever has to wait before they can ask waits as well. The planners are enqueued; without -runners nobody makes them.
//
// Each round has three parts; there are many short ones, so that whatever else the machine does falls on all parts alike:
//
//	alone    nobody else
//	greedy   another one asks 500 times a second over 4 connections, the same mix, and takes no notice of Retry-After. It is the same user in all
//	         rounds. In the first one it has not asked for a minute, so 300 of its requests pass as fast as they come; these seconds count
//	hardest  it asks as fast as 4 connections can, which takes what the machine has left; a quarter as long, and after the other two, which change
//	         places from round to round
//
// While the greedy one is still it is given some 30 requests more, that one who never stops would not have: so times count from half a second after
// a part has begun, but for the very first one with the greedy one, which counts from its beginning. What p99 is without that round stands beside it.
//
// The figure that is judged is p99 of all rounds together. Beside it stands what says how sure it is: the median of the rounds' p99, where the factors
// of the rounds lie, and the noise of the machine: by how much p99 alone is larger in every second pair of rounds than in the others, and in some
// rounds than in the median one. Where nothing else runs that is about 1. Of fewer than 100 times no p99 is said.
//
// Then others ask as fast as they can, each for something else, but wait as long as Retry-After says: the same request must pass then. So
// must one of the greedy one's, once it has stopped and waited.
//
// Server, users and the greedy one are three processes on the same processors, as far apart as one machine allows: none of them collects the
// garbage of another one, and the system gives each its share.
//
// It exits with 1 if a promise does not hold: the others' p99 with the greedy one is less than -factor of that without it; none of them is refused,
// not even while they warm up; each refusal says Retry-After, of a second at least; who waits so long passes. So it does if the greedy one asked less
// than 80 % as often as it should, for then there was no such user.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
)

func main() {
	isolate.Main(renderjob.Worker())
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := start(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "limits:", err)
		stop()
		os.Exit(1)
	}
}

// start is what this program is told to be: one of its children, or itself.
func start(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 1 {
		switch args[0] {
		case serveCommand:
			return serve(ctx, os.Stdin, out)
		case greedyCommand:
			return greedy(ctx, os.Stdin, out)
		}
	}
	return run(ctx, args, out)
}

// options are what the flags say.
type options struct {
	warming time.Duration // before anything is measured
	time    time.Duration
	rounds  int
	rate    int
	patient time.Duration
	factor  float64
	all     string
	server  settings
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o := options{warming: 3 * time.Second}
	flags := flag.NewFlagSet("limits", flag.ContinueOnError)
	flags.DurationVar(&o.time, "time", 80*time.Second, "alone, and with the greedy one, in all rounds together")
	flags.IntVar(&o.rounds, "rounds", 16, "of all parts")
	flags.IntVar(&o.rate, "rate", 500, "of the greedy one: requests a second")
	flags.DurationVar(&o.patient, "patient", 15*time.Second, "with those who obey")
	flags.Float64Var(&o.factor, "factor", 1.5, "that p99 may become larger by; 0 = whatever it is")
	flags.StringVar(&o.all, "all", "", "the limit of all requests, as \"300/min burst 60\"; \"\" = as by default")
	flags.BoolVar(&o.server.SQL, "sql", false, "count in the database")
	flags.BoolVar(&o.server.Runners, "runners", false, "render what is asked for")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	const most = time.Hour
	if o.time <= 0 || o.time > most || o.patient <= 0 || o.patient > most || o.rounds < 1 || o.rounds > 100 || o.rate < 1 || o.rate > 100_000 || o.factor < 0 {
		return errors.New("give a -time and a -patient of up to an hour, 1 to 100 -rounds, a -rate of 1 to 100000, and a -factor of 0 or more")
	}
	return measure(ctx, o, out)
}
