//go:build linux && (amd64 || arm64)

package isolate

import (
	"encoding/binary"
	"testing"

	"github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// Each name of the lists is one that some architecture has: a slip of the pen would allow what it meant.
func TestCallNames(t *testing.T) {
	t.Parallel()
	for _, names := range [][]string{allowed, forbidden} {
		for _, name := range names {
			_, amd := arch.X86_64.SyscallNames[name]
			_, arm := arch.AARCH64.SyscallNames[name]
			_, old := arch.I386.SyscallNames[name]
			require.True(t, amd || arm || old, name)
		}
	}
	for _, info := range []*arch.Info{arch.X86_64, arch.AARCH64} {
		for _, name := range []string{"clone", "kill", "tgkill", "mmap", "mprotect", "madvise", "fcntl", "prlimit64", "clone3",
			"read", "write", "close", "fstat", "futex", "munmap", "exit", "exit_group", "epoll_ctl", "epoll_pwait", "rt_sigreturn", "nanosleep"} {
			require.Contains(t, info.SyscallNames, name, info.Name)
		}
	}
}

// What the filter says of calls that a test in Go cannot make: those of other architectures.
func TestFilter(t *testing.T) {
	t.Parallel()
	info, err := arch.GetInfo("")
	require.NoError(t, err)
	const pid = 57 // the number of a call, too: what an argument holds is no call
	program := filterProgram(rules(pid, info), info)
	vm, err := bpf.NewVM(program)
	require.NoError(t, err)
	const i386 = 0x40000003
	const thread = unix.CLONE_VM | unix.CLONE_FS | unix.CLONE_FILES | unix.CLONE_SIGHAND | unix.CLONE_SYSVSEM | unix.CLONE_THREAD // as the Go runtime
	const allow, kill, no = seccomp.ActionAllow, seccomp.ActionKillProcess, seccomp.ActionErrno | seccomp.Action(unix.EPERM)
	const anonymous = unix.MAP_PRIVATE | unix.MAP_ANON | unix.MAP_FIXED
	native := uint32(info.ID)
	for _, c := range []struct {
		number, arch uint32
		args         []uint32 // halves, the lower one first
		want         seccomp.Action
	}{
		{unix.SYS_WRITE, native, nil, allow},
		{unix.SYS_SOCKET, native, nil, kill},
		{unix.SYS_OPENAT, native, nil, no},
		{unix.SYS_UNLINKAT, native, nil, no},
		{unix.SYS_CLONE3, native, nil, errno(unix.ENOSYS)},
		{unix.SYS_WRITE, i386, nil, kill},
		{0x40000000 | unix.SYS_WRITE, native, nil, kill},
		{5000, native, nil, errno(unix.ENOSYS)},

		{unix.SYS_CLONE, native, []uint32{thread}, allow},
		{unix.SYS_CLONE, native, []uint32{thread &^ unix.CLONE_FILES}, kill},
		{unix.SYS_CLONE, native, []uint32{thread &^ unix.CLONE_THREAD}, kill},
		{unix.SYS_CLONE, native, []uint32{thread | unix.CLONE_NEWNET}, kill},
		{unix.SYS_KILL, native, []uint32{pid}, allow},
		{unix.SYS_KILL, native, []uint32{pid + 1}, kill},
		{unix.SYS_KILL, native, []uint32{unix.SYS_WRITE}, kill},
		{unix.SYS_TGKILL, native, []uint32{pid, 0, 99}, allow},
		{unix.SYS_TGKILL, native, []uint32{1, 0, pid}, kill},
		{unix.SYS_MMAP, native, []uint32{0, 0, 1, 0, 1, 0, anonymous}, allow},
		{unix.SYS_MMAP, native, []uint32{0, 0, 1, 0, 1, 0, unix.MAP_SHARED_VALIDATE}, no},
		{unix.SYS_MPROTECT, native, []uint32{0, 0, 1, 0, unix.PROT_READ | unix.PROT_WRITE}, allow},
		{unix.SYS_MPROTECT, native, []uint32{0, 0, 1, 0, unix.PROT_READ}, no},
		{unix.SYS_FCNTL, native, []uint32{1, 0, unix.F_GETFL}, allow},
		{unix.SYS_FCNTL, native, []uint32{1, 0, unix.F_SETFL}, allow},
		{unix.SYS_FCNTL, native, []uint32{1, 0, unix.F_SETLK}, no},
		{unix.SYS_FCNTL, native, []uint32{1, 0, unix.F_SETSIG, 1}, no},
		{unix.SYS_FCNTL, native, []uint32{1, 0, unix.F_OFD_SETLK}, no},
		{unix.SYS_MADVISE, native, []uint32{0, 0, 0, 0, unix.MADV_DONTNEED}, allow},
		{unix.SYS_MADVISE, native, []uint32{0, 0, 0, 0, unix.MADV_HWPOISON}, no},
		{unix.SYS_PRLIMIT64, native, []uint32{0, 0, 7, 0, 0, 0, 9, 9}, allow},
		{unix.SYS_PRLIMIT64, native, []uint32{0, 0, 7, 0, 0, 1}, no},
		{unix.SYS_PRLIMIT64, native, []uint32{0, 0, 7, 0, 1, 0}, no},
	} {
		data := make([]byte, 64) // struct seccomp_data; this machine reads big endian numbers
		binary.BigEndian.PutUint32(data, c.number)
		binary.BigEndian.PutUint32(data[4:], c.arch)
		for i, half := range c.args {
			binary.BigEndian.PutUint32(data[16+4*i:], half)
		}
		got, err := vm.Run(data)
		require.NoError(t, err)
		require.Equal(t, c.want, seccomp.Action(got), "%d of %#x with %v", c.number, c.arch, c.args)
	}
	raw, err := bpf.Assemble(program)
	require.NoError(t, err)
	require.Less(t, len(raw), 4096) // BPF_MAXINSNS
}

func TestEnforcement(t *testing.T) {
	t.Parallel()
	require.Empty(t, enforcement(true, true).Missing)
	require.Len(t, enforcement(false, true).Missing, 1)
	require.True(t, enforcement(false, true).NoFiles)
	require.Len(t, enforcement(true, false).Missing, 1)
	none := enforcement(false, false)
	require.Len(t, none.Missing, 2)
	require.False(t, none.NoFiles || none.NoNetwork || none.NoExec || none.Tree)
	require.True(t, none.Child && none.Memory && none.CPU)
}
