//go:build linux && (amd64 || arm64)

package isolate_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/einkpdf/platform/jobs/isolate"
)

// hostile is work that reaches for more than it may have, and how that must end.
type hostile struct {
	name   string
	code   isolate.Code // "" = it ends well, for it checks by itself that it got nothing
	limits isolate.Limits
	do     func(c *isolate.Child) error
}

var (
	little = isolate.Limits{Memory: 64 << 20}
	second = isolate.Limits{Time: time.Second}
)

func hostileWorks() []isolate.Work {
	var works []isolate.Work
	for _, h := range hostiles() {
		works = append(works, isolate.Work{Name: h.name, Do: func(_ context.Context, c *isolate.Child) ([]byte, error) { return nil, h.do(c) }})
	}
	return append(works, isolate.Work{Name: "close-stdin", Do: func(context.Context, *isolate.Child) ([]byte, error) { return nil, unix.Close(0) }})
}

func hostiles() []hostile {
	forbidden := isolate.CodeForbidden
	return []hostile{
		// The protocol, of those that wait long.
		{"done-and-alive", isolate.CodeBroken, isolate.Limits{}, func(*isolate.Child) error { return say(frame('d', "12345678x"), true) }},
		{"silent-and-alive", isolate.CodeBroken, isolate.Limits{}, func(*isolate.Child) error {
			if err := unix.Close(4); err != nil {
				return err
			}
			select {}
		}},

		// Memory.
		{"memory-by-and-by", isolate.CodeMemory, little, func(*isolate.Child) error { return hoard(1 << 20) }},
		{"memory-in-small-pieces", isolate.CodeMemory, little, func(*isolate.Child) error { return hoard(1 << 10) }},
		{"memory-at-once", isolate.CodeMemory, little, func(*isolate.Child) error { return hoard(4 << 30) }},
		{"memory-by-many", isolate.CodeMemory, little, func(*isolate.Child) error {
			for range 8 {
				go func() { _ = hoard(256 << 10) }()
			}
			select {}
		}},
		{"memory-by-threads", isolate.CodeMemory, little, func(*isolate.Child) error {
			for range 20 {
				go func() {
					runtime.LockOSThread()
					_ = hoard(256 << 10)
				}()
			}
			select {}
		}},
		{"memory-mapped", isolate.CodeMemory, little, func(*isolate.Child) error {
			_, err := unix.Mmap(-1, 0, 4<<30, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
			return err
		}},
		{"memory-shared", forbidden, little, func(*isolate.Child) error {
			_, err := unix.Mmap(-1, 0, 4<<30, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_SHARED)
			return err
		}},
		{"memory-growing-down", forbidden, little, func(*isolate.Child) error {
			_, err := unix.Mmap(-1, 0, 4<<30, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE|unix.MAP_GROWSDOWN)
			return err
		}},
		{"memory-file", forbidden, little, func(*isolate.Child) error { _, err := unix.MemfdCreate("x", 0); return err }},
		{"memory-sysv", forbidden, little, func(*isolate.Child) error { _, err := unix.SysvShmGet(0, 1<<30, 0o600); return err }},
		{"memory-made-read-only", forbidden, little, func(*isolate.Child) error { // RLIMIT_DATA forgets what nobody can write to any more
			for range 32 {
				b, err := unix.Mmap(-1, 0, 16<<20, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
				if err != nil {
					return err
				}
				for i := 0; i < len(b); i += 4096 {
					b[i] = 1
				}
				if err := unix.Mprotect(b, unix.PROT_READ); err != nil {
					return err
				}
			}
			return nil
		}},
		{"memory-of-page-tables", isolate.RaceOr("", isolate.CodeMemory), little, func(*isolate.Child) error { // one of 4 KiB for each 2 MiB that is looked at
			_, err := unix.Mmap(-1, 0, 4<<40, unix.PROT_READ, unix.MAP_ANON|unix.MAP_PRIVATE|unix.MAP_NORESERVE)
			return err
		}},
		{"memory-of-huge-pages", forbidden, little, func(*isolate.Child) error {
			_, err := unix.Mmap(-1, 0, 2<<20, unix.PROT_READ, unix.MAP_ANON|unix.MAP_PRIVATE|unix.MAP_HUGETLB)
			return err
		}},
		{"memory-of-locks", forbidden, little, func(*isolate.Child) error {
			return unix.FcntlFlock(1, unix.F_SETLK, &unix.Flock_t{Type: unix.F_WRLCK, Len: 1})
		}},
		{"memory-of-timers", forbidden, little, func(*isolate.Child) error { return raw(unix.SYS_TIMER_CREATE, 0, 0, 0) }},
		{"memory-of-rules", forbidden, little, func(*isolate.Child) error { return raw(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, 1) }},
		{"pipe-larger", forbidden, little, func(*isolate.Child) error {
			_, err := unix.FcntlInt(1, unix.F_SETPIPE_SZ, 1<<20)
			return err
		}},
		{"threads", isolate.CodeCrashed, isolate.Limits{Memory: 4 << 30}, func(*isolate.Child) error {
			for range 10_000 {
				go func() {
					runtime.LockOSThread()
					select {}
				}()
			}
			select {}
		}},
		{"recursion", isolate.CodeCrashed, isolate.Limits{}, func(*isolate.Child) error { return deep(0) }},

		// Time.
		{"loop", isolate.CodeCPU, isolate.Limits{CPU: time.Second}, func(*isolate.Child) error { return spin() }},
		{"loop-on-all", isolate.CodeCPU, isolate.Limits{CPU: time.Second}, func(*isolate.Child) error {
			for range 4 {
				go func() { _ = spin() }()
			}
			return spin()
		}},
		{"loop-long", isolate.CodeTime, isolate.Limits{Time: time.Second, CPU: time.Minute}, func(*isolate.Child) error { return spin() }},
		{"wait", isolate.CodeTime, second, func(*isolate.Child) error { select {} }},
		{"stdout", isolate.CodeTime, second, func(*isolate.Child) error { return fill(os.Stdout) }},
		{"stderr", isolate.CodeTime, second, func(*isolate.Child) error { return fill(os.Stderr) }},

		// Processes.
		{"fork", forbidden, second, func(*isolate.Child) error { return clone(uintptr(unix.SIGCHLD)) }},
		{"vfork", forbidden, second, func(*isolate.Child) error { return clone(unix.CLONE_VFORK | unix.CLONE_VM | uintptr(unix.SIGCHLD)) }},
		{"namespace-of-a-thread", forbidden, second, func(*isolate.Child) error { return clone(unix.CLONE_THREAD | unix.CLONE_NEWNET) }},
		{"thread-with-files-of-its-own", forbidden, second, func(*isolate.Child) error { return clone(unix.CLONE_THREAD) }}, // each up to Limits.Files
		{"files-of-its-own", forbidden, second, func(*isolate.Child) error { return raw(unix.SYS_CLOSE_RANGE, 100, 200, unix.CLOSE_RANGE_UNSHARE) }},
		{"clone3", "", second, func(*isolate.Child) error {
			return must(syscall.ENOSYS, raw(unix.SYS_CLONE3, 0, 0, 0))
		}},
		{"exec", forbidden, second, func(*isolate.Child) error { return syscall.Exec("/bin/true", []string{"true"}, nil) }},
		{"command", forbidden, second, func(*isolate.Child) error { return exec.Command("/bin/true").Run() }},
		{"start-process", forbidden, second, func(*isolate.Child) error {
			_, err := os.StartProcess("/bin/true", []string{"true"}, &os.ProcAttr{})
			return err
		}},
		{"ptrace", forbidden, second, func(*isolate.Child) error { return unix.PtraceAttach(os.Getppid()) }},
		{"read-the-parent", forbidden, second, func(*isolate.Child) error {
			_, err := unix.ProcessVMReadv(os.Getppid(), nil, nil, 0)
			return err
		}},
		{"kill-the-parent", forbidden, second, func(*isolate.Child) error { return unix.Kill(os.Getppid(), unix.SIGKILL) }},
		{"kill-everybody", forbidden, second, func(*isolate.Child) error { return unix.Kill(-1, unix.SIGKILL) }},
		{"kill-the-group", forbidden, second, func(*isolate.Child) error { return unix.Kill(0, unix.SIGTERM) }},
		{"kill-a-thread-of-the-parent", forbidden, second, func(*isolate.Child) error {
			return unix.Tgkill(os.Getppid(), os.Getppid(), unix.SIGKILL)
		}},
		{"signal-by-fcntl", forbidden, second, func(*isolate.Child) error {
			_, err := unix.FcntlInt(0, unix.F_SETSIG, int(unix.SIGKILL))
			return err
		}},
		{"signal-by-fcntl-in-disguise", forbidden, second, func(*isolate.Child) error {
			return raw(unix.SYS_FCNTL, 0, unix.F_SETSIG|1<<32, uintptr(unix.SIGKILL))
		}},
		{"session", forbidden, second, func(*isolate.Child) error { _, err := unix.Setsid(); return err }},
		{"group", forbidden, second, func(*isolate.Child) error { return unix.Setpgid(0, os.Getppid()) }},
		{"outlive-the-parent", forbidden, second, func(*isolate.Child) error { return unix.Prctl(unix.PR_SET_PDEATHSIG, 0, 0, 0, 0) }},
		{"priority", forbidden, second, func(*isolate.Child) error { return unix.Setpriority(unix.PRIO_PROCESS, 0, -5) }},
		{"processors-of-the-parent", forbidden, second, func(*isolate.Child) error {
			var set unix.CPUSet
			if err := unix.SchedGetaffinity(0, &set); err != nil {
				return err
			}
			return unix.SchedSetaffinity(os.Getppid(), &set)
		}},
		{"limits-up", forbidden, second, func(*isolate.Child) error {
			return unix.Setrlimit(unix.RLIMIT_CPU, &unix.Rlimit{Cur: unix.RLIM_INFINITY, Max: unix.RLIM_INFINITY})
		}},
		{"limits-up-of-the-parent", forbidden, second, func(*isolate.Child) error {
			return unix.Prlimit(os.Getppid(), unix.RLIMIT_CPU, &unix.Rlimit{Cur: 1, Max: 1}, nil)
		}},
		{"limits-look", "", second, func(*isolate.Child) error {
			var l unix.Rlimit
			if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &l); err != nil || l.Cur != 64 || l.Max != 64 {
				return fmt.Errorf("%v, %w", l, err)
			}
			return nil
		}},
		{"root", forbidden, second, func(*isolate.Child) error { return raw(unix.SYS_SETUID, 0, 0, 0) }},
		{"unshare", forbidden, second, func(*isolate.Child) error { return unix.Unshare(unix.CLONE_NEWUSER) }},
		{"mount", forbidden, second, func(*isolate.Child) error { return unix.Mount("none", "/tmp", "tmpfs", 0, "") }},
		{"uring", forbidden, second, func(*isolate.Child) error { return raw(unix.SYS_IO_URING_SETUP, 1, 0, 0) }},
		{"bpf", forbidden, second, func(*isolate.Child) error { return raw(unix.SYS_BPF, 0, 0, 0) }},
		{"unheard-of", "", second, func(*isolate.Child) error { return must(syscall.ENOSYS, raw(5000, 0, 0, 0)) }},

		// Network.
		{"tcp", forbidden, second, func(*isolate.Child) error { _, err := net.Dial("tcp", "127.0.0.1:1"); return err }},
		{"udp", forbidden, second, func(*isolate.Child) error { _, err := net.Dial("udp", "127.0.0.1:1"); return err }},
		{"unix", forbidden, second, func(*isolate.Child) error { _, err := net.Dial("unix", "/run/x"); return err }},
		{"listen", forbidden, second, func(*isolate.Child) error { _, err := net.Listen("tcp", "127.0.0.1:0"); return err }},
		{"socketpair", forbidden, second, func(*isolate.Child) error {
			_, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
			return err
		}},

		// Files.
		{"read", forbidden, second, func(*isolate.Child) error { _, err := os.ReadFile("/etc/passwd"); return err }},
		{"read-itself", forbidden, second, func(*isolate.Child) error { _, err := os.ReadFile("/proc/self/environ"); return err }},
		{"write-file", forbidden, second, func(*isolate.Child) error { return os.WriteFile("/tmp/isolate-test", nil, 0o600) }},
		{"list", forbidden, second, func(*isolate.Child) error { _, err := os.ReadDir("/"); return err }},
		{"stat", forbidden, second, func(*isolate.Child) error { _, err := os.Stat("/etc/passwd"); return err }},
		{"stat-in-disguise", forbidden, second, func(*isolate.Child) error {
			return unix.Fstatat(unix.AT_FDCWD, "/etc/passwd", new(unix.Stat_t), unix.AT_EMPTY_PATH)
		}},
		{"preallocate", forbidden, second, func(*isolate.Child) error { // RLIMIT_FSIZE does not hold for it
			return unix.Fallocate(1, unix.FALLOC_FL_KEEP_SIZE, 0, 1<<40)
		}},
		{"freeze", forbidden, second, func(*isolate.Child) error { return raw(unix.SYS_IOCTL, 1, 0xc0045877, 0) }}, // FIFREEZE
		{"remove", forbidden, second, func(*isolate.Child) error { return os.Remove("/tmp/isolate-test") }},
		{"make-folder", forbidden, second, func(*isolate.Child) error { return os.Mkdir("/tmp/isolate-test", 0o700) }},
		{"rename", forbidden, second, func(*isolate.Child) error { return os.Rename("/tmp/isolate-test", "/tmp/isolate-test2") }},
		{"chmod", forbidden, second, func(*isolate.Child) error { return os.Chmod("/tmp", 0o777) }},
		{"descriptors", isolate.CodeFiles, second, func(*isolate.Child) error {
			for {
				if _, err := unix.Dup(1); err != nil {
					return fmt.Errorf("a copy: %w", err)
				}
			}
		}},

		// The end of a process.
		{"exit", isolate.CodeCrashed, second, func(*isolate.Child) error { os.Exit(0); return nil }},
		{"exit-2", isolate.CodeCrashed, second, func(*isolate.Child) error { os.Exit(2); return nil }},
		{"panic-aside", isolate.CodeCrashed, second, func(*isolate.Child) error {
			go func() { panic("on purpose") }()
			select {}
		}},
		{"goexit", isolate.CodeCrashed, second, func(*isolate.Child) error { runtime.Goexit(); return nil }},
		{"nil", isolate.CodeCrashed, second, func(*isolate.Child) error {
			var p *int
			*p = 1
			return nil
		}},
		{"segv", isolate.CodeCrashed, second, func(*isolate.Child) error {
			_ = unix.Kill(os.Getpid(), unix.SIGSEGV)
			select {}
		}},
		{"wild-pointer", isolate.CodeCrashed, second, func(*isolate.Child) error {
			debug.SetPanicOnFault(false)
			bad, err := unix.Mmap(-1, 0, 4096, unix.PROT_READ, unix.MAP_ANON|unix.MAP_PRIVATE)
			if err == nil {
				bad[0] = 1
			}
			return err
		}},
		{"stop-itself", isolate.CodeTime, second, func(*isolate.Child) error { _ = unix.Kill(os.Getpid(), unix.SIGSTOP); select {} }},
		{"kill-itself", isolate.CodeKilled, second, func(*isolate.Child) error { _ = unix.Kill(os.Getpid(), unix.SIGKILL); select {} }},
		{"close-standard", "", second, func(*isolate.Child) error {
			return errors.Join(unix.Close(1), unix.Close(2))
		}},
		{"close-frames", isolate.CodeCrashed, second, func(*isolate.Child) error { return unix.Close(4) }},

		// The protocol.
		{"garbage", isolate.CodeBroken, second, func(*isolate.Child) error { return fill(frames()) }},
		{"text", isolate.CodeBroken, second, func(*isolate.Child) error { return say([]byte("hello, parent\n"), true) }},
		{"four-gibibytes", isolate.CodeBroken, second, func(*isolate.Child) error { return say(head(1<<32-1, 'd'), true) }},
		{"large-question", isolate.CodeBroken, second, func(*isolate.Child) error { return say(head(isolate.MaxQuestion+1, 'q'), true) }},
		{"half-a-frame", isolate.CodeTime, second, func(*isolate.Child) error { return say(head(isolate.MaxResult, 'd'), true) }},
		{"flood", isolate.CodeBroken, second, func(*isolate.Child) error {
			one := frame('p', `{"done":1,"total":2,"note":""}`)
			many := []byte(strings.Repeat(string(one), 1000))
			for {
				if _, err := frames().Write(many); err != nil {
					return err
				}
			}
		}},
		{"odd-progress-frame", isolate.CodeBroken, second, func(*isolate.Child) error {
			return say(frame('p', `{"done":3,"total":2,"note":""}`), true)
		}},
		{"hello-again", isolate.CodeBroken, second, func(*isolate.Child) error { return say(frame('h', `{}`), true) }},
		{"parents-frame", isolate.CodeBroken, second, func(*isolate.Child) error { return say(frame('a', `{}`), true) }},
		{"done-twice", isolate.CodeBroken, second, func(*isolate.Child) error { return say(frame('d', "12345678x"), false) }},
		{"done-too-short", isolate.CodeBroken, second, func(*isolate.Child) error { return say(frame('d', "1234567"), true) }},
		{"strange-fault", isolate.CodeBroken, second, func(*isolate.Child) error {
			if err := say(frame('f', `{"kind":"time-limit"}`), false); err != nil {
				return err
			}
			os.Exit(0)
			return nil
		}},
		{"fault-of-nothing", isolate.CodeBroken, second, func(*isolate.Child) error {
			if err := say(frame('f', `{"kind":"fault"}`), false); err != nil {
				return err
			}
			os.Exit(0)
			return nil
		}},
		{"done-and-failed", isolate.CodeCrashed, second, func(*isolate.Child) error {
			if err := say(frame('d', "12345678x"), false); err != nil {
				return err
			}
			os.Exit(1)
			return nil
		}},
	}
}

// hoard keeps what it allocates, in pieces of so many bytes, and writes to it.
func hoard(size int) error {
	var all [][]byte
	for {
		b := make([]byte, size)
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		all = append(all, b)
		runtime.KeepAlive(all)
	}
}

var sink int

func spin() error {
	for i := 0; ; i++ {
		runtime.KeepAlive(i)
	}
}

//go:noinline
func deep(n int) error {
	if n < 0 {
		return nil
	}
	err := deep(n + 1)
	sink = n
	return err
}

func clone(flags uintptr) error {
	pid, _, errno := unix.RawSyscall6(unix.SYS_CLONE, flags, 0, 0, 0, 0, 0)
	if errno == 0 && pid == 0 {
		_, _, _ = unix.RawSyscall(unix.SYS_EXIT, 0, 0, 0)
	}
	if errno != 0 {
		return errno
	}
	return nil
}

func raw(number, a, b, c uintptr) error {
	_, _, errno := unix.Syscall(number, a, b, c)
	if errno != 0 {
		return errno
	}
	return nil
}

func must(want, got error) error {
	if !errors.Is(got, want) {
		return fmt.Errorf("%w instead of %w", got, want)
	}
	return nil
}

var frames = sync.OnceValue(func() *os.File { return os.NewFile(4, "frames") })

// say writes to the parent past the package, and waits for the end if it should.
func say(b []byte, wait bool) error {
	if _, err := frames().Write(b); err != nil {
		return err
	}
	if wait {
		select {}
	}
	return nil
}

func head(size uint32, kind byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, size), kind)
}

