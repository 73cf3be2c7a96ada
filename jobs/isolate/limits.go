package isolate

import (
	"fmt"
	"time"
)

const (
	defaultTime   = 600 * time.Second
	defaultMemory = 256 << 20
	defaultOutput = 50_000_000
	defaultFiles  = 64

	minMemory = 64 << 20
	minFiles  = 16
	maxFiles  = 1 << 16
)

// filled is l with its defaults, or what is wrong with it.
func (l Limits) filled() (Limits, error) {
	if l.Time == 0 {
		l.Time = defaultTime
	}
	if l.CPU == 0 {
		l.CPU = l.Time
	}
	l.CPU = (l.CPU + time.Second - 1).Truncate(time.Second) // the system counts in seconds
	if l.Memory == 0 {
		l.Memory = defaultMemory
	}
	if l.Output == 0 {
		l.Output = defaultOutput
	}
	if l.Files == 0 {
		l.Files = defaultFiles
	}
	switch {
	case l.Time < 0:
		return l, fmt.Errorf("isolate: Limits.Time is %v", l.Time)
	case l.CPU <= 0:
		return l, fmt.Errorf("isolate: Limits.CPU is %v", l.CPU)
	case l.Memory < minMemory:
		return l, fmt.Errorf("isolate: Limits.Memory is %d, less than %d", l.Memory, minMemory)
	case l.Output < 0:
		return l, fmt.Errorf("isolate: Limits.Output is %d", l.Output)
	case l.Files < minFiles || l.Files > maxFiles:
		return l, fmt.Errorf("isolate: Limits.Files is %d, not %d to %d", l.Files, minFiles, maxFiles)
	}
	return l, nil
}
