// Package isolate runs work in a child process that can harm nobody: bounded in time, memory, output and open
// files, without network, files, environment or further processes, and gone when it is told to, or when its
// parent is.
//
// The child is the same program once more. Its first line says what it can do:
//
//	func main() {
//		isolate.Main(renderjob.Worker()) // does not return in a child
//		…
//	}
//
// The parent gives it work:
//
//	sandbox, err := isolate.New(isolate.Config{})
//	result, err := sandbox.Run(ctx, isolate.Job{Work: "render", Request: request, Output: file})
//
// A child has at most 4 processors and 256 threads, and closes the sandbox before it reads the
// request: limits (setrlimit(2)) first, then Landlock, then seccomp.
//
// Each job has a child of its own, so nothing of one comes to the next. What ends a child has a Code, and
// the same one each time: see the codes.
//
// # What remains
//
// A system call that is not on a short list fails. What only code beside the Go runtime could do with those on the list, machine code that a
// mistake let in, nothing here counts: threads that share a stack, and the tables of pages far from each other, some 0.5 GiB in as many
// mappings as vm.max_map_count allows. A cgroup around the parent bounds both (pids.max, memory.max), and where memory is short, the system
// takes a child first.
//
// # What a system enforces
//
// Support tells what this one does. Linux 5.13 or newer on amd64 and arm64 does everything. Where something is
// missing, the steps down are these, and Config.Strict refuses to take any:
//
//  1. Linux without Landlock: files are out of reach by seccomp alone.
//  2. Linux without seccomp: network and further processes are not kept away, files only by Landlock.
//  3. Other Unix systems: a child with a deadline, a limit of its output, and a soft limit of its memory.
//  4. Everything else: New refuses, unless Config.InProcess; then work runs in the program itself, where a deadline
//     ends only what asks for it, and only the output is bounded.
package isolate
