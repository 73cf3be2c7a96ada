package sqldb

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// errLost says that an event belongs to somebody else by now.
var errLost = errors.New("another process has taken the event over")

// handle calls the handlers of an event, whose lease ends then, and removes it. done
// is false without an error if it was lost to another process, which goes on with it.
func (o *Outbox) handle(work context.Context, e Event, end time.Time) (done bool, err error) {
	start := time.Now()
	ctx, cancel := context.WithDeadline(work, end)
	defer cancel()
	switch err := o.try(ctx, e); {
	case errors.Is(err, errLost):
		o.c.Logger.Warn("outbox: event took longer than its lease", "event", e.ID, "topic", e.Topic, "attempt", e.Attempt)
		return false, nil
	case err != nil:
		o.fail(work, e, err)
		return false, err
	}
	if f := o.c.Observer.OnDone; f != nil {
		f(e, time.Since(start))
	}
	return true, nil
}

func (o *Outbox) try(ctx context.Context, e Event) error {
	o.mu.Lock()
	l := o.handlers[e.Topic]
	o.mu.Unlock()
	for _, h := range l.plain {
		if err := safely(func() error { return h(ctx, e) }); err != nil {
			return err
		}
	}
	return o.db.Write(ctx, func(tx *Tx) error {
		// First, so that nobody does the work of an event that is lost, and that
		// PostgreSQL has its row locked meanwhile.
		n, err := tx.Exec(ctx, `delete from ep_outbox where id = $1 and attempts = $2`, e.ID, e.Attempt)
		if err != nil {
			return err
		}
		if n == 0 {
			return errLost
		}
		for _, h := range l.tx {
			if err := safely(func() error { return h(ctx, tx, e) }); err != nil {
				return err
			}
		}
		return nil
	})
}

// safely makes an error of a panic.
func safely(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return f()
}

// fail notes what went wrong and when to try again: soon if the handler was cut
// off by the end of Run. What cannot be written now is due when the lease is over.
func (o *Outbox) fail(work context.Context, e Event, cause error) {
	next, text := o.c.Now().Add(pause(e.Attempt)), errorText(cause)
	if work.Err() != nil {
		next = o.c.Now()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(work), 10*time.Second)
	defer cancel()
	_, err := o.db.Exec(ctx, `update ep_outbox set due_at = $1, error = $2 where id = $3 and attempts = $4`, At(next), text, e.ID, e.Attempt)
	o.c.Logger.Warn("outbox: event failed", "event", e.ID, "topic", e.Topic, "attempt", e.Attempt, "error", text, "next", next, "noted", err == nil)
	if f := o.c.Observer.OnFailed; f != nil {
		f(e, cause, next)
	}
}

// pause is how long to wait after an attempt: a second, doubling to an hour, and
// up to a quarter more, so that what failed together does not come together.
func pause(attempt int) time.Duration {
	d := min(time.Second<<min(max(attempt-1, 0), 12), time.Hour)
	return d + rand.N(d/4) // #nosec G404 -- spreads retries, decides nothing
}

// maxErrorText bounds what is kept of an error, in bytes.
const maxErrorText = 500

// errorText is an error as it is kept: of bounded length, and text for any
// database.
func errorText(err error) string {
	text := err.Error()
	if len(text) > maxErrorText {
		text = text[:maxErrorText]
	}
	return strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
}
