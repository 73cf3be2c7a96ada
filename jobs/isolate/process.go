//go:build unix

package isolate

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

const (
	exitGrace = 5 * time.Second // from a child's last word to its end
	drainTime = 2 * time.Second // from a child's end to that of its pipes, which somebody else may hold
)

var errRobbed = errors.New("isolate: SIGCHLD is ignored, or somebody waits for all children: see wait(2)")

// process is a child and its pipes. What comes from it is hostile.
type process struct {
	cmd    *exec.Cmd
	stdin  *os.File // to the child; open as long as it may live
	frames *os.File // from the child
	log    *capture
	start  time.Time

	mu     sync.Mutex
	reaped bool // its number may be another's

	exited chan struct{} // closed when it is gone, with the rest of its group
	end    time.Time     // when that was
	ours   int64         // the parent's own peak, in bytes, when the child began
}

// inChild does a job in a child.
func (s *Sandbox) inChild(ctx context.Context, j Job) ([]byte, Usage, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	p, err := s.spawn(ctx, j.Output)
	if err != nil {
		if ctx.Err() != nil {
			return nil, Usage{}, context.Cause(ctx)
		}
		return nil, Usage{}, &Error{Code: CodeStart, Message: sentence(CodeStart, j.Limits), Err: err}
	}
	defer p.close()
	defer time.AfterFunc(j.Limits.Time, func() { stop(errTime) }).Stop()

	d := &dialogue{job: j, p: p, stop: stop}
	d.hold(ctx, setup{Work: j.Work, Limits: j.Limits, Output: j.Output != nil, Nice: s.config.Nice, Strict: s.config.Strict}, s.config.StartTimeout)
	select {
	case <-p.exited:
	case <-time.After(exitGrace):
		stop(fmt.Errorf("%w: it stays alive", errBroken))
		<-p.exited
	}

	if p.cmd.ProcessState == nil {
		return nil, Usage{Time: p.end.Sub(p.start), Start: d.ready}, &Error{Code: CodeKilled, Message: sentence(CodeKilled, j.Limits), Log: p.log.String(), Err: errRobbed}
	}
	u := p.usage()
	u.Start = d.ready
	u.Peak = p.peak(d.peak)
	switch well := p.cmd.ProcessState.Success() && !d.broken; {
	case well && d.last == frameDone:
		return d.result, u, nil
	case well && d.last == frameFault:
		if err := d.fault.errorOf(j.Limits, p.log.String()); err != nil {
			return nil, u, err
		}
		stop(fmt.Errorf("%w: a fault of kind %q", errBroken, clip(d.fault.Kind, 64)))
	}
	if err := causeOf(ctx, j.Limits, p.log); err != nil {
		return nil, u, err
	}
	return nil, u, death(p.cmd.ProcessState, u, j.Limits, d.ready > 0, p.log)
}

// spawn starts a child, which is killed with its process group when ctx ends.
func (s *Sandbox) spawn(ctx context.Context, output *os.File) (*process, error) {
	inRead, inWrite, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer func() { _ = inRead.Close() }()
	framesRead, framesWrite, err := os.Pipe()
	if err != nil {
		_ = inWrite.Close()
		return nil, err
	}
	defer func() { _ = framesWrite.Close() }()
	p := &process{stdin: inWrite, frames: framesRead, log: &capture{}, exited: make(chan struct{})}
	p.cmd = exec.CommandContext(ctx, s.path) //nolint:gosec // the program itself, or Config.Command
	p.cmd.Args = s.args
	p.cmd.Env = []string{marker + "=" + protocol}
	if race {
		p.cmd.Env = append(p.cmd.Env, "GORACE=atexit_sleep_ms=0") // the detector sleeps for a second before it exits
	}
	p.cmd.Dir = "/"
	p.cmd.Stdin = inRead
	log := &brakedWriter{Writer: p.log}
	p.cmd.Stdout, p.cmd.Stderr = log, log              // one pipe, and one goroutine that reads it
	p.cmd.ExtraFiles = []*os.File{output, framesWrite} // from descriptor 3 on; nil is closed
	p.cmd.SysProcAttr = attributes()
	p.cmd.Cancel = p.kill
	p.cmd.WaitDelay = drainTime

	started := make(chan error)
	go p.run(started)
	if err := <-started; err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// run starts the child and stays until it is gone. A child is killed when the thread ends that started it (PR_SET_PDEATHSIG, see
// prctl(2)), so that thread does nothing else until then.
func (p *process) run(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	p.start = time.Now()
	err := p.cmd.Start()
	p.ours = ownPeak()
	started <- err
	if err != nil {
		return
	}
	defer close(p.exited)
	pid := p.cmd.Process.Pid
	if awaitExit(pid) {
		_ = p.kill() // what it started: until Wait the numbers are its own
		p.bury()
		_ = p.cmd.Wait() // its state says all
		return
	}
	_ = p.cmd.Wait()
	p.bury()
	_ = syscall.Kill(-pid, syscall.SIGKILL) // a moment too late to be sure whose group that is, but the numbers come round slowly
}

// bury lets go of an ended child's number and pipes.
func (p *process) bury() {
	p.end = time.Now()
	p.mu.Lock()
	p.reaped = true
	p.mu.Unlock()
	_ = p.stdin.SetWriteDeadline(p.end)
	_ = p.frames.SetReadDeadline(p.end.Add(drainTime))
}

// kill ends the child and its process group, unless their number has been given back.
func (p *process) kill() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reaped {
		return os.ErrProcessDone
	}
	pid := p.cmd.Process.Pid
	_ = syscall.Kill(pid, syscall.SIGKILL) // where nothing keeps it in its group
	return syscall.Kill(-pid, syscall.SIGKILL)
}

