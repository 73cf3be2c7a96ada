package preview

import (
	"context"
	"slices"
	"sync"
	"time"
)

// gate bounds how many answers are made at a time and how many wait, and how many of both are one user's. Of those who wait, whoever has the fewest at work
// is next, and of these the first: so one with many slow pages keeps others waiting for one of them at most. Safe for concurrent use.
type gate struct {
	most int // that are made or wait
	each int
	wait time.Duration

	mu      sync.Mutex
	free    int // places at work
	inside  int
	users   map[string]*share // of those inside
	waiting []*ticket         // first come first
}

// share is what one user has.
type share struct{ inside, working int }

func newGate(working, waiting, each int, wait time.Duration) *gate {
	return &gate{most: working + waiting, each: each, wait: wait, free: working, users: map[string]*share{}}
}

// ticket is one who is inside: first waiting, then at work.
type ticket struct {
	gate    *gate
	user    string
	called  chan struct{} // closed when it is at work
	working bool          // under gate.mu
}

// admit lets a user in, or is CodeBusy at once. After nil somebody must leave.
func (g *gate) admit(user string) (*ticket, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.inside >= g.most {
		return nil, busy("Many are looking at pages just now. Please try again in a moment.")
	}
	own := g.users[user]
	if own == nil {
		own = &share{}
		g.users[user] = own
	}
	if own.inside >= g.each {
		if user == "" { // one of all who are not logged in
			return nil, busy("Many visitors are looking at pages just now. Please try again in a moment.")
		}
		return nil, busy("You are already looking at many pages at once. Please wait until these are there.")
	}
	g.inside++
	own.inside++
	return &ticket{gate: g, user: user, called: make(chan struct{})}, nil
}

// turn waits until it is the ticket's turn. Its error is CodeBusy after the time for that, or ctx's.
func (t *ticket) turn(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t.gate.mu.Lock()
	t.gate.waiting = append(t.gate.waiting, t)
	t.gate.call()
	t.gate.mu.Unlock()
	late := time.NewTimer(t.gate.wait)
	defer late.Stop()
	select {
	case <-t.called:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-late.C:
		return busy("Many are looking at pages just now. Please try again in a moment.")
	}
}

// call gives free places to those who wait. g.mu is held.
func (g *gate) call() {
	for g.free > 0 && len(g.waiting) > 0 {
		next := 0
		for i, t := range g.waiting {
			if g.users[t.user].working < g.users[g.waiting[next].user].working {
				next = i
			}
		}
		t := g.waiting[next]
		g.waiting = slices.Delete(g.waiting, next, next+1)
		g.free--
		g.users[t.user].working++
		t.working = true
		close(t.called)
	}
}

// leave is for each ticket, once: after its work, or instead.
func (t *ticket) leave() {
	g := t.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	own := g.users[t.user]
	if t.working {
		g.free++
		own.working--
	} else if i := slices.Index(g.waiting, t); i >= 0 {
		g.waiting = slices.Delete(g.waiting, i, i+1)
	}
	g.inside--
	if own.inside--; own.inside == 0 {
		delete(g.users, t.user)
	}
	g.call()
}
