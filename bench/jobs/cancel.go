package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
)

// deaf is work that computes, and listens to nobody.
func deaf() isolate.Work {
	return isolate.Work{Name: "deaf", Do: func(_ context.Context, c *isolate.Child) ([]byte, error) {
		c.Progress(os.Getpid(), 0, "")
		for n := 0; ; n++ {
			_ = n
		}
	}}
}

// cancels measures how long a child lives on once somebody has asked to cancel its job.
func cancels(ctx context.Context, o options, table io.Writer) error {
	w, err := newWorld(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	other, err := startCanceller(ctx, w.dir)
	if err != nil {
		return err
	}
	defer other.stop()
	pids := make(chan int, 1)
	work := func(ctx context.Context, _ *jobs.Task) (any, error) {
		_, _, err := w.sandbox.Run(ctx, isolate.Job{Work: "deaf", OnProgress: func(pid, _ int, _ string) { pids <- pid }})
		return nil, err
	}
	var here, there times
	err = w.running(ctx, jobs.Handlers{"deaf": work}, func(ctx context.Context) error {
		for i := range o.cancels {
			j, _, err := w.queue.Enqueue(ctx, jobs.Spec{Kind: "deaf", Owner: user(i)})
			if err != nil {
				return err
			}
			pid := 0
			select {
			case pid = <-pids:
			case <-time.After(time.Minute):
				return errors.New("no child began")
			}
			before := time.Now()
			if i%2 == 0 {
				_, err = w.queue.Cancel(ctx, jobs.Actor{User: j.Owner}, j.ID)
			} else {
				err = other.cancel(j)
			}
			if err != nil {
				return err
			}
			child, err := os.FindProcess(pid)
			if err != nil {
				return err
			}
			for child.Signal(syscall.Signal(0)) == nil {
				if time.Since(before) > time.Minute {
					return fmt.Errorf("the child %d lives on", pid)
				}
				time.Sleep(time.Millisecond)
			}
			if took := time.Since(before); i%2 == 0 {
				here = append(here, took)
			} else {
				there = append(there, took)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("cancel: %w", err)
	}
	row(table, "cancel", "from this process, until the child is gone", here)
	row(table, "cancel", "from another process, until the child is gone", there)
	return nil
}

// cancelCommand makes the program one that cancels jobs of the queue in a folder.
const cancelCommand = "cancel-for-bench"

// canceller is that program.
type canceller struct {
	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

func startCanceller(ctx context.Context, dir string) (*canceller, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &canceller{process: exec.CommandContext(ctx, self, cancelCommand, dir)} // #nosec G204 -- this program
	if c.in, err = c.process.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.out = bufio.NewReader(out)
	return c, c.process.Start()
}

// cancel asks it to cancel a job, and waits for its answer.
func (c *canceller) cancel(j jobs.Job) error {
	if _, err := fmt.Fprintln(c.in, j.Owner, j.ID); err != nil {
		return err
	}
	answer, err := c.out.ReadString('\n')
	if err == nil && answer != "ok\n" {
		err = errors.New(strconv.Quote(answer))
	}
	return err
}

func (c *canceller) stop() {
	_ = c.in.Close()
	_ = c.process.Wait()
}

// cancelAll is what it does.
func cancelAll(ctx context.Context, dir string, in io.Reader, out io.Writer) error {
	w := &world{} // the folder is not its own
	defer w.close()
	queue, err := w.open(ctx, dir)
	if err != nil {
		return err
	}
	for lines := bufio.NewScanner(in); lines.Scan(); {
		var owner, id string
		if _, err := fmt.Sscan(lines.Text(), &owner, &id); err != nil {
			return err
		}
		if _, err := queue.Cancel(ctx, jobs.Actor{User: owner}, id); err != nil {
			fmt.Fprintln(out, err)
			continue
		}
		fmt.Fprintln(out, "ok")
	}
	return nil
}
