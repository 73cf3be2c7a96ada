package health

import (
	"context"
	"errors"
	"sync"
	"time"
)

// probe is a check and what came of it.
type probe struct {
	Check
	ended context.Context // when the Service stops
	told  func(o Outcome)

	mu      sync.Mutex
	last    Outcome       // zero: there is none yet
	began   time.Time     // of what runs
	running chan struct{} // closed when it is over; nil: nothing runs
	hangs   bool          // what runs was told to be late
}

// look is the outcome now: one that is good still, or else of a run, which those who ask meanwhile wait for together.
func (p *probe) look(ctx context.Context) Outcome {
	p.mu.Lock()
	last, age := p.last, time.Since(p.last.At)
	if !last.At.IsZero() && age < p.good(last.Err) {
		p.mu.Unlock()
		return last
	}
	if p.running == nil {
		p.start()
	}
	began, over := p.began, p.running
	p.mu.Unlock()
	if p.Background && last.OK && age < 3*p.Every {
		return last
	}
	late := time.NewTimer(p.Timeout - time.Since(began))
	defer late.Stop()
	select {
	case <-over:
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.last
	case <-late.C:
		return p.tooLate(began)
	case <-ctx.Done():
		return Outcome{Name: p.Name, At: began, Took: time.Since(began), Err: ctx.Err()}
	}
}

// start runs the check. p.mu is held.
func (p *probe) start() {
	over := make(chan struct{})
	p.began, p.running, p.hangs = time.Now(), over, false
	go func(began time.Time) {
		defer close(over)
		ctx, cancel := context.WithTimeout(p.ended, p.Timeout)
		defer cancel()
		err := p.do(ctx)
		if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
			err = errors.Join(errSlow, err)
		}
		o := Outcome{Name: p.Name, OK: err == nil, At: time.Now(), Took: time.Since(began), Err: err}
		p.mu.Lock()
		p.last, p.running = o, nil
		p.mu.Unlock()
		if p.ended.Err() == nil {
			p.told(o)
		}
	}(p.began)
}

// tooLate is the outcome of a check that has not returned, which is told once.
func (p *probe) tooLate(began time.Time) Outcome {
	o := Outcome{Name: p.Name, At: time.Now(), Took: time.Since(began), Err: errSlow}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running == nil { // it did just now
		return p.last
	}
	if !p.hangs {
		p.hangs = true
		p.told(o)
	}
	return o
}
