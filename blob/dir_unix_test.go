//go:build linux || darwin

package blob_test

import (
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/blob/blobtest"
)

// TestDirForeign: what a Dir did not make is not followed, not opened, not listed and not removed.
func TestDirForeign(t *testing.T) {
	t.Parallel()
	outside := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o600))
	path := t.TempDir()
	d := openDir(t, path, nil)
	require.NoError(t, d.Put(t.Context(), "a/b", strings.NewReader("text"), 4))
	require.NoError(t, d.Put(t.Context(), "z", strings.NewReader("text"), 4))
	for name, target := range map[string]string{
		"out":          outside,
		"file":         filepath.Join(outside, "secret"),
		"a/up":         "../z",
		"a/loop":       "loop",
		"in":           "a", // os.Root follows these two
		"a/same":       "b",
		"a/dangling":   "nothing",
		".tmp/put-OUT": filepath.Join(outside, "secret"),
	} {
		require.NoError(t, os.Symlink(target, filepath.Join(path, name)))
	}
	require.NoError(t, syscall.Mkfifo(filepath.Join(path, "pipe"), 0o600))
	for _, name := range []string{"UPPER", "with space", ".hidden", "a/b~", "a/.nfs000", "-dash", "nul"} {
		require.NoError(t, os.WriteFile(filepath.Join(path, name), []byte("x"), 0o600))
	}
	require.NoError(t, os.MkdirAll(filepath.Join(path, "lost+found", "x"), 0o700))

	var listed []string
	for info, err := range d.List(t.Context(), "") {
		require.NoError(t, err)
		listed = append(listed, info.Key)
	}
	require.Equal(t, []string{"a/b", "z"}, listed)
	for _, folder := range []string{"in", "out", "file", "pipe", "a/up"} {
		for info, err := range d.List(t.Context(), folder) {
			require.Fail(t, "listed", "%s: %v %v", folder, info, err)
		}
	}
	for _, key := range []string{"out/secret", "file", "a/up", "a/loop", "in", "in/b", "a/same", "a/dangling", "pipe", "pipe/x", "out"} {
		_, err := d.Stat(t.Context(), key)
		require.ErrorIs(t, err, blob.ErrNotFound, key)
		_, _, err = d.Open(t.Context(), key)
		require.ErrorIs(t, err, blob.ErrNotFound, key)
		require.NoError(t, d.Delete(t.Context(), key), key)
	}
	for _, key := range []string{"out/new", "in/new", "pipe/new", "file/new"} {
		require.Error(t, d.Put(t.Context(), key, strings.NewReader("new"), 3), key)
	}
	swept, err := d.Sweep(t.Context(), time.Now().Add(time.Hour))
	require.NoError(t, err)
	require.Zero(t, swept)
	require.Len(t, filesIn(t, path), 2+8+1+7, "all is as it was")
	require.Equal(t, []string{filepath.Join(outside, "secret")}, filesIn(t, outside))

	// A key that is a link is replaced; where it led to stays as it was.
	require.NoError(t, d.Put(t.Context(), "file", strings.NewReader("mine"), 4))
	require.Equal(t, "mine", textOf(t, d, "file"))
	require.NoError(t, d.Put(t.Context(), "a/same", strings.NewReader("mine"), 4))
	require.Equal(t, "text", textOf(t, d, "a/b"))
	secret, err := os.ReadFile(filepath.Join(outside, "secret"))
	require.NoError(t, err)
	require.Equal(t, "secret", string(secret))
}

// TestDirFull has the system refuse to write more, as on a full disk. It is not parallel: the limit is the process's.
func TestDirFull(t *testing.T) {
	path := t.TempDir()
	d := openDir(t, path, nil)
	require.NoError(t, d.Put(t.Context(), "a/old", strings.NewReader("text"), 4))
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit))
	less := limit
	less.Cur = 100_000
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &less))
	var errs []error
	for _, key := range []string{"a/old", "a/new", "b/new"} {
		errs = append(errs, d.Put(t.Context(), key, blobtest.Pattern(200_000), 200_000))
	}
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit))
	for _, err := range errs {
		require.ErrorIs(t, err, syscall.EFBIG)
		require.NotContains(t, err.Error(), path)
		require.NotContains(t, err.Error(), ".tmp")
	}
	require.Equal(t, "text", textOf(t, d, "a/old"))
	require.Len(t, filesIn(t, path), 1)
	require.NoError(t, d.Put(t.Context(), "a/new", blobtest.Pattern(200_000), 200_000))
}
