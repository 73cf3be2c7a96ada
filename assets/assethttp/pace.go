package assethttp

import (
	"errors"
	"io"
	"time"
)

// pace is how fast a body has to come or go: all of its n bytes within allowance + n/rate seconds, at any n. A
// connection that cannot be ended has all the time it likes.
type pace struct {
	allowance time.Duration
	rate      int64 // bytes each second

	set   func(deadline time.Time) error // of the connection, in one direction
	began time.Time
	n     int64
	ended bool
}

// usual is the pace of Receive and Serve.
func usual() pace { return pace{allowance: time.Minute, rate: 8 << 10} }

func (p *pace) begin(set func(deadline time.Time) error) { p.set, p.began = set, time.Now() }

// wait is before each read.
func (p *pace) wait() {
	if p.ended { // by now net/http looks whether the client goes away, and a deadline would be taken for that
		return
	}
	late := p.began.Add(p.allowance + time.Duration(p.n/p.rate)*time.Second)
	_ = p.set(late) // not supported: see above
}

// got is after each read. When all has come, the connection has no deadline any more, or else that would end the
// request while the file is looked into. When something broke it keeps it, for the server reads on for a while.
func (p *pace) got(n int, err error) {
	p.n += int64(n)
	if errors.Is(err, io.EOF) && !p.ended {
		p.ended = true
		_ = p.set(time.Time{})
	}
}
