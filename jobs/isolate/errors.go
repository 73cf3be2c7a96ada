package isolate

import (
	"errors"
	"fmt"
)

// Code is how a job ended that gave no result, for programs.
type Code string

// The codes. Those of limits would come again if the job were done again; the others may not.
const (
	CodeTime      Code = "time-limit"   // Limits.Time
	CodeCPU       Code = "cpu-limit"    // Limits.CPU
	CodeMemory    Code = "memory-limit" // Limits.Memory
	CodeOutput    Code = "output-limit" // Limits.Output
	CodeFiles     Code = "files-limit"  // Limits.Files
	CodeForbidden Code = "forbidden"    // it reached for the network, a file, another process

	CodeFailed  Code = "work-failed"    // Work.Do returned an error
	CodeCrashed Code = "work-crashed"   // it panicked, the runtime gave up, or it exited without a result
	CodeKilled  Code = "work-killed"    // by somebody else: an operator, the system for want of memory
	CodeStart   Code = "work-not-ready" // the child did not start, or not in time
	CodeBroken  Code = "work-confused"  // it said what no child says
)

// Limit tells whether a code says that the job itself asks for too much, or for what it must not have: it
// would come to the same a second time.
func (c Code) Limit() bool {
	switch c {
	case CodeTime, CodeCPU, CodeMemory, CodeOutput, CodeFiles, CodeForbidden:
		return true
	default:
		return false
	}
}

// Error is how a job ended.
type Error struct {
	Code    Code
	Message string // a sentence for the job's owner, which says what to do
	Log     string // the end of what the child wrote to its standard error, up to 64 KiB: for operators alone
	Err     error  // what was behind it, for errors.Is
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("isolate: %s: %s: %s", e.Code, e.Message, e.Err)
	}
	return fmt.Sprintf("isolate: %s: %s", e.Code, e.Message)
}

// Unwrap returns what was behind it.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of an Error in err's chain, or "".
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

// Fault is an error that crosses between a child and its parent as it is.
type Fault struct {
	Code    string `json:"code"`             // up to 64 bytes
	Message string `json:"message"`          // up to 4 KiB; what is longer is cut
	Detail  []byte `json:"detail,omitempty"` // JSON, say; up to 1 MiB
}

func (f *Fault) Error() string { return f.Message }

// What New and Run say of how they were called.
var (
	ErrNoMain      = errors.New("isolate: main does not begin with isolate.Main") // so a child would be a second copy of the whole program
	ErrInChild     = errors.New("isolate: a child has no children")
	ErrUnsupported = errors.New("isolate: this system cannot isolate work") // see Support and Config.InProcess
	ErrNoWork      = errors.New("isolate: no such work")                    // was given to Main
)
