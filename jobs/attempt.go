package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

// attempt is a job that runs here.
type attempt struct {
	*runner
	row   row // as it was claimed
	task  *Task
	begun time.Time // monotonic

	lease context.Context // ends when the lease is lost: then nothing is written any more
	lose  context.CancelCauseFunc
	fence *time.Timer     // loses it if nobody extends it
	ctx   context.Context // of the Handler, within lease
	end   context.CancelCauseFunc
	stop  context.CancelFunc
}

func (r *runner) newAttempt(ctx context.Context, c claimed) *attempt {
	a := &attempt{runner: r, row: c.row, begun: time.Now()}
	a.lease, a.lose = context.WithCancelCause(context.WithoutCancel(ctx))
	a.fence = time.AfterFunc(a.left(c.at), func() { a.lose(ErrLeaseLost) })
	a.ctx, a.end = context.WithCancelCause(a.lease)
	a.ctx, a.stop = context.WithTimeoutCause(a.ctx, r.c.Timeout, ErrTimeout)
	a.task = newTask(a, c.input)
	if a.left(c.at) <= 0 {
		a.lose(ErrLeaseLost) // it took too long to get it
	}
	return a
}

// left is how long a lease that was given at a time may be relied on: until a sixth of it before others may take the job, for the sake
// of clocks that differ and of what is on its way to the database.
func (a *attempt) left(at time.Time) time.Duration { return a.c.Lease - a.c.Lease/6 - time.Since(at) }

// extended says that the lease was given again at a time.
func (a *attempt) extended(at time.Time) { a.fence.Reset(a.left(at)) }

// returned is what a Handler did.
type returned struct {
	result any
	err    error
}

// run does the job, from its claim to its end. It returns when the Handler has.
func (a *attempt) run() {
	defer a.close()
	a.c.Observer.OnStart(a.row.job(), a.wait())
	done := make(chan returned, 1)
	if a.ctx.Err() == nil {
		go a.call(done)
	} else {
		done <- returned{err: context.Cause(a.ctx)}
	}
	select {
	case got := <-done:
		a.over(got)
		return
	case <-a.ctx.Done():
	}
	late := time.NewTimer(a.c.Linger)
	defer late.Stop()
	select {
	case got := <-done:
		a.over(got)
		return
	case <-late.C:
	}
	// It does not come back. What was decided is done without it; its place here stays taken.
	cause := context.Cause(a.ctx)
	a.c.Observer.OnError("stuck")
	a.c.Logger.ErrorContext(a.lease, "jobs: a handler does not return", slog.String("kind", a.row.Kind), slog.String("job", a.row.ID), slog.Any("cause", cause))
	if errors.Is(cause, ErrShutdown) {
		a.lose(ErrLeaseLost) // not given back: nobody else may have it yet
	}
	a.over(returned{err: cause})
	a.lose(ErrLeaseLost)
	a.here.stick(a)
	a.look()
	<-done
}

// close frees what the attempt has.
func (a *attempt) close() {
	a.fence.Stop()
	a.stop()
	a.end(nil)
	a.lose(nil)
}

// call calls the Handler, and says what it did, whatever that was.
func (a *attempt) call(done chan<- returned) {
	got := returned{err: errors.New("jobs: the Handler ended its goroutine")}
	defer func() {
		if p := recover(); p != nil {
			got = returned{err: &panicked{p, debug.Stack()}}
		}
		done <- got
	}()
	got.result, got.err = a.handlers[a.row.Kind](a.ctx, a.task)
}

// panicked is the error of a Handler that did.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("jobs: the Handler panicked: %v", p.value) }

// wait is how long the job could have run before it was claimed.
func (a *attempt) wait() time.Duration { return max(a.row.Started.Sub(a.row.RunAt.Time), 0) }
