package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

const (
	users  = 20
	period = 500 * time.Millisecond // between requests of a user
)

// mix is what somebody asks for n-th: of 40, 28 reads, 10 saves, a new project and a planner.
func mix(n int) kind {
	switch n %= 40; {
	case n == 7:
		return create
	case n == 27:
		return render
	case n%4 == 2:
		return save
	}
	return read
}

// crowd is the users.
type crowd struct {
	users [users]*client
	turn  int // how often each has asked
}

func newCrowd(ctx context.Context, base string) (*crowd, error) {
	c := &crowd{}
	for i := range c.users {
		u, err := newClient(base, fmt.Sprintf("user-%d", i))
		if err != nil {
			return nil, err
		}
		if err := u.begin(ctx); err != nil {
			return nil, err
		}
		c.users[i] = u
	}
	return c, nil
}

// heard is what the users heard in rounds of one kind.
type heard struct {
	took    [kinds]times
	refused int   // 429
	failed  int   // anything else that is no answer
	err     error // the first of these
}

func (h *heard) all() (t times) {
	for _, some := range h.took {
		t = append(t, some...)
	}
	return t
}

// ask has each user ask on their schedule for so long, and waits for the answers.
func (c *crowd) ask(ctx context.Context, d time.Duration, h *heard) error {
	var mu sync.Mutex
	var wait sync.WaitGroup
	start, times := time.Now(), max(1, int(d/period))
	for i, u := range c.users {
		wait.Go(func() {
			for n := range times {
				at := start.Add(time.Duration(n)*period + time.Duration(i)*period/users)
				if !sleep(ctx, time.Until(at)) {
					return
				}
				k := mix(c.turn + n + 11*i) // each is somewhere else in the mix
				a, err := u.ask(ctx, k)
				took := time.Since(at)
				mu.Lock()
				switch {
				case err == nil && a.status == http.StatusOK:
					h.took[k] = append(h.took[k], took)
				case err == nil && a.status == http.StatusTooManyRequests:
					h.refused++
				default:
					h.failed++
					if h.err == nil {
						h.err = errors.Join(err, fmt.Errorf("%s of %s: %d", k, u.user, a.status))
					}
				}
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	c.turn += times
	return ctx.Err()
}
