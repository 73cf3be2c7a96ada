package isolate

import (
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
)

// output is Child.Output: it counts, and remembers that something did not fit, whatever the work makes of the error.
type output struct {
	file *os.File
	most int64

	mu      sync.Mutex
	written int64
	over    atomic.Bool
}

// Write writes p, or as much of it as the limit leaves room for.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	room := o.most - o.written
	if int64(len(p)) <= room {
		n, err := o.file.Write(p)
		o.written += int64(n)
		if errors.Is(err, syscall.EFBIG) { // the system counted more than we did: the file was not empty
			return n, o.full()
		}
		return n, err
	}
	n, err := o.file.Write(p[:room])
	o.written += int64(n)
	if err != nil && !errors.Is(err, syscall.EFBIG) {
		return n, err
	}
	return n, o.full()
}

func (o *output) full() error {
	o.over.Store(true)
	return &Error{Code: CodeOutput, Message: sentence(CodeOutput, Limits{Output: o.most})}
}

// exceeded tells whether a Write did not fit. A nil output has none.
func (o *output) exceeded() bool { return o != nil && o.over.Load() }
