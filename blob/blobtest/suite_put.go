package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
)

func puts() []test {
	return []test{
		{"what was put is there", putIsThere},
		{"put again replaces", putReplaces},
		{"another size than it said", putWrongSize},
		{"a reader that fails", putFailingReader},
		{"readers with habits", putReaders},
		{"an ended context", putEnded},
		{"a context that ends meanwhile", putEnds},
		{"nothing is seen before all has come", putUnseen},
		{"large ones", putLarge},
		{"nothing is left to sweep", putLeavesNothing},
	}
}

func putIsThere(t *testing.T, s *store) {
	before := time.Now().Add(-2 * time.Second) // clocks of stores are coarse
	for _, c := range []struct{ key, text string }{
		{"a", "x"},
		{"empty", ""},
		{"b/c", "in a folder"},
		{"b/d/e/f/g/h", "\x00\xff binary\r\n"},
		{"b/c.thumb", "beside"},
		{"b/c-d_e.f", strings.Repeat("0123456789", 20_000)},
	} {
		s.put(t, c.key, c.text)
		s.has(t, c.key, c.text)
		info, err := s.Stat(t.Context(), c.key)
		require.NoError(t, err)
		require.WithinRange(t, info.At, before, time.Now().Add(2*time.Second))
		r, opened, err := s.Open(t.Context(), c.key)
		require.NoError(t, err)
		require.NoError(t, r.Close())
		require.Equal(t, info, opened)
	}
	s.has(t, "a", "x")
	s.has(t, "b/c", "in a folder")
}

func putReplaces(t *testing.T, s *store) {
	for _, text := range []string{"first", "the second, longer", "3", "", "5th"} {
		s.put(t, "a/b", text)
		s.has(t, "a/b", text)
		require.Equal(t, map[string]int64{"a/b": int64(len(text))}, s.listed(t, ""))
	}
}

func putWrongSize(t *testing.T, s *store) {
	const old = "what was there"
	s.put(t, "a/old", old)
	long := strings.Repeat("x", 300_000)
	for _, key := range []string{"a/old", "a/new", "other/new"} {
		for _, c := range []struct {
			text string
			size int64
		}{
			{"", 1}, {"", 1 << 60}, {"abc", 4}, {"abc", 2}, {"abc", 0}, {"abc", -1}, {"", -1}, {"abc", -1 << 63},
			{long, 299_999}, {long, 300_001}, {long, 65_535}, {long, 65_536}, {long, 65_537}, {long, 1},
		} {
			require.ErrorIs(t, s.Put(t.Context(), key, strings.NewReader(c.text), c.size), blob.ErrSize, "%d", c.size)
		}
	}
	s.hasNot(t, "a/new")
	s.has(t, "a/old", old)
	require.Equal(t, map[string]int64{"a/old": int64(len(old))}, s.listed(t, ""))
}

func putFailingReader(t *testing.T, s *store) {
	broken := errors.New("the line is dead")
	s.put(t, "old", "old")
	long := strings.Repeat("x", 200_000)
	for _, key := range []string{"old", "new", "a/new"} {
		for _, text := range []string{"", "abc", long} {
			for _, more := range []int64{0, 1, 100_000} { // also when all bytes came before it failed
				err := s.Put(t.Context(), key, failing(text, broken), int64(len(text))+more)
				require.ErrorIs(t, err, broken)
				require.NotErrorIs(t, err, blob.ErrSize)
			}
		}
		require.ErrorIs(t, s.Put(t.Context(), key, failing("abc", io.ErrUnexpectedEOF), 4), io.ErrUnexpectedEOF)
	}
	s.has(t, "old", "old")
	s.hasNot(t, "new")
	require.Len(t, s.listed(t, ""), 1)
}