func frame(kind byte, payload string) []byte {
	return append(head(uint32(len(payload)), kind), payload...)
}

// Each hostile work ends with its code, while a neighbour of each finishes and the parent stays as it was.
func TestHostile(t *testing.T) {
	if !isolate.Support().NoExec { // or the works below would do what they try
		if os.Getenv("CI") == "true" {
			require.Fail(t, "this system does not isolate", "%q", isolate.Support().Missing)
		}
		t.Skip(isolate.Support().Missing)
	}
	s := sandbox(t)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	// Not t.Parallel, which runs as many as there are processors: these wait most of the time.
	var all sync.WaitGroup
	slots := make(chan struct{}, 16)
	errs := make([]error, len(hostiles()))
	for i, h := range hostiles() {
		all.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			errs[i] = besideANeighbour(t.Context(), s, h)
		})
	}
	all.Wait()
	for i, h := range hostiles() {
		t.Run(h.name, func(t *testing.T) { require.NoError(t, errs[i]) })
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	const room = 64 << 20
	require.Less(t, after.HeapAlloc, before.HeapAlloc+room)
	require.Less(t, after.Sys, before.Sys+4*room)
	require.NoFileExists(t, "/tmp/isolate-test")
}

// besideANeighbour runs a hostile work. The error is that it did not end as it must, or that its neighbour did not.
func besideANeighbour(ctx context.Context, s *isolate.Sandbox, h hostile) error {
	neighbour := make(chan error, 1)
	go func() {
		result, _, err := s.Run(ctx, isolate.Job{Work: "steady"})
		if err == nil && string(result) != "done" {
			err = fmt.Errorf("the neighbour returned %q", result)
		}
		neighbour <- err
	}()
	l := h.limits
	if h.code != isolate.CodeTime {
		l.Time = 5 * time.Minute // it ends before, however busy the machine; and what hangs is named before go test gives up
	}
	_, u, err := s.Run(ctx, isolate.Job{Work: h.name, Limits: l})
	failed := <-neighbour
	e, _ := errors.AsType[*isolate.Error](err)
	switch {
	case isolate.CodeOf(err) != h.code:
		failed = errors.Join(failed, fmt.Errorf("%q instead of %q: %w, %w", isolate.CodeOf(err), h.code, err, errors.Unwrap(err)))
		if e != nil {
			failed = errors.Join(failed, errors.New(e.Log[:min(len(e.Log), 500)]))
		}
	case h.code == "" && err != nil:
		failed = errors.Join(failed, err)
	case h.code != "" && (e.Message == "" || len(e.Log) > 65<<10):
		failed = errors.Join(failed, fmt.Errorf("%q, and a log of %d bytes", e.Message, len(e.Log)))
	case u.Time <= 0, u.Start <= 0 && h.code != isolate.CodeTime: // on a busy machine the time may be over first
		failed = errors.Join(failed, fmt.Errorf("%+v", u))
	}
	return failed
}

// A child that lost its standard input cannot hear of its parent's end, and need not: it may go on or not.
func TestStdinClosed(t *testing.T) {
	t.Parallel()
	_, _, err := sandbox(t).Run(t.Context(), isolate.Job{Work: "close-stdin"})
	if err != nil {
		require.Equal(t, isolate.CodeCrashed, isolate.CodeOf(err), "%v", err)
	}
}
