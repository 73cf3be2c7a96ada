package migrate

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestUnchanged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	write := func(text string, at time.Time) {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		require.NoError(t, os.Chtimes(path, at, at))
	}
	at := time.Unix(1700000000, 0)
	require.True(t, unchanged(path, nil), "is still not there")
	write("one", at)
	require.False(t, unchanged(path, nil), "has come")
	was, err := os.Stat(path)
	require.NoError(t, err)
	require.True(t, unchanged(path, was))
	write("two", at.Add(time.Millisecond))
	require.False(t, unchanged(path, was), "of another time")
	write("three", at)
	require.False(t, unchanged(path, was), "of another size")
	write("one", at)
	require.True(t, unchanged(path, was))
	require.NoError(t, os.Rename(path, path+".old"))
	require.False(t, unchanged(path, was), "has gone")
	write("one", at)
	require.False(t, unchanged(path, was), "another file")
}
