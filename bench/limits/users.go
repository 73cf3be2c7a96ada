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

// mix is what somebody asks for n-th: of 20, 13 reads, 5 saves, a new project and a planner. So each of the users asks for 6 planners a minute, and
// may ask for 10.
func mix(n int) kind {
	switch n %= 20; {
	case n == 3:
		return create
	case n == 13:
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

// newCrowd is users who have a project each. Nobody may be refused that, so h hears of it.
func newCrowd(ctx context.Context, base string, h *heard) (*crowd, error) {
	c := &crowd{}
	for i := range c.users {
		u, err := newClient(base, fmt.Sprintf("user-%d", i))
		if err != nil {
			return nil, err
		}
		refused, err := u.begin(ctx)
		if err != nil {
			return nil, err
		}
		h.refused += refused
		c.users[i] = u
	}
	return c, nil
}

// ask has each user ask on their schedule for so long, and waits for the answers.
func (c *crowd) ask(ctx context.Context, d time.Duration, h *heard) error {
	var mu sync.Mutex
	var wait sync.WaitGroup
	start, turns := time.Now(), max(1, int(d/period))
	for i, u := range c.users {
		wait.Go(func() {
			for n := range turns {
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
	c.turn += turns
	return ctx.Err()
}
