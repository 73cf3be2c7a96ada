package blobtest

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
)

func copies() []test {
	return []test{
		{"what is missing or of another size", copyMissing},
		{"what goes meanwhile", copyGone},
		{"errors", copyErrors},
	}
}

func copyMissing(t *testing.T, s *store) {
	to := &store{Store: s.open(t)}
	for _, key := range []string{"a/1", "a/2", "a/b/3", "c"} {
		s.put(t, key, "text of "+key)
	}
	to.put(t, "a/1", "text of a/1")
	to.put(t, "a/2", "half")
	to.put(t, "a/4", "only here")
	c, err := blob.Copy(t.Context(), to, s, "a")
	require.NoError(t, err)
	require.Equal(t, blob.Copied{Blobs: 2, Bytes: 24, Same: 1}, c)
	to.has(t, "a/2", "text of a/2")
	to.has(t, "a/b/3", "text of a/b/3")
	to.has(t, "a/4", "only here")
	to.hasNot(t, "c")
	c, err = blob.Copy(t.Context(), to, s, "")
	require.NoError(t, err)
	require.Equal(t, blob.Copied{Blobs: 1, Bytes: 9, Same: 3}, c)
	c, err = blob.Copy(t.Context(), to, s, "")
	require.NoError(t, err)
	require.Equal(t, blob.Copied{Same: 4}, c)
}

// copyGone has a blob deleted between List and Open.
func copyGone(t *testing.T, s *store) {
	to := &store{Store: s.open(t)}
	s.put(t, "a", "a")
	s.put(t, "b", "b")
	c, err := blob.Copy(t.Context(), to, faulty{Store: s, open: func(key string) error {
		if key == "a" {
			return s.Delete(t.Context(), key)
		}
		return nil
	}}, "")
	require.NoError(t, err)
	require.Equal(t, blob.Copied{Blobs: 1, Bytes: 1}, c)
	to.hasNot(t, "a")
	to.has(t, "b", "b")
}

func copyErrors(t *testing.T, s *store) {
	to := &store{Store: s.open(t)}
	s.put(t, "a", "a")
	broken := errors.New("broken")
	_, err := blob.Copy(t.Context(), to, faulty{Store: s, open: func(string) error { return broken }}, "")
	require.ErrorIs(t, err, broken)
	_, err = blob.Copy(t.Context(), to, s, "..")
	require.ErrorIs(t, err, blob.ErrKey)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = blob.Copy(ctx, to, s, "")
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, to.listed(t, ""))
}

// faulty calls open before it opens a blob.
type faulty struct {
	blob.Store
	open func(key string) error
}

func (f faulty) Open(ctx context.Context, key string) (io.ReadSeekCloser, blob.Info, error) {
	if err := f.open(key); err != nil {
		return nil, blob.Info{}, err
	}
	return f.Store.Open(ctx, key)
}
