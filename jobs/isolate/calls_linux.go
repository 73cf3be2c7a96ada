//go:build linux && (amd64 || arm64)

package isolate

// allowed are the system calls of work that computes: those of the Go runtime, of package os on files that are open, and of libc and the race
// detector beneath them. Some more are allowed with certain arguments alone: see rules.
var allowed = []string{
	// Memory; mmap, mprotect and madvise are in rules.
	"brk", "munmap", "mremap", "mincore",
	// Files that are open.
	"read", "readv", "pread64", "preadv", "write", "writev", "pwrite64", "pwritev", "lseek", "fstat", "close", "dup", "dup2", "dup3",
	"pipe", "pipe2", "eventfd", "eventfd2", "poll", "ppoll", "select", "pselect6",
	"epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2",
	// Threads; clone is in rules.
	"futex", "futex_wait", "futex_wake", "futex_requeue", "futex_waitv", "set_robust_list", "set_tid_address", "rseq", "membarrier",
	"gettid", "sched_yield", "sched_getaffinity", "sched_getparam", "sched_getscheduler", "sched_get_priority_min", "sched_get_priority_max",
	"arch_prctl", "exit", "exit_group",
	// Signals; kill and tgkill are in rules.
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigsuspend", "rt_sigtimedwait", "sigaltstack", "pause", "restart_syscall",
	// Time.
	"nanosleep", "clock_nanosleep", "clock_gettime", "clock_getres", "gettimeofday", "time", "times", "getitimer", "setitimer", "alarm",
	// Who and where it is.
	"getpid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getrlimit", "getrusage", "getcpu", "sysinfo", "uname", "getrandom",
}

// forbidden are the system calls that end a child: nothing that makes a document calls them, not even by mistake. Whatever is neither here
// nor allowed fails with EPERM, since libraries look for files that they can do without.
var forbidden = []string{
	// Network, and what reaches other processes as it does.
	"socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg", "sendmmsg",
	"recvfrom", "recvmsg", "recvmmsg", "getpeername", "getsockname", "shutdown",
	// Processes, and signals to them.
	"fork", "vfork", "clone", "execve", "execveat", "kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo",
	"ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease", "kcmp",
	"pidfd_open", "pidfd_getfd", "pidfd_send_signal",
	"setsid", "setpgid", "setns", "unshare", "personality",
	// Other ways to have the system do things, without its asking the filter again, and holes of the past.
	"io_uring_setup", "io_uring_enter", "io_uring_register", "io_setup", "io_submit",
	"bpf", "perf_event_open", "userfaultfd", "keyctl", "add_key", "request_key",
	"memfd_create", "memfd_secret", "modify_ldt", "vmsplice", "remap_file_pages", "uselib",
	// Memory and queues that outlive a process, or that no limit counts.
	"shmget", "shmat", "shmctl", "shmdt", "msgget", "msgsnd", "msgrcv", "msgctl", "semget", "semop", "semtimedop", "semctl",
	"mq_open", "mq_unlink", "mq_timedsend", "mq_timedreceive", "mq_notify", "mq_getsetattr",
	// File systems and the machine.
	"mount", "umount2", "pivot_root", "chroot", "fsopen", "fsconfig", "fsmount", "fspick", "open_tree", "open_tree_attr",
	"move_mount", "mount_setattr", "statmount", "listmount", "quotactl", "quotactl_fd",
	"name_to_handle_at", "open_by_handle_at", "fanotify_init", "fanotify_mark",
	"inotify_init", "inotify_init1", "inotify_add_watch", "mknod", "mknodat",
	"kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot", "swapon", "swapoff",
	"acct", "syslog", "sethostname", "setdomainname", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex",
	"iopl", "ioperm", "vhangup", "nfsservctl", "lookup_dcookie", "_sysctl",
}
