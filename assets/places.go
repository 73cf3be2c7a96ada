package assets

import (
	"context"
	"sync"
	"time"
)

// places are what uploads take while they are on their way. Nobody has more than their share, waiting ones
// counted, so that one who sends slowly, or not at all, keeps no others from uploading. It is safe for concurrent use.
type places struct {
	taken chan struct{}
	each  int           // of one user
	wait  time.Duration // for one

	mu  sync.Mutex
	of  map[string]int // by user, who has or waits for any
	all int            // the sum of these: at most twice as many as there are
}

func newPlaces(n, each int, wait time.Duration) *places {
	return &places{taken: make(chan struct{}, n), each: each, wait: wait, of: map[string]int{}}
}

// enter takes a place for a user, which leave gives back; leave is called once. Who waits gets the next one that is free, in the order in
// which they came. Errors: CodeBusy, that of ctx.
func (p *places) enter(ctx context.Context, user string) (leave func(), err error) {
	if err := p.count(user); err != nil {
		return nil, err
	}
	late := time.NewTimer(p.wait)
	defer late.Stop()
	if err := take(ctx, p.taken, late.C); err != nil {
		p.discount(user)
		return nil, err
	}
	return func() { <-p.taken; p.discount(user) }, nil
}

func (p *places) count(user string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.of[user] >= p.each:
		return &Error{Code: CodeBusy, Message: "You are uploading many files at once. Please try again when some of them are done.", RetryAfter: 5 * time.Second}
	case p.all >= 2*cap(p.taken):
		return busy()
	}
	p.of[user]++
	p.all++
	return nil
}

func (p *places) discount(user string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all--
	if p.of[user]--; p.of[user] == 0 {
		delete(p.of, user)
	}
}
