package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"time"
)

// greedyCommand makes the program the greedy one, with what it does as JSON.
const greedyCommand = "greedy-for-bench"

// connections are how many the greedy one has.
const connections = 4

// greed is what the greedy one does.
type greed struct {
	Base string
	User string
	Rate int // requests a second; 0 = as many as there can be
	Time time.Duration
	// Projects are those that it works at, if it has some already.
	Projects [connections]saved
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

	Projects [connections]saved
}

func (r *reaped) add(a reaped) {
	r.Asked, r.Passed, r.Refused, r.Failed = r.Asked+a.Asked, r.Passed+a.Passed, r.Refused+a.Refused, r.Failed+a.Failed
	r.Took, r.Longest, r.Late = r.Took+a.Took, max(r.Longest, a.Longest), r.Late+a.Late
}

// startGreedy runs it as another process; what it got comes when it is done.
func startGreedy(ctx context.Context, g greed) (wait func() (reaped, error), err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	args, err := json.Marshal(g)
	if err != nil {
		return nil, err
	}
	process := exec.CommandContext(ctx, self, greedyCommand, string(args)) // #nosec G204 -- this program
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	return func() (r reaped, err error) {
		err = json.NewDecoder(out).Decode(&r)
		return r, errors.Join(process.Wait(), err)
	}, nil
}

// greedy is what it does.
func greedy(ctx context.Context, args string, out io.Writer) error {
	var g greed
	if err := json.Unmarshal([]byte(args), &g); err != nil {
		return err
	}
	var mu sync.Mutex
	var all reaped
	var errs []error
	var wait sync.WaitGroup
	start := time.Now()
	for i := range connections {
		wait.Go(func() {
			r, err := g.hammer(ctx, i, start)
			mu.Lock()
			defer mu.Unlock()
			all.Projects[i] = r.Projects[i]
			all.add(r)
			errs = append(errs, err)
		})
	}
	wait.Wait()
	all.Took = time.Since(start)
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if g.Probe {
		var err error
		if all.Late, err = g.probe(ctx); err != nil {
			return err
		}
	}
	return json.NewEncoder(out).Encode(all)
}

// hammer asks over one connection, at its share of the rate. What is not answered in time is not asked twice.
func (g greed) hammer(ctx context.Context, connection int, start time.Time) (r reaped, err error) {
	c, err := newClient(g.Base, g.User)
	if err != nil {
		return r, err
	}
	defer c.close()
	c.project = g.Projects[connection]
	c.edits = c.project.Version
	if err := c.begin(ctx); err != nil {
		return r, err
	}
	defer func() { r.Projects[connection] = c.project }()
	for n := connection * 10; time.Since(start) < g.Time; n++ {
		if g.Rate > 0 {
			pause := connections * time.Second / time.Duration(g.Rate)
			if !sleep(ctx, pause-time.Since(start)%pause) {
				return r, ctx.Err()
			}
		}
		a, err := c.ask(ctx, mix(n))
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
			return r, fmt.Errorf("%s of %s: %d", mix(n), g.User, a.status)
		}
	}
	return r, nil
}

// probe asks for everything once more, now that nobody else asks for this user; where it is refused it waits as long as it was told to, and asks again. late
// is how often it was refused then.
func (g greed) probe(ctx context.Context) (late int, err error) {
	c, err := newClient(g.Base, g.User)
	if err != nil {
		return 0, err
	}
	defer c.close()
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
				return late, fmt.Errorf("%s of %s: %d", k, g.User, a.status)
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
