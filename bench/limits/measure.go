package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/einkpdf/platform/ratelimit"
)

// The parts of a round.
const (
	alone   = iota // nobody else is there
	usual          // the greedy one is, at its rate
	hardest        // it asks as fast as it can
	parts          // how many there are
)

var names = [parts]string{"alone", "greedy", "hardest"}

// found is what was measured.
type found struct {
	heard  [parts]heard
	reaped [parts]reaped
	obeyed obeyed
}

func measure(ctx context.Context, o options, out io.Writer) error {
	dir, err := os.MkdirTemp("", "einkpdf-limits-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	o.server.Dir = dir
	if o.all != "" {
		if o.server.Policies, err = ratelimit.Defaults().With(ratelimit.All, o.all); err != nil {
			return err
		}
	}
	base, stop, err := startServer(ctx, o.server)
	if err != nil {
		return err
	}
	f, err := o.play(ctx, base)
	if err := errors.Join(err, stop()); err != nil {
		return err
	}
	if err := f.write(out); err != nil {
		return err
	}
	return f.broken(o.factor)
}

func (o options) play(ctx context.Context, base string) (f found, err error) {
	c, err := newCrowd(ctx, base)
	if err != nil {
		return f, err
	}
	var before heard
	if err := c.ask(ctx, 3*time.Second, &before); err != nil { // which warms up
		return f, err
	}
	g := greed{Base: base, User: "greedy"}
	for n := range o.rounds {
		g.Probe = n == o.rounds-1
		if err := o.round(ctx, c, &g, &f); err != nil {
			return f, err
		}
	}
	f.obeyed, err = patience(ctx, base, o.patient)
	return f, err
}

// round is one, with the greedy user as it was left. Once it has stopped, g.Probe has it ask again.
func (o options) round(ctx context.Context, c *crowd, g *greed, f *found) (err error) {
	probe := g.Probe
	g.Time = o.time / time.Duration(o.rounds)
	if err := c.ask(ctx, g.Time, &f.heard[alone]); err != nil {
		return err
	}
	for _, part := range []int{usual, hardest} {
		g.Rate, g.Probe = o.rate, false
		if part == hardest {
			g.Rate, g.Probe = 0, probe
		}
		g.Projects, err = beside(ctx, *g, &f.reaped[part], func() error { return c.ask(ctx, g.Time, &f.heard[part]) })
		if err != nil {
			return err
		}
	}
	return nil
}

// beside does something while the greedy one asks, and returns what that works at.
func beside(ctx context.Context, g greed, got *reaped, do func() error) (projects [connections]saved, err error) {
	wait, err := startGreedy(ctx, g)
	if err != nil {
		return projects, err
	}
	err = do()
	r, reaped := wait()
	got.add(r)
	return r.Projects, errors.Join(err, reaped)
}

// startServer starts the server as another process, and returns its address.
func startServer(ctx context.Context, s settings) (base string, stop func() error, err error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	args, err := json.Marshal(s)
	if err != nil {
		return "", nil, err
	}
	process := exec.CommandContext(ctx, self, serveCommand, string(args)) // #nosec G204 -- this program
	process.Stderr = os.Stderr
	in, err := process.StdinPipe()
	if err != nil {
		return "", nil, err
	}
	out, err := process.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := process.Start(); err != nil {
		return "", nil, err
	}
	stop = func() error {
		_ = in.Close()
		return process.Wait()
	}
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return "", nil, errors.Join(errors.New("the server did not begin"), stop())
	}
	return "http://" + strings.TrimSpace(address), stop, nil
}

func (f *found) write(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "20 users\t\ttimes\tmedian ms\tp99 ms\tlongest ms")
	row := func(round, what string, t times) {
		fmt.Fprintf(table, "%s\t%s\t%d\t%.1f\t%.1f\t%.1f\n", round, what, len(t), t.at(0.5), t.at(0.99), t.at(1))
	}
	for i, name := range names {
		h := &f.heard[i]
		row(name, "all", h.all())
		for k, t := range h.took {
			row("", kind(k).String(), t)
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(out)
	for _, i := range []int{usual, hardest} {
		got := f.reaped[i]
		fmt.Fprintf(out, "%s: the others' p99 is %.2f times what it is alone; asked %.0f times a second, %d passed, %d refused, %d failed, told to wait %s at most, %d refused after that\n",
			names[i], f.factor(i), float64(got.Asked)/got.Took.Seconds(), got.Passed, got.Refused, got.Failed, got.Longest, got.Late)
	}
	o := f.obeyed
	_, err := fmt.Fprintf(out, "those who obey: asked %d times, %d passed, waited %d times, refused after that %d times\n", o.asked, o.passed, o.waited, o.refused)
	return err
}

// factor is by how much p99 is larger than alone.
func (f *found) factor(part int) float64 {
	return f.heard[part].all().at(0.99) / max(f.heard[alone].all().at(0.99), 1e-3)
}

// broken says which promises do not hold. That each refusal says Retry-After, and a whole number of seconds, clients see to.
func (f *found) broken(most float64) error {
	var errs []error
	for i, name := range names {
		h, got := &f.heard[i], f.reaped[i]
		if h.refused+h.failed > 0 {
			errs = append(errs, errors.Join(fmt.Errorf("%s: %d of the users' requests were refused and %d failed", name, h.refused, h.failed), h.err))
		}
		if got.Late > 0 {
			errs = append(errs, fmt.Errorf("%s: %d requests were refused after the time that Retry-After said", name, got.Late))
		}
	}
	if f.obeyed.refused > 0 {
		errs = append(errs, fmt.Errorf("%d requests of those who obey were refused after the time that Retry-After said", f.obeyed.refused))
	}
	if most <= 0 { // what follows depends on how fast the machine is
		return errors.Join(errs...)
	}
	if f.reaped[usual].Refused == 0 {
		errs = append(errs, errors.New("the greedy one was never refused"))
	}
	if by := f.factor(usual); by >= most {
		errs = append(errs, fmt.Errorf("the others' p99 is %.2f times as large with the greedy one", by))
	}
	return errors.Join(errs...)
}
