package isolate

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// Exit statuses of a child that is not well; its standard error says why.
const (
	exitSetup    = 3 // it is none, or could not become one
	exitOrphaned = 4 // the parent is gone
)

// setupTimeout is how long a process that was told to be a child waits for a parent to say so too.
const setupTimeout = 10 * time.Second

// serve is the whole life of a child. It returns the exit status.
//
// Until the sandbox is closed nothing is read but the setup, which the parent made of numbers and the name of the
// work. What somebody may have chosen with care, the request, comes after hello.
func serve() int {
	if program.err != nil {
		return complain("%v", program.err)
	}
	if in, err := os.Stdin.Stat(); err != nil || in.Mode()&os.ModeNamedPipe == 0 {
		return complain("%s=%s is for children of this program, but standard input is no pipe of a parent; unset it", marker, protocol)
	}
	os.Clearenv()
	stdin := bufio.NewReaderSize(os.Stdin, 4<<10)
	late := time.AfterFunc(setupTimeout, func() {
		os.Exit(complain("%s=%s is for children of this program, but no parent says anything; unset it", marker, protocol)) //nolint:forbidigo // nothing has begun
	})
	var s setup
	kind, payload, err := readFrame(stdin, fromParent)
	if err == nil && kind != frameSetup {
		err = errFrame
	}
	if err == nil {
		err = readJSON(payload, &s)
	}
	if !late.Stop() || err != nil {
		return complain("the parent is no Sandbox, or of another version: %v", err)
	}

	memory := openPeak() // while files can be opened
	enforced, err := enforce(s)
	if err == nil && s.Strict && len(enforced.Missing) > 0 {
		err = fmt.Errorf("%w: %s", ErrUnsupported, enforced.Missing[0])
	}
	if err != nil {
		return complain("%v", err)
	}

	p := &pipes{frames: os.NewFile(frameFD, "frames")}
	if err := p.frame(frameHello); err != nil {
		return exitOrphaned
	}
	c := newChild(p, s.Limits)
	c.enforced = enforced
	var out *output
	if s.Output {
		out = &output{file: os.NewFile(outputFD, "output"), most: s.Limits.Output}
		c.Output = out
	}
	request := make(chan []byte)
	go p.listen(stdin, request)
	c.Request = <-request

	var result []byte
	f := &fault{Kind: kindNoWork}
	if w, ok := program.work(s.Work); ok {
		result, err = perform(context.Background(), w, c, os.Stderr)
		f = faultOf(err, out)
	}
	c.end()
	if f != nil {
		f.Peak = memory.read()
		err = p.json(frameFault, f)
	} else {
		err = p.frame(frameDone, binary.BigEndian.AppendUint64(nil, uint64(memory.read())), result)
	}
	if err != nil {
		return exitOrphaned
	}
	return 0
}

// complain says on standard error what is wrong, which operators see.
func complain(format string, args ...any) int {
	_, _ = fmt.Fprintf(os.Stderr, "isolate: "+format+"\n", args...)
	return exitSetup
}

// pipes is the parent, over pipes.
type pipes struct {
	sending sync.Mutex
	frames  *os.File

	asking sync.Mutex
	reply  func([]byte, error) // of the question that is on its way
}

func (p *pipes) frame(kind frameType, parts ...[]byte) error {
	p.sending.Lock()
	defer p.sending.Unlock()
	return writeFrame(p.frames, kind, parts...)
}

func (p *pipes) json(kind frameType, v any) error {
	p.sending.Lock()
	defer p.sending.Unlock()
	return writeJSON(p.frames, kind, v)
}

func (p *pipes) progress(v progress) {
	_ = p.json(frameProgress, v) // a parent that is gone is noticed by listen
}

func (p *pipes) ask(question []byte, reply func([]byte, error)) error {
	p.asking.Lock()
	p.reply = reply
	p.asking.Unlock()
	if err := p.frame(frameQuestion, question); err != nil {
		return fmt.Errorf("%w: %w", errNoParent, err)
	}
	return nil
}

// listen reads what the parent sends, all the time: the end of its pipe is the end of the parent, and then of this
// process too, whatever the work is about.
func (p *pipes) listen(r io.Reader, request chan<- []byte) {
	for {
		kind, payload, err := readFrame(r, fromParent)
		if err != nil {
			os.Exit(exitOrphaned) //nolint:forbidigo // nobody is left to tell
		}
		if kind == frameRequest && request != nil {
			request <- payload
			request = nil
			continue
		}
		p.asking.Lock()
		reply := p.reply
		p.reply = nil
		p.asking.Unlock()
		switch {
		case kind == frameAnswer && reply != nil:
			reply(payload, nil)
		case kind == frameRefusal && reply != nil:
			f := &Fault{}
			if err := readJSON(payload, f); err != nil {
				os.Exit(complain("a refusal: %v", err)) //nolint:forbidigo // the parent is no Sandbox
			}
			reply(nil, f)
		default:
			os.Exit(complain("the parent sends %q", kind)) //nolint:forbidigo // the parent is no Sandbox
		}
	}
}
