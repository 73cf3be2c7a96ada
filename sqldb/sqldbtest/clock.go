package sqldbtest

import (
	"sync"
	"time"
)

// Clock is a clock that a test moves, for the Now of a service's Config. It is safe
// for concurrent use.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// ClockStart is the time at which clocks of NewClock begin.
func ClockStart() time.Time { return time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC) }

// NewClock returns a clock that stands at ClockStart.
func NewClock() *Clock { return &Clock{now: ClockStart()} }

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance lets d go by.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// OutboxNow is the time for an outbox beside a service with this clock: events are due by
// the clock of the database's host, and tried again after as much as a test lets go by.
func (c *Clock) OutboxNow() time.Time { return time.Now().Add(c.Now().Sub(ClockStart())) }
