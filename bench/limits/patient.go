package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// obeyed is what those heard who wait as long as they are told to.
type obeyed struct {
	asked   int
	passed  int
	waited  int // how often they were refused and waited
	refused int // how often they were refused nevertheless
}

// patience lets some ask as fast as they can for so long, each as a user of their own for something else, and one for everything. Waits that have
// begun are brought to their end.
func patience(ctx context.Context, base string, d time.Duration) (all obeyed, err error) {
	wants := map[string]func(n int) kind{
		"patient-mixed": func(n int) kind { return kind(n) % kinds },
	}
	for k := range kinds {
		wants["patient-"+k.String()] = func(int) kind { return k }
	}
	var mu sync.Mutex
	var errs []error
	var wait sync.WaitGroup
	for user, want := range wants {
		wait.Go(func() {
			o, err := obey(ctx, base, user, want, d)
			mu.Lock()
			defer mu.Unlock()
			all = obeyed{all.asked + o.asked, all.passed + o.passed, all.waited + o.waited, all.refused + o.refused}
			errs = append(errs, err)
		})
	}
	wait.Wait()
	return all, errors.Join(errs...)
}

// obey is one of them.
func obey(ctx context.Context, base, user string, want func(n int) kind, d time.Duration) (o obeyed, err error) {
	c, err := newClient(base, user)
	if err != nil {
		return o, err
	}
	defer c.close()
	refused, err := c.begin(ctx)
	if err != nil {
		return o, err
	}
	o.waited, o.refused = refused, max(refused-1, 0)
	start, waited := time.Now(), false
	for n := 0; waited || time.Since(start) < d; {
		a, err := c.ask(ctx, want(n))
		if err != nil {
			return o, err
		}
		o.asked++
		switch a.status {
		case http.StatusOK:
			o.passed++
			waited = false
			n++
		case http.StatusTooManyRequests:
			if waited {
				o.refused++
			}
			o.waited++
			waited = true
			if !sleep(ctx, a.after) {
				return o, ctx.Err()
			}
		default:
			return o, fmt.Errorf("%s of %s: %d", want(n), user, a.status)
		}
	}
	return o, nil
}
