package main

import (
	"context"
	"errors"
	"io"
	"os"
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
	server, err := startChild(ctx, serveCommand)
	if err != nil {
		return err
	}
	var f found
	var base string
	if err = errors.Join(server.tell(o.server), server.hear(&base)); err == nil {
		err = o.play(ctx, base, &f)
	}
	if err := errors.Join(err, server.stop()); err != nil {
		return err
	}
	if err := f.write(out, o.factor); err != nil {
		return err
	}
	return f.broken(o.factor, o.rate)
}

// play has everybody ask at the server.
func (o options) play(ctx context.Context, base string, f *found) (err error) {
	c, err := newCrowd(ctx, base, &f.warm)
	if err != nil {
		return err
	}
	if err := c.ask(ctx, o.warming, &f.warm); err != nil {
		return err
	}
	greedy, err := startChild(ctx, greedyCommand)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, greedy.stop()) }()
	if err := greedy.tell(base); err != nil {
		return err
	}
	for n := range o.rounds {
		if err := o.round(ctx, n, c, greedy, f); err != nil {
			return err
		}
	}
	f.obeyed, err = patience(ctx, base, o.patient)
	return err
}

// lead is how long each part runs before its times count. In a part in which the greedy one is still it is given what it may ask for later: who never
// stops has no such thing, so that is spent first. What it has at the very beginning counts.
const lead = period

// round is the n-th. What follows upon the hardest part may still feel it: so the other two take turns in that.
func (o options) round(ctx context.Context, n int, c *crowd, greedy *child, f *found) error {
	order := [parts]int{alone, usual, hardest}
	if n%2 == 1 {
		order = [parts]int{usual, alone, hardest}
	}
	for _, part := range order {
		counted, g := o.time/time.Duration(o.rounds), greed{Rate: o.rate}
		if part == hardest {
			counted, g = counted/4, greed{Probe: n == o.rounds-1}
		}
		g.Time = counted
		var h heard
		ask := func() error { return c.ask(ctx, counted, &h) }
		if n > 0 || part != usual {
			g.Time += lead
			ask = func() error { return errors.Join(c.ask(ctx, lead, &f.warm), c.ask(ctx, counted, &h)) }
		}
		if part != alone {
			alike := ask
			ask = func() error { return beside(greedy, g, &f.reaped[part], alike) }
		}
		if err := ask(); err != nil {
			return err
		}
		f.rounds[part] = append(f.rounds[part], h)
	}
	return nil
}

// beside does something while the greedy one asks.
func beside(greedy *child, g greed, got *reaped, do func() error) error {
	if err := greedy.tell(g); err != nil {
		return err
	}
	err := do()
	var r reaped
	err = errors.Join(err, greedy.hear(&r))
	got.add(r)
	return err
}
