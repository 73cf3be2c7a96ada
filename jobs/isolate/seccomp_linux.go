//go:build linux && (amd64 || arm64)

package isolate

import (
	"fmt"
	"os"
	"slices"
	"unsafe"

	"github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// hasSeccomp tells whether filters may kill a process, which came last of what is needed here.
func hasSeccomp() bool {
	const getActionAvail = 2 // SECCOMP_GET_ACTION_AVAIL
	action := uint32(seccomp.ActionKillProcess)
	_, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, getActionAvail, 0, uintptr(unsafe.Pointer(&action))) //nolint:gosec // as in seccomp(2)
	return errno == 0
}

// filter holds this process, in all its threads and for good, to the rules.
func filter() error {
	info, err := arch.GetInfo("")
	if err != nil {
		return err
	}
	raw, err := bpf.Assemble(filterProgram(rules(os.Getpid(), info), info))
	if err != nil {
		return err
	}
	code := make([]unix.SockFilter, len(raw))
	for i, r := range raw {
		code[i] = unix.SockFilter{Code: r.Op, Jt: r.Jt, Jf: r.Jf, K: r.K}
	}
	return load(&unix.SockFprog{Len: uint16(len(code)), Filter: &code[0]})
}

// rule says what becomes of a system call whose arguments meet all conditions. The first one that fits decides.
type rule struct {
	call   string
	when   []condition
	action seccomp.Action
}

// condition holds for an argument of which the bits in mask are value. It looks at 32 bits, as much as the system takes of an int or of flags,
// so that nothing is hidden in the upper half.
type condition struct {
	word  uint32 // of the arguments: the lower half of argument n is 2n, the upper one 2n+1
	mask  uint32
	value uint32
}

// rules are what a process of this number may do. What they do not name fails: see allowed and forbidden.
func rules(pid int, info *arch.Info) []rule {
	const all = 1<<32 - 1
	const threads = unix.CLONE_THREAD | unix.CLONE_FILES // a thread with files of its own would have as many again as a process
	const namespaces = unix.CLONE_NEWNS | unix.CLONE_NEWCGROUP | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC |
		unix.CLONE_NEWUSER | unix.CLONE_NEWPID | unix.CLONE_NEWNET
	allow := func(call string, when ...condition) rule { return rule{call, when, seccomp.ActionAllow} }
	list := []rule{
		allow("clone", condition{0, threads | namespaces, threads}),
		allow("kill", condition{0, all, uint32(pid)}),
		allow("tgkill", condition{0, all, uint32(pid)}), // the runtime stops its own threads with it
		// RLIMIT_DATA counts neither what is shared nor what grows down, and forgets what loses PROT_WRITE; huge pages are the machine's.
		allow("mmap", condition{6, unix.MAP_SHARED | unix.MAP_GROWSDOWN | unix.MAP_HUGETLB, 0}),
		allow("mprotect", condition{4, unix.PROT_WRITE, unix.PROT_WRITE}),
		allow("madvise", condition{4, all &^ 31, 0}), // what is advised from 100 on spoils memory of the machine
		// No locks, signals, leases and larger pipes.
		allow("fcntl", condition{2, all &^ 3, 0}), // F_DUPFD, F_GETFD, F_SETFD, F_GETFL
		allow("fcntl", condition{2, all, unix.F_SETFL}),
		allow("fcntl", condition{2, all, unix.F_DUPFD_CLOEXEC}),
		allow("prlimit64", condition{4, all, 0}, condition{5, all, 0}), // to look: root may raise hard limits
		// The flags of clone3 are in memory, where no filter sees them; libc takes clone instead.
		{"clone3", nil, errno(unix.ENOSYS)},
	}
	for _, name := range allowed {
		list = append(list, allow(name))
	}
	for _, name := range forbidden {
		list = append(list, rule{name, nil, seccomp.ActionKillProcess})
	}
	return slices.DeleteFunc(list, func(r rule) bool {
		_, ok := info.SyscallNames[r.call] // arm64 lacks the oldest
		return !ok
	})
}

// filterProgram is the filter of rules. Calls of another kind, 32-bit ones and those of x32, have other numbers: they kill. Calls that came to Linux
// after the library's tables do not exist, which libc expects of an older one.
func filterProgram(list []rule, info *arch.Info) []bpf.Instruction {
	const numberAt, archAt, argsAt, x32 = 0, 4, 16, 0x40000000 // struct seccomp_data
	newest := 0
	for number := range info.SyscallNumbers {
		newest = max(newest, number)
	}
	ret := func(a seccomp.Action) bpf.Instruction { return bpf.RetConstant{Val: uint32(a)} }
	p := []bpf.Instruction{
		bpf.LoadAbsolute{Off: archAt, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: uint32(info.ID), SkipTrue: 1},
		ret(seccomp.ActionKillProcess),
		bpf.LoadAbsolute{Off: numberAt, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpLessThan, Val: x32, SkipTrue: 1},
		ret(seccomp.ActionKillProcess),
		bpf.JumpIf{Cond: bpf.JumpLessOrEqual, Val: uint32(newest), SkipTrue: 1},
		ret(errno(unix.ENOSYS)),
	}
	for _, r := range list {
		number := uint32(info.SyscallNames[r.call])
		p = append(p, bpf.LoadAbsolute{Off: numberAt, Size: 4}, bpf.JumpIf{Cond: bpf.JumpEqual, Val: number, SkipFalse: uint8(3*len(r.when) + 1)})
		for i, c := range r.when {
			p = append(p,
				bpf.LoadAbsolute{Off: argsAt + 4*c.word, Size: 4},
				bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: c.mask},
				bpf.JumpIf{Cond: bpf.JumpEqual, Val: c.value, SkipFalse: uint8(3*(len(r.when)-1-i) + 1)})
		}
		p = append(p, ret(r.action))
	}
	return append(p, ret(errno(unix.EPERM)))
}

func errno(e unix.Errno) seccomp.Action { return seccomp.ActionErrno | seccomp.Action(e) }

// load is seccomp(2). The first thread gives its no_new_privs to the others together with the filter.
func load(program *unix.SockFprog) error {
	if err := seccomp.SetNoNewPrivs(); err != nil {
		return fmt.Errorf("no_new_privs: %w", err)
	}
	const setModeFilter, tsync = 1, 1                                                                        // SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC
	r, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, setModeFilter, tsync, uintptr(unsafe.Pointer(program))) //nolint:gosec // as in seccomp(2)
	if errno != 0 {
		return fmt.Errorf("seccomp: %w", errno)
	}
	if r != 0 {
		return fmt.Errorf("seccomp: thread %d has a filter of its own", r)
	}
	return nil
}
