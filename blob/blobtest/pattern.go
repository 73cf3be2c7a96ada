package blobtest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Pattern gives so many bytes, which tell where they are, out of no memory: for large blobs.
func Pattern(size int64) io.Reader { return io.LimitReader(&pattern{}, size) }

type pattern struct{ at int64 }

func (p *pattern) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byteAt(p.at)
		p.at++
	}
	return len(b), nil
}

// byteAt has a period of 251 * 65536 bytes.
func byteAt(i int64) byte { return byte(i%251) ^ byte(i>>8) ^ byte(i>>16) }

// samePattern says where r is not Pattern(size).
func samePattern(r io.Reader, size int64) error {
	got, want := make([]byte, 32<<10), make([]byte, 32<<10)
	p := &pattern{}
	for {
		n, err := io.ReadFull(r, got)
		at := p.at
		if _, err := io.ReadFull(p, want[:n]); err != nil {
			return err
		}
		if !bytes.Equal(got[:n], want[:n]) {
			return fmt.Errorf("other bytes between %d and %d", at, p.at)
		}
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			if p.at != size {
				return fmt.Errorf("%d bytes instead of %d", p.at, size)
			}
			return nil
		case err != nil:
			return err
		}
	}
}
