package ratelimit

import (
	"sync"
	"time"
)

const (
	maxSpent = 10_000
	// spentFor is how long what was read is believed: so long it takes until a key is free that another process brought back, or somebody removed.
	spentFor = int64(time.Second)
)

// spent remembers keys of which not even a cost of 1 passes: so who hammers costs no query. Until one does pass, nobody changes what is remembered, in any
// process, but for those whose clock is ahead or whose policy is another one.
type spent struct {
	mu   sync.Mutex
	keys map[string]spentKey
}

type spentKey struct {
	g    gcra
	tat  int64
	read int64 // when
}

func newSpent() spent { return spent{keys: map[string]spentKey{}} }

// ask answers for a key that is known to be spent.
func (s *spent) ask(key string, g gcra, cost, now int64) (d Decision, known bool) {
	s.mu.Lock()
	k, known := s.keys[key]
	s.mu.Unlock()
	if !known || k.g != g || !g.isSpent(k.tat, now) || now-k.read >= spentFor || k.read-now >= spentFor {
		return Decision{}, false
	}
	_, d = g.ask(k.tat, now, cost, int64(MaxSkew))
	return d, true
}

// isSpent says that nothing passes, and that waiting helps.
func (g gcra) isSpent(tat, now int64) bool {
	return tat > now+g.full-g.interval && !g.tooFar(tat, now, int64(MaxSkew))
}

// add remembers a key if it is spent. When there is no room, it takes that of any other.
func (s *spent) add(key string, g gcra, tat, now int64) {
	if !g.isSpent(tat, now) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.keys[key]; !known && len(s.keys) >= maxSpent {
		for other := range s.keys {
			delete(s.keys, other)
			break
		}
	}
	s.keys[key] = spentKey{g, tat, now}
}

func (s *spent) remove(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.keys, key)
}
