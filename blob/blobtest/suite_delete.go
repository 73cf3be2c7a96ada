package blobtest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
)

func deletes() []test {
	return []test{
		{"what was deleted is gone", deleteIsGone},
		{"what is not there", deleteMissing},
		{"put again", deleteThenPut},
		{"an ended context", deleteEnded},
	}
}

func deleteIsGone(t *testing.T, s *store) {
	for _, key := range []string{"a", "b/c", "b/c.thumb", "b/d/e"} {
		s.put(t, key, key)
	}
	require.NoError(t, s.Delete(t.Context(), "b/c"))
	s.hasNot(t, "b/c")
	require.Equal(t, map[string]int64{"a": 1, "b/c.thumb": 9, "b/d/e": 5}, s.listed(t, ""))
	for _, key := range []string{"b/d/e", "b/c.thumb", "a"} {
		require.NoError(t, s.Delete(t.Context(), key))
		s.hasNot(t, key)
	}
	require.Empty(t, s.listed(t, ""))
	require.Empty(t, s.listed(t, "b"))
}

func deleteMissing(t *testing.T, s *store) {
	s.put(t, "a/b", "x")
	for _, key := range []string{"a", "b", "a/c", "a/b/c", "a/b/c/d", "c/d/e"} {
		require.NoError(t, s.Delete(t.Context(), key), key)
	}
	s.has(t, "a/b", "x")
	require.NoError(t, s.Delete(t.Context(), "a/b"))
	require.NoError(t, s.Delete(t.Context(), "a/b"))
}

// deleteThenPut: what was a folder may become a blob, and the other way round.
func deleteThenPut(t *testing.T, s *store) {
	for range 3 {
		for _, key := range []string{"a/b/c", "a/b", "a", "a/b/c/d"} {
			s.put(t, key, key)
			s.has(t, key, key)
			require.NoError(t, s.Delete(t.Context(), key))
			s.hasNot(t, key)
		}
	}
}

func deleteEnded(t *testing.T, s *store) {
	s.put(t, "a", "text")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, s.Delete(ctx, "a"), context.Canceled)
	require.ErrorIs(t, s.Delete(ctx, "none"), context.Canceled)
	require.ErrorIs(t, s.Delete(ctx, "../a"), blob.ErrKey)
	s.has(t, "a", "text")
}
