package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/einkpdf/platform/einkpdf"
)

// progress counts pages, or devices, on a terminal, once it takes longer than a second.
type progress struct {
	w     io.Writer // nil when nobody watches
	what  string    // is counted
	now   func() time.Time
	next  time.Time // when to show the count again
	shown bool
}

// newProgress starts the clock. Only a terminal is written to.
func newProgress(w io.Writer, now func() time.Time) *progress {
	p := &progress{what: "page", now: now, next: now().Add(time.Second)}
	if isTerminal(w) {
		p.w = w
	}
	return p
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// page shows the count at most ten times a second.
func (p *progress) page(done, total int) {
	if p.w == nil {
		return
	}
	now := p.now()
	if now.Before(p.next) {
		return
	}
	p.shown, p.next = true, now.Add(100*time.Millisecond)
	fmt.Fprintf(p.w, "\r%s %d of %d", p.what, done, total)
}

// ofDevices counts a device once all of the runs that are for it are done. What
// it returns is told the device of each run that is.
func (p *progress) ofDevices(runs []einkpdf.Options) (done func(device string)) {
	left := map[string]int{}
	for _, r := range runs {
		left[r.Device]++
	}
	finished := 0
	return func(device string) {
		if left[device]--; left[device] == 0 {
			finished++
			p.page(finished, len(left))
		}
	}
}

// done removes the count.
func (p *progress) done() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
