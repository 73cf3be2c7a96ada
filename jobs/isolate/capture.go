package isolate

import "sync"

const (
	logHead = 8 << 10  // bytes of a child's standard error that are kept from its beginning,
	logTail = 56 << 10 // and from its end
)

// capture keeps the beginning and the end of what is written: the runtime says first why it gives up, and then where
// every goroutine was.
type capture struct {
	mu   sync.Mutex
	head []byte
	tail []byte // a ring once it is full
	at   int    // where the ring begins
	lost bool
}

func (c *capture) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := len(p)
	if room := logHead - len(c.head); room > 0 {
		room = min(room, len(p))
		c.head, p = append(c.head, p[:room]...), p[room:]
	}
	if len(p) > logTail {
		p, c.lost = p[len(p)-logTail:], true
	}
	if room := logTail - len(c.tail); room > 0 {
		room = min(room, len(p))
		c.tail, p = append(c.tail, p[:room]...), p[room:]
	}
	for len(p) > 0 {
		c.lost = true
		k := copy(c.tail[c.at:], p)
		c.at, p = (c.at+k)%logTail, p[k:]
	}
	return n, nil
}

// String is what was kept, with a line between the parts where something was lost.
func (c *capture) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := string(c.head)
	if c.lost {
		s += "\n[…]\n"
	}
	return s + string(c.tail[c.at:]) + string(c.tail[:c.at])
}
