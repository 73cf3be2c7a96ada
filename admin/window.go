package admin

import (
	"sync"
	"time"
)

const parts = 20 // of a window

// window counts what happened in the last while: to a twentieth of it. It is safe for concurrent use.
type window struct {
	part time.Duration

	mu     sync.Mutex
	last   int64 // number of the latest part, counted from 1970
	counts [parts]int64
}

func newWindow(d time.Duration) *window { return &window{part: max(d/parts, 1)} }

// add counts n.
func (w *window) add(now time.Time, n int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.advance(now)
	w.counts[w.last%parts] += n
}

// sum is how many there were.
func (w *window) sum(now time.Time) (n int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.advance(now)
	for _, c := range w.counts {
		n += c
	}
	return n
}

// advance forgets what is too old. What a clock that went back a little counts is of the latest part; one that went back by more than the window begins anew,
// as what it counted before would stay until it is there again.
func (w *window) advance(now time.Time) {
	at := max(now.UnixNano(), 0) / int64(w.part)
	if at < w.last-parts || at >= w.last+parts {
		w.counts, w.last = [parts]int64{}, at
	}
	for w.last < at {
		w.last++
		w.counts[w.last%parts] = 0
	}
}
