package assetstest

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/blob"
)

var errStep = errors.New("assetstest: this step fails")

func fails() error { return errStep }

// steps count what is done with databases and blobs, and let one of it go wrong.
type steps struct {
	mu      sync.Mutex
	n, at   int
	forever bool // and all after it
	fail    func() error
}

func (s *steps) next() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	if s.n == s.at || s.forever && s.at > 0 && s.n > s.at {
		return s.fail()
	}
	return nil
}

// arm begins to count anew; at 0 nothing goes wrong.
func (s *steps) arm(at int, fail func() error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n, s.at, s.fail = 0, at, fail
}

// reached tells whether the step came.
func (s *steps) reached() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n >= s.at
}

// around is a step before fn and one after it, which had its effect then.
func (s *steps) around(fn func() error) error {
	if err := s.next(); err != nil {
		return err
	}
	if err := fn(); err != nil {
		return err
	}
	return s.next()
}

// stepped is a blob.Store with steps.
type stepped struct {
	blob.Store
	steps *steps
}

func (s *stepped) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	return s.steps.around(func() error { return s.Store.Put(ctx, key, r, size) })
}

func (s *stepped) Delete(ctx context.Context, key string) error {
	return s.steps.around(func() error { return s.Store.Delete(ctx, key) })
}

func (s *stepped) Open(ctx context.Context, key string) (io.ReadSeekCloser, blob.Info, error) {
	if err := s.steps.next(); err != nil {
		return nil, blob.Info{}, err
	}
	return s.Store.Open(ctx, key)
}

func (s *stepped) Stat(ctx context.Context, key string) (blob.Info, error) {
	if err := s.steps.next(); err != nil {
		return blob.Info{}, err
	}
	return s.Store.Stat(ctx, key)
}

// steppedStore is an assets.Store with steps.
type steppedStore struct {
	assets.Store
	steps *steps
}

func (s *steppedStore) Read(ctx context.Context, fn func(r assets.Reader) error) error {
	return s.steps.around(func() error { return s.Store.Read(ctx, fn) })
}

func (s *steppedStore) Write(ctx context.Context, fn func(w assets.Writer) error) error {
	return s.steps.around(func() error {
		return s.Store.Write(ctx, func(w assets.Writer) error { return fn(&steppedWriter{w, s.steps}) })
	})
}

type steppedWriter struct {
	assets.Writer
	steps *steps
}

func (w *steppedWriter) Add(ctx context.Context, h assets.Held) error {
	return w.steps.around(func() error { return w.Writer.Add(ctx, h) })
}

func (w *steppedWriter) Hold(ctx context.Context, h assets.Held) error {
	return w.steps.around(func() error { return w.Writer.Hold(ctx, h) })
}

func (w *steppedWriter) Drop(ctx context.Context, owner, id string) (gone bool, err error) {
	err = w.steps.around(func() error {
		gone, err = w.Writer.Drop(ctx, owner, id)
		return err
	})
	return gone, err
}

func (w *steppedWriter) Record(ctx context.Context, e audit.Event) error {
	return w.steps.around(func() error { return w.Writer.Record(ctx, e) })
}

func (w *steppedWriter) Gone(ctx context.Context, user string) (bool, error) {
	if err := w.steps.next(); err != nil {
		return false, err
	}
	return w.Writer.Gone(ctx, user)
}
