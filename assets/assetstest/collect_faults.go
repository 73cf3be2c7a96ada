package assetstest

import (
	"context"
	"errors"
	"io"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/blob"
)

var errBroken = errors.New("assetstest: broken")

// fault is what breaks at one of the calls that it is told of, and never again.
type fault struct{ at, calls int }

func (f *fault) next() error {
	if f.calls++; f.calls == f.at {
		return errBroken
	}
	return nil
}

// broken is a Service whose Store and Blobs have a fault.
func (s *Setup) broken(t testing.TB, f *fault) *assets.Service {
	t.Helper()
	c := s.Config
	c.Store, c.Blobs = faultyStore{s.Store, f}, faultyBlobs{s.Blobs, f}
	service, err := assets.New(c)
	require.NoError(t, err)
	return service
}

type faultyStore struct {
	assets.Store
	f *fault
}

func (s faultyStore) Read(ctx context.Context, fn func(r assets.Reader) error) error {
	if err := s.f.next(); err != nil {
		return err
	}
	return s.Store.Read(ctx, fn)
}

func (s faultyStore) Write(ctx context.Context, fn func(w assets.Writer) error) error {
	return s.Store.Write(ctx, func(w assets.Writer) error {
		if err := fn(w); err != nil {
			return err
		}
		return s.f.next()
	})
}

type faultyBlobs struct {
	blob.Store
	f *fault
}

func (b faultyBlobs) Stat(ctx context.Context, key string) (blob.Info, error) {
	if err := b.f.next(); err != nil {
		return blob.Info{}, err
	}
	return b.Store.Stat(ctx, key)
}

func (b faultyBlobs) Open(ctx context.Context, key string) (io.ReadSeekCloser, blob.Info, error) {
	if err := b.f.next(); err != nil {
		return nil, blob.Info{}, err
	}
	return b.Store.Open(ctx, key)
}

func (b faultyBlobs) Delete(ctx context.Context, key string) error {
	if err := b.f.next(); err != nil {
		return err
	}
	return b.Store.Delete(ctx, key)
}

func (b faultyBlobs) List(ctx context.Context, folder string) iter.Seq2[blob.Info, error] {
	return func(yield func(blob.Info, error) bool) {
		for info, err := range b.Store.List(ctx, folder) {
			if err == nil {
				err = b.f.next()
			}
			if !yield(info, err) || err != nil {
				return
			}
		}
	}
}

func (b faultyBlobs) Sweep(ctx context.Context, before time.Time) (blob.Swept, error) {
	if err := b.f.next(); err != nil {
		return blob.Swept{Files: 1}, err
	}
	return b.Store.Sweep(ctx, before)
}

// testInterrupted: what breaks ends it, and the next one goes on.
func testInterrupted(t *testing.T, s *Setup) {
	const n = 25 // more than one transaction
	s.seed(t, ann, n, true)
	s.collect(t)
	s.Clock.Advance(31 * day)
	done := 0
	for calls := 1; ; calls++ {
		broken := &fault{at: calls}
		found, err := s.broken(t, broken).Collect(t.Context(), assets.CollectOptions{Verify: calls%2 == 0})
		done += found.Assets
		require.Equal(t, n-done, s.usage(t, ann).Count, "it says what was done")
		if err != nil {
			require.ErrorIs(t, err, errBroken)
		}
		if broken.calls < calls {
			require.NoError(t, err)
			break
		}
	}
	require.Equal(t, n, done)
	s.Clock.Advance(2 * day)
	s.collect(t)
	require.Empty(t, s.Keys(t))

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Service.Collect(ctx, assets.CollectOptions{})
	require.ErrorIs(t, err, context.Canceled)
}

// testSlowUpload: bytes that are collected before an upload comes to its end are stored again.
func testSlowUpload(t *testing.T, s *Setup) {
	slow := &slowBlobs{Store: s.Blobs}
	for _, puts := range []int{1, 2, 3} { // after the picture, the small one, the picture once more
		slow.puts = 0
		slow.after = func(n int) {
			if n == puts {
				s.Clock.Advance(2 * day)
				found := s.collect(t)
				require.Equal(t, min(puts, 2), found.Orphans+found.Young)
			}
		}
		c := s.Config
		c.Blobs = slow
		service, err := assets.New(c)
		require.NoError(t, err)
		slower := *s
		slower.Service = service
		id := slower.Upload(t, ann, wide(uint64(puts))).ID
		require.True(t, s.holds(t, ann, id))
		require.Len(t, s.Keys(t), 2*puts)
	}
	s.Clock.Advance(2 * day)
	require.Equal(t, assets.Collected{}, s.collect(t))
}

// slowBlobs takes its time after each Put.
type slowBlobs struct {
	blob.Store
	puts  int
	after func(puts int)
}

func (b *slowBlobs) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	err := b.Store.Put(ctx, key, r, size)
	b.puts++
	b.after(b.puts)
	return err
}
