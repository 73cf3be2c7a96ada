package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
)

// child is this program as another process. It is told by JSON what to do, and ends when nothing more can come.
type child struct {
	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

func startChild(ctx context.Context, command string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	process := exec.CommandContext(ctx, self, command) // #nosec G204 -- this program
	process.Stderr = os.Stderr
	in, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	return &child{process: process, in: in, out: bufio.NewReader(out)}, nil
}

func (c *child) tell(what any) error { return json.NewEncoder(c.in).Encode(what) }

// hear waits for an answer: a line of JSON.
func (c *child) hear(answer any) error {
	line, err := c.out.ReadBytes('\n')
	if err != nil {
		return errors.Join(errors.New("a child of this program gave no answer"), err)
	}
	return json.Unmarshal(line, answer)
}

// stop waits until it has done what it does.
func (c *child) stop() error {
	_ = c.in.Close()
	return c.process.Wait()
}
