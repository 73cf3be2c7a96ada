package sqldb

import "sync"

// signal wakes all who wait for something to happen. Whoever takes next before
// looking, and looks before waiting, misses nothing. The zero value is ready.
type signal struct {
	mu sync.Mutex
	c  chan struct{}
}

// next is closed when it happens the next time.
func (s *signal) next() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.c == nil {
		s.c = make(chan struct{})
	}
	return s.c
}

// happen says that it has happened.
func (s *signal) happen() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.c != nil {
		close(s.c)
		s.c = nil
	}
}
