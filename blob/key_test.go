package blob_test

import (
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/blob/blobtest"
)

func TestCheckKey(t *testing.T) {
	t.Parallel()
	for _, key := range []string{
		"a", "0", "assets/u-1/7f3c4a8e-0000-4000-8000-000000000000.thumb", "a..b/c__d/e--f", "console", "com", "com10", "com1x/a",
		strings.Repeat("a", blob.MaxSegment), strings.Repeat("ab/", 83) + "c",
	} {
		require.NoError(t, blob.CheckKey(key), key)
	}
	for _, key := range blobtest.HostileKeys() {
		err := blob.CheckKey(key)
		require.ErrorIs(t, err, blob.ErrKey, "%.50q", key)
		require.Less(t, len(err.Error()), 150)
	}
	require.EqualError(t, blob.CheckKey("a/../b"), `blob: not a key: segment 2 begins with '.', and may begin with a-z and 0-9`)
	require.EqualError(t, blob.CheckKey("a/b c"), `blob: not a key: segment 2 has ' ' in it, and may have a-z, 0-9, -, _ and .`)
}

// What is a key is a plain path everywhere, and so is its folder.
func FuzzCheckKey(f *testing.F) {
	for _, key := range append(blobtest.HostileKeys(), "a", "a/b/c", "a.b/c-d/e_f", "lpt10") {
		if len(key) < 1000 {
			f.Add(key)
		}
	}
	f.Fuzz(func(t *testing.T, key string) {
		if err := blob.CheckKey(key); err != nil {
			require.ErrorIs(t, err, blob.ErrKey)
			return
		}
		require.True(t, fs.ValidPath(key))
		require.True(t, filepath.IsLocal(filepath.FromSlash(key)))
		require.Equal(t, key, path.Clean(key))
		require.Equal(t, key, strings.ToLower(key))
		require.LessOrEqual(t, len(key), blob.MaxKey)
		for folder := path.Dir(key); folder != "."; folder = path.Dir(folder) {
			require.NoError(t, blob.CheckKey(folder))
		}
		var m blob.Memory
		require.NoError(t, m.Put(t.Context(), key, strings.NewReader(key), int64(len(key))))
		for info, err := range m.List(t.Context(), "") {
			require.NoError(t, err)
			require.Equal(t, key, info.Key)
		}
	})
}
