package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
)

const (
	chunk      = 64 << 10 // bytes that are in memory of a blob on its way
	maxNothing = 100      // reads in a row that give nothing, as in bufio
)

var errReader = errors.New("blob: the reader says that it read what cannot be")

// transfer writes what r gives to w: exactly size bytes, or else it is ErrSize.
func transfer(ctx context.Context, w io.Writer, r io.Reader, size int64) error {
	if size < 0 {
		return fmt.Errorf("%w: %d bytes", ErrSize, size)
	}
	buffer := make([]byte, min(size, chunk-1)+1) // one more, to see whether r ends
	var n int64
	for nothing := 0; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		got, err := r.Read(buffer[:min(size-n, chunk-1)+1])
		if got < 0 || got > len(buffer) {
			return errReader
		}
		if n+int64(got) > size {
			return fmt.Errorf("%w: more than %d bytes", ErrSize, size)
		}
		if got > 0 {
			if _, err := w.Write(buffer[:got]); err != nil {
				return err
			}
		}
		n += int64(got)
		switch {
		case err == io.EOF && n < size: //nolint:errorlint // io.Reader: EOF itself
			return fmt.Errorf("%w: %d bytes of %d", ErrSize, n, size)
		case err == io.EOF: //nolint:errorlint // see above
			return nil
		case err != nil:
			return err
		case got > 0:
			nothing = 0
		default:
			if nothing++; nothing == maxNothing {
				return io.ErrNoProgress
			}
		}
	}
}
