package jobs

import (
	"maps"
	"slices"
	"sync"
)

// tasks are the attempts whose handlers run in this process. The zero value is empty and ready; safe for concurrent use.
//
// A job may be here twice: a Handler that lost it does not return, and it was claimed again.
type tasks struct {
	mu  sync.Mutex
	run bool              // a Run works on them
	all map[*attempt]bool // whether it is stuck
}

// begin and end say that a Run does, of which there may be one.
func (t *tasks) begin() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	first := !t.run
	t.run = true
	return first
}

func (t *tasks) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.run = false
}

func (t *tasks) add(a *attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all == nil {
		t.all = map[*attempt]bool{}
	}
	t.all[a] = false
}

// stick says that an attempt is over although its Handler has not returned: it holds its place, and nobody waits for it any more.
func (t *tasks) stick(a *attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all[a] = true
}

func (t *tasks) remove(a *attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.all, a)
}

func (t *tasks) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.all)
}

// stuck is how many of count are.
func (t *tasks) stuck() (n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, is := range t.all {
		if is {
			n++
		}
	}
	return n
}

// list is what there is now, in no order.
func (t *tasks) list() []*attempt {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Collect(maps.Keys(t.all))
}

// held are those of list whose leases are not lost.
func (t *tasks) held() []*attempt {
	return slices.DeleteFunc(t.list(), func(a *attempt) bool { return a.lease.Err() != nil })
}

// cancel ends the context of a job's Handler, if it runs here.
func (t *tasks) cancel(id string) {
	for _, a := range t.list() {
		if a.row.ID == id {
			a.end(ErrCancelled)
		}
	}
}
