package isolate

import (
	"io"
	"time"
)

// brake slows down whoever reads from a child, or answers it, once it has done so more often than a child of ours needs: one that writes without
// end, a byte at a time, or asks, would keep its parent busy, whose priority is higher. Not for concurrent use.
type brake struct{ times int }

func (b *brake) touch() {
	const free, pause = 1_000, time.Millisecond
	if b.times++; b.times > free {
		time.Sleep(pause)
	}
}

// brakedReader and brakedWriter have a brake.
type (
	brakedReader struct {
		io.Reader
		brake
	}
	brakedWriter struct {
		io.Writer
		brake
	}
)

func (b *brakedReader) Read(p []byte) (int, error) {
	b.touch()
	return b.Reader.Read(p)
}

func (b *brakedWriter) Write(p []byte) (int, error) {
	b.touch()
	return b.Writer.Write(p)
}
