package sqldb

import (
	"sync"
	"time"
)

// Load is what writing has cost since a DB was made, for metrics: how much more of it in a minute than in the minute before says how busy the
// database is. SQLite has one writer, so Held grows by a second in a second at most; in PostgreSQL writers are beside each other, and their times add up.
type Load struct {
	Writes  int64         // begun: transactions, and statements by themselves; those that were tried again once for each try
	Held    time.Duration // from when a writer had its turn until it was done, those at work included. WriteInTurn in PostgreSQL waits in that time, too
	Waited  time.Duration // for a turn, those that wait now included; none in PostgreSQL
	Waiting int           // now
	Refused int64         // that got no turn: the queue was too long, or whoever asked gave up
}

// Load tells what this DB has done. Others of the same database have their own.
func (db *DB) Load() Load {
	db.load.mu.Lock()
	defer db.load.mu.Unlock()
	now := db.load.now()
	return Load{
		Writes: db.load.writes, Held: db.load.held.until(now), Waited: db.load.waited.until(now),
		Waiting: db.load.waited.open, Refused: db.load.refused,
	}
}

// load counts what Load tells.
type load struct {
	since time.Time // has a monotonic clock

	mu              sync.Mutex
	writes, refused int64
	held, waited    spans
}

func (l *load) now() time.Duration { return time.Since(l.since) }

// wait begins to wait for a turn.
func (l *load) wait() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waited.begin(l.now())
}

// turn ends the waiting: with a turn, or without.
func (l *load) turn(got bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.waited.end(now)
	if !got {
		l.refused++
		return
	}
	l.writes++
	l.held.begin(now)
}

// done ends a turn.
func (l *load) done() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held.end(l.now())
}

// spans are times that add up, some of which are not over.
type spans struct {
	open int
	sum  time.Duration // of ends, less those of beginnings
}

func (s *spans) begin(at time.Duration) { s.open, s.sum = s.open+1, s.sum-at }
func (s *spans) end(at time.Duration)   { s.open, s.sum = s.open-1, s.sum+at }

// until is all of them, as if those that are not over ended now.
func (s *spans) until(now time.Duration) time.Duration { return s.sum + time.Duration(s.open)*now }