// putReaders: what io.Reader allows.
func putReaders(t *testing.T, s *store) {
	text := strings.Repeat("0123456789", 100)
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"one byte at a time": iotest.OneByteReader,
		"half of it":         iotest.HalfReader,
		"data with EOF":      iotest.DataErrReader,
		"nothing between":    func(r io.Reader) io.Reader { return &idle{r: iotest.OneByteReader(r)} },
		"no more than that":  func(r io.Reader) io.Reader { return struct{ io.Reader }{r} },
	} {
		require.NoError(t, s.Put(t.Context(), "a", wrap(strings.NewReader(text)), int64(len(text))), name)
		s.has(t, "a", text)
		require.ErrorIs(t, s.Put(t.Context(), "a", wrap(strings.NewReader(text+"!")), int64(len(text))), blob.ErrSize, name)
	}
	require.ErrorIs(t, s.Put(t.Context(), "a", iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(text))), int64(len(text))), iotest.ErrTimeout)
	require.ErrorIs(t, s.Put(t.Context(), "a", endless{}, int64(len(text))), io.ErrNoProgress)
	for _, lie := range []int{-1, 1 << 20} {
		require.Error(t, s.Put(t.Context(), "a", liar(lie), 1<<30))
	}
	s.has(t, "a", text)
}

// idle gives nothing every other time.
type idle struct {
	r  io.Reader
	on bool
}

func (i *idle) Read(p []byte) (int, error) {
	if i.on = !i.on; i.on {
		return 0, nil
	}
	return i.r.Read(p)
}

// endless never gives anything and never ends.
type endless struct{}

func (endless) Read([]byte) (int, error) { return 0, nil }

// liar says that it read so many bytes.
type liar int

func (l liar) Read([]byte) (int, error) { return int(l), nil }

func putEnded(t *testing.T, s *store) {
	s.put(t, "old", "old")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, key := range []string{"old", "new"} {
		require.ErrorIs(t, s.Put(ctx, key, strings.NewReader("later"), 5), context.Canceled)
	}
	s.has(t, "old", "old")
	s.hasNot(t, "new")
}

// putEnds: the context ends while r still gives.
func putEnds(t *testing.T, s *store) {
	s.put(t, "old", "old")
	for _, key := range []string{"old", "new"} {
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		err := s.Put(ctx, key, readerFunc(func(p []byte) (int, error) {
			if n++; n == 3 {
				cancel()
			}
			return copy(p, "more and more"), nil
		}), 1<<40)
		require.ErrorIs(t, err, context.Canceled)
		require.Less(t, n, 10)
	}
	s.has(t, "old", "old")
	s.hasNot(t, "new")
	require.Len(t, s.listed(t, ""), 1)
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func putUnseen(t *testing.T, s *store) {
	s.put(t, "old", "old")
	for _, key := range []string{"old", "a/new"} {
		r, w := io.Pipe()
		done := make(chan error)
		go func() { done <- s.Put(t.Context(), key, r, 200_000) }()
		for range 2 {
			_, err := w.Write(bytes.Repeat([]byte("x"), 100_000))
			require.NoError(t, err)
			s.has(t, "old", "old")
			s.hasNot(t, "a/new")
			require.Equal(t, map[string]int64{"old": 3}, s.listed(t, ""))
			swept, err := s.Sweep(t.Context(), time.Now().Add(-time.Hour))
			require.NoError(t, err)
			require.Zero(t, swept.Files, "what is on its way is not swept")
			require.LessOrEqual(t, swept.Young, 1, "where the store keeps it as a file")
		}
		require.NoError(t, w.CloseWithError(errors.New("gone")))
		require.Error(t, <-done)
	}
	s.has(t, "old", "old")
	s.hasNot(t, "a/new")
}

func putLarge(t *testing.T, s *store) {
	for _, size := range []int64{1<<16 - 1, 1 << 16, 1<<16 + 1, 5<<20 + 7} { // parts of S3 have 5 MiB at least
		require.NoError(t, s.Put(t.Context(), "large", Pattern(size), size))
		r, info, err := s.Open(t.Context(), "large")
		require.NoError(t, err)
		require.Equal(t, size, info.Size)
		require.NoError(t, samePattern(r, size))
		require.NoError(t, r.Close())
	}
}

func putLeavesNothing(t *testing.T, s *store) {
	s.put(t, "a/b", "1")
	s.put(t, "a/b", "2")
	require.Error(t, s.Put(t.Context(), "a/c", strings.NewReader("3"), 2))
	require.Error(t, s.Put(t.Context(), "d/e", failing("abc", errors.New("x")), 4))
	swept, err := s.Sweep(t.Context(), time.Now().Add(time.Hour))
	require.NoError(t, err)
	require.Zero(t, swept)
	s.has(t, "a/b", "2")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = s.Sweep(ctx, time.Now())
	require.ErrorIs(t, err, context.Canceled)
}
