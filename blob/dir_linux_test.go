package blob_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestDirReadOnly takes away the right to write, and then that to look.
func TestDirReadOnly(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	d := openDir(t, path, nil)
	require.NoError(t, d.Put(t.Context(), "a/old", strings.NewReader("text"), 4))
	left := filepath.Join(path, ".tmp", "put-LEFT")
	require.NoError(t, os.WriteFile(left, nil, 0o600))
	for _, name := range []string{"a", ".tmp"} {
		require.NoError(t, os.Chmod(filepath.Join(path, name), 0o500))             // #nosec G302 -- a folder
		t.Cleanup(func() { _ = os.Chmod(filepath.Join(path, name), fs.ModePerm) }) // #nosec G302 -- to be removed
	}
	asNobody(t, path, func() {
		_, sweeping := d.Sweep(t.Context(), time.Now().Add(time.Hour))
		for _, err := range []error{
			d.Put(t.Context(), "a/new", strings.NewReader("new"), 3),
			d.Put(t.Context(), "a/old", strings.NewReader("new"), 3),
			d.Delete(t.Context(), "a/old"),
			sweeping,
		} {
			require.ErrorIs(t, err, os.ErrPermission)
			require.NotContains(t, err.Error(), path)
		}
		require.Equal(t, "text", textOf(t, d, "a/old"))
	})
	require.NoError(t, os.Chmod(filepath.Join(path, ".tmp"), 0o700)) // #nosec G302 -- a folder
	asNobody(t, path, func() {
		err := d.Put(t.Context(), "a/new", strings.NewReader("new"), 3)
		require.ErrorIs(t, err, os.ErrPermission, "when it is renamed")
	})
	require.Equal(t, []string{left, filepath.Join(path, "a", "old")}, filesIn(t, path))
	require.NoError(t, os.Chmod(filepath.Join(path, "a"), 0)) // #nosec G302 -- see above
	asNobody(t, path, func() {
		_, err := d.Stat(t.Context(), "a/old")
		require.ErrorIs(t, err, os.ErrPermission, "not that it is not there")
		n := 0
		for _, err := range d.List(t.Context(), "") {
			require.ErrorIs(t, err, os.ErrPermission)
			n++
		}
		require.Equal(t, 1, n)
	})
}

// asNobody calls f without the rights of root. If the tests have them, what is in the folder becomes that of another user,
// as whom this thread alone uses files: capabilities(7), "Effect of user ID changes on capabilities".
func asNobody(t testing.TB, folder string, f func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		f()
		return
	}
	const nobody = 65534
	require.NoError(t, filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, nobody, -1)
	}))
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	require.NoError(t, syscall.Setfsuid(nobody))
	defer func() { _ = syscall.Setfsuid(0) }()
	f()
}
