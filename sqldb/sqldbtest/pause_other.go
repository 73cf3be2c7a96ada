//go:build !unix

package sqldbtest

// Pause stops the child where it is, as a machine that sleeps does, until Resume. Here nothing does that.
func (c *Process) Pause() {}

// Resume lets a child that was paused go on.
func (c *Process) Resume() {}
