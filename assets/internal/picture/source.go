package picture

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
)

// source is the file: its first size bytes, as long as ctx lasts.
type source struct {
	ctx  context.Context
	r    io.ReadSeeker
	left int64
	err  error // of ctx or r: not the fault of the file
}

// rewind makes Read begin with the first byte, and end after n.
func (s *source) rewind(n int64) error {
	if _, err := s.r.Seek(0, io.SeekStart); err != nil {
		s.err = err
		return err
	}
	s.left = n
	return nil
}

// check returns the error of ctx.
func (s *source) check() error {
	if s.err == nil {
		s.err = s.ctx.Err()
	}
	return s.err
}

func (s *source) Read(p []byte) (int, error) {
	if err := s.check(); err != nil {
		return 0, err
	}
	if s.left <= 0 {
		return 0, io.EOF
	}
	if int64(len(p)) > s.left {
		p = p[:s.left]
	}
	n, err := s.r.Read(p)
	s.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// scanner goes through the structure of a file with a small buffer. After an error, which err keeps, it gives zeros.
type scanner struct {
	b   *bufio.Reader
	pos int64
	err error // io.EOF where the file ends
	tmp [16]byte
}

func newScanner(s *source) *scanner { return &scanner{b: bufio.NewReaderSize(s, 32<<10)} }

// next returns the next n bytes, at most 16. They are valid until it is called again.
func (s *scanner) next(n int) []byte {
	p := s.tmp[:n]
	clear(p)
	if s.err == nil {
		var got int
		got, s.err = io.ReadFull(s.b, p)
		s.pos += int64(got)
		if s.err != nil {
			clear(p)
		}
		if errors.Is(s.err, io.ErrUnexpectedEOF) {
			s.err = io.EOF
		}
	}
	return p
}

func (s *scanner) be16() int    { return int(binary.BigEndian.Uint16(s.next(2))) }
func (s *scanner) be32() uint32 { return binary.BigEndian.Uint32(s.next(4)) }
func (s *scanner) le16() int    { return int(binary.LittleEndian.Uint16(s.next(2))) }
func (s *scanner) le32() uint32 { return binary.LittleEndian.Uint32(s.next(4)) }

func (s *scanner) u8() byte {
	if s.err != nil {
		return 0
	}
	b, err := s.b.ReadByte()
	if s.err = err; err == nil {
		s.pos++
	}
	return b
}

// skip passes over n bytes.
func (s *scanner) skip(n int64) {
	for n > 0 && s.err == nil {
		var got int
		got, s.err = s.b.Discard(int(min(n, 1<<20)))
		s.pos += int64(got)
		n -= int64(got)
	}
}

// skipTo passes over bytes to the next one that is b, and that.
func (s *scanner) skipTo(b byte) {
	for s.err == nil {
		p, err := s.b.ReadSlice(b)
		s.pos += int64(len(p))
		if !errors.Is(err, bufio.ErrBufferFull) {
			s.err = err
			return
		}
	}
}

// take returns the first most bytes of the next n, and passes over all of them.
func (s *scanner) take(n, most int64) []byte {
	p := make([]byte, min(n, most))
	for i := range p {
		p[i] = s.u8()
	}
	s.skip(n - int64(len(p)))
	return p
}

// ended tells whether nothing follows.
func (s *scanner) ended() bool {
	if s.err != nil {
		return errors.Is(s.err, io.EOF)
	}
	_, err := s.b.Peek(1)
	return errors.Is(err, io.EOF)
}
