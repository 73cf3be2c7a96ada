package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
)

// Run runs the conformance suite. open returns a Store of its own for each call, with
// nothing in it; it ends with the test.
func Run(t *testing.T, open func(t testing.TB) blob.Store) {
	groups := map[string][]test{
		"Put":    puts(),
		"Read":   reads(),
		"Delete": deletes(),
		"List":   lists(),
		"Keys":   keys(),
		"Copy":   copies(),
		"Race":   races(),
	}
	for group, tests := range groups {
		t.Run(group, func(t *testing.T) {
			t.Parallel()
			for _, test := range tests {
				t.Run(test.name, func(t *testing.T) {
					t.Parallel()
					test.run(t, &store{open(t), open})
				})
			}
		})
	}
}

type test struct {
	name string
	run  func(t *testing.T, s *store)
}

// store is a Store with what tests do with one.
type store struct {
	blob.Store
	open func(t testing.TB) blob.Store
}

// put keeps a text.
func (s *store) put(t testing.TB, key, text string) {
	t.Helper()
	require.NoError(t, s.Put(t.Context(), key, bytes.NewReader([]byte(text)), int64(len(text))))
}

// has requires that a key has this text, by each way to ask.
func (s *store) has(t testing.TB, key, text string) {
	t.Helper()
	got, err := s.read(t.Context(), key)
	require.NoError(t, err)
	require.Equal(t, text, got)
	info, err := s.Stat(t.Context(), key)
	require.NoError(t, err)
	require.Equal(t, key, info.Key)
	require.EqualValues(t, len(text), info.Size)
}

// read returns all bytes of a blob, after it has compared them with what Open says.
func (s *store) read(ctx context.Context, key string) (string, error) {
	r, info, err := s.Open(ctx, key)
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(r)
	if err == nil && (int64(len(data)) != info.Size || info.Key != key) {
		err = fmt.Errorf("Open of %s says %+v, and %d bytes come", key, info, len(data))
	}
	return string(data), errors.Join(err, r.Close())
}

// hasNot requires that nothing is there.
func (s *store) hasNot(t testing.TB, key string) {
	t.Helper()
	_, _, err := s.Open(t.Context(), key)
	require.ErrorIs(t, err, blob.ErrNotFound)
	_, err = s.Stat(t.Context(), key)
	require.ErrorIs(t, err, blob.ErrNotFound)
}

// listed returns keys and sizes of a folder.
func (s *store) listed(t testing.TB, folder string) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	for info, err := range s.List(t.Context(), folder) {
		require.NoError(t, err)
		_, twice := all[info.Key]
		require.False(t, twice, info.Key)
		all[info.Key] = info.Size
	}
	return all
}

// failing reads a text and then fails.
func failing(text string, err error) io.Reader {
	return io.MultiReader(bytes.NewReader([]byte(text)), iotest.ErrReader(err))
}
