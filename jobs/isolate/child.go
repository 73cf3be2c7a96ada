package isolate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// Child is the parent as the work in a child sees it. Its methods are safe for concurrent use.
type Child struct {
	Request []byte    // Job.Request
	Output  io.Writer // writes to Job.Output, up to Limits.Output bytes: then each Write is an error of CodeOutput; nil = the job has none
	Limits  Limits    // of the job, filled in

	parent   parent
	enforced Enforcement // what holds this child; nothing in process
	slot     chan struct{}

	mu    sync.Mutex
	said  time.Time   // when progress was last sent
	later *progress   // what came too soon after that
	timer *time.Timer // sends it
	ended bool
}

// parent is how a Child reaches Sandbox.Run.
type parent interface {
	progress(p progress)
	// ask asks, and calls reply with the answer, once, on any goroutine.
	ask(question []byte, reply func(answer []byte, err error)) error
}

var (
	errNoParent = errors.New("isolate: the job has ended")
	errTooLong  = fmt.Errorf("isolate: a question has more than %d bytes", MaxQuestion)
)

// pace is the least time between two reports of progress.
const pace = 50 * time.Millisecond

func newChild(p parent, l Limits) *Child {
	return &Child{Limits: l, parent: p, slot: make(chan struct{}, 1)}
}

// Progress tells the parent how far the work is. It is cheap: what comes faster than 20 times a second is left out,
// but for the last. total 0 is not known; done is cut to 0 to total, and note to 256 bytes.
func (c *Child) Progress(done, total int, note string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.parent == nil || c.ended {
		return
	}
	p := progress{Done: done, Total: total, Note: note}.clamped()
	if c.later != nil {
		c.later = &p
		return
	}
	wait := pace - time.Since(c.said)
	if wait <= 0 {
		c.send(p)
		return
	}
	c.later, c.timer = &p, time.AfterFunc(wait, c.flush)
}

// flush sends what came too soon.
func (c *Child) flush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.later != nil && !c.ended {
		c.send(*c.later)
		c.later = nil
	}
}

func (c *Child) send(p progress) {
	c.said = time.Now()
	c.parent.progress(p)
}

// end sends what is left; nothing is sent after it.
func (c *Child) end() {
	c.flush()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	if c.timer != nil {
		c.timer.Stop()
	}
}

func (c *Child) over() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.parent == nil || c.ended
}

// Ask asks the parent, which has Job.Answer. The error is a *Fault, that of ctx, or that the question is too long or the
// job has ended. Questions of several goroutines wait for each other. What the answer holds is the caller's.
func (c *Child) Ask(ctx context.Context, question []byte) ([]byte, error) {
	if c.over() {
		return nil, errNoParent
	}
	if len(question) > MaxQuestion {
		return nil, errTooLong
	}
	select {
	case c.slot <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if c.over() {
		<-c.slot
		return nil, errNoParent
	}
	type reply struct {
		answer []byte
		err    error
	}
	got := make(chan reply, 1)
	// The slot is given back by the answer, even where nobody waits for it any more: the next question must not
	// take it for its own.
	err := c.parent.ask(question, func(answer []byte, err error) {
		<-c.slot
		got <- reply{answer, err}
	})
	if err != nil {
		<-c.slot
		return nil, err
	}
	select {
	case r := <-got:
		return r.answer, r.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
