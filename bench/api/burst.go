package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// burst is what came of many who ask at once, perhaps several times.
type burst struct {
	mu      sync.Mutex
	asked   int
	passed  times
	busy    times          // 503
	untold  int            // of these, those who were not told when to come again
	other   map[string]int // what was answered otherwise, and how often
	longest time.Duration
}

// rush has all clients ask at once, and waits for all answers. It ends with ctx in the middle of it.
func (b *burst) rush(ctx context.Context, c *crowd, with func(one *client, n int) wish) {
	var wait sync.WaitGroup
	for i, one := range c.clients {
		wait.Go(func() {
			w := with(one, c.turn+i)
			start := time.Now()
			a, err := one.do(ctx, w)
			if ctx.Err() == nil {
				b.note(a, err, time.Since(start))
			}
		})
	}
	wait.Wait()
	c.turn += len(c.clients)
}

func (b *burst) note(a answer, err error, took time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked++
	b.longest = max(b.longest, took)
	what := a.String()
	switch {
	case err == nil && a.status == http.StatusOK:
		b.passed = append(b.passed, took)
		return
	case err == nil && a.status == http.StatusServiceUnavailable:
		b.busy = append(b.busy, took)
		if a.after < 0 {
			b.untold++
		}
		return
	case err != nil:
		what = "broke off"
	}
	if b.other == nil {
		b.other = map[string]int{}
	}
	b.other[what]++
}

// broken says what nobody should meet. judged: times are as well.
func (b *burst) broken(name string, judged bool) error {
	var errs []error
	for what, n := range b.other {
		errs = append(errs, fmt.Errorf("%s: %d were answered %s", name, n, what))
	}
	if b.untold > 0 {
		errs = append(errs, fmt.Errorf("%s: %d were refused, and not told until when", name, b.untold))
	}
	if len(b.passed) == 0 {
		errs = append(errs, fmt.Errorf("%s: nobody got what they asked for", name))
	}
	if judged && b.longest > mostWait {
		errs = append(errs, fmt.Errorf("%s: somebody waited for %.1f s", name, b.longest.Seconds()))
	}
	return errors.Join(errs...)
}

// page is a page of the n-th planner of somebody: another one each time.
func page(one *client, n int) wish {
	return wish{method: http.MethodGet, path: fmt.Sprintf("/projects/%s/preview.png?page=%d", one.project, 1+n*7%300)}
}

// enter logs somebody in.
func enter(one *client, _ int) wish {
	w := one.login()
	w.stranger = true
	return w
}
