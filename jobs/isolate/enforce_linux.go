package isolate

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/landlock-lsm/go-landlock/landlock"
	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

const (
	maxProcs   = 4   // processors that one child uses at a time
	maxThreads = 256 // of a child: then the runtime gives up

	runtimeData      = 160 << 20 // bytes of RLIMIT_DATA for the runtime itself, and for libc with its arenas and stacks of threads
	runtimeAddresses = 16 << 30  // bytes that it may reserve: 1.6 GiB are usual
)

func support() Enforcement { return enforcement(landlockABI() > 0, hasSeccomp()) }

// enforcement is what Linux does with or without its two kinds of sandbox. Resource limits each Linux has.
func enforcement(files, calls bool) Enforcement {
	e := Enforcement{
		Child: true, Tree: calls, CPU: true, Memory: true, Output: true, Files: true,
		NoFiles: files || calls, NoNetwork: calls, NoExec: calls,
	}
	if !files {
		e.Missing = append(e.Missing, "Landlock is missing, so that files are kept away by seccomp alone: use Linux 5.13 or newer, with landlock in its list of security modules (lsm=).")
	}
	if !calls {
		e.Missing = append(e.Missing, "Seccomp filters are missing, so that the network and further processes are not kept away: use Linux 4.14 or newer on amd64 or arm64, in a container that allows seccomp.")
	}
	return e
}

// landlockABI is the version of Landlock, 0 where there is none.
func landlockABI() int {
	abi, err := ll.LandlockGetABIVersion()
	if err != nil {
		return 0
	}
	return abi
}

// enforce closes the sandbox around the running process, for good. The order matters: what comes later could not set what
// comes before. It returns what holds; the error is that of a limit which every Linux has.
func enforce(s setup) (Enforcement, error) {
	if err := closeInherited(); err != nil {
		return Enforcement{}, err
	}
	if err := setLimits(s.Limits, s.Output); err != nil {
		return Enforcement{}, err
	}
	debug.SetMemoryLimit(s.Limits.Memory)
	debug.SetMaxStack(int(s.Limits.Memory / 4)) // so that endless recursion is told from endless data
	debug.SetMaxThreads(maxThreads)
	runtime.GOMAXPROCS(min(runtime.GOMAXPROCS(0), maxProcs))
	if err := lower(s.Nice); err != nil {
		return Enforcement{}, err
	}
	// Where the system as a whole runs out of memory, a child is the first to go, not the server. As in oom_score_adj(5).
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte("1000"), 0)

	files := landlockABI() > 0 && landlock.V11.BestEffort().Restrict() == nil && locked()
	calls := hasSeccomp() && filter() == nil
	return enforcement(files, calls), nil
}

// locked tells whether Landlock does what it says it does.
func locked() bool {
	fd, err := unix.Open("/", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err == nil {
		_ = unix.Close(fd)
	}
	return err == unix.EACCES //nolint:errorlint // x/sys/unix returns it as it is
}

// setLimits sets limits hard and soft at once, so that they stay: see getrlimit(2).
//
// RLIMIT_DATA and not RLIMIT_AS: Go reserves address space far beyond what it uses. RLIMIT_AS bounds what the system keeps to find
// pages that are only looked at. RLIMIT_CPU: the runtime ignores the signal of the soft limit, the hard one kills. RLIMIT_FSIZE holds for
// files, not for pipes.
func setLimits(l Limits, output bool) error {
	size := uint64(0)
	if output {
		size = uint64(l.Output)
	}
	data := uint64(l.Memory) + runtimeData
	addresses := data + runtimeAddresses
	if race { // it keeps about five bytes for each of the program's, 300 MiB from the start, at addresses all over
		data, addresses = 6*uint64(l.Memory)+640<<20+runtimeData, unix.RLIM_INFINITY
	}
	for _, limit := range []struct {
		name  string
		which int
		value uint64
	}{
		{"core", unix.RLIMIT_CORE, 0},
		{"files", unix.RLIMIT_NOFILE, uint64(l.Files)},
		{"cpu", unix.RLIMIT_CPU, uint64(l.CPU / time.Second)},
		{"output", unix.RLIMIT_FSIZE, size},
		{"stack", unix.RLIMIT_STACK, 8 << 20}, // that of the first thread is not in RLIMIT_DATA
		{"memory", unix.RLIMIT_DATA, data},
		{"addresses", unix.RLIMIT_AS, addresses},
	} {
		var now unix.Rlimit
		if err := unix.Getrlimit(limit.which, &now); err != nil {
			return fmt.Errorf("the limit of %s: %w", limit.name, err)
		}
		value := min(limit.value, now.Max) // whoever started the parent may have been stricter
		if err := unix.Setrlimit(limit.which, &unix.Rlimit{Cur: value, Max: value}); err != nil {
			return fmt.Errorf("the limit of %s: %w", limit.name, err)
		}
	}
	return nil
}

// lower takes n from the priority of every thread: PRIO_PROCESS would be the calling one alone (setpriority(2), "C
// library/kernel differences"). The child leads a process group in which it is alone.
func lower(n int) error {
	if n == 0 || unix.Getpgrp() != os.Getpid() {
		return nil
	}
	now, err := unix.Getpriority(unix.PRIO_PROCESS, 0)
	if err != nil {
		return fmt.Errorf("priority: %w", err)
	}
	nice := 20 - now // the system call, unlike the library's, returns 40 to 1
	if err := unix.Setpriority(unix.PRIO_PGRP, 0, min(nice+n, 19)); err != nil {
		return fmt.Errorf("priority: %w", err)
	}
	return nil
}

// closeInherited closes what the parent had open and did not mean to pass on: Go's files close themselves at
// execve(2), those of a C library or of whoever started the parent may not. What this process opened itself since is marked to
// close there, what it inherited cannot be.
func closeInherited() error {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return err
	}
	for _, e := range entries {
		fd, err := strconv.Atoi(e.Name())
		if err != nil || fd <= frameFD {
			continue
		}
		if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err == nil && flags&unix.FD_CLOEXEC == 0 {
			_ = unix.Close(fd)
		}
	}
	return nil
}
