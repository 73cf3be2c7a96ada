package isolate

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Sandbox runs jobs in children. It is safe for concurrent use.
type Sandbox struct {
	config Config
	path   string   // of the program; "" = in process
	args   []string // of it, with its own name
}

// New makes a Sandbox. Errors: ErrNoMain, ErrInChild, ErrUnsupported, and what is wrong with c. With Config.Strict, ErrUnsupported
// comes with what this system lacks.
func New(c Config) (*Sandbox, error) {
	if err := program.check(); err != nil {
		return nil, err
	}
	if c.Nice < -1 || c.Nice > 19 {
		return nil, fmt.Errorf("isolate: Config.Nice is %d, not -1 to 19", c.Nice)
	}
	if c.StartTimeout < 0 {
		return nil, fmt.Errorf("isolate: Config.StartTimeout is %v", c.StartTimeout)
	}
	switch c.Nice {
	case 0:
		c.Nice = 10
	case -1:
		c.Nice = 0
	}
	if c.StartTimeout == 0 {
		c.StartTimeout = 10 * time.Second
	}
	c.Command = slices.Clone(c.Command)
	s := &Sandbox{config: c}
	if c.InProcess {
		if c.Strict {
			return nil, fmt.Errorf("%w: Config.InProcess isolates nothing, and Config.Strict asks for all", ErrUnsupported)
		}
		return s, nil
	}
	has := support()
	if !has.Child || c.Strict && len(has.Missing) > 0 {
		return nil, fmt.Errorf("%w: %s", ErrUnsupported, strings.Join(has.Missing, " "))
	}
	if len(c.Command) == 0 {
		path, err := self()
		if err != nil {
			return nil, fmt.Errorf("isolate: the running program: %w", err)
		}
		s.path, s.args = path, []string{"isolate-child"}
		return s, nil
	}
	path, err := exec.LookPath(c.Command[0])
	if err == nil {
		path, err = filepath.Abs(path) // children run in /
	}
	if err != nil {
		return nil, fmt.Errorf("isolate: Config.Command: %w", err)
	}
	s.path, s.args = path, c.Command
	return s, nil
}

// Run does a job in a child of its own and waits until that is gone, with everything that it started. The error is a *Fault of the
// work, an *Error, what Job.Answer said, or, when ctx has ended, its cause (context.Cause): then the child is dead within
// 100 ms or so. ErrNoWork and what is wrong with j come before anything is started.
//
// Any number of jobs may run at the same time; how many is the caller's to bound. Each holds one thread of the system and four descriptors, and a
// few more while it starts: without them the error is one of CodeStart. The program must leave it to Run to wait for its children: it must
// neither ignore SIGCHLD nor wait for any child there is (wait(2)).
func (s *Sandbox) Run(ctx context.Context, j Job) (result []byte, u Usage, err error) {
	if j.Limits, err = j.Limits.filled(); err != nil {
		return nil, Usage{}, err
	}
	if len(j.Request) > MaxRequest {
		return nil, Usage{}, fmt.Errorf("isolate: Job.Request has %d bytes, more than %d", len(j.Request), MaxRequest)
	}
	w, known := program.work(j.Work)
	if !known && len(s.config.Command) == 0 || !workName.MatchString(j.Work) { // another program may have others
		return nil, Usage{}, fmt.Errorf("%w: %q", ErrNoWork, j.Work)
	}
	if ctx.Err() != nil {
		return nil, Usage{}, context.Cause(ctx)
	}
	if s.path == "" {
		return inProcess(ctx, w, j)
	}
	return s.inChild(ctx, j)
}
