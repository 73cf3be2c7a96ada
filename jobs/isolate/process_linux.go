package isolate

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// self is the running program, even where its file has been replaced or deleted since.
func self() (string, error) { return "/proc/self/exe", nil }

// attributes make a child the leader of a process group of its own, which dies with the parent.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// awaitExit waits until a child has ended and leaves it as it is, so that its number and that of its group stay taken. It tells whether they do:
// somebody else may have waited for it, too.
func awaitExit(pid int) bool {
	for {
		if err := unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil); err != unix.EINTR { //nolint:errorlint // returned as it is
			return err == nil
		}
	}
}

// ownPeak is this process's largest resident memory so far, in bytes.
func ownPeak() int64 {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		return 1<<63 - 1
	}
	return int64(u.Maxrss) << 10
}

// maxRSS is that of a process which has ended, in bytes, and of its parent's if that is more.
func maxRSS(s *os.ProcessState) int64 {
	if u, ok := s.SysUsage().(*syscall.Rusage); ok {
		return int64(u.Maxrss) << 10
	}
	return 0
}
