package gopdfout

import (
	"bytes"
	"context"
	"errors"
	"io"
)

// sink is what gopdf writes to. gopdf ignores the errors of its writer, so that
// it gets one that has none. The end of the context leaves through gopdf as a
// panic of type abort, which guard catches.
type sink struct {
	ctx  context.Context
	file bytes.Buffer
}

// abort carries an error through gopdf.
type abort struct{ err error }

func (s *sink) Write(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		panic(abort{err}) //nolint:forbidigo // see sink
	}
	return s.file.Write(b)
}

// copyTo writes the file out.
func (s *sink) copyTo(w io.Writer) error {
	for b := s.file.Bytes(); len(b) > 0; {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		part := b[:min(len(b), 1<<20)]
		n, err := w.Write(part)
		switch {
		case err != nil:
			return err
		case n < 0 || n > len(part):
			return errors.New("the writer returned an impossible count")
		case n < len(part):
			return io.ErrShortWrite
		}
		b = b[n:]
	}
	return nil
}
