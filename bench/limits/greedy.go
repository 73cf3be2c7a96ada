package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// greedyCommand makes the program the greedy one.
const greedyCommand = "greedy-for-bench"

// connections are how many the greedy one has.
const connections = 4

// enough is the part of its rate that it must reach, or else it is not the greedy one that is meant.
const enough = 0.8

// greed is what the greedy one does in one part of a round.
type greed struct {
	Rate int // requests a second; 0 = as many as there can be
	Time time.Duration
	// Probe: once it has stopped it waits, and asks again.
	Probe bool
}

// reaped is what it got.
type reaped struct {
	Asked   int
	Passed  int
	Refused int           // 429
	Failed  int           // for the server had no room for it
	Took    time.Duration // from the first to the last
	Longest time.Duration // Retry-After
	Late    int           // requests that were refused although it had stopped and waited
}

func (r *reaped) add(a reaped) {
	r.Asked, r.Passed, r.Refused, r.Failed = r.Asked+a.Asked, r.Passed+a.Passed, r.Refused+a.Refused, r.Failed+a.Failed
	r.Took, r.Longest, r.Late = r.Took+a.Took, max(r.Longest, a.Longest), r.Late+a.Late
}

// rate is how often it asked in a second.
func (r *reaped) rate() float64 { return float64(r.Asked) / max(r.Took, time.Microsecond).Seconds() }

// greedy is the process of the greedy one: it is told where the server is, and then what to do, again and again; it answers what it got. It is there
// before a part of a round begins, for to start a process takes time of the processors that no request costs.
func greedy(ctx context.Context, in io.Reader, out io.Writer) error {
	orders, answers := json.NewDecoder(in), json.NewEncoder(out)
	var base string
	if err := orders.Decode(&base); err != nil {
		return err
	}
	var all [connections]*client
	for i := range all {
		c, err := newClient(base, "greedy")
		if err != nil {
			return err
		}
		defer c.close()
		all[i] = c
	}
	for {
		var g greed
		if err := orders.Decode(&g); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		r, err := g.reap(ctx, all)
		if err == nil {
			err = answers.Encode(r)
		}
		if err != nil {
			return err
		}
	}
}

// reap asks over all connections at once.
func (g greed) reap(ctx context.Context, clients [connections]*client) (all reaped, err error) {
	var mu sync.Mutex
	var errs []error
	var wait sync.WaitGroup
	start := time.Now()
	for i, c := range clients {
		wait.Go(func() {
			r, err := g.hammer(ctx, c, i, start)
			mu.Lock()
			defer mu.Unlock()
			all.add(r)
			errs = append(errs, err)
		})
	}
	wait.Wait()
	all.Took = time.Since(start)
	if err := errors.Join(errs...); err != nil || !g.Probe {
		return all, err
	}
	all.Late, err = probe(ctx, clients[0])
	return all, err
}

// hammer asks over one connection, at its share of the rate: whatever an answer takes, it makes up for that.
func (g greed) hammer(ctx context.Context, c *client, connection int, start time.Time) (r reaped, err error) {
	if _, err := c.begin(ctx); err != nil {
		return r, err
	}
	for n := 0; ; n++ {
		if g.Rate > 0 && !sleep(ctx, time.Until(start.Add(time.Duration(n)*connections*time.Second/time.Duration(g.Rate)))) {
			return r, ctx.Err()
		}
		if time.Since(start) >= g.Time {
			return r, nil
		}
		k := mix(n + connection*5)
		a, err := c.ask(ctx, k)
		if err != nil {
			return r, err
		}
		switch r.Asked++; a.status {
		case http.StatusOK:
			r.Passed++
		case http.StatusTooManyRequests:
			r.Refused++
			r.Longest = max(r.Longest, a.after)
		case http.StatusServiceUnavailable:
			r.Failed++
		default:
			return r, fmt.Errorf("%s of %s: %d", k, c.user, a.status)
		}
	}
}

// probe asks for everything once more, now that nobody else asks for this user; where it is refused it waits as long as it was told to, and asks
// again. late is how often it was refused then.
func probe(ctx context.Context, c *client) (late int, err error) {
	for _, k := range []kind{create, read, save, render} {
		for waited := false; ; waited = true {
			a, err := c.ask(ctx, k)
			if err != nil {
				return late, err
			}
			if a.status == http.StatusOK {
				break
			}
			if a.status != http.StatusTooManyRequests {
				return late, fmt.Errorf("%s of %s: %d", k, c.user, a.status)
			}
			if waited {
				late++
			}
			if !sleep(ctx, a.after) {
				return late, ctx.Err()
			}
		}
	}
	return late, nil
}
