package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// period is how much time is between requests of a client.
const period = 200 * time.Millisecond

// crowd is the clients.
type crowd struct {
	clients []*client
	turn    int // how often each has asked
}

// newCrowd logs users in, and gives each a project of the template. Few at a time, so that nobody is refused.
func newCrowd(ctx context.Context, base, template string, names []string) (*crowd, error) {
	c := &crowd{}
	for _, name := range names {
		c.clients = append(c.clients, newClient(base, name))
	}
	return c, c.all(ctx, 8, func(one *client) error { return one.begin(ctx, template) })
}

// all does something for each client, so many at a time.
func (c *crowd) all(ctx context.Context, atOnce int, do func(one *client) error) error {
	var mu sync.Mutex
	var errs []error
	var wait sync.WaitGroup
	places := make(chan struct{}, atOnce)
	for _, one := range c.clients {
		wait.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			if err := ctx.Err(); err != nil {
				return
			}
			if err := do(one); err != nil {
				mu.Lock()
				errs = append(errs, err)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	if len(errs) > 0 { // one is enough to know
		return errs[0]
	}
	return ctx.Err()
}

func (c *crowd) close() {
	for _, one := range c.clients {
		one.close()
	}
}

// heard is what clients heard.
type heard struct {
	mu    sync.Mutex
	took  [kinds]times
	other map[string]int // what was answered otherwise, and how often
}

// note notes an answer.
func (h *heard) note(k kind, want int, a answer, err error, took time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err == nil && a.status == want {
		h.took[k] = append(h.took[k], took)
		return
	}
	if h.other == nil {
		h.other = map[string]int{}
	}
	what := k.String() + " " + a.String()
	if err != nil {
		what = k.String() + " broke off"
	}
	h.other[what]++
}

// reads are the times of all reads.
func (h *heard) reads() (all times) {
	for _, t := range h.took[:reads] {
		all = append(all, t...)
	}
	return all
}

// ask has each client ask on their schedule for so long, each at another place of the mix, and waits for the answers. Nobody waits for an answer before they
// ask again: so what is slow is not seen in the times of what comes next.
func (c *crowd) ask(ctx context.Context, d time.Duration, planners bool, h *heard) error {
	var wait sync.WaitGroup
	start, turns := time.Now(), max(1, int(d/period))
	for i, one := range c.clients {
		wait.Go(func() {
			for n := range turns {
				at := start.Add(time.Duration(n)*period + time.Duration(i)*period/time.Duration(len(c.clients)))
				if !sleep(ctx, time.Until(at)) {
					return
				}
				k := mix(c.turn + n + 7*i)
				if k == createJob && !planners {
					k = getProject
				}
				w, want := one.wish(k)
				wait.Go(func() {
					a, err := one.do(ctx, w)
					h.note(k, want, a, err, time.Since(at))
				})
			}
		})
	}
	wait.Wait()
	c.turn += turns
	return ctx.Err()
}

// press has each client ask as soon as they have an answer, for so long.
func (c *crowd) press(ctx context.Context, d time.Duration, h *heard) error {
	var wait sync.WaitGroup
	start := time.Now()
	for i, one := range c.clients {
		wait.Go(func() {
			for n := 0; time.Since(start) < d && ctx.Err() == nil; n++ {
				k := mix(n + 7*i)
				w, want := one.wish(k)
				at := time.Now()
				a, err := one.do(ctx, w)
				h.note(k, want, a, err, time.Since(at))
			}
		})
	}
	wait.Wait()
	return ctx.Err()
}

// cancel ends what the clients have in the queue, and removes nothing.
func (c *crowd) cancel(ctx context.Context) error {
	return c.all(ctx, 8, func(one *client) error {
		for {
			var page struct {
				Jobs []struct {
					ID string `json:"id"`
				} `json:"jobs"`
			}
			if err := one.must(ctx, http.StatusOK, wish{method: http.MethodGet, path: "/jobs?state=pending&limit=200"}, &page); err != nil || len(page.Jobs) == 0 {
				return err
			}
			for _, j := range page.Jobs {
				a, err := one.do(ctx, wish{method: http.MethodPost, path: "/jobs/" + j.ID + "/cancel"})
				if err == nil {
					err = a.not(http.StatusOK, http.StatusConflict) // that is: it has ended
				}
				if err != nil {
					return fmt.Errorf("cancelling a job: %w", err)
				}
			}
		}
	})
}
