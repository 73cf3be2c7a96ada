package assets

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"time"

	"github.com/einkpdf/platform/assets/internal/picture"
)

// file is what was uploaded, all of it.
type file struct {
	io.ReadSeeker
	size  int64
	sum   string // SHA-256, hex
	close func()
}

// receive reads an upload to its end, into a file that is gone when it is closed. Errors: CodeEmpty, CodeTooLarge,
// CodeIncomplete, and what r returns.
func (s *Service) receive(ctx context.Context, u NewUpload, r io.Reader) (file, error) {
	if err := s.fits(u.Size); err != nil {
		return file{}, err
	}
	t, err := newTemp(s.c.TempDir)
	if err != nil {
		return file{}, err
	}
	f, err := s.receiveInto(ctx, t, u.Size, r)
	if err != nil {
		t.close()
		return file{}, err
	}
	return f, nil
}

func (s *Service) receiveInto(ctx context.Context, t temp, said int64, r io.Reader) (file, error) {
	b, h := &body{ctx: ctx, r: r}, sha256.New()
	most := s.c.MaxBytes
	if said >= 0 {
		most = said
	}
	n, err := io.CopyBuffer(io.MultiWriter(t.File, h), io.LimitReader(b, most+1), make([]byte, 64<<10))
	switch {
	case b.err != nil:
		return file{}, b.refusal()
	case err != nil:
		return file{}, fmt.Errorf("assets: temporary file: %w", err)
	case said >= 0 && n != said:
		return file{}, refuse(CodeIncomplete, "file", "This file does not have the size that it was said to have. Please upload it again.")
	case said < 0:
		if err := s.fits(n); err != nil {
			return file{}, err
		}
	}
	return file{t.File, n, sumOf(h), t.close}, nil
}

// inMemory is a file that need not come any more.
func inMemory(data []byte) file {
	sum := sha256.Sum256(data)
	return file{bytes.NewReader(data), int64(len(data)), hex.EncodeToString(sum[:]), func() {}}
}

// fits refuses a size that no upload may have; -1 is not known.
func (s *Service) fits(size int64) error {
	switch {
	case size == 0:
		return refuse(CodeEmpty, "file", "This file is empty. Please choose another one.")
	case size > s.c.MaxBytes:
		return refuse(CodeTooLarge, "file", "This file is too large: it may have "+bytesText(s.c.MaxBytes)+" at most. Please make it smaller and upload it again.")
	}
	return nil
}

// rewind makes the next reader begin at the beginning.
func (f file) rewind() error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("assets: temporary file: %w", err)
	}
	return nil
}

// head is how the file begins.
func (f file) head() ([]byte, error) { return f.first(min(f.size, picture.Head)) }

// all is all of the file.
func (f file) all() ([]byte, error) { return f.first(f.size) }

func (f file) first(n int64) ([]byte, error) {
	if err := f.rewind(); err != nil {
		return nil, err
	}
	data := make([]byte, n)
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, fmt.Errorf("assets: temporary file: %w", err)
	}
	return data, nil
}

// body is an upload while it comes. It knows errors of the one who sends from those of the disk.
type body struct {
	ctx context.Context //nolint:containedctx // of the one call
	r   io.Reader
	err error
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		b.err = err
		return 0, err
	}
	n, err := b.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// refusal is err for the one who sent the file.
func (b *body) refusal() error {
	if errors.Is(b.err, io.ErrUnexpectedEOF) && CodeOf(b.err) == "" {
		return incomplete(b.err)
	}
	return cut(b.ctx, fmt.Errorf("assets: upload: %w", b.err))
}

// cut is err, before all of a file came. If ctx has ended that is for the one who sent it: net/http ends the context of a request whose
// body breaks, and may do so before whoever reads the body comes to where it broke. What err says to people itself stays.
func cut(ctx context.Context, err error) error {
	if ctx.Err() == nil || CodeOf(err) != "" {
		return err
	}
	return incomplete(err)
}

func incomplete(err error) error {
	return &Error{Code: CodeIncomplete, Field: "file", Message: "Not all of this file came. Please upload it again.", Err: err}
}

// temp is a file for a while. Where the system allows it, it has no name from the beginning, so that
// nothing is left of it when the process is killed.
type temp struct {
	*os.File
	named bool
}

func newTemp(dir string) (temp, error) {
	f, err := os.CreateTemp(dir, "einkpdf-upload-*")
	if err != nil {
		return temp{}, fmt.Errorf("assets: temporary file: %w", err)
	}
	return temp{f, os.Remove(f.Name()) != nil}, nil
}

func (t temp) close() {
	_ = t.Close()
	if t.named {
		_ = os.Remove(t.Name())
	}
}

func sumOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// bytesText is a number of bytes as people write it.
func bytesText(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d bytes", n)
	case n < 1<<20:
		return unitText(n, 1<<10, "KiB")
	}
	return unitText(n, 1<<20, "MiB")
}

// unitText has one digit after the point where it is not 0, rounded down.
func unitText(n, unit int64, name string) string {
	tenths := n * 10 / unit
	if tenths%10 == 0 {
		return fmt.Sprintf("%d %s", tenths/10, name)
	}
	return fmt.Sprintf("%d.%d %s", tenths/10, tenths%10, name)
}

func busy() error {
	return &Error{Code: CodeBusy, Message: "Many files are being uploaded right now. Please try again in a moment.", RetryAfter: 5 * time.Second}
}
