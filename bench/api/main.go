// Command api measures how long the API takes to answer while the server makes planners: examples/server as it is built for anybody, in a process of its
// own, over real connections, on SQLite that syncs each commit, with limits that nobody meets.
//
//	go run ./bench/api             four minutes
//	go run ./bench/api -time 60s   for surer figures
//	go run ./bench/api -short      a few seconds, to see that it works: no time is judged
//
// Fifty clients, each a user with a project, an image and connections of their own, ask five times a second on a schedule of their own, whether they have
// all answers yet or not: mostly reads, and each twentieth time for a planner that nobody asked for before. How long a request takes is counted from the
// moment that the schedule says. Only what was answered as it should be counts; everything else is named.
//
//	quiet     nobody else, and no planners: what is possible
//	renders   others have planners made all the time, so that all processors are busy; from here on
//	previews  fifty others ask for a page each at once, and when all have answers, again
//	logins    fifty others log in at once, and when all have answers, again
//	pressed   the clients do not wait between requests: fifty are always under way. That is as much as the machine can do
//
// Where many come at once some are told 503 and when to come again, and nobody waits forever: at the end of previews and logins four times as many come,
// which is more than may wait, so some must be told.
//
// Before, and when all is over and the queue is empty, a server is left alone for half a minute: that is the memory of an idle one, without data and with.
//
// Clients and server share the processors of the machine, and the clients take their part. Where anything else runs, the times are those of that as well: then
// the processors are busy in the quiet part, too, and the disk takes long to keep a block. Each write waits for the disk; on one in memory (TMPDIR=/dev/shm)
// is seen what the rest takes.
//
// It exits with 1 if a promise does not hold: p99 of each kind of read is less than 100 ms in renders, previews and logins, and that of making jobs in renders;
// no client is refused anything; whoever is refused of the many is told when to come again; nobody waits for longer than 20 s; an idle server takes less than
// 60 MiB. So it does if the processors were not busy, for then the times say nothing. Who makes jobs stands in the same line of writers as fifty who log in,
// each of whom writes several times: what that costs is printed.
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
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "api:", err)
		stop()
		os.Exit(1)
	}
}

// options are what the flags say.
type options struct {
	server  string        // the program; "" = it is built
	clients int           // and as many who come at once
	time    time.Duration // of each part
	short   bool
	idle    time.Duration // for which a server is left alone
}

// What is promised.
const (
	mostP99    = 100 * time.Millisecond
	mostWait   = 20 * time.Second
	mostMemory = 60 << 20 // of an idle server
	leastBusy  = 0.9      // of the processors
)

func run(ctx context.Context, args []string, out io.Writer) error {
	var o options
	flags := flag.NewFlagSet("api", flag.ContinueOnError)
	flags.StringVar(&o.server, "server", "", "the program of the server; \"\" = build it")
	flags.IntVar(&o.clients, "clients", 50, "and as many others who come at once")
	flags.DurationVar(&o.time, "time", 30*time.Second, "of each part")
	flags.DurationVar(&o.idle, "idle", 30*time.Second, "for how long a server is left alone before its memory is looked at")
	flags.BoolVar(&o.short, "short", false, "half a second of each part with four clients, and no time is judged")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if o.clients < 1 || o.clients > 200 || o.time <= 0 || o.time > time.Minute || o.idle < 0 || o.idle > time.Hour {
		return errors.New("give 1 to 200 -clients, a -time of up to a minute, and an -idle of up to an hour")
	}
	if o.short {
		o.clients, o.time, o.idle = 4, 500*time.Millisecond, 0
	}
	return measure(ctx, o, out)
}
