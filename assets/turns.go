package assets

import (
	"context"
	"sync"
	"time"
)

// turns are what files take while they are looked into. Those of one user wait for each other before they wait among all, so
// that one who sends many at once makes others wait for as many as there are turns, and not for all of them. It is safe for concurrent use.
type turns struct {
	taken chan struct{}
	wait  time.Duration // for one

	mu sync.Mutex
	of map[string]*queue // by user, who has or waits for any
}

// queue is a user's own.
type queue struct {
	taken chan struct{} // as many as there are turns
	n     int           // who have a turn, or wait
}

func newTurns(n int, wait time.Duration) *turns {
	return &turns{taken: make(chan struct{}, n), wait: wait, of: map[string]*queue{}}
}

// enter waits until a file of a user's may be looked into, which leave ends; leave is called once. Errors: CodeBusy, that of ctx.
func (t *turns) enter(ctx context.Context, user string) (leave func(), err error) {
	late := time.NewTimer(t.wait)
	defer late.Stop()
	own := t.join(user)
	if err := take(ctx, own.taken, late.C); err != nil {
		t.part(user)
		return nil, err
	}
	if err := take(ctx, t.taken, late.C); err != nil {
		<-own.taken
		t.part(user)
		return nil, err
	}
	return func() { <-t.taken; <-own.taken; t.part(user) }, nil
}

func (t *turns) join(user string) *queue {
	t.mu.Lock()
	defer t.mu.Unlock()
	q := t.of[user]
	if q == nil {
		q = &queue{taken: make(chan struct{}, cap(t.taken))}
		t.of[user] = q
	}
	q.n++
	return q
}

func (t *turns) part(user string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	q := t.of[user]
	if q.n--; q.n == 0 {
		delete(t.of, user)
	}
}

// take waits for room in taken, in the order in which others came. Errors: CodeBusy when it is late, that of ctx.
func take(ctx context.Context, taken chan<- struct{}, late <-chan time.Time) error {
	select {
	case taken <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-late:
		return busy()
	}
}
