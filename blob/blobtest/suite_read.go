package blobtest

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func reads() []test {
	return []test{
		{"what is not there", readMissing},
		{"from anywhere", readSeek},
		{"the bytes as they were when they were opened", readOld},
		{"many readers", readMany},
		{"not after Close", readClosed},
		{"an ended context", readEnded},
	}
}

func readMissing(t *testing.T, s *store) {
	s.put(t, "a/b", "x")
	for _, key := range []string{"a", "b", "a/c", "a/b/c", "a/b/c/d", "c/d/e", "a.b", "a-b"} {
		s.hasNot(t, key)
	}
	s.has(t, "a/b", "x")
}

func readSeek(t *testing.T, s *store) {
	s.put(t, "a", "0123456789")
	r, _, err := s.Open(t.Context(), "a")
	require.NoError(t, err)
	for _, c := range []struct {
		offset int64
		whence int
		at     int64
		rest   string
	}{
		{0, io.SeekEnd, 10, ""}, // how net/http finds the size
		{0, io.SeekStart, 0, "0123456789"},
		{4, io.SeekStart, 4, "456789"},
		{-3, io.SeekEnd, 7, "789"},
		{-5, io.SeekCurrent, 5, "56789"},
		{20, io.SeekStart, 20, ""},
	} {
		at, err := r.Seek(c.offset, c.whence)
		require.NoError(t, err)
		require.Equal(t, c.at, at)
		rest, err := io.ReadAll(r)
		require.NoError(t, err)
		require.Equal(t, c.rest, string(rest))
	}
	_, err = r.Seek(-1, io.SeekStart)
	require.Error(t, err)
	require.NoError(t, r.Close())
}

// readOld: a reader has the old bytes to the end, or an error; never others.
func readOld(t *testing.T, s *store) {
	text := func(c string) string { return strings.Repeat(c, 200_000) }
	for name, change := range map[string]func(key string){
		"replaced": func(key string) { s.put(t, key, text("b")) },
		"shorter":  func(key string) { s.put(t, key, "b") },
		"deleted":  func(key string) { require.NoError(t, s.Delete(t.Context(), key)) },
		"anew": func(key string) {
			require.NoError(t, s.Delete(t.Context(), key))
			s.put(t, key, text("c"))
		},
	} {
		s.put(t, "a/b", text("a"))
		r, info, err := s.Open(t.Context(), "a/b")
		require.NoError(t, err)
		first := make([]byte, 1000)
		_, err = io.ReadFull(r, first)
		require.NoError(t, err)
		change("a/b")
		rest, err := io.ReadAll(r)
		got := string(first) + string(rest)
		require.True(t, strings.HasPrefix(text("a"), got), name)
		if err == nil {
			require.Len(t, got, int(info.Size), name)
		}
		_ = r.Close() // it may have failed
	}
}

func readMany(t *testing.T, s *store) {
	const size = 300_000
	require.NoError(t, s.Put(t.Context(), "a", Pattern(size), size))
	require.NoError(t, each(16, func(int) error {
		r, _, err := s.Open(t.Context(), "a")
		if err != nil {
			return err
		}
		if err := samePattern(r, size); err != nil {
			return err
		}
		return r.Close()
	}))
}

func readClosed(t *testing.T, s *store) {
	s.put(t, "a", "text")
	r, _, err := s.Open(t.Context(), "a")
	require.NoError(t, err)
	require.NoError(t, r.Close())
	n, err := r.Read(make([]byte, 4))
	require.Error(t, err)
	require.NotErrorIs(t, err, io.EOF)
	require.Zero(t, n)
}

func readEnded(t *testing.T, s *store) {
	s.put(t, "a", "text")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, key := range []string{"a", "none"} {
		_, _, err := s.Open(ctx, key)
		require.ErrorIs(t, err, context.Canceled)
		_, err = s.Stat(ctx, key)
		require.ErrorIs(t, err, context.Canceled)
	}
}
