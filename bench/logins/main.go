// Command logins measures whether the time of an answer tells what kind of
// account somebody tried to log in to: none at all, an ordinary one with a wrong
// password, an inactive one, or one that still has the predecessor's bcrypt hash,
// active or not. Each kind is tried in random order, and for each two kinds it
// prints the area under the ROC curve (AUC): how often one of the second takes
// longer than one of the first. 0.5 is a coin, 1 is certainty.
//
//	go run ./bench/logins             four minutes or more on two CPUs
//	go run ./bench/logins -no-floor   without what makes them alike: it can see a difference
//	go run ./bench/logins -clients 8  load, which must tell nothing either
//	go run ./bench/logins -quick      half a minute, for what cannot be overlooked
//
// It exits with status 1 when two kinds can be told apart: their AUC is outside
// 0.45 to 0.55.
//
// Times are taken around auth.Service.Login in nanoseconds, with no network
// between, so they are better than anybody has from outside. With 200 tries of
// each kind the AUC of two that are alike has a standard error of 0.029, and is
// outside by chance once in twelve. Hence rounds: while a pair is outside and
// within four standard errors of 0.5, all kinds are tried as often again, and the
// verdict is about all tries together; after the last round, outside is outside.
// So two that are alike fail once in thousands of runs, and a pair with a true AUC
// of 0.6 passes the first round once in twenty-four, as it would pass 200 tries
// alone, and a later one hardly ever.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/signal"
	"slices"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/einkpdf/platform/auth/password"
)

var errTold = errors.New("kinds of accounts can be told apart by time")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "logins:", err)
		stop()
		os.Exit(1)
	}
}

type options struct {
	tries, rounds, clients int
	quick                  bool // what may be chance passes
	floor                  time.Duration
	hasher                 password.Config // of tests
}

func run(ctx context.Context, args []string) error {
	var o options
	flags := flag.NewFlagSet("logins", flag.ContinueOnError)
	flags.IntVar(&o.tries, "tries", 200, "tries of each kind a round")
	flags.IntVar(&o.rounds, "rounds", 5, "rounds at most")
	flags.IntVar(&o.clients, "clients", 2, "clients that try at the same time")
	flags.BoolVar(&o.quick, "quick", false, "20 tries of each kind; only what cannot be chance fails")
	noFloor := flags.Bool("no-floor", false, "answer as soon as it can be")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if o.quick {
		o.tries, o.rounds = 20, 1
	}
	if o.tries < 2 || o.tries > 10_000 || o.rounds < 1 || o.rounds > 100 || o.clients < 1 || o.clients > 60 {
		return errors.New("give 2 to 10000 -tries, 1 to 100 -rounds and 1 to 60 -clients")
	}
	if *noFloor {
		o.floor = -1
	}
	var failed error
	for _, m := range []struct {
		title string
		kinds []kind
	}{
		{"While accounts have the predecessor's hashes", []kind{unknown, wrong, inactive, legacy, legacyInactive}},
		{"When none has", []kind{unknown, wrong, inactive}},
	} {
		fmt.Printf("%s, with %d clients:\n\n", m.title, o.clients)
		if err := measure(ctx, os.Stdout, m.kinds, o); errors.Is(err, errTold) {
			failed = err
		} else if err != nil {
			return err
		}
	}
	return failed
}

// measure tries all kinds, round by round, and prints what came of it.
func measure(ctx context.Context, out io.Writer, kinds []kind, o options) error {
	folder, err := os.MkdirTemp("", "einkpdf-logins-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	w, err := newWorld(ctx, folder, kinds, o)
	if err != nil {
		return err
	}
	defer func() { _ = w.db.Close() }()

	times := make([][]time.Duration, len(kinds))
	for round := range o.rounds {
		if err := tryAll(ctx, w, kinds, o, round, times); err != nil {
			return err
		}
		if v := worst(times); v != unclear {
			break
		}
	}
	if err := report(out, kinds, times); err != nil {
		return err
	}
	if v := worst(times); v == different || v == unclear && !o.quick {
		return errTold
	}
	return nil
}

// tryAll adds a round to times.
func tryAll(ctx context.Context, w *world, kinds []kind, o options, round int, times [][]time.Duration) error {
	n := o.tries * len(kinds)
	order := make(chan int, n)
	for _, i := range rand.Perm(n) { //nolint:gosec // an order, no secret
		order <- i
	}
	close(order)
	took, errs := make([]time.Duration, n), make([]error, o.clients)
	var wait sync.WaitGroup
	for c := range errs {
		wait.Go(func() {
			for i := range order {
				took[i], errs[c] = w.login(ctx, kinds[i%len(kinds)], round*n+i)
				if errs[c] != nil {
					return
				}
			}
		})
	}
	wait.Wait()
	for i, d := range took {
		times[i%len(kinds)] = append(times[i%len(kinds)], d)
	}
	return errors.Join(errs...)
}

// verdict is what an AUC says.
type verdict int

const (
	alike     verdict = iota // within the bounds
	unclear                  // outside, perhaps by chance
	different                // outside, and not by chance
)

func (v verdict) String() string {
	return [...]string{"", "outside, perhaps by chance", "told apart"}[v]
}

func judge(area float64, n, m int) verdict {
	switch distance := math.Abs(area - 0.5); {
	case distance <= 0.05:
		return alike
	case distance <= 4*deviation(0.5, n, m):
		return unclear
	}
	return different
}

// worst is the verdict about the pair that differs most.
func worst(times [][]time.Duration) (v verdict) {
	for i, a := range times {
		for _, b := range times[i+1:] {
			v = max(v, judge(auc(a, b), len(a), len(b)))
		}
	}
	return v
}

func report(out io.Writer, kinds []kind, times [][]time.Duration) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "kind\ttries\tmedian ms\tp95 ms")
	for i, k := range kinds {
		slices.Sort(times[i])
		at := func(q float64) float64 {
			return times[i][int(q*float64(len(times[i])-1))].Seconds() * 1e3
		}
		fmt.Fprintf(table, "%s\t%d\t%.2f\t%.2f\n", k.name, len(times[i]), at(0.5), at(0.95))
	}
	fmt.Fprintln(table)
	fmt.Fprintln(table, "pair\tAUC\t95 % interval")
	for i := range kinds {
		for j := i + 1; j < len(kinds); j++ {
			n, m := len(times[i]), len(times[j])
			area := auc(times[i], times[j])
			e := 1.96 * deviation(area, n, m)
			fmt.Fprintf(table, "%s / %s\t%.3f\t%.3f to %.3f\t%s\n",
				kinds[i].name, kinds[j].name, area, max(area-e, 0), min(area+e, 1), judge(area, n, m))
		}
	}
	fmt.Fprintln(table)
	return table.Flush()
}
