package isolate

import (
	"bytes"
	"os"
	"strconv"
)

// peak is /proc/self/status, opened before files are out of reach; there is none but on Linux. Maxrss of getrusage(2) would not do: a child begins with that of
// its parent, since execve(2) keeps it and until then they share their memory.
type peak struct{ status *os.File }

func openPeak() peak {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return peak{}
	}
	return peak{f}
}

// read is the most resident memory so far, in bytes; 0 = not known.
func (p peak) read() int64 {
	if p.status == nil {
		return 0
	}
	buf := make([]byte, 8<<10)
	n, _ := p.status.ReadAt(buf, 0)
	_, rest, _ := bytes.Cut(buf[:n], []byte("VmHWM:"))
	fields := bytes.Fields(rest)
	if len(fields) < 2 {
		return 0
	}
	kib, err := strconv.ParseInt(string(fields[0]), 10, 64)
	if err != nil || kib < 0 {
		return 0
	}
	return kib << 10
}
