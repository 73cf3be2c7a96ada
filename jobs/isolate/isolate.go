package isolate

import (
	"context"
	"os"
	"time"
)

// Work is something that a child can do. It never changes.
type Work struct {
	Name string // 1 to 64 of a-z 0-9 . -, unlike others given to Main
	// Do does it: the result, of up to MaxResult bytes, or an error. ctx ends early only in process, since a child is killed. A *Fault reaches the parent as it is; of any other error
	// its text, in one of CodeFailed. A panic is CodeCrashed.
	Do func(ctx context.Context, c *Child) (result []byte, err error)
}

// Job is work for one child.
type Job struct {
	Work    string // Work.Name
	Request []byte // for Child.Request: up to MaxRequest bytes
	// Output is what Child.Output writes to: a file that is open for writing, empty, and stays the caller's. nil: there is none. After an error
	// it holds anything.
	Output *os.File
	Limits Limits

	// OnProgress is told of Child.Progress, from one goroutine; nil = nobody is.
	OnProgress func(done, total int, note string)
	// Answer answers Child.Ask, from one goroutine; ctx ends with the job. Its answer has up to MaxAnswer bytes, and is not
	// changed. A *Fault is the child's error as it is; any other error ends the job, and Run returns it. nil: each question gets a
	// Fault with the code "unanswered". Run waits for an answer that is on its way, so it should heed ctx.
	Answer func(ctx context.Context, question []byte) ([]byte, error)
}

// Bounds of what goes between a child and its parent, in bytes.
const (
	MaxRequest  = 16 << 20
	MaxResult   = 4 << 20
	MaxQuestion = 64 << 10
	MaxAnswer   = 64 << 20
)

// Limits bound a job. Zero fields have the default.
type Limits struct {
	Time   time.Duration // by the clock, from the start of the child; 600 s
	CPU    time.Duration // of all processors together, rounded up to whole seconds; as Time
	Memory int64         // bytes that the work may have live, 64 MiB at least; 256 MiB. The child as a whole gets 160 MiB more
	Output int64         // bytes of Job.Output; 50,000,000
	Files  int           // that may be open at a time, 16 at least, with about 8 of the child itself; 64
}

// Usage is what a job took. It is known after most errors, too.
type Usage struct {
	Time  time.Duration // from the start of the child to its end
	CPU   time.Duration // of all processors together; 0 = not known
	Peak  int64         // resident memory of the child at its largest, in bytes; 0 = not known, as when a limit ended it
	Start time.Duration // of Time, until the child was ready
}

// Config is how children are run. The zero value is right for a program that begins with Main.
type Config struct {
	// Strict refuses to run where Support lacks something.
	Strict bool
	// Command is a program that begins with Main, and its arguments, for hosts of which a second copy would be slow to start. Empty: the running program
	// itself, even where its file has been replaced or deleted (Linux). Its first word is looked up in PATH by New.
	Command []string
	// Nice is how much lower than the parent's the priority of children is, -1 to 19; 0 = 10, -1 = not at all.
	Nice int
	// StartTimeout is how long a child may take until it is ready; 0 = 10 s.
	StartTimeout time.Duration
	// InProcess runs work in the program itself, without any isolation, for tests and for systems that have none.
	InProcess bool
}
