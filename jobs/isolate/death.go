//go:build unix

package isolate

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"
)

// death is the error of Run for a child that ended by itself, and said neither what came out nor what went wrong.
func death(state *os.ProcessState, u Usage, l Limits, ready bool, log *capture) error {
	text := log.String()
	code := codeOf(state, u, l, text)
	if !ready {
		code = CodeStart
	}
	return &Error{Code: code, Message: sentence(code, l), Log: text, Err: fmt.Errorf("the child ended with %v", state)}
}

// cpuSlack is how much less than its limit a process may seem to have used that the system ended for it: the limit is
// held against samples at each tick of a clock, and what is told afterwards was measured.
const cpuSlack = 500 * time.Millisecond

// codeOf tells by how a process ended what ended it.
func codeOf(state *os.ProcessState, u Usage, l Limits, log string) Code {
	status, _ := state.Sys().(syscall.WaitStatus)
	switch signal := signalOf(status); {
	case signal == syscall.SIGSYS:
		return CodeForbidden
	case signal == syscall.SIGXCPU, signal == syscall.SIGKILL && u.CPU >= l.CPU*9/10-cpuSlack:
		return CodeCPU
	case signal == syscall.SIGKILL:
		return CodeKilled
	case outOfMemory(signal, state.ExitCode(), u.Peak, l.Memory, log):
		return CodeMemory
	default:
		return CodeCrashed
	}
}

// outOfMemory tells whether a runtime gave up because it got no more memory. It says so in most cases; in others it
// dies somewhere on the way, with what it has nearly used up. A panic is neither: then the runtime goes on.
func outOfMemory(signal syscall.Signal, exit int, peak, memory int64, log string) bool {
	if exit == 66 && strings.Contains(log, "ThreadSanitizer failed to allocate") { // the race detector's way
		return true
	}
	if exit != 2 && signal != syscall.SIGSEGV && signal != syscall.SIGABRT && signal != syscall.SIGBUS && signal != syscall.SIGTRAP {
		return false
	}
	for line := range strings.Lines(log) {
		switch {
		case strings.HasPrefix(line, "panic: "), strings.HasPrefix(line, "runtime: goroutine stack exceeds"),
			strings.HasPrefix(line, "fatal error: stack overflow"), strings.HasPrefix(line, "fatal error: all goroutines are asleep"),
			strings.HasPrefix(line, "runtime: program exceeds"):
			return false
		case strings.HasPrefix(line, "fatal error:") && strings.Contains(line, "out of memory"),
			strings.HasPrefix(line, "fatal error:") && strings.Contains(line, "cannot allocate"),
			strings.HasPrefix(line, "runtime: cannot allocate"), strings.HasPrefix(line, "runtime: out of memory"),
			strings.Contains(line, "pthread_create failed"), strings.Contains(line, "failed to create new OS thread"):
			return true
		}
	}
	return peak >= memory-memory/4
}

// signalOf is the signal that ended a process, 0 if none did.
func signalOf(s syscall.WaitStatus) syscall.Signal {
	if s.Signaled() {
		return s.Signal()
	}
	return 0
}