func (p *process) close() {
	_ = p.stdin.Close()
	_ = p.frames.Close()
}

// usage is known once the child is gone.
func (p *process) usage() Usage {
	state := p.cmd.ProcessState
	return Usage{Time: p.end.Sub(p.start), CPU: state.UserTime() + state.SystemTime()}
}

// peak is the child's largest resident memory, of which it says that it was said. What the system says is never less, but
// counts the parent's in: a child shares its parent's memory until it runs a program of its own.
func (p *process) peak(said int64) int64 {
	most := maxRSS(p.cmd.ProcessState)
	if said > 0 {
		return min(said, most)
	}
	if most > p.ours {
		return most
	}
	return 0
}

// dialogue is what a parent and its child say to each other.
type dialogue struct {
	job  Job
	p    *process
	stop context.CancelCauseFunc

	ready    time.Duration // from start to hello; 0 = it was not said
	reports  int           // of progress
	asked    brake         // by questions: many fit into one read
	last     frameType     // frameDone or frameFault once it was said
	result   []byte
	fault    fault
	peak     int64
	broken   bool
	deadline *time.Timer
}

// hold talks until the child says no more.
func (d *dialogue) hold(ctx context.Context, s setup, startTimeout time.Duration) {
	d.deadline = time.AfterFunc(startTimeout, func() { d.stop(errStart) })
	defer func() { d.deadline.Stop() }()
	if err := writeJSON(d.p.stdin, frameSetup, s); err != nil {
		return // it is dying, and says why in its status
	}
	r := bufio.NewReaderSize(&brakedReader{Reader: d.p.frames}, 4<<10)
	for {
		kind, payload, err := readFrame(r, fromChild)
		switch {
		case err == nil:
			err = d.hear(ctx, kind, payload)
		case errors.Is(err, errFrame):
		default: // it is gone, perhaps while it spoke
			return
		}
		if err != nil {
			d.broken = true
			d.stop(fmt.Errorf("%w: %w", errBroken, err))
			return
		}
	}
}

// hear takes what the child says. The error is that no child of ours would.
func (d *dialogue) hear(ctx context.Context, kind frameType, payload []byte) error {
	if (d.ready == 0) != (kind == frameHello) || d.last != 0 {
		return fmt.Errorf("%w: %q comes at the wrong time", errFrame, kind)
	}
	switch kind {
	case frameHello:
		d.ready = max(d.elapsed(), 1)
		d.deadline.Stop()
		_ = writeFrame(d.p.stdin, frameRequest, d.job.Request) // an error: it is gone
	case frameProgress:
		return d.report(payload)
	case frameQuestion:
		return d.answer(ctx, payload)
	case frameDone:
		if len(payload) < 8 {
			return fmt.Errorf("%w: done in %d bytes", errFrame, len(payload))
		}
		d.end(kind, int64(binary.BigEndian.Uint64(payload)))
		d.result = payload[8:]
	case frameFault:
		if err := readJSON(payload, &d.fault); err != nil {
			return err
		}
		d.end(kind, d.fault.Peak)
	}
	return nil
}

// end gives the child a little time to end after its last word.
func (d *dialogue) end(kind frameType, peak int64) {
	d.last, d.peak = kind, peak
	d.deadline = time.AfterFunc(exitGrace, func() { d.stop(fmt.Errorf("%w: it stays alive after its last word", errBroken)) })
}

func (d *dialogue) elapsed() time.Duration { return time.Since(d.p.start) }

// report tells of progress. A child of ours sends 20 a second; what sends many more wants to keep us busy.
func (d *dialogue) report(payload []byte) error {
	d.reports++
	if float64(d.reports) > 1000+40*d.elapsed().Seconds() {
		return fmt.Errorf("%w: too many reports of progress", errFrame)
	}
	var p progress
	if err := readJSON(payload, &p); err != nil {
		return err
	}
	if !p.valid() {
		return fmt.Errorf("%w: impossible progress", errFrame)
	}
	if d.job.OnProgress != nil {
		d.job.OnProgress(p.Done, p.Total, p.Note)
	}
	return nil
}

// answer answers. Nothing is said after the job was stopped, and what cannot be written is for nobody.
func (d *dialogue) answer(ctx context.Context, question []byte) error {
	if ctx.Err() != nil {
		return nil
	}
	d.asked.touch()
	answer, refusal, err := d.job.answer(ctx, question)
	switch {
	case err != nil:
		d.stop(&answerError{err})
	case refusal != nil:
		_ = writeJSON(d.p.stdin, frameRefusal, refusal)
	default:
		_ = writeFrame(d.p.stdin, frameAnswer, answer)
	}
	return nil
}
