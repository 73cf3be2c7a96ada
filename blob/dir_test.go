package blob_test

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/blob/blobtest"
)

// TestDirFlatMemory is not parallel: it measures what the process allocates.
func TestDirFlatMemory(t *testing.T) {
	d := openDir(t, t.TempDir(), nil)
	to := openDir(t, t.TempDir(), nil)
	const size = 8 << 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	require.NoError(t, d.Put(t.Context(), "a/large", blobtest.Pattern(size), size))
	copied, err := blob.Copy(t.Context(), to, d, "")
	require.NoError(t, err)
	runtime.ReadMemStats(&after)
	require.Equal(t, blob.Copied{Blobs: 1, Bytes: size}, copied)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(size/16))
}

func TestOpenDir(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a", "b")
	d := openDir(t, path, nil)
	require.NoError(t, d.Put(t.Context(), "x/y", strings.NewReader("text"), 4))
	if runtime.GOOS != "windows" {
		for name, mode := range map[string]os.FileMode{"": 0o700, ".tmp": 0o700, "x": 0o700, "x/y": 0o600, "..": 0o700} {
			info, err := os.Stat(filepath.Join(path, name))
			require.NoError(t, err)
			require.Equal(t, mode, info.Mode().Perm(), name)
		}
	}
	require.Equal(t, "text", textOf(t, openDir(t, path, nil), "x/y"), "another one on the same folder")

	file := filepath.Join(path, "x", "y")
	for _, bad := range []string{"", file, filepath.Join(file, "z"), "a\x00b"} {
		_, err := blob.OpenDir(bad, blob.DirOptions{})
		require.Error(t, err, "%q", bad)
	}
	other := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(other, ".tmp"), nil, 0o600))
	_, err := blob.OpenDir(other, blob.DirOptions{})
	require.Error(t, err)
}

func TestDirClosed(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	d, err := blob.OpenDir(path, blob.DirOptions{})
	require.NoError(t, err)
	require.NoError(t, d.Put(t.Context(), "a", strings.NewReader("text"), 4))
	r, _, err := d.Open(t.Context(), "a")
	require.NoError(t, err)
	require.NoError(t, d.Close())
	text := make([]byte, 4)
	_, err = r.Read(text)
	require.NoError(t, err, "what was opened stays open")
	require.NoError(t, r.Close())
	_, reading := r.Read(text)
	_, seeking := r.Seek(0, io.SeekStart)
	for _, err := range []error{reading, seeking, r.Close()} {
		require.ErrorIs(t, err, os.ErrClosed)
		require.NotContains(t, err.Error(), path)
	}

	_, _, err = d.Open(t.Context(), "a")
	require.ErrorIs(t, err, os.ErrClosed)
	require.NotErrorIs(t, err, blob.ErrNotFound)
	_, err = d.Stat(t.Context(), "a/b")
	require.ErrorIs(t, err, os.ErrClosed)
	require.ErrorIs(t, d.Put(t.Context(), "a", strings.NewReader("text"), 4), os.ErrClosed)
	require.ErrorIs(t, d.Delete(t.Context(), "a"), os.ErrClosed)
	_, err = d.Sweep(t.Context(), time.Now())
	require.ErrorIs(t, err, os.ErrClosed)
	for _, err := range d.List(t.Context(), "") {
		require.ErrorIs(t, err, os.ErrClosed)
	}
}

// TestDirTidied has somebody remove the folder of temporary files.
func TestDirTidied(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	d := openDir(t, path, nil)
	require.NoError(t, os.Remove(filepath.Join(path, ".tmp")))
	swept, err := d.Sweep(t.Context(), time.Now())
	require.NoError(t, err)
	require.Zero(t, swept)
	require.NoError(t, d.Put(t.Context(), "a", strings.NewReader("text"), 4))
	require.Equal(t, "text", textOf(t, d, "a"))

	// Or lead it elsewhere.
	elsewhere := filepath.Join(path, "elsewhere")
	require.NoError(t, os.Rename(filepath.Join(path, ".tmp"), elsewhere))
	require.NoError(t, os.WriteFile(filepath.Join(elsewhere, "put-A"), nil, 0o600))
	if os.Symlink("elsewhere", filepath.Join(path, ".tmp")) == nil { // Windows may refuse
		swept, err = d.Sweep(t.Context(), time.Now().Add(time.Hour))
		require.NoError(t, err)
		require.Zero(t, swept)
		require.FileExists(t, filepath.Join(elsewhere, "put-A"))
	}
}

