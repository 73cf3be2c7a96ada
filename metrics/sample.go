package metrics

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// sample is what was read of a source, one reader at a time.
type sample[T any] struct {
	ended context.Context // when nothing is read any more
	read  func(ctx context.Context) (T, error)
	keep  time.Duration // how long what was read is good for
	limit time.Duration // how long reading may take
	told  func(err error)

	mu      sync.Mutex
	have    bool // value is what was read last
	value   T
	at      time.Time     // when something was read last, or failed
	began   time.Time     // of who reads now
	running chan struct{} // closed when it is over; nil: nobody reads
}

// errLimit ends a reading that takes too long.
var errLimit = errors.New("metrics: it takes too long")

// get is what is good still, or what is read within the time; else what was read before, if there is any, and unless reading has taken longer than it may: a disk
// that is away heeds no context, and old values would look like new ones for ever.
func (s *sample[T]) get(wait time.Duration) (value T, ok bool) {
	s.mu.Lock()
	if !s.at.IsZero() && time.Since(s.at) < s.keep {
		defer s.mu.Unlock()
		return s.value, s.have
	}
	if s.running == nil {
		s.start()
	}
	over := s.running
	s.mu.Unlock()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-over:
	case <-timer.C:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running != nil && time.Since(s.began) > s.limit {
		var nothing T
		return nothing, false
	}
	return s.value, s.have
}

// start reads. s.mu is held.
func (s *sample[T]) start() {
	over := make(chan struct{})
	s.began, s.running = time.Now(), over
	go func() {
		defer close(over)
		ctx, cancel := context.WithTimeoutCause(s.ended, s.limit, errLimit)
		defer cancel()
		value, err := s.try(ctx)
		s.told(err)
		s.mu.Lock()
		defer s.mu.Unlock()
		var nothing T
		if s.have = err == nil; !s.have {
			value = nothing
		}
		s.value, s.at, s.running = value, time.Now(), nil
	}()
}

// try is read, where a panic is an error.
func (s *sample[T]) try(ctx context.Context) (value T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return s.read(ctx)
}
