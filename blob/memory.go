package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Memory is the Store in the memory of a process, for tests and small programs: nothing of it
// is there after a crash. The zero value is empty and ready. Not to be copied.
type Memory struct {
	Now func() time.Time // the clock of Info.At; nil = time.Now

	mu    sync.RWMutex
	blobs map[string]memoryBlob
}

var _ Store = (*Memory)(nil)

type memoryBlob struct {
	data []byte // never changed
	at   time.Time
}

func (b memoryBlob) info(key string) Info { return Info{key, int64(len(b.data)), b.at} }

// Put keeps the bytes.
func (m *Memory) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	if err := start(ctx, "put", key); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := transfer(ctx, &b, r, size); err != nil {
		return failed("put", key, err)
	}
	now := m.Now
	if now == nil {
		now = time.Now
	}
	at := now().UTC()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.blobs == nil {
		m.blobs = map[string]memoryBlob{}
	}
	m.blobs[key] = memoryBlob{b.Bytes(), at}
	return nil
}

func (m *Memory) find(ctx context.Context, doing, key string) (memoryBlob, error) {
	if err := start(ctx, doing, key); err != nil {
		return memoryBlob{}, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	b, ok := m.blobs[key]
	if !ok {
		return b, notFound(key)
	}
	return b, nil
}

// Open reads the bytes where they are.
func (m *Memory) Open(ctx context.Context, key string) (io.ReadSeekCloser, Info, error) {
	b, err := m.find(ctx, "open", key)
	if err != nil {
		return nil, Info{}, err
	}
	return &memoryFile{bytes.NewReader(b.data)}, b.info(key), nil
}

// Stat looks.
func (m *Memory) Stat(ctx context.Context, key string) (Info, error) {
	b, err := m.find(ctx, "stat", key)
	if err != nil {
		return Info{}, err
	}
	return b.info(key), nil
}

// Delete forgets the bytes.
func (m *Memory) Delete(ctx context.Context, key string) error {
	if err := start(ctx, "delete", key); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.blobs, key)
	return nil
}

// List gives the blobs in the order of their keys.
func (m *Memory) List(ctx context.Context, folder string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		if folder != "" {
			if err := CheckKey(folder); err != nil {
				yield(Info{}, err)
				return
			}
			folder += "/"
		}
		m.mu.RLock()
		keys := slices.Sorted(maps.Keys(m.blobs))
		m.mu.RUnlock()
		for _, key := range keys {
			if !strings.HasPrefix(key, folder) {
				continue
			}
			b, err := m.find(ctx, "list", key)
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil {
				yield(Info{}, err)
				return
			}
			if !yield(b.info(key), nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(Info{}, failed("list", folder, err))
		}
	}
}

// Sweep finds nothing: what a Put leaves goes with it.
func (m *Memory) Sweep(ctx context.Context, _ time.Time) (Swept, error) {
	return Swept{}, failed("sweep", "memory", ctx.Err())
}

// memoryFile is a blob that somebody reads; nil once it is closed.
type memoryFile struct{ r *bytes.Reader }

func (f *memoryFile) Read(p []byte) (int, error) {
	if f.r == nil {
		return 0, fs.ErrClosed
	}
	return f.r.Read(p)
}

func (f *memoryFile) Seek(offset int64, whence int) (int64, error) {
	if f.r == nil {
		return 0, fs.ErrClosed
	}
	return f.r.Seek(offset, whence)
}

func (f *memoryFile) Close() error {
	if f.r == nil {
		return fs.ErrClosed
	}
	f.r = nil
	return nil
}
