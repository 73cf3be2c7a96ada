package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress counts pages on a terminal, once it takes longer than a second.
type progress struct {
	w     io.Writer // nil when nobody watches
	start time.Time
	next  time.Time
	shown bool
}

func newProgress(w io.Writer) *progress {
	p := &progress{start: time.Now()}
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			p.w = w
		}
	}
	p.next = p.start.Add(time.Second)
	return p
}

func (p *progress) page(done, total int) {
	now := time.Now()
	if p.w == nil || now.Before(p.next) {
		return
	}
	p.shown, p.next = true, now.Add(100*time.Millisecond)
	fmt.Fprintf(p.w, "\rpage %d of %d", done, total)
}

// done removes the count.
func (p *progress) done() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
