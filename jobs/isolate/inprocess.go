package isolate

import (
	"context"
	"sync"
	"time"
)

// inProcess does work where the caller is. It returns once the work did.
func inProcess(ctx context.Context, w Work, j Job) ([]byte, Usage, error) {
	start := time.Now()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	timer := time.AfterFunc(j.Limits.Time, func() { stop(errTime) })
	defer timer.Stop()

	c := newChild(&direct{ctx: ctx, stop: stop, job: j}, j.Limits)
	c.Request = j.Request
	var out *output
	if j.Output != nil {
		out = &output{file: j.Output, most: j.Limits.Output}
		c.Output = out
	}
	log := &capture{}
	result, err := perform(ctx, w, c, log)
	c.end()
	u := Usage{Time: time.Since(start)}
	f := faultOf(err, out)
	if f == nil {
		return result, u, nil
	}
	if cause := causeOf(ctx, j.Limits, log); cause != nil && Code(f.Kind) != CodeOutput {
		return nil, u, cause
	}
	return nil, u, f.errorOf(j.Limits, log.String())
}

// direct is the parent, in the same process.
type direct struct {
	ctx  context.Context //nolint:containedctx // the job's, for its callbacks
	stop context.CancelCauseFunc
	job  Job
	mu   sync.Mutex // callbacks come one at a time
}

func (d *direct) progress(p progress) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.job.OnProgress != nil {
		d.job.OnProgress(p.Done, p.Total, p.Note)
	}
}

func (d *direct) ask(question []byte, reply func([]byte, error)) error {
	d.mu.Lock()
	answer, refusal, err := d.job.answer(d.ctx, question)
	d.mu.Unlock()
	switch {
	case err != nil:
		d.stop(&answerError{err})
		reply(nil, errNoParent)
	case refusal != nil:
		reply(nil, refusal)
	default:
		reply(answer, nil)
	}
	return nil
}
