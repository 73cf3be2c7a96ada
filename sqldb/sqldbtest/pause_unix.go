//go:build unix

package sqldbtest

import "syscall"

// Pause stops the child where it is, as a machine that sleeps does, until Resume. It may have ended.
func (c *Process) Pause() { _ = c.cmd.Process.Signal(syscall.SIGSTOP) }

// Resume lets a child that was paused go on.
func (c *Process) Resume() { _ = c.cmd.Process.Signal(syscall.SIGCONT) }
