//go:build unix && !linux

package isolate

import (
	"os"
	"runtime/debug"
	"syscall"
)

func self() (string, error) { return os.Executable() }

// attributes make a child the leader of a process group of its own.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// awaitExit cannot do what it does on Linux, and tells so.
func awaitExit(int) bool { return false }

// ownPeak and maxRSS count in units that differ, so nothing is known.
func ownPeak() int64                { return 0 }
func maxRSS(*os.ProcessState) int64 { return 0 }

func support() Enforcement {
	return Enforcement{Child: true, Output: true, Missing: []string{
		"This system is not Linux: only time and output of children are bounded, and their memory as far as the garbage collector can; use Linux 5.13 or newer on amd64 or arm64.",
	}}
}

// enforce does what there is.
func enforce(s setup) (Enforcement, error) {
	debug.SetMemoryLimit(s.Limits.Memory)
	return support(), nil
}