func TestDirSweepsTheOld(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	d := openDir(t, path, nil)
	now := time.Now().Truncate(time.Second)
	for name, age := range map[string]time.Duration{".tmp/put-OLD": 2 * time.Hour, ".tmp/put-NEW": 0, ".tmp/other": 2 * time.Hour, "put-OLD": 2 * time.Hour, "blob": 2 * time.Hour} {
		file := filepath.Join(path, name)
		require.NoError(t, os.WriteFile(file, []byte("12345"), 0o600))
		require.NoError(t, os.Chtimes(file, now, now.Add(-age)))
	}
	require.NoError(t, os.MkdirAll(filepath.Join(path, ".tmp", "put-FOLDER"), 0o700))
	require.NoError(t, os.Chtimes(filepath.Join(path, ".tmp", "put-FOLDER"), now, now.Add(-2*time.Hour)))
	swept, err := d.Sweep(t.Context(), now.Add(-2*time.Hour))
	require.NoError(t, err)
	require.Equal(t, blob.Swept{Young: 2}, swept, "before, not at")
	swept, err = d.Sweep(t.Context(), now.Add(-time.Hour))
	require.NoError(t, err)
	require.Equal(t, blob.Swept{Files: 1, Bytes: 5, Young: 1}, swept)
	require.NoFileExists(t, filepath.Join(path, ".tmp", "put-OLD"))
	for _, name := range []string{".tmp/put-NEW", ".tmp/other", ".tmp/put-FOLDER", "put-OLD", "blob"} {
		_, err := os.Lstat(filepath.Join(path, name))
		require.NoError(t, err, name)
	}
	info, err := d.Stat(t.Context(), "blob")
	require.NoError(t, err)
	require.True(t, info.At.Equal(now.Add(-2*time.Hour)), "that of the file")
}

// TestDirOrder: folder by folder, by name.
func TestDirOrder(t *testing.T) {
	t.Parallel()
	d := openDir(t, t.TempDir(), nil)
	want := []string{"a/b", "a/c/1", "a/c/2", "a/c.d", "a/d", "a-b", "b"}
	for _, i := range []int{3, 6, 1, 0, 5, 4, 2} {
		require.NoError(t, d.Put(t.Context(), want[i], strings.NewReader("x"), 1))
	}
	var got []string
	for info, err := range d.List(t.Context(), "") {
		require.NoError(t, err)
		got = append(got, info.Key)
	}
	require.Equal(t, want, got)
}

// TestDirBothWays: keys of which one is a folder of another are an error, and nothing is lost.
func TestDirBothWays(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	d := openDir(t, path, nil)
	require.NoError(t, d.Put(t.Context(), "a/b", strings.NewReader("text"), 4))
	require.NoError(t, d.Put(t.Context(), "c", strings.NewReader("text"), 4))
	for _, key := range []string{"a", "c/d", "c/d/e"} {
		err := d.Put(t.Context(), key, strings.NewReader("more"), 4)
		require.Error(t, err, key)
		require.NotContains(t, err.Error(), path)
	}
	require.Equal(t, "text", textOf(t, d, "a/b"))
	require.Equal(t, "text", textOf(t, d, "c"))
	require.Len(t, filesIn(t, path), 2)

	// What a crash left is in the way, until somebody deletes in it.
	require.NoError(t, os.MkdirAll(filepath.Join(path, "d", "e"), 0o700))
	require.Error(t, d.Put(t.Context(), "d", strings.NewReader("text"), 4))
	require.NoError(t, d.Delete(t.Context(), "d/e/f"))
	require.NoError(t, d.Put(t.Context(), "d", strings.NewReader("text"), 4))
}
