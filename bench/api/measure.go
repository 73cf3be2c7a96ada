package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// The parts, in their order.
const (
	quiet = iota
	renders
	previews
	logins
	pressed
	parts // how many there are
)

var names = [parts]string{"quiet", "renders", "previews", "logins", "pressed"}

// found is what was measured.
type found struct {
	syncs  times // of the disk, before anything else
	parts  [parts]part
	rushes [parts]struct{ usual, flood burst } // of previews and logins
	memory struct{ empty, used, after int64 }  // of the server: idle, without data and with, and when the last part was over
}

// part is what was measured in a part.
type part struct {
	heard heard
	busy  float64 // processors: 0 to 1; less than 0 = not known
	did   counters
}

// measure does it all, and says what came of it.
func measure(ctx context.Context, o options, out io.Writer) (err error) {
	dir, err := os.MkdirTemp("", "einkpdf-api-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if o.server == "" {
		if o.server, err = build(ctx, dir); err != nil {
			return err
		}
	}
	f, folder := &found{}, filepath.Join(dir, "data")
	if f.syncs, err = syncs(dir, 200); err != nil {
		return err
	}
	if f.memory.empty, err = o.alone(ctx, folder); err != nil {
		return err
	}
	guests := named("guest", 4*o.clients)
	everybody := append(append(named("client", o.clients), guests...), makerNames()...)
	if err := addUsers(ctx, folder, everybody); err != nil {
		return err
	}
	s, err := o.startServer(ctx, folder)
	if err != nil {
		return err
	}
	err = o.play(ctx, s, guests, f)
	if err := errors.Join(err, s.stop()); err != nil {
		return err
	}
	if f.memory.used, err = o.alone(ctx, folder); err != nil {
		return err
	}
	if err := f.write(out, o); err != nil {
		return err
	}
	return f.broken(o)
}

// alone is how much memory a server takes that nobody asks for anything.
func (o options) alone(ctx context.Context, folder string) (bytes int64, err error) {
	s, err := o.startServer(ctx, folder)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if !sleep(ctx, o.idle) {
		return 0, ctx.Err()
	}
	return s.memory(), nil
}

// play has everybody ask at the server.
func (o options) play(ctx context.Context, s *server, guests []string, f *found) (err error) {
	clients, err := newCrowd(ctx, s.base, "day-planner", named("client", o.clients))
	if err != nil {
		return err
	}
	defer clients.close()
	if err := clients.all(ctx, 8, func(one *client) error { return one.upload(ctx) }); err != nil {
		return err
	}
	others, err := newCrowd(ctx, s.base, "day-planner", guests)
	if err != nil {
		return err
	}
	defer others.close()
	makers, err := newMakers(ctx, s.base)
	if err != nil {
		return err
	}
	err = f.parts[quiet].watch(ctx, s, func(h *heard) error { return clients.ask(ctx, o.time, false, h) })
	if err != nil {
		return err
	}
	makers.start(ctx)
	err = o.busy(ctx, s, clients, others, f)
	return errors.Join(err, makers.end(ctx), clients.cancel(ctx))
}

// busy are the parts while planners are made.
func (o options) busy(ctx context.Context, s *server, clients, others *crowd, f *found) error {
	var warming heard
	if err := clients.ask(ctx, min(o.time, 3*time.Second), true, &warming); err != nil {
		return err
	}
	for p := renders; p < parts; p++ {
		err := f.parts[p].watch(ctx, s, func(h *heard) error {
			switch p {
			case previews:
				return o.beside(ctx, clients, others, page, h, &f.rushes[p].usual, &f.rushes[p].flood)
			case logins:
				return o.beside(ctx, clients, others, enter, h, &f.rushes[p].usual, &f.rushes[p].flood)
			case pressed:
				return clients.press(ctx, o.time, h)
			}
			return clients.ask(ctx, o.time, true, h)
		})
		if err != nil {
			return err
		}
	}
	f.memory.after = s.memory()
	return nil
}

// beside has clients ask as ever while as many others ask for something at once, again and again. Then all others do so, once.
func (o options) beside(ctx context.Context, clients, others *crowd, with func(*client, int) wish, h *heard, usual, flood *burst) error {
	few := &crowd{clients: others.clients[:o.clients]}
	end := time.Now().Add(o.time)
	var wait sync.WaitGroup
	wait.Go(func() {
		for ctx.Err() == nil && (time.Now().Before(end) || usual.asked == 0) {
			usual.rush(ctx, few, with)
		}
	})
	err := clients.ask(ctx, o.time, true, h)
	wait.Wait()
	if err != nil {
		return err
	}
	flood.rush(ctx, others, with)
	return ctx.Err()
}

// watch looks at the server and the machine while something is done.
func (p *part) watch(ctx context.Context, s *server, do func(h *heard) error) error {
	before, err := s.count(ctx)
	if err != nil {
		return err
	}
	busy, all := processors()
	if err := do(&p.heard); err != nil {
		return err
	}
	busyAfter, allAfter := processors()
	p.busy = -1
	if allAfter > all {
		p.busy = (busyAfter - busy) / (allAfter - all)
	}
	after, err := s.count(ctx)
	p.did = after.since(before)
	return err
}
